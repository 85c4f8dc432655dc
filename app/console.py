"""What stands beside and above a query in, its HTML out: examples, schema, history, counts and errors in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.asking import MOST_ROWS, Asked, ParametersError, Query, place_of
from app.atlas import Atlas
from app.i18n import Words
from app.links import cypher_link
from app.markup import render, shortened
from kg.cypher.copies import engine_version
from kg.cypher.examples import EXAMPLES, Example
from kg.cypher.schema import Sort
from kg.cypher.values import CypherResult
from kg.errors import CypherError, KGError


@dataclass(frozen=True, slots=True)
class Offer:
    """An example with values for its parameters that this graph holds."""

    example: Example
    values: Mapping[str, Any]

    @property
    def query(self) -> Query:
        """As it stands in the editor."""
        return Query(self.example.text, json.dumps(self.values, ensure_ascii=False) if self.values else "")


@dataclass(frozen=True, slots=True)
class Past:
    """A query that ran: how many rows in how long, or the kind of its error."""

    query: Query
    rows: int = 0
    ms: float = 0.0
    truncated: bool = False
    failed: str = ""


def past_of(asked: Asked) -> Past:
    """What the history keeps of a run."""
    if asked.result is None:
        return Past(asked.query, failed=kind_of(asked.error))
    return Past(asked.query, len(asked.result.rows), asked.result.ms, asked.result.truncated)


def kind_of(error: KGError | None) -> str:
    """The kind of an error, as the words call it."""
    if isinstance(error, ParametersError):
        return "parameters"
    return error.kind if isinstance(error, CypherError) else "other"


def examples(atlas: Atlas) -> list[Offer]:
    """The examples of ``kg query --examples``; a concept or question that this graph lacks is another one here."""
    known = _stand_ins(atlas)
    return [
        Offer(one, {name: value if _held(atlas, value) else known[name] for name, value in one.parameters.items()})
        for one in EXAMPLES
    ]


def _held(atlas: Atlas, value: Any) -> bool:
    return value in atlas.graph.concepts or value in atlas.graph.questions


def _stand_ins(atlas: Atlas) -> dict[str, str]:
    """The concept with the most before it and around it, the most important other one, the first question."""
    edges = sorted(atlas.graph.concepts, key=lambda one: (-len(atlas.edges.get(one, ())), one)) or [""]
    return {"concept": edges[0], "other": edges[1 % len(edges)], "question": next(iter(atlas.graph.questions), "")}


def offered(atlas: Atlas, words: Words, now: Query) -> str:
    """The examples as links that fill them in."""
    return render(
        "cypher_examples.html",
        examples=[
            {
                "title": one.example.answers_zh if words.language == "zh" else one.example.answers,
                "link": cypher_link(one.example.text, one.values),
                "now": one.query.text == now.text,
            }
            for one in examples(atlas)
        ],
    )


def history(runs: Sequence[Past], words: Words) -> str:
    """What ran in this session, as links that fill it in again."""
    return render(
        "cypher_history.html",
        words=words,
        rows=[
            {
                "text": shortened(one.query.text, 160),
                "parameters": shortened(one.query.parameters, 80),
                "link": cypher_link(one.query.text, one.query.parameters),
                "failed": bool(one.failed),
                "note": words(f"error-{one.failed}")
                if one.failed
                else f"{_rows(one.rows, words)} · {_ms(one.ms, words)}",
            }
            for one in runs
        ],
    )


def _rows(rows: int, words: Words) -> str:
    return words("cypher-row") if rows == 1 else words("cypher-rows", rows=f"{rows:,}")


def _ms(ms: float, words: Words) -> str:
    return words("cypher-ms", ms=f"{ms:,.0f}" if ms >= 10 else f"{ms:.1f}")


def summary(atlas: Atlas, words: Words, result: CypherResult) -> str:
    """Rows, time and engine of a result, and that it was cut."""
    return render(
        "cypher_summary.html",
        rows=_rows(len(result.rows), words),
        ms=_ms(result.ms, words),
        mode=mode_word(atlas, words),
        cut=words("cypher-cut", rows=f"{MOST_ROWS:,}") if result.truncated else "",
    )


def mode_word(atlas: Atlas, words: Words) -> str:
    """Which engine answers."""
    return words("cypher-mode-file" if atlas.mode == "file" else "cypher-mode-server")


def schema(atlas: Atlas, words: Words) -> str:
    """Labels and relationship types with their properties and counts, each a link to a query for some of it."""
    found = atlas.schema

    def item(one: Sort) -> dict[str, Any]:
        text = f"MATCH (n:{one.name})\nRETURN n\nLIMIT 25"
        if one.ends:
            text = f"MATCH (a:{one.ends[0]})-[r:{one.name}]->(b:{one.ends[1]})\nRETURN a, r, b\nLIMIT 25"
        parts = {"name": one.name, "ends": one.ends, "properties": one.properties}
        return parts | {"count": f"{one.count:,}", "link": cypher_link(text)}

    return render(
        "cypher_schema.html", words=words, labels=list(map(item, found.labels)), types=list(map(item, found.types))
    )


def told(atlas: Atlas, words: Words, error: KGError) -> str:
    """What is wrong with a query, where, and what to do, as HTML."""
    kind, place = kind_of(error), place_of(error)
    title, mend = words(f"error-{kind}"), words(f"mend-{kind}", example='{"concept": "lora"}')
    if kind == "syntax" and place and place["at"] == "$":
        mend = words("mend-value")
    if kind == "unavailable" and atlas.mode != "file":
        title, mend = words("no-server"), words("no-server-next")
    elif kind == "unavailable" and engine_missing():
        title, mend = words("no-engine"), words("no-engine-next", store=shortened(atlas.url, 80))
    said = error.message if isinstance(error, CypherError) else str(error)
    return render("cypher_error.html", words=words, title=title, mend=mend, said=said, place=place)


def engine_missing() -> bool:
    """Whether this computer lacks the engine that a file needs."""
    try:
        engine_version()
    except CypherError:
        return True
    return False
