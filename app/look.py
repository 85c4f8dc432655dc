"""A kind or relation in, its shape and colours out: the design language of the pages, in light and in dark."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kg.model import Kind

Theme = Literal["light", "dark"]


class Look(NamedTuple):
    """How a kind is drawn: a shape of vis-network, filled or as an outline, and a glyph like it for running text."""

    shape: str
    filled: bool
    glyph: str
    light: str
    dark: str


KINDS: dict[Kind, Look] = {
    Kind.METHOD: Look("dot", True, "●", "#0b59a6", "#86a2ff"),
    Kind.MODEL: Look("square", True, "■", "#6755d7", "#b867eb"),
    Kind.COMPONENT: Look("hexagon", True, "⬢", "#128095", "#6be8d9"),
    Kind.METRIC: Look("diamond", True, "◆", "#465b52", "#99ec55"),
    Kind.TOOL: Look("triangle", True, "▲", "#707b4e", "#a89860"),
    Kind.PROBLEM: Look("triangleDown", True, "▼", "#a1012c", "#fa640f"),
    Kind.TASK: Look("star", True, "★", "#9a4e05", "#f9b281"),
    Kind.THEORY: Look("dot", False, "○", "#803079", "#e9a7eb"),
    Kind.RESOURCE: Look("square", False, "□", "#bf4b87", "#db6493"),
    Kind.UNKNOWN: Look("dot", True, "•", "#5a6675", "#9aa6b5"),
}
"""Colour and shape say the kind together; what is too near in colour differs in shape."""

QUESTION = Look("square", True, "▪", "#5a6675", "#9aa6b5")
"""A question beside concepts: quiet, since the concepts are what one looks for."""

GROUND: dict[Theme, str] = {"light": "#ffffff", "dark": "#0e1117"}


def groups(theme: Theme) -> dict[str, dict[str, object]]:
    """The kinds, and questions, as groups of vis-network: what their nodes look like in a theme.

    >>> groups("light")["theory"]["color"]["background"]
    '#ffffff'
    """
    looks = {str(kind): look for kind, look in KINDS.items()} | {"question": QUESTION}
    return {kind: _group(look, theme) for kind, look in looks.items()}


def _group(look: Look, theme: Theme) -> dict[str, object]:
    colour = look.light if theme == "light" else look.dark
    inside = colour if look.filled else GROUND[theme]
    return {
        "shape": look.shape,
        "borderWidth": 0 if look.filled else 3,
        "color": {"border": colour, "background": inside},
    }
