"""The result of a query in, a table for a terminal out, in which nodes are short."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kg.cypher.shapes import written
from kg.cypher.values import CypherResult

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
