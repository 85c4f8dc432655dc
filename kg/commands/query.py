"""The command that asks a graph in Cypher: a text and parameters in, rows as a table, JSON or CSV out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from kg.commands.options import format_option, store_option
from kg.commands.reporting import reporting, tell
from kg.cypher.examples import told
from kg.cypher.portable import KNOWN
from kg.cypher.shapes import csv_of, json_of
from kg.cypher.values import CypherResult
from kg.errors import CypherError, InputError, KGError
from kg.progress import Notice
from kg.stores import open_store

_DIFFERENCES = "\n".join(f"  - {one}" for one in KNOWN)


class QueryError(KGError):
    """A query without an answer; ``told`` is the whole of what standard error shows."""

    def __init__(self, error: CypherError, shape: str) -> None:
        self.exit_code = error.exit_code
        self.told = _as_json(error) if shape == "json" else _as_lines(error)
        super().__init__(str(error))


@click.command(
    epilog=f"""\b
The same query gives the same rows over a file and over Neo4j, but:
{_DIFFERENCES}
"""
)
@click.argument("cypher", required=False)
@click.option("--param", "params", multiple=True, metavar="NAME=JSON", help="A value for $NAME; may be repeated.")
@click.option("--timeout", type=float, default=5.0, show_default=True, help="So many seconds at most.")
@click.option("--max-rows", type=int, default=5000, show_default=True, help="So many rows at most.")
@click.option("--examples", is_flag=True, help="Show useful queries instead.")
@store_option
@format_option("table", "json", "csv")
def query(cypher: str | None, params: Sequence[str], timeout: float, max_rows: int, **options: Any) -> Any:
    """Ask the graph in Cypher; a query reads and never changes anything.

    \b
    Examples:
      kg query "MATCH (c:Concept) RETURN c.name, c.level ORDER BY c.level DESC LIMIT 10"
      kg query 'MATCH (q:Question)-[:ABOUT]->(:Concept {id: $id}) RETURN q.title' --param 'id="lora"'
    """
    if options["examples"]:
        return told()
    if cypher is None:
        raise InputError(
            "no query; give one, as in `kg query 'MATCH (c:Concept) RETURN c.name'` (--examples shows some)"
        )
    values, shape = dict(map(_parameter, params)), options["shape"]
    try:
        with reporting(shape) as report:
            store = open_store(options["store"])
            result = store.cypher(cypher, values, timeout=timeout, max_rows=max_rows, report=report)
    except CypherError as error:
        raise QueryError(error, shape) from error
    return _shaped(result, shape)


def _parameter(text: str) -> tuple[str, Any]:
    """A parameter of the command line.

    >>> _parameter('ids=["lora", "rag"]')
    ('ids', ['lora', 'rag'])
    """
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise InputError(f"--param {text!r} has no value; write NAME=JSON, as in --param 'id=\"lora\"'")
    try:
        return name, json.loads(value)
    except ValueError as error:
        raise InputError(f"--param {name}: {value!r} is no JSON; a text stands in quotes: '{name}=\"…\"'") from error


def _shaped(result: CypherResult, shape: str) -> Any:
    if shape == "json":
        return json_of(result)
    if shape == "csv":
        if result.truncated:
            tell(Notice(f"only the first {len(result.rows)} rows; --max-rows gives more"))
        return csv_of(result)
    from kg.commands.shown_rows import rows_shown  # noqa: PLC0415 -- rich is for tables only

    return rows_shown(result)


def _as_json(error: CypherError) -> str:
    record = {"error": error.kind, "message": error.message, "line": error.line, "column": error.column}
    return json.dumps(record, ensure_ascii=False)


def _as_lines(error: CypherError) -> str:
    """One line, and where the place is known two more: the line of the query and a caret below it.

    >>> print(_as_lines(CypherError("syntax", "no (", position=(1, 8), source="RETURN )")))
    kg: no ( (line 1, column 8)
      RETURN )
             ^
    """
    first = f"kg: {' '.join(str(error).split())}"
    if error.column is None or not error.source:
        return first
    shown, before = _window(error.source, error.column - 1)
    return f"{first}\n  {shown}\n  {' ' * _width(before)}^"


def _window(line: str, place: int, most: int = 100) -> tuple[str, str]:
    """A long line cut around a place, and what of it stands before the place."""
    start = max(0, place - most // 2) if len(line) > most else 0
    shown = line[start : start + most].replace("\t", " ")
    return shown, shown[: place - start]


def _width(text: str) -> int:
    """How many columns of a terminal a text takes; a Chinese character takes two.

    >>> _width("a中")
    3
    """
    from rich.cells import cell_len  # noqa: PLC0415 -- rich is for people only

    return cell_len(text)
