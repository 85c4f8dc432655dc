"""What a store holds at a moment, told without reading its graph."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """``mark`` changes whenever the graph does; it is not ``whole`` while a load runs or after one was cut off."""

    mark: str
    whole: bool = True
