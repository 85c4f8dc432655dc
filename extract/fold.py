"""Folding: bank text comes in, the same text in one normal form goes out, character for character.

Folding replaces single characters by single characters (NFKC, lower case, one sort of hyphen), so offsets stay
valid. Squeezing then drops the characters by which spellings of one term differ (spaces, hyphens, underscores,
and 的 between ideographs: 推理的延迟 is 推理延迟) and remembers where.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate

_HYPHENS = "‐‑‒–—−﹣－"  # hyphen kinds that PDF copies bring along
_SEPARATORS = r" \t\u00a0\u2009\u200b\-_·"
_SQUEEZED = re.compile(  # its first character is one of a set: three times as fast as two alternatives
    rf"[{_SEPARATORS}的](?:(?<!的)[{_SEPARATORS}]*|(?<=[\u4e00-\u9fff]的)(?=[\u4e00-\u9fff]))"
)
_GAPS = re.compile(f"({_SQUEEZED.pattern})")
_MARKS = tuple(zip("，：（）；？！—–", ",:();?!--", strict=True))  # what the table does to common text
_RARE = re.compile(r"[^\x00-\x7f\u4e00-\u9fff，：（）；？！—–。、“”‘’…《》【】·→\ufffc]")


@cache
def _table() -> dict[int, str]:
    """Characters whose NFKC lower-case form is another single character."""
    table = {}
    for start, end in ((0x41, 0x2FF), (0x370, 0x1FFF), (0x2000, 0x33FF), (0xF900, 0xFFEF), (0x1D400, 0x1D7FF)):
        for code in range(start, min(end, sys.maxunicode)):
            folded = unicodedata.normalize("NFKC", chr(code)).lower()
            if len(folded) == 1 and folded != chr(code):
                table[code] = folded
    table.update({ord(hyphen): "-" for hyphen in _HYPHENS})
    return table


def fold(text: str) -> str:
    """``text`` in folded form, of the same length.

    >>> fold("ＬｏＲＡ‐Ｒａｎｋ（低秩）")
    'lora-rank(低秩)'
    """
    if _RARE.search(text):
        return text.translate(_table())
    folded = text.lower()
    if folded.isascii():
        return folded
    for mark, plain in _MARKS:
        folded = folded.replace(mark, plain)
    return folded


def squeeze(folded: str) -> tuple[str, list[int], list[int]]:
    """Folded text without separators; then the squeezed offsets where something was cut and the sum cut so far.

    >>> squeeze("low-rank x")
    ('lowrankx', [3, 7], [1, 2])
    """
    pieces = _GAPS.split(folded)
    kept, gaps = pieces[::2], pieces[1::2]
    return "".join(kept), list(accumulate(map(len, kept[:-1]))), list(accumulate(map(len, gaps)))


@lru_cache(maxsize=1 << 16)  # a build looks up a whole lexicon more than once
def squeezed(surface: str) -> str:
    """The form in which a surface is looked up.

    >>> squeezed("Low-Rank  Adaptation")
    'lowrankadaptation'
    """
    return _SQUEEZED.sub("", fold(surface).strip())


def is_latin(char: str) -> bool:
    """Whether a folded character continues a word of Latin letters or a number."""
    return (char.isascii() and char.isalnum()) or "\u00c0" <= char <= "\u024f"


def is_ideograph(char: str) -> bool:
    """Whether a character is a CJK ideograph."""
    return "\u4e00" <= char <= "\u9fff"
