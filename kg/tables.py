"""A graph in, its concepts, questions and edges as pandas tables out, one row each, in the order of the export.

The rows of a query likewise, in their own order.

pandas is imported inside the functions: it takes 0.4 s, which a command without tables should not pay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kg.cypher.shapes import written
from kg.evidence import cited
from kg.model import Evidence, KnowledgeGraph, Language

if TYPE_CHECKING:
    from pandas import DataFrame  # type: ignore[import-untyped, unused-ignore]

    from kg.cypher.values import CypherResult


def concepts_table(graph: KnowledgeGraph, language: Language | None = None) -> DataFrame:
    """One row a concept; ``questions`` counts those that mention it, ``asked`` those that ask about it."""
    questions, asked = _counts(graph)
    columns = ("id", "name", "kind", "level", "importance", "topic", "origin", "questions", "asked", "definition")
    rows = (
        (
            *(one.id, one.name_in(language) if language else one.name, str(one.kind), one.level, one.importance),
            *(one.topic, one.origin, questions.get(one.id, 0), asked.get(one.id, 0), one.definition),
        )
        for one in graph.concepts.values()
    )
    return _frame(columns, rows)


def questions_table(graph: KnowledgeGraph) -> DataFrame:
    """One row a question."""
    columns = ("id", "bank", "number", "title", "language", "difficulty", "answer")
    rows = (
        (one.id, one.bank, one.number, one.title, one.language, one.difficulty, one.answer)
        for one in graph.questions.values()
    )
    return _frame(columns, rows)


def relations_table(graph: KnowledgeGraph, language: Language | None = None) -> DataFrame:
    """One row a typed relation, with names beside the ids and its evidence in words."""
    columns = ("head", "head_name", "type", "tail", "tail_name", "confidence", "origin", "evidence")
    names = _names(graph, language)
    rows = (
        (
            *(one.head, names[one.head], str(one.type), one.tail, names[one.tail]),
            *(one.confidence, one.origin, _cited(one.evidence)),
        )
        for one in graph.relations
    )
    return _frame(columns, rows)


def prerequisites_table(graph: KnowledgeGraph, language: Language | None = None) -> DataFrame:
    """One row a prerequisite, with names beside the ids, its reasons and its evidence in words."""
    columns = (
        *("before", "before_name", "after", "after_name"),
        *("confidence", "direct", "origin", "reasons", "evidence"),
    )
    names = _names(graph, language)
    rows = (
        (
            *(one.before, names[one.before], one.after, names[one.after], one.confidence),
            *(one.direct, one.origin, "; ".join(one.reasons), _cited(one.evidence)),
        )
        for one in graph.prerequisites
    )
    return _frame(columns, rows)


def mentions_table(graph: KnowledgeGraph, language: Language | None = None) -> DataFrame:
    """One row a concept of a question."""
    columns = ("question", "concept", "name", "about", "count", "salience")
    names = _names(graph, language)
    rows = (
        (one.question, one.concept, names[one.concept], one.about, one.count, one.salience) for one in graph.mentions
    )
    return _frame(columns, rows)


def result_table(result: CypherResult, *, most: int | None = None) -> DataFrame:
    """One row a row of a query's result; a column of numbers or of booleans is one, with gaps where a value is null.

    Any other column holds texts: nodes, lists and maps in one line, cut after ``most`` characters if that is given.
    """
    from pandas import DataFrame, Series  # noqa: PLC0415 -- see the module's first lines

    columns = {name: [row[place] for row in result.rows] for place, name in enumerate(result.columns)}
    return DataFrame({name: Series(*_column(values, most)) for name, values in columns.items()})


def _column(values: Sequence[Any], most: int | None) -> tuple[list[Any], None, str]:
    """The cells of a column, no index of their own, and their type."""
    sort = _sort(values)
    cells = [one if one is None or sort != "string" else written(one) for one in values]
    if most is not None and sort == "string":
        cells = [one if one is None or len(one) <= most else f"{one[: most - 1]}…" for one in cells]
    return cells, None, sort


def _sort(values: Iterable[Any]) -> str:
    """The pandas type of a column.

    >>> _sort([1, None]), _sort([1, 2.5]), _sort([True, 1]), _sort(["a", 1]), _sort([])
    ('Int64', 'Float64', 'string', 'string', 'string')
    """
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    return "Float64" if kinds and kinds <= {int, float} else "string"


def _frame(columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> DataFrame:
    from pandas import DataFrame  # noqa: PLC0415 -- see the module's first lines

    return DataFrame(list(rows), columns=list(columns))


def _counts(graph: KnowledgeGraph) -> tuple[dict[str, int], dict[str, int]]:
    questions: dict[str, int] = {}
    asked: dict[str, int] = {}
    for mention in graph.mentions:
        questions[mention.concept] = questions.get(mention.concept, 0) + 1
        asked[mention.concept] = asked.get(mention.concept, 0) + mention.about
    return questions, asked


def _names(graph: KnowledgeGraph, language: Language | None) -> dict[str, str]:
    return {one.id: one.name_in(language) if language else one.name for one in graph.concepts.values()}


def _cited(evidence: Iterable[Evidence]) -> str:
    return "\n".join(map(cited, evidence))
