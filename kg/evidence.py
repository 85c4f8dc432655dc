"""An evidence object in, one line that a person reads out."""

from __future__ import annotations

from kg.model import Evidence, MapEntry


def cited(evidence: Evidence, *, longest: int = 120) -> str:
    """Where the evidence stands and what it says.

    >>> from kg.model import Quote
    >>> cited(Quote("bank#7", 0, 9, "GQA is\\n built from MHA", "r"), longest=12)
    'bank#7: “GQA is buil…”'
    >>> cited(MapEntry("map.csv", 3, "the base of it"))
    'map.csv line 3: the base of it'
    """
    if isinstance(evidence, MapEntry):
        return f"{evidence.file} line {evidence.line}: {evidence.reason}"
    return f"{evidence.question}: “{shortened(evidence.quote, longest)}”"


def shortened(text: str, longest: int) -> str:
    """The text on one line, cut with … where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
