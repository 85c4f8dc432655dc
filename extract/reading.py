"""One question as the rules see it: blocks, mentions and cue words come in, who is spoken about goes out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from extract.cues import Cue
from extract.markdown import Block
from extract.rules.titles import Intent, intent_of
from kg.model import Kind, RelationType

_TRANSPARENT = re.compile(r"[*_`\"“”'‘’「」]+")
_LEAD_NOISE = re.compile(r"[（(][^）)]*[）)]|[\s:：]")
_COORDINATION = re.compile(
    r"\s*(?:[（(][^（）()]{0,60}[）)])?\s*(?:[、/]|,\s+(?:and|or)?|[,，]?\s*(?:和|与|及|以及|或者?|跟|同)|\s(?:and|or|&)\s)\s*"
    r"(?:[\u4e00-\u9fff]{0,3}|the|a|an)?\s*"
)
_CLASS_NOUN = (
    r"(?:任务|模型|方法|机制|技术|算法|参数|层|阶段|策略|操作|函数|训练|框架|系列|数据集|工具|采样|架构|问题)?"
)
_COORDINATED = re.compile(_CLASS_NOUN + _COORDINATION.pattern)
_NO_TOPIC = (Intent.CURES, Intent.CAUSES, Intent.HOW, Intent.EVALUATION, Intent.ALTERNATIVES)
_LOCATIVE = re.compile(r"\s*(?:[中里上]|方面|时|下|内)(?![\u4e00-\u9fff]?位)")
_THESE = re.compile(r"[两三四几多][种类个]\s*\S{0,4}$|\b(?:two|three|both|these)\b")
_NEEDED = re.compile(r"(?:需要|要用|使用|采用|引入|need|use|require)s?\s*(?:the|an?)?\s*$")
_NEEDS = re.compile(r"需要|要用|要使用|使用|采用|引入|need|use|require")
_LEAD_NOUN = re.compile(
    r"(?:任务|模型|方法|机制|技术|算法|参数|层|阶段|策略|操作|函数|训练|框架|系列|数据集|工具|采样|架构|类|的|和|与|及|或|/|、|,|"
    r"models?|methods?|techniques?|layers?|the|and|or|an?|vs\.?|[\d.]+)",
    re.IGNORECASE,
)
_LONG = 16  # characters of a gap that hardly comes twice
_NEARLY = 0.8
_MOSTLY = 0.5  # of a lead's letters belong to concepts: the lead is these concepts


class Mentioned(NamedTuple):
    """A concept at ``text[start:end]``."""

    start: int
    end: int
    concept: str
    kind: Kind


class Signalled(NamedTuple):
    """A cue word at ``text[start:end]``."""

    start: int
    end: int
    cue: Cue


class Stated(NamedTuple):
    """A relation with the range that supports it, the rule that found it, and how much the rule is worth."""

    head: Mentioned
    type: RelationType
    tail: Mentioned
    start: int
    end: int
    rule: str
    confidence: float


Group = tuple[Mentioned, ...]
"""Mentions joined by commas, "and" or "or": they share what is said."""


@dataclass(frozen=True)
class Reading:
    """A question with what was found in it; mentions and cues are in order and do not overlap.

    ``folded`` is the folded ``text``.
    """

    text: str
    blocks: tuple[Block, ...]
    passages: tuple[tuple[int, int, int], ...]
    mentions: tuple[Mentioned, ...]
    cues: tuple[Signalled, ...]
    folded: str

    @cached_property
    def starts(self) -> list[int]:
        """Where the mentions begin."""
        return [mention.start for mention in self.mentions]

    @cached_property
    def cue_starts(self) -> list[int]:
        """Where the cue words begin."""
        return [signal.start for signal in self.cues]

    @cached_property
    def _bare(self) -> str:
        return _TRANSPARENT.sub("", self.folded)

    @cached_property
    def _kept(self) -> Sequence[int]:
        """How many characters before each place are not transparent."""
        if len(self._bare) == len(self.folded):
            return range(len(self.folded) + 1)
        kept: list[int] = []
        gone = last = 0
        for found in _TRANSPARENT.finditer(self.folded):
            start, end = found.span()
            kept += range(last - gone, start - gone)
            kept += [start - gone] * (end - start)
            gone, last = gone + end - start, end
        kept += range(last - gone, len(self.folded) + 1 - gone)
        return kept

    @cached_property
    def title(self) -> str:
        """The folded title."""
        return self.folded[self.blocks[0].start : self.blocks[0].end] if self.blocks else ""

    @cached_property
    def intent(self) -> Intent:
        """What the title asks."""
        return intent_of(self.title)

    @cached_property
    def focus(self) -> Group:
        """The concepts of the title, each once, in order."""
        if not self.blocks:
            return ()
        return distinct(self.within(self.blocks[0].start, self.blocks[0].end))

    @cached_property
    def compared(self) -> Group:
        """The concepts that a comparing title sets side by side; the place or respect of the comparison is none."""
        end = self.blocks[0].end if self.blocks else 0
        sides = [mention for mention in self.focus if not _LOCATIVE.match(self.gap(mention.end, end))]
        for left, right in pairwise(sides):
            between = self.gap(left.end, right.start)
            if _THESE.search(between) or _NEEDED.search(between):
                return tuple(side for side in sides if side.start < right.start)
        return tuple(sides)

    def within(self, start: int, end: int) -> Group:
        """The mentions inside ``text[start:end]``."""
        first, last = self._places(start, end)
        return self.mentions[first:last]

    def _places(self, start: int, end: int) -> tuple[int, int]:
        """Which mentions stand inside ``text[start:end]``."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end, first)
        while last > first and self.mentions[last - 1].end > end:
            last -= 1
        return first, last

    def cues_within(self, start: int, end: int) -> tuple[Signalled, ...]:
        """The cue words inside ``text[start:end]``."""
        first = bisect_left(self.cue_starts, start)
        last = bisect_left(self.cue_starts, end, first)
        while last > first and self.cues[last - 1].end > end:
            last -= 1
        return self.cues[first:last]

    def gap(self, start: int, end: int) -> str:
        """The folded text between two places, without emphasis and quotation marks."""
        kept = self._kept
        try:
            return self._bare[kept[start] : kept[end]]
        except IndexError:
            return self._bare[kept[min(start, len(self.text))] : kept[min(end, len(self.text))]]

    def lead(self, index: int) -> Group:
        """The concepts that a block's lead-in consists of; empty if it is about something else."""
        found = self._leads.get(index)
        if found is None:
            place = self.blocks[index].lead
            found = self._leads[index] = self._concepts_of_lead(*place) if place else ()
        return found

    @cached_property
    def _leads(self) -> dict[int, Group]:
        return {}

    def _concepts_of_lead(self, start: int, end: int) -> Group:
        inside = self.within(start, end)
        if not inside or any(signal.start < inside[0].start for signal in self.cues_within(start, end)):
            return ()  # "提高泛化能力" says something about the concept, it does not name a topic
        covered = sum(len(_LEAD_NOISE.sub("", self.text[m.start : m.end])) for m in inside)
        bare = _LEAD_NOISE.sub("", _TRANSPARENT.sub("", self.text[start:end]))
        outside = [m for m in inside if "(" not in self.folded[start : m.start]]
        beside = _LEAD_NOISE.sub("", _beside(self.text[start:end], start, inside))
        only = covered >= _NEARLY * max(1, len(bare)) or not _LEAD_NOUN.sub("", _TRANSPARENT.sub("", beside))
        return distinct(tuple(outside or inside[:1])) if only and covered >= _MOSTLY * max(1, len(bare)) else ()

    def parents(self, index: int) -> list[int]:
        """The blocks that a block stands under, innermost first."""
        found = []
        parent = self.blocks[index].parent
        while parent is not None:
            found.append(parent)
            parent = self.blocks[parent].parent
        return found

    def topic(self, index: int) -> Group:
        """Who a block speaks about: its lead-in, else that of a block above, else the title's concept."""
        for place in (index, *self.parents(index)):
            if self.blocks[place].kind in ("item", "heading", "text") and (lead := self.lead(place)):
                return lead
        if self.intent in _NO_TOPIC or (self.intent is Intent.CONTRAST and len(self.compared) > 1):
            return ()
        if self.intent is Intent.CONTRAST:
            return self.compared
        return self.focus[-1:] if self.intent is Intent.REASON and _NEEDS.search(self.title) else self.focus[:1]

    def is_nested(self, inner: Mentioned, outer: Mentioned) -> bool:
        """Whether the name of ``inner`` is a part of ``outer``'s (量化 in 训练后量化), as they stand here."""
        return self.gap(inner.start, inner.end) in self.gap(outer.start, outer.end)

    def groups(self, start: int, end: int) -> list[Group]:
        """The mentions of a stretch, coordinated ones together."""
        first, last = self._places(start, end)
        if last - first < 2:
            return [self.mentions[first:last]] if first < last else []
        cuts = [first, *(place for place in range(first + 1, last) if not self._is_joined(place)), last]
        return [self.mentions[one:other] for one, other in pairwise(cuts)]

    def _is_joined(self, place: int) -> bool:
        """Whether a mention is coordinated with the one before it."""
        joined = self._joined.get(place)
        if joined is None:
            gap = self.gap(self.mentions[place - 1].end, self.mentions[place].start)
            joined = self._joined[place] = _coordinates(gap) if len(gap) < _LONG else _matches(gap)
        return joined

    @cached_property
    def _joined(self) -> dict[int, bool]:
        return {}


def _matches(gap: str) -> bool:
    return _COORDINATED.fullmatch(gap) is not None


_coordinates = lru_cache(maxsize=1 << 14)(_matches)  # short gaps come again and again


def _beside(text: str, offset: int, inside: Group) -> str:
    """What of a lead-in belongs to no concept."""
    parts, last = [], 0
    for mention in inside:
        parts.append(text[last : mention.start - offset])
        last = mention.end - offset
    return "".join([*parts, text[last:]])


def distinct(mentions: Group) -> Group:
    """The first mention of each concept."""
    return tuple({mention.concept: mention for mention in reversed(mentions)}.values())[::-1]
