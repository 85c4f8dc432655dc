"""What follows from the whole graph: stated edges in, the same graph with all derived properties out, sorted.

Called last by whatever makes a graph, never by a load. Each property has its function here or, where it is a matter of
its own, its module in ``kg.derived``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.dag import acyclic, implied, levels
from kg.derived.links import links
from kg.derived.positions import positions
from kg.derived.related import related
from kg.derived.topics import communities, topics
from kg.evidence import cited
from kg.model import Concept, Evidence, KnowledgeGraph, MapEntry, Mention, Prerequisite, Question, Quote, ordered
from kg.progress import Notice, Progress, Report, silent

DAMPING = 0.85
_STEPS = 3
DROPPED = "dropped prerequisite"
"""What the notice of every dropped edge begins with."""


def derive(graph: KnowledgeGraph, *, report: Report = silent) -> KnowledgeGraph:
    """The graph with cycles broken and every derived property set anew; deriving twice changes nothing.

    >>> edges = (Prerequisite("a", "b", 0.9, (), ()), Prerequisite("b", "a", 0.4, (), ()))
    >>> graph = derive(KnowledgeGraph({}, {"a": Concept("a", "A"), "b": Concept("b", "B")}, prerequisites=edges))
    >>> [(edge.before, edge.after, edge.direct) for edge in graph.prerequisites]
    [('a', 'b', True)]
    >>> [(one.level, one.importance) for one in graph.concepts.values()]
    [(0, 0.649123), (1, 0.350877)]
    """
    graph = ordered(graph)
    kept = without_cycles(graph, report=report)
    prerequisites = _with_direct(graph.concepts, kept)
    mentions = _with_salience(graph.mentions)
    concepts = _with_level(_with_importance(graph.concepts, prerequisites), prerequisites)
    report(Progress("derive", 1, _STEPS, "steps"))
    concepts = _with_map(replace(graph, concepts=concepts, mentions=mentions, prerequisites=prerequisites))
    report(Progress("derive", 2, _STEPS, "steps"))
    questions = _with_difficulty(graph.questions, mentions, concepts)
    whole = replace(graph, questions=questions, concepts=concepts, mentions=mentions, prerequisites=prerequisites)
    whole = replace(whole, related=related(whole))
    report(Progress("derive", _STEPS, _STEPS, "steps"))
    return whole


def without_cycles(graph: KnowledgeGraph, *, report: Report = silent) -> tuple[Prerequisite, ...]:
    """The prerequisites without those that close a cycle of stronger ones; one notice for each that goes.

    Curated, then imported edges outrank inferred ones; then confidence decides, then the earlier place in its file.
    """
    curated = {one.file for edge in graph.prerequisites if edge.origin == "curated" for one in _map_entries(edge)}
    by_pair = {(edge.before, edge.after): edge for edge in graph.prerequisites}
    strongest = sorted(by_pair, key=lambda pair: _strength(by_pair[pair], curated))
    _, dropped = acyclic(strongest)
    for pair in dropped:
        report(Notice(f"{DROPPED}, it closes a cycle: {told(by_pair[pair], graph.concepts)}"))
    gone = set(dropped)
    return tuple(edge for edge in graph.prerequisites if (edge.before, edge.after) not in gone)


def _map_entries(edge: Prerequisite) -> list[MapEntry]:
    return [one for one in edge.evidence if isinstance(one, MapEntry)]


def _strength(edge: Prerequisite, curated: set[str]) -> tuple[int, float, list[tuple[str, int]], str, str]:
    """Smaller is stronger."""
    return _rank(edge, curated), -edge.confidence, sorted(map(_place, edge.evidence)), edge.before, edge.after


def _rank(edge: Prerequisite, curated: set[str]) -> int:
    """0 curated, 1 imported, 2 inferred; an edge that a map and a text both give counts as the map's."""
    files = {one.file for one in _map_entries(edge)}
    if edge.origin == "curated" or files & curated:
        return 0
    return 1 if edge.origin == "imported" or files else 2


def _place(evidence: Evidence) -> tuple[str, int]:
    """Where the evidence stands: in which bank or file, and how far down."""
    if isinstance(evidence, Quote):
        return evidence.question.rpartition("#")[0], evidence.start
    return evidence.file, evidence.line


def told(edge: Prerequisite, concepts: dict[str, Concept]) -> str:
    """The edge as one line with both names and its evidence."""
    names = f"{concepts[edge.before].name} before {concepts[edge.after].name}"
    return f"{names} (confidence {edge.confidence:g}; {'; '.join(map(cited, edge.evidence)) or 'no evidence'})"


def _with_direct(concepts: Iterable[str], edges: Sequence[Prerequisite]) -> tuple[Prerequisite, ...]:
    by_way = implied(concepts, [(edge.before, edge.after) for edge in edges])
    return tuple(replace(edge, direct=(edge.before, edge.after) not in by_way) for edge in edges)


def _with_level(concepts: dict[str, Concept], edges: Iterable[Prerequisite]) -> dict[str, Concept]:
    level = levels(concepts, [(edge.before, edge.after) for edge in edges])
    return {one.id: replace(one, level=level[one.id]) for one in concepts.values()}


def _with_importance(concepts: dict[str, Concept], edges: Iterable[Prerequisite]) -> dict[str, Concept]:
    """PageRank over prerequisites reversed: what much is built on, directly or by way of others, is important."""
    from networkx import DiGraph, pagerank  # noqa: PLC0415 -- half a second that no command but build needs

    reversed_edges: DiGraph[str] = DiGraph()
    reversed_edges.add_nodes_from(concepts)
    reversed_edges.add_edges_from((edge.after, edge.before) for edge in edges)
    rank = pagerank(reversed_edges, alpha=DAMPING, tol=1e-12, max_iter=1000) if concepts else {}
    return {one.id: replace(one, importance=round(float(rank[one.id]), 6)) for one in concepts.values()}


def _with_map(graph: KnowledgeGraph) -> dict[str, Concept]:
    """The concepts with their topics and places on the map; importance, salience and ``direct`` are there already."""
    linked = links(graph.concepts, graph.prerequisites, graph.relations, graph.mentions)
    groups = communities(len(graph.concepts), linked)
    topic = topics(graph.concepts, groups)
    places = positions(len(graph.concepts), groups, linked)
    return {
        one.id: replace(one, topic=topic[one.id], map_x=x, map_y=y)
        for one, (x, y) in zip(graph.concepts.values(), places, strict=True)
    }


def _with_salience(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Which share of its question's mentions each concept has."""
    mentions = tuple(mentions)
    totals: Counter[str] = Counter()
    for mention in mentions:
        totals[mention.question] += mention.count
    return tuple([_salient(one, totals[one.question]) for one in mentions])


def _salient(one: Mention, total: int) -> Mention:
    salience = round(one.count / (total or 1), 6)  # written out, since replace() takes five times as long
    return Mention(one.question, one.concept, one.count, one.surfaces, one.spans, one.about, salience)


def _with_difficulty(
    questions: dict[str, Question], mentions: Iterable[Mention], concepts: dict[str, Concept]
) -> dict[str, Question]:
    """The highest level of the concepts that the question asks about; none without such a concept."""
    highest: dict[str, int] = {}
    for mention in mentions:
        if mention.about:
            level = concepts[mention.concept].level or 0
            highest[mention.question] = max(highest.get(mention.question, 0), level)
    return {one.id: replace(one, difficulty=highest.get(one.id)) for one in questions.values()}
