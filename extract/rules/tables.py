"""What tables state: the subject of a row is its first cell's concept, or that of the column where rows are respects.

A cell says of its subject what a cue word in it says, else what its header or the kinds suggest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.markdown import Block
from extract.reading import Group, Mentioned, Reading, Stated
from extract.rules import structure
from extract.rules.clauses import sentence_relations, suggestion
from extract.rules.gaps import is_pair
from extract.rules.structure import StructureRule
from extract.rules.titles import Intent
from extract.tables import cells_of, lists_respects
from kg.model import Kind, RelationType

_YES = re.compile(r"\s*(?:√|✓|✔|✅|是|有|会|可能|可能发生|可能出现|yes|possible|allowed|may occur|y)\s*", re.IGNORECASE)
_NO = re.compile(
    r"\s*(?:×|✗|✘|❌|x|否|无|不会|不可能|避免|解决|no|never|prevented|impossible|not possible|n|-)\s*", re.IGNORECASE
)
_HEADERS: tuple[tuple[RelationType, re.Pattern[str]], ...] = (
    (
        RelationType.USES,
        re.compile(r"数据结构|实现|底层|核心|机制|原理|基于|思想|做法|idea|mechanism|structure|based on|uses"),
    ),
    (RelationType.APPLIES_TO, re.compile(r"场景|用途|适用|应用|适合|任务|use case|application|suited|used for|tasks?")),
)
_CLASS_HEADER = re.compile(
    r"\s*(?:算法|方法|策略|方式|类型|种类|实现|模型|工具|指标|名称|技术|协议|级别|algorithms?|methods?|types?|strateg(?:y|ies)|models?"
    r"|tools?|metrics?|levels?|techniques?|names?|policy|policies|schemes?)\s*"
)

Cells = list[tuple[int, int]]


def table_relations(reading: Reading, first: int) -> Iterator[Stated]:
    """The relations of the table whose header is block ``first``."""
    rows = _rows(reading, first)
    cells = [cells_of(reading.text, block.start, block.end) for block in rows]
    header = cells[0]
    if lists_respects(reading.text, rows[0].start, rows[0].end):
        subjects = [_subject(reading, span) for span in header[1:]]
        yield from _compared(reading, [group for group in subjects if group], (rows[0].start, rows[0].end))
        for row in cells[1:]:
            for subject, span in zip(subjects, row[1:], strict=False):
                yield from _of_cell(reading, first, subject, span, row[0], (row[0][0], span[1]))
        return
    for number, row in enumerate(cells[1:] or cells, 1 if len(cells) > 1 else 0):
        subject = _subject(reading, row[0]) if row else ()
        for span, above in zip(row[1:], header[1:], strict=False):
            yield from _of_cell(reading, first + number, subject, span, above, (rows[number].start, rows[number].end))
        if number:
            yield from _member(reading, subject, header[0], row[0])


def _rows(reading: Reading, first: int) -> list[Block]:
    last = first
    while last < len(reading.blocks) and reading.blocks[last].kind == "row":
        last += 1
    return list(reading.blocks[first:last])


def _subject(reading: Reading, span: tuple[int, int]) -> Group:
    """The one concept of a cell."""
    inside = reading.within(*span)
    return inside if len({mention.concept for mention in inside}) == 1 else ()


def _compared(reading: Reading, subjects: list[Group], place: tuple[int, int]) -> Iterator[Stated]:
    """What stands side by side above a table of respects is compared."""
    rule = structure.COLUMNS
    for number, one in enumerate(subjects):
        for other in subjects[number + 1 :]:
            if is_pair(one[0], other[0], rule.type):
                yield Stated(one[0], rule.type, other[0], *place, rule.id, rule.confidence)


def _of_cell(
    reading: Reading,
    index: int,
    subject: Group,
    span: tuple[int, int],
    header: tuple[int, int],
    place: tuple[int, int],
) -> Iterator[Stated]:
    """What a cell says of its subject."""
    if not subject:
        return
    said = reading.gap(*span)
    for problem in reading.within(*header):
        if problem.kind is Kind.PROBLEM and (_YES.fullmatch(said) or _NO.fullmatch(said)):
            rule = structure.OCCURS if _YES.fullmatch(said) else structure.PREVENTED
            yield from _stated(rule, rule.type, subject, problem, place)
    inside = reading.within(*span)
    if not inside:
        return
    cued = [
        stated._replace(start=place[0], end=place[1]) for stated in sentence_relations(reading, index, *span, subject)
    ]
    yield from cued
    told = {stated.head.concept for stated in cued} | {stated.tail.concept for stated in cued}
    above = reading.gap(*header)
    meant = next((relation for relation, regex in _HEADERS if regex.search(above)), None)
    for target in inside:
        if target.concept not in told:
            relation = RelationType.CAUSES if target.kind is Kind.PROBLEM else meant
            relation = relation or suggestion(subject[0].kind, target.kind)
            if relation is not None:
                yield from _stated(structure.ROW, relation, subject, target, place)


def _stated(
    rule: StructureRule, relation: RelationType, subject: Group, target: Mentioned, place: tuple[int, int]
) -> Iterator[Stated]:
    if is_pair(subject[0], target, relation):
        yield Stated(subject[0], relation, target, *place, rule.id, rule.confidence)


def _member(reading: Reading, subject: Group, header: tuple[int, int], place: tuple[int, int]) -> Iterator[Stated]:
    """The first column lists members of what its header names, or of what the title is about."""
    if not subject:
        return
    named = reading.within(*header)
    if not named and _CLASS_HEADER.fullmatch(reading.gap(*header)) and reading.intent is not Intent.CONTRAST:
        named = reading.focus if len(reading.focus) == 1 else ()
    for whole in named[-1:]:
        if whole.concept != subject[0].concept and whole.kind is not Kind.PROBLEM:
            yield from _stated(structure.ROW_MEMBER, structure.ROW_MEMBER.type, subject, whole, place)
