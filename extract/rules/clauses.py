"""Relations that cue words announce: one sentence comes in, who does what to whom goes out.

The subject of a clause is the concept it opens with, else that of the clause before, else the topic of the block.
The cue word nearest before a concept decides the relation; a negation in between silences it; where no cue word
speaks, the two kinds may suggest one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract.cues import Cue
from extract.markdown import clauses
from extract.reading import Group, Mentioned, Reading, Signalled, Stated
from extract.rules.gaps import is_pair
from extract.rules.layout import cures
from extract.rules.titles import Intent
from kg.model import Kind, RelationType

_OPENING = re.compile(
    r"(?:\s|[-*+•]|\d+[.、)]|而|但是?|与此?|然而|此外|同时|另外|其中|因此|所以|例如|比如|具体来说|一般情况下|通常|传统的|标准的|简单的"
    r"|这种|当前的?|常见的?|一些|不同的?|多个|每个|该|虽然|后来|[\u4e00-\u9fff]{1,3}的|相比之下|首先|其次|最后|即使|[，,：:]"
    r"|(?:the|a|an|under|with|in|in contrast|however|moreover|furthermore|for example|for instance|also|thus|therefore"
    r"|but|and|while|"
    r"standard|modern|most|many|some|such|this|these|each|both|classic|traditional)\b)*",
    re.IGNORECASE,
)
_NOT_SUBJECT = re.compile(
    r"\s*(?:任务|模型|方法|过程|阶段|机制|技术|架构|训练|计算)?\s*(?:[中里时上内后前下]|方面|过程|阶段|之[前后]|以?[前后]|的(?!方法|思路|原理|核心|主要))"
)
_PREDICATE = re.compile(
    r"\s*(?:\([^)]*\))?\s*(?:模型|方法|机制|技术|算法|架构|参数|采样|微调|训练|框架|层)?\s*"
    r"(?:[^\u4e00-\u9fff\s]|[是可能会将在通对也则由主需使利采基引往有不并直更相为把用同就都只还具本与和从被以根按既等的了优缓解减降提增导造虽而其之中]|一般|通常|$)"
)
_OTHER_SUBJECT = re.compile(
    r"\s*(?!(?:it|this|that|which|they|these|also|both|each|he|however|thus|therefore|instead)\b)[a-z]{1,12}\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s*(?:which|that|who|where)\b", re.IGNORECASE)
_PLURAL = re.compile(r"\s*(?:两者|二者|三者|它们|这些|上述|这两[种类个]|both|they|these|all of them)", re.IGNORECASE)
_OWNER = re.compile(
    r"\s*(?:模型|方法|机制|技术|架构)?的(?:(?:主要|核心|基本|关键)?(?:思路|思想|原理|目标|目的|作用|核心|特点|优势|优点|输入|输出|结构|训练|过程)"
    r"|[^,。;]{1,8}?(?:是|就|有|采用|在于|使用|包括))"
)
_HEAD_END = re.compile(
    r"\b(?:that|which|for|used|where|whose|in|of|to|by|with|from|on|designed|based|trained|developed)\b|[,(;.。，；（]"
)
_ZH_HEAD = re.compile(
    r"[)）]?(?:[和与][\u4e00-\u9fff]{1,4}?)?(?:的)?(?:一种|常用|重要|基本|经典|有效|类)*(?:的)?(?:方法|技术|模型|框架|工具|算法|任务|问题|方式|函数|策略|组件|架构|指标|手段|机制|方案|变体|系列|类型|现象|结构|平台|库)?\s*[。；，,.;]?\s*$"
)

_HANGING = re.compile(
    r"\s*(?:任务|模型|方法|架构|层|块)?\s*(?:[中里内]的|的|层内的?)(?:多个|一些|基本|连续|特定)*\s*"
    r"|(?:任务|模型|方法|技术|策略)?\s*\(\s*(?:例如|比如|如)\s*(?:[\u4e00-\u9fff]{1,8}、){0,2}"
    r"|(?:\s(?:tasks?|methods?|models?))?\s*\(?(?:e\.g\.,?|such as|like)\s*"
)
_LONG_REACH = 40
_NEXT = 12
_NEAR = 6
_NEGATION_REACH = 14
_PLACE_REACH = 6
_ONLY_NOT = "^(?!"  # a cue that asks for a later word says more than the kinds do
_TECHNIQUE = re.compile(r"\s*(?:的[\u4e00-\u9fff]{0,4})?(?:技术|方法|算法|模型)")
_WHERE = re.compile(r"[上中里下时]|方面|任务|领域|场景|等|[a-z,(]")
_AT = re.compile(r"在[^,]{0,4}$")
_PLACE = re.compile(r"\s*的[^,。]{0,10}[中里上](?![\u4e00-\u9fff]*的)")
_RATHER = re.compile(
    r"(?:而不是|而非|不仅仅?|不只)(?:仅仅|单纯|简单地?)?$|(?:rather than|instead of|not just|not only)\s*$"
)
_EVALUATES = re.compile(r"评估|评测|衡量|评价|evaluat|measur|assess")
_QUALITIES = frozenset({Kind.PROBLEM, Kind.METRIC, Kind.THEORY, Kind.TASK})  # what a thing has, not what acts
_OF = re.compile(r"\s*的\s*")
_TREATS = (RelationType.ADDRESSES, None)
_OUTWARD = (RelationType.USES, RelationType.APPLIES_TO, RelationType.PART_OF)
_CONTEXT_LESS = 0.45  # what kinds alone suggest is worth


@dataclass
class _Clause:
    """The state carried through the clauses of one sentence."""

    subject: Group
    explicit: bool = False
    led: bool = False
    instrument: Group = ()
    previous: Group = ()
    compared: tuple[Cue, Group, tuple[int, int]] | None = None
    said: list[Stated] = field(default_factory=list)


def sentence_relations(reading: Reading, index: int, start: int, end: int, about: Group = ()) -> list[Stated]:
    """The relations that one sentence of block ``index`` states through its cue words.

    ``about`` is whom a sentence without subject speaks of, unless it is the topic of the block.
    """
    if not reading.within(start, end):
        return []
    state = _Clause((about or reading.topic(index))[:1], led=bool(about or reading.lead(index)))
    if _PLURAL.match(reading.gap(start, min(end, start + 24))):
        state.subject = _antecedent(reading, index, start) or state.subject
    for first, last in clauses(reading.text, start, end):
        if groups := reading.groups(first, last):
            state.said += _clause_relations(reading, index, state, groups, (start, first, last, end))
            state.previous = groups[-1]
    if state.compared is not None:
        state.said += _compared(state, state.subject)
    return state.said


def _clause_relations(
    reading: Reading, index: int, state: _Clause, groups: list[Group], bounds: tuple[int, int, int, int]
) -> list[Stated]:
    """What one clause states; its subject becomes that of the clauses after it."""
    _, first, last, _ = bounds
    relative = bool(state.previous) and _RELATIVE.match(reading.gap(first, groups[0][0].start)) is not None
    outer = state.subject
    named = opening = None
    block = reading.blocks[index]
    in_lead = block.lead is not None and last <= block.body and not state.led
    if relative:
        state.subject = state.previous
    elif not in_lead:
        named = _opening_group(reading, state, groups, first, last)
        opening = named if named is None or not (_is_led(state) and _is_title(reading, named)) else None
    found: list[Stated] = []
    if opening is not None:
        is_lead = state.led and opening[0].concept in {mention.concept for mention in reading.lead(index)}
        state.subject, state.explicit = opening[:1] if is_lead else opening, True
    if named is not None and state.compared is not None:
        found += _compared(state, named)
    classes, stated = _classes(reading, state, first, last)
    found += stated
    for place, group in enumerate(groups):
        if group is not named and group[-1] not in classes:
            found += _about_group(reading, state, groups, place, bounds)
    if relative:
        state.subject = outer
    return found


def _compared(state: _Clause, subject: Group) -> Iterator[Stated]:
    """ "Compared with X, Y …": the subject that comes after is what X is set against."""
    if state.compared is None:
        return
    cue, group, (start, end) = state.compared
    state.compared = None
    for one in subject:
        for other in group:
            if is_pair(one, other, RelationType.CONTRASTS_WITH):
                last = max(end, one.end)
                yield Stated(one, RelationType.CONTRASTS_WITH, other, start, last, cue.id, cue.confidence)


def _is_led(state: _Clause) -> bool:
    """Whether a lead-in names who the block speaks about; a quality that it names belongs to somebody else."""
    return state.led and not (state.subject and state.subject[0].kind in _QUALITIES)


def _is_title(reading: Reading, group: Group) -> bool:
    """Whether a group names nothing but what the title is about."""
    return {mention.concept for mention in group} <= {mention.concept for mention in reading.focus}


def _antecedent(reading: Reading, index: int, start: int) -> Group:
    """Whom "both" or "these" means: the last concepts coordinated before in the block, else what the title compares."""
    before = [group for group in reading.groups(reading.blocks[index].start, start) if len(group) > 1]
    if before:
        return before[-1]
    return reading.compared if reading.intent is Intent.CONTRAST and len(reading.compared) > 1 else ()


def _opening_group(reading: Reading, state: _Clause, groups: list[Group], start: int, end: int) -> Group | None:
    """The group that a clause opens with as its subject."""
    group = groups[0]
    if group[0].kind is Kind.RESOURCE and state.subject:
        return None
    if not _OPENING.fullmatch(reading.gap(start, group[0].start)):
        return None
    if (
        len(groups) > 1
        and groups[1][0].kind not in _QUALITIES
        and _OF.fullmatch(reading.gap(group[-1].end, groups[1][0].start))
    ):
        group = groups[1]
    after = reading.gap(group[-1].end, end)
    if (_NOT_SUBJECT.match(after) and not _OWNER.match(after)) or not _speaks(reading, group, after):
        return None
    return group


def _speaks(reading: Reading, group: Group, after: str) -> bool:
    """Whether what stands ``after`` a group may be a predicate."""
    if _PREDICATE.match(after):
        return True
    end = group[-1].end
    return any(not reading.gap(end, cue.start).strip() for cue in reading.cues_within(end, end + _NEXT))


def _classes(reading: Reading, state: _Clause, start: int, end: int) -> tuple[Group, list[Stated]]:
    """What the subject is said to be ("是一种 …", "is a …"): the class nouns, and the relations."""
    for signal in reading.cues_within(start, end):
        if (
            signal.cue.at_head
            and signal.cue.type is not None
            and not _OTHER_SUBJECT.match(
                reading.gap(start, signal.start) if not reading.within(start, signal.start) else ""
            )
        ):
            nouns = _head_noun(reading, signal.end, end)
            span = (_evidence_start(state, start, start), end)
            pairs = [(subject, noun) for subject in state.subject for noun in nouns]
            stated = [one for pair in pairs for one in _one(reading, signal.cue, signal.cue.type, *pair, span)]
            return (nouns, stated) if stated else ((), [])
    return (), []


def _about_group(
    reading: Reading, state: _Clause, groups: list[Group], place: int, bounds: tuple[int, int, int, int]
) -> Iterator[Stated]:
    """What the clause says about one group of objects."""
    sentence_start, start, end, sentence_end = bounds
    group = groups[place]
    floor = groups[place - 1][-1].end if place else start
    signal = _governing(reading, groups, place, start, end)
    if signal is not None and signal.cue.type is None:
        return
    span = (_evidence_start(state, sentence_start, start), end)
    if signal is None or signal.cue.confidence < 0.6:
        following = _following(reading, group, end, sentence_end)
        signal = following or signal
    if signal is not None and signal.cue.side == "left" and place:
        owner = groups[place - 1]
        if _OF.fullmatch(reading.gap(owner[-1].end, group[0].start)):
            yield from _by_cue(reading, _Clause(owner), signal.cue, group, (owner[0].start, signal.end))
            return
    if signal is None:
        yield from _suggested(reading, state, group, span)
        return
    if signal.cue.type is RelationType.CONTRASTS_WITH and not reading.gap(start, signal.start).strip(" ,与和跟"):
        state.compared = signal.cue, group, (start, end)
        return
    yield from _by_cue(reading, state, signal.cue, group, span)
    if signal.cue.type is RelationType.USES and signal.start >= floor:
        state.instrument = group
        yield from cures(reading, group, span)


def _evidence_start(state: _Clause, sentence_start: int, start: int) -> int:
    """The passage begins with the sentence if its subject stands there."""
    inside = state.explicit and state.subject and sentence_start <= state.subject[0].start
    return state.subject[0].start if inside else start


def _governing(reading: Reading, groups: list[Group], place: int, start: int, end: int) -> Signalled | None:
    """The nearest cue word before a group within its reach; one that needs a later word must have it.

    A group that hangs on the one before ("X 中的 Y", "X（如 Y）") is governed with it.
    """
    group = groups[place]
    while place and _HANGING.fullmatch(reading.gap(groups[place - 1][-1].end, groups[place][0].start)):
        place -= 1
    first = groups[place][0].start
    signals = reading.cues_within(start, first)
    if not signals:
        return None
    kinds = {mention.kind for mention in group}
    attributive: Signalled | None = None
    for signal in reversed(signals):
        cue = signal.cue
        if (
            cue.side != "right"
            or (cue.tails and cue.tails.isdisjoint(kinds))
            or (cue.needs and not re.search(cue.needs, reading.gap(group[-1].end, end)))
        ):
            continue
        distance = len(reading.gap(signal.end, first))
        if attributive is None and distance <= 1 and reading.text[signal.end - 1 : signal.end + 1].find("的") >= 0:
            attributive = signal  # "缓解 X 带来的 Y": the verb before it governs Y
            continue
        if _negated(reading, signal):
            return signal._replace(cue=_opposite(cue)) if distance <= cue.reach else None
        if attributive is not None:
            return signal if distance <= _LONG_REACH and cue.type in _TREATS else attributive
        if distance <= cue.reach:
            return _located(reading, signal, group, end)
    return attributive


def _located(reading: Reading, signal: Signalled, group: Group, end: int) -> Signalled:
    """ "在基于 Y 的模型中" tells where the subject is used, not what it uses."""
    before = reading.gap(max(0, signal.start - _PLACE_REACH), signal.start)
    if signal.cue.type is RelationType.USES and _AT.search(before) and _PLACE.match(reading.gap(group[-1].end, end)):
        return signal._replace(cue=replace(signal.cue, type=RelationType.APPLIES_TO))
    return signal


def _opposite(cue: Cue) -> Cue:
    """What a negated cue says: not bringing a problem about is a way to address it, all else is silenced."""
    return replace(cue, type=RelationType.ADDRESSES if cue.type is RelationType.CAUSES else None)


def _negated(reading: Reading, signal: Signalled) -> bool:
    """Whether a negation stands right before a cue word ("does not use", "没有采用")."""
    if signal.cue.type is None:
        return False
    before = reading.cues_within(signal.start - _NEGATION_REACH, signal.start)
    if _RATHER.search(reading.gap(max(0, signal.start - _NEGATION_REACH), signal.start)):
        return True
    if signal.cue.type in _OUTWARD and before and before[-1].cue.type is RelationType.ADDRESSES:
        return before[-1].end == signal.start  # "避免对 X 作 …"
    return bool(before) and any(one.cue.type is None and signal.start - one.end <= 2 for one in before)


def _following(reading: Reading, group: Group, end: int, sentence_end: int) -> Signalled | None:
    """The cue word after a group that speaks about what stands before it ("在 Y 上表现出色")."""
    for signal in reading.cues_within(group[-1].end, sentence_end):
        if signal.cue.side == "left" and signal.start - group[-1].end <= signal.cue.reach:
            between = reading.gap(group[-1].end, signal.start)
            return signal if len(between) < _NEAR or _WHERE.match(between.lstrip()) else None
        if signal.start > end:
            return None
    return None


def _by_cue(reading: Reading, state: _Clause, cue: Cue, group: Group, span: tuple[int, int]) -> Iterator[Stated]:
    start, end = span
    relation = cue.type
    if relation is None:
        return
    if cue.at_head:
        return
    for subject in state.subject or (state.instrument if state.instrument is not group else ()):
        for target in group:
            if not (state.led and _beside(reading, subject, target)):
                yield from _one(reading, cue, relation, subject, target, (start, end))
    if relation is RelationType.ADDRESSES and not state.led and state.instrument not in ((), group):
        for subject in state.instrument:
            for target in group:
                yield from _one(reading, cue, relation, subject, target, (start, end))


def _beside(reading: Reading, one: Mentioned, other: Mentioned) -> bool:
    """Whether two concepts stand in one lead-in: it names them side by side and tells no relation."""
    leads = (block.lead for block in reading.blocks if block.lead is not None)
    return any(start <= one.start < end and start <= other.start < end for start, end in leads)


def _one(
    reading: Reading, cue: Cue, relation: RelationType, subject: Mentioned, target: Mentioned, span: tuple[int, int]
) -> Iterator[Stated]:
    """One relation of a cue, if the kinds fit; with kinds that do not, what they suggest instead."""
    head, tail = (target, subject) if cue.swap else (subject, target)
    if cue.heads and head.kind not in cue.heads:
        return
    if cue.tails and tail.kind not in cue.tails:
        return
    if (
        relation is RelationType.USES
        and tail.kind is Kind.TASK
        and (not cue.needs or cue.needs.startswith(_ONLY_NOT))
        and not _TECHNIQUE.match(reading.gap(tail.end, span[1]))
    ):
        relation = RelationType.APPLIES_TO
    if relation is RelationType.APPLIES_TO and tail.kind is Kind.PROBLEM:
        relation = RelationType.ADDRESSES
    if relation is RelationType.ADDRESSES and tail.kind in (Kind.TASK, Kind.MODEL):
        relation = RelationType.APPLIES_TO
    if (
        relation is RelationType.USES
        and tail.kind is Kind.METRIC
        and head.kind is not Kind.METRIC
        and _EVALUATES.search(reading.gap(span[0], span[1]))
    ):
        head, relation, tail = tail, RelationType.MEASURES, head
    if relation is RelationType.MEASURES and tail.kind in (Kind.THEORY, Kind.COMPONENT):
        relation = RelationType.USES
    if (
        relation in (RelationType.APPLIES_TO, RelationType.USES)
        and head.kind is Kind.METRIC
        and tail.kind in (Kind.TASK, Kind.MODEL)
    ):
        relation = RelationType.MEASURES
    relation = _kind_of_part(reading, cue, relation, head, tail)
    nested = reading.is_nested(tail, head) or reading.is_nested(head, tail)
    if is_pair(head, tail, relation) and not (relation in _OUTWARD and nested):
        yield Stated(head, relation, tail, *span, cue.id, cue.confidence)


def _kind_of_part(reading: Reading, cue: Cue, relation: RelationType, head: Mentioned, tail: Mentioned) -> RelationType:
    """A part that bears the name of the whole is a kind of it ("锁分为读锁和写锁")."""
    named = cue.swap and relation is RelationType.PART_OF and reading.is_nested(tail, head)
    return RelationType.IS_A if named else relation


def _head_noun(reading: Reading, start: int, end: int) -> Group:
    """The concept that names what the subject is: the head of the noun phrase after "是一种" or "is a"."""
    groups = reading.groups(start, end)
    if not groups:
        return ()
    text = reading.gap(start, end)
    if re.search(r"[\u4e00-\u9fff]", text):
        last = groups[-1]
        return last[-1:] if _ZH_HEAD.fullmatch(reading.gap(last[-1].end, end)) else ()
    cut = _HEAD_END.search(reading.text, start, end)
    inside = [group for group in groups if cut is None or group[-1].end <= cut.start()]
    return inside[-1] if inside else ()


def _suggested(reading: Reading, state: _Clause, group: Group, span: tuple[int, int]) -> Iterator[Stated]:
    """What the kinds suggest between the subject and a concept that no cue word governs."""
    for subject in state.subject:
        for target in group:
            relation = suggestion(subject.kind, target.kind)
            if relation is not None and is_pair(subject, target, relation) and not reading.is_nested(target, subject):
                yield Stated(subject, relation, target, *span, "kinds", _CONTEXT_LESS)


_SUGGESTIONS: dict[tuple[Kind, Kind], RelationType] = {
    (Kind.METHOD, Kind.TASK): RelationType.APPLIES_TO,
    (Kind.METHOD, Kind.MODEL): RelationType.APPLIES_TO,
    (Kind.RESOURCE, Kind.TASK): RelationType.MEASURES,
    (Kind.MODEL, Kind.METHOD): RelationType.USES,
}
"""The relation that two kinds have more often than any other, where it is worth guessing."""


def suggestion(head: Kind, tail: Kind) -> RelationType | None:
    """The relation that these kinds suggest, if any is worth guessing."""
    return _SUGGESTIONS.get((head, tail))
