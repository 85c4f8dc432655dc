"""What table rows state: the concept of a row's first cell is the subject of the others."""

from __future__ import annotations

from collections.abc import Iterator

from extract.reading import Reading, Stated
from extract.rules import structure
from extract.rules.clauses import suggestion
from extract.rules.gaps import is_pair
from kg.model import Kind, RelationType


def row_relations(reading: Reading, index: int) -> Iterator[Stated]:
    """The relations of one table row; a harm in a cell comes from the subject."""
    block = reading.blocks[index]
    cells = _cells(reading, block.start, block.end)
    first = reading.within(*cells[0]) if len(cells) > 1 else ()
    if len(first) != 1:
        return
    subject = first[0]
    for start, end in cells[1:]:
        for target in reading.within(start, end):
            relation = RelationType.CAUSES if target.kind is Kind.PROBLEM else suggestion(subject.kind, target.kind)
            if relation is not None and is_pair(subject, target, relation):
                rule = structure.ROW
                yield Stated(subject, relation, target, block.start, block.end, rule.id, rule.confidence)


def _cells(reading: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the cells of a row."""
    found, last = [], start
    for place in range(start, end):
        if reading.text[place] == "|":
            if reading.text[last:place].strip():
                found.append((last, place))
            last = place + 1
    if reading.text[last:end].strip():
        found.append((last, end))
    return found
