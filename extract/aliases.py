"""Abbreviations and translations in brackets: prose comes in, pairs of names for one thing go out.

``X（Y）`` and ``X (Y)`` pair a name with its abbreviation or its translation, unless the bracket holds examples,
remarks or several things. Between two Latin names the initials must agree (Schwartz and Hearst); between a Chinese
and a Latin one the whole bank decides (extract/discovery/merging.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extract.discovery.chinese import is_opaque
from extract.discovery.general import General, Role
from extract.discovery.pieces import chunks_in, pieces_in
from extract.discovery.prose import Chunk, Prose, Sort
from kg.names import key

_BRACKET = re.compile(r"[（(]([^（）()\n]{1,80})[）)]")
_REMARK = re.compile(
    r"如|例|比如|譬如|见|参见|包括|等|或|以|在|可|不|通常|通过|用|每|因|注|约|大于|小于|有|无|从|是"
    r"|e\.g|i\.e|see|such as|for example|like|also\b"
)
_NAMED = re.compile(
    r"(?:又称|也称为?|亦称|也叫做?|又叫|简称为?|即|全称为?|英文名?|原名"
    r"|also (?:known as|called)|a\.?k\.?a\.?|short for|or)\s*[:：]?\s*"
)
_ALSO = re.compile(
    r"(?:，|、|\s)?(?:又称|也称为?|亦称|也叫做?|又叫|简称为?)\s*"
    r"([\u4e00-\u9fff]{2,12}|[A-Z][A-Za-z0-9\-]*(?: [A-Za-z0-9\-]+){0,4})"
    r"|,? (?:also known as|also called) (?:the )?([A-Za-z][A-Za-z0-9\-]*(?: [A-Za-z0-9\-]+){0,4})"
)
_SPLIT = re.compile(r"\s*[,，;；]\s*")
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9.+#/&'’\-‑ ]*[A-Za-z0-9+#]|[A-Za-z][+#]{1,2}")
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}")
_LATIN_LEFT = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9.+#&'’/\-‑]*[ ])*[A-Za-z0-9][A-Za-z0-9.+#&'’/\-‑]*$")
_RUN_AT_END = re.compile(r"[\u4e00-\u9fff]*$")
_BEFORE_NAMES = ("和", "与", "及", "或", "用", "称为", "叫做", "是", "了", "过", "于", "为")
_WINDOW, _CHINESE_WINDOW = 70, 26
_LONGEST_PHRASE = 7  # words


class Pair(NamedTuple):
    """Two names that one bracket puts side by side; ``sure`` when the text alone says that they name one thing."""

    name: str
    other: str
    sure: bool


def abbreviates(short: str, long: str) -> bool:
    """Whether the letters of ``short`` stand in ``long`` in order, the first at its beginning, most at word starts.

    >>> abbreviates("LoRA", "Low-Rank Adaptation"), abbreviates("CoT", "Chain of Thought"), abbreviates("GPT", "Google")
    (True, True, False)
    """
    if short.islower() or (" " in short.strip() and len(short) > 12):
        return False
    letters = [char for char in short.lower() if char.isalnum()]
    words = [word for word in re.split(r"[^a-z0-9]+", long.lower()) if word]
    if len(letters) < 2 or not words or len(letters) >= sum(map(len, words)) or words[0][0] != letters[0]:
        return False
    if letters[-1] == "s" and short[-1] == "s" and short[:-1].isupper():
        letters.pop()
    return _fits(letters, words)


def _fits(letters: list[str], words: list[str]) -> bool:
    """Letters taken from word starts where they can be, else from inside the word that is open."""
    text = " ".join(words)
    place, last = len(text) - 1, len(letters) - 1
    for number in range(last, -1, -1):
        while place >= 0 and (text[place] != letters[number] or (number == 0 and place and text[place - 1] != " ")):
            place -= 1
        if place < 0:
            return False
        place -= 1
    if len(words) == 1 and len(text) < 2 * len(letters):
        return False
    starts = sum(any(word[0] == letter for letter in letters) for word in words)
    return starts * 2 >= min(len(words), len(letters))


def pairs_in(text: str, general: General) -> Iterator[Pair]:
    """The pairs of names in masked prose.

    >>> from extract.discovery.general import load_general
    >>> list(pairs_in("量化感知训练（QAT）比 Post-Training Quantization (PTQ) 慢（如两倍）。", load_general()))
    [Pair(name='量化感知训练', other='QAT', sure=True), Pair(name='Post-Training Quantization', other='PTQ', sure=True)]
    """
    for found in _BRACKET.finditer(text):
        parts = _names(found[1])
        if not parts:
            continue
        left, hard = _left(text, found.start(), general, parts[0])
        if not left:
            continue
        for part in parts:
            if (sure := _agree(left, part, general)) is not None:
                yield Pair(left, part, sure and hard)
        if len(parts) == 2 and _both_latin(*parts) and is_short_form(*parts):
            yield Pair(parts[0], parts[1], sure=True)
        if left.isascii() and (translated := _translated(text, found.start(), left, general)):
            yield Pair(translated, left, sure=True)
    for found in _ALSO.finditer(text):
        yield from _also(text, found, general)


def _also(text: str, found: re.Match[str], general: General) -> Iterator[Pair]:
    """X，又称 Y; X, also known as Y."""
    other = found[1] or found[2]
    left, hard = _left(text, found.start(), general, other)
    chunks = chunks_in(Prose(other, "en" if other.isascii() else "zh", general))
    if left and hard and chunks and chunks[0].start == 0 and not chunks[0].is_general:
        yield Pair(left, other[: chunks[0].end], sure=True)


def _translated(text: str, end: int, phrase: str, general: General) -> str:
    """The Chinese name before a Latin one whose abbreviation follows: 短作业优先 shortest job first（SJF）."""
    before = text[:end].rstrip(' *_`"”')[: -len(phrase)]
    if before[-1:] != " " or not "\u4e00" <= before[-2:-1] <= "\u9fff" or " " not in phrase:
        return ""
    left, hard = _left(text, len(before), general, phrase)
    return left if hard else ""


def _names(inside: str) -> list[str]:
    """The names in a bracket; none if it holds a remark, a list or anything but names."""
    inside = inside.strip(' *_`"“”')
    if named := _NAMED.match(inside):
        inside = inside[named.end() :]
    elif _REMARK.match(inside.lower()):
        return []
    parts = [part.strip(' *_`"“”') for part in _SPLIT.split(inside)]
    parts = [part for part in parts if not re.fullmatch(r"\d{4}\s*年?", part)]
    good = all(_LATIN_NAME.fullmatch(part) or _CHINESE_NAME.fullmatch(part) for part in parts)
    return parts if good and 0 < len(parts) <= 2 else []


def _left(text: str, end: int, general: General, part: str) -> tuple[str, bool]:
    """The name before a bracket, and whether its beginning is certain."""
    start = max(0, end - _WINDOW, text.rfind("\n", 0, end) + 1)
    window = text[start:end].rstrip(' *_`"”')
    if (window and window[-1].isascii() and window[-1].isalnum()) or window[-1:] in "+#":
        return _latin_left(window, part, general)
    return _chinese_left(window, general, line_starts=len(window) <= _CHINESE_WINDOW)


def _chinese_left(window: str, general: General, *, line_starts: bool) -> tuple[str, bool]:
    """The Chinese name that ends ``window``: its last chunk, or all of a short run that words cannot split."""
    prose = Prose(window[-_CHINESE_WINDOW:], "zh", general)
    text = prose.text
    pieces = pieces_in(prose, _RUN_AT_END.search(text).start(), len(text))  # type: ignore[union-attr]
    words = [piece for piece in pieces if piece is not None]
    if is_opaque(prose, words) and _is_hard(text, words[0].start, line_starts=line_starts):
        return text[words[0].start :], True
    chunks = chunks_in(prose)
    if not chunks or chunks[-1].end != len(text):
        return "", False
    chunk = chunks[-1]
    begin = chunk.start
    while len(chunk.pieces) > 1 and chunk.pieces[0].sort is Sort.QUALITY:
        chunk = Chunk(chunk.pieces[1:])
    sure = _is_hard(text, begin, line_starts=line_starts) or text[:begin].endswith(_BEFORE_NAMES)
    return text[chunk.start :], sure and begin == chunk.start


def _is_hard(text: str, begin: int, *, line_starts: bool) -> bool:
    """Whether a name that begins here cannot be the end of a longer one."""
    return line_starts if begin == 0 else text[begin - 1] in '*"“”、，。：；,.:;!?！？（(【[「《>|- \t'


def _latin_left(window: str, part: str, general: General) -> tuple[str, bool]:
    """The Latin name that ends ``window``: as many words as the abbreviation asks for, else all of a short phrase."""
    found = _LATIN_LEFT.search(window)
    if found is None:
        return "", False
    words = found.group().split(" ")
    phrases = [" ".join(words[-count:]) for count in range(1, min(len(words), _LONGEST_PHRASE) + 1)]
    fitting = [phrase for phrase in phrases if len(part) < len(phrase) and abbreviates(part, phrase)]
    if fitting:
        return next((phrase for phrase in fitting if _initials(phrase) == part.lower().rstrip("s")), fitting[0]), True
    while words and general.english.get(words[0].lower()) in (Role.FUNCTION, Role.VERB, Role.QUALITY):
        words.pop(0)
    return " ".join(words) if len(words) <= 3 else "", len(words) <= 3


def _initials(phrase: str) -> str:
    return "".join(word[0] for word in re.split(r"[ \-]+", phrase.lower()) if word)


def _agree(left: str, part: str, general: General) -> bool | None:
    """Whether two neighbours are names of one thing: True if sure, False if perhaps, None if not."""
    if key(left) == key(part):
        return None
    if _both_latin(left, part):
        return True if is_short_form(left, part) else None
    chinese, latin = (part, left) if left.isascii() else (left, part)
    if latin.isascii():
        if general.english.get(latin.lower()) or general.chinese.get(chinese):
            return None
        return len(chinese) >= 2 and (left == chinese or len(chinese) >= 3)
    return None


def _both_latin(one: str, other: str) -> bool:
    return one.isascii() and other.isascii()


def is_short_form(one: str, other: str) -> bool:
    """Whether the shorter of two Latin names abbreviates the longer."""
    short, long = sorted((one, other), key=len)
    return abbreviates(short, long)
