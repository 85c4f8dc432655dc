"""The result of a query in, a table for a terminal out, in which nodes are short."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kg.cypher.values import CypherResult, Node, Path, Relationship

_LONGEST = 300


def rows_shown(result: CypherResult) -> RenderableType:
    """The rows, and below them how many there are and whether some are missing."""
    table = Table()
    for column in result.columns:
        table.add_column(Text(column), overflow="fold")
    for row in result.rows:
        table.add_row(*(_cell(value) for value in row))
    count = "1 row" if len(result.rows) == 1 else f"{len(result.rows)} rows"
    more = "; there are more (--max-rows)" if result.truncated else ""
    return Group(table, Text(f"{count} in {result.ms:.0f} ms{more}"))


def _cell(value: Any) -> Text:
    if value is None:
        return Text("null", style="dim")
    text = " ".join(written(value).split())
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return Text(shown, justify="right" if is_number else None)


def written(value: Any) -> str:
    """A value in one line.

    >>> written([None, True, 1.5, Node("lora", ("Concept",), {})])
    '[null, true, 1.5, (:Concept lora)]'
    """
    if isinstance(value, (Node, Relationship, Path)):
        return _element(value)
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {written(one)}" for name, one in value.items()) + "}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value)


def _element(value: Node | Relationship | Path) -> str:
    if isinstance(value, Node):
        return f"({''.join(f':{label}' for label in value.labels)} {value.id or '?'})"
    if isinstance(value, Relationship):
        return f"({value.start or '?'})-[:{value.type}]->({value.end or '?'})"
    return "".join(_steps(value))


def _steps(path: Path) -> Iterator[str]:
    yield f"({path.nodes[0].id or '?'})"
    for edge, before, after in zip(path.relationships, path.nodes[:-1], path.nodes[1:], strict=True):
        forward = edge.start == before.id
        yield f"-[:{edge.type}]->" if forward else f"<-[:{edge.type}]-"
        yield f"({after.id or '?'})"
