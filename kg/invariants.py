"""A graph (and, where they are at hand, the texts of its banks) in, every breach of SCHEMA.md as one line out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.dag import levels
from kg.model import KnowledgeGraph, MapEntry, Prerequisite, Quote, Relation, RelationType

LONGEST_QUOTE = 300


def breaches(graph: KnowledgeGraph, texts: Mapping[str, str] | None = None) -> list[str]:
    """What is wrong with the graph; ``texts`` maps a bank's id to the text that its offsets count in.

    >>> from kg.model import Concept
    >>> edge = Prerequisite("a", "b", 1.0, (), ())
    >>> breaches(KnowledgeGraph({}, {"a": Concept("a", "A")}, prerequisites=(edge,)))
    ['a PREREQUISITE_OF b: no concept b', 'a PREREQUISITE_OF b: no evidence']
    """
    known_texts = texts or {}
    return [*_nodes(graph, known_texts), *_mentions(graph), *_edges(graph, known_texts), *_cycles(graph)]


def _nodes(graph: KnowledgeGraph, texts: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{place} holds {one.id}" for place, one in graph.questions.items() if place != one.id)
    yield from (f"{place} holds {one.id}" for place, one in graph.concepts.items() if place != one.id)
    for concept in graph.concepts.values():
        if concept.topic is not None and concept.topic not in graph.concepts:
            yield f"{concept.id}: no concept {concept.topic} to be its topic"
    for question in graph.questions.values():
        text = texts.get(question.bank)
        end = question.answer_start + len(question.answer)
        if text is not None and text[question.answer_start : end] != question.answer:
            yield f"{question.id}: its answer does not stand at {question.answer_start}"
        if text is not None and not 0 <= question.start <= question.answer_start <= question.end <= len(text):
            yield f"{question.id}: offsets out of order"


def _mentions(graph: KnowledgeGraph) -> Iterator[str]:
    yield from _repeated((one.question, "MENTIONS", one.concept) for one in graph.mentions)
    for mention in graph.mentions:
        name = f"{mention.question} MENTIONS {mention.concept}"
        if mention.question not in graph.questions or mention.concept not in graph.concepts:
            yield f"{name}: an end is missing"
        elif mention.count != len(mention.spans) or not mention.spans:
            yield f"{name}: count {mention.count}, spans {len(mention.spans)}"
        elif not all(_inside(graph, mention.question, *span) for span in mention.spans):
            yield f"{name}: a span lies outside its question"


def _inside(graph: KnowledgeGraph, question: str, start: int, end: int) -> bool:
    return graph.questions[question].start <= start < end <= graph.questions[question].end


def _edges(graph: KnowledgeGraph, texts: Mapping[str, str]) -> Iterator[str]:
    mentioned = {(one.question, one.concept) for one in graph.mentions}
    yield from _repeated((head, sort, tail) for head, sort, tail, _ in _stated(graph))
    for head, sort, tail, edge in _stated(graph):
        name = f"{head} {sort} {tail}"
        yield from (f"{name}: no concept {one}" for one in (head, tail) if one not in graph.concepts)
        if not edge.evidence:
            yield f"{name}: no evidence"
        if not 0 <= edge.confidence <= 1:
            yield f"{name}: confidence {edge.confidence}"
        if sort == RelationType.CONTRASTS_WITH and head >= tail:
            yield f"{name}: stored with the greater id first"
        yield from (f"{name}: {fault}" for fault in _evidence(graph, (head, tail), edge, mentioned, texts))


def _stated(graph: KnowledgeGraph) -> Iterator[tuple[str, str, str, Relation | Prerequisite]]:
    yield from ((one.head, one.type, one.tail, one) for one in graph.relations)
    yield from ((one.before, "PREREQUISITE_OF", one.after, one) for one in graph.prerequisites)


def _evidence(
    graph: KnowledgeGraph,
    ends: tuple[str, str],
    edge: Relation | Prerequisite,
    mentioned: set[tuple[str, str]],
    texts: Mapping[str, str],
) -> Iterator[str]:
    quotes = [one for one in edge.evidence if isinstance(one, Quote)]
    maps = [one for one in edge.evidence if isinstance(one, MapEntry)]
    if edge.origin == "text" and maps and not quotes:
        yield "from text without a quote"
    if edge.origin in {"curated", "imported"} and not all(one.line and one.reason for one in maps):
        yield "from a map without line and reason"
    for quote in quotes:
        question = graph.questions.get(quote.question)
        if question is None:
            yield f"no question {quote.question}"
        else:
            text = texts.get(question.bank)
            yield from _quote(graph, quote, text)
            yield from (
                f"{quote.question} does not mention {one}" for one in ends if (question.id, one) not in mentioned
            )


def _quote(graph: KnowledgeGraph, quote: Quote, text: str | None) -> Iterator[str]:
    if text is not None and text[quote.start : quote.end] != quote.quote:
        yield f"the quote does not stand at {quote.start} of {quote.question}"
    if not _inside(graph, quote.question, quote.start, quote.end):
        yield f"a quote outside {quote.question}"
    if len(quote.quote) > LONGEST_QUOTE and "```" not in quote.quote:
        yield f"a quote of {len(quote.quote)} characters"


def _cycles(graph: KnowledgeGraph) -> Iterator[str]:
    edges = [(one.before, one.after) for one in graph.prerequisites]
    nodes = {*graph.concepts, *(end for edge in edges for end in edge)}
    left = sorted(nodes - levels(nodes, edges).keys())
    if left:
        yield f"a cycle of prerequisites among {', '.join(left)}"


def _repeated(edges: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    seen: set[tuple[str, str, str]] = set()
    for edge in edges:
        if edge in seen:
            yield f"{' '.join(edge)}: more than once"
        seen.add(edge)
