"""Which kinds a relation may join, and which relation two kinds suggest where no cue word speaks."""

from __future__ import annotations

from kg.model import Kind, RelationType

_ACTORS = frozenset({Kind.METHOD, Kind.MODEL, Kind.COMPONENT, Kind.TOOL, Kind.UNKNOWN})
_ANY = frozenset(Kind)
_NOT_PROBLEM = _ANY - {Kind.PROBLEM}

_ALLOWED: dict[RelationType, tuple[frozenset[Kind], frozenset[Kind]]] = {
    RelationType.IS_A: (_ANY, _ANY),
    RelationType.PART_OF: (_NOT_PROBLEM, _NOT_PROBLEM - {Kind.METRIC, Kind.RESOURCE}),
    RelationType.USES: (_NOT_PROBLEM - {Kind.RESOURCE}, _NOT_PROBLEM),
    RelationType.IMPROVES: (_ACTORS, _ACTORS | {Kind.THEORY}),
    RelationType.ADDRESSES: (_NOT_PROBLEM, frozenset({Kind.PROBLEM, Kind.THEORY, Kind.METRIC, Kind.UNKNOWN})),
    RelationType.CAUSES: (_ANY, frozenset({Kind.PROBLEM, Kind.UNKNOWN})),
    RelationType.MEASURES: (_ANY - {Kind.PROBLEM, Kind.TASK}, _NOT_PROBLEM),
    RelationType.APPLIES_TO: (_ACTORS | {Kind.RESOURCE, Kind.THEORY, Kind.TASK}, _NOT_PROBLEM - {Kind.METRIC}),
    RelationType.CONTRASTS_WITH: (_ANY, _ANY),
}

_ALIKE = (
    frozenset({Kind.METHOD, Kind.COMPONENT, Kind.MODEL, Kind.TOOL, Kind.THEORY}),
    frozenset({Kind.METHOD, Kind.TASK}),
    frozenset({Kind.RESOURCE, Kind.TOOL, Kind.COMPONENT}),
    frozenset({Kind.METRIC, Kind.METHOD, Kind.PROBLEM}),
    frozenset({Kind.TOOL, Kind.RESOURCE}),
)


def allows(relation: RelationType, head: Kind, tail: Kind) -> bool:
    """Whether ``relation`` may join these kinds.

    >>> allows(RelationType.CAUSES, Kind.METHOD, Kind.PROBLEM), allows(RelationType.CAUSES, Kind.METHOD, Kind.TASK)
    (True, False)
    """
    heads, tails = _ALLOWED[relation]
    if relation is RelationType.IS_A and Kind.PROBLEM in (head, tail):
        return alike(head, tail)
    return head in heads and tail in tails


def alike(head: Kind, tail: Kind) -> bool:
    """Whether things of these kinds may be of one sort."""
    if head == tail or Kind.UNKNOWN in (head, tail):
        return True
    return any(head in group and tail in group for group in _ALIKE)
