"""The result of a query in, its JSON document, its CSV or one line a value out: the same on every surface."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from kg.cypher.values import CypherResult, Node, Path, Relationship, document


def json_of(result: CypherResult) -> dict[str, Any]:
    """The document that ``kg query --format json`` prints.

    >>> json_of(CypherResult(("x",), ((1,),), False, 2.04))
    {'columns': ['x'], 'rows': [[1]], 'truncated': False, 'ms': 2.0}
    """
    rows = [list(map(document, row)) for row in result.rows]
    return {"columns": list(result.columns), "rows": rows, "truncated": result.truncated, "ms": round(result.ms, 1)}


def csv_of(result: CypherResult) -> str:
    r"""The rows with their columns' names above; null is empty, a text stands as it is, all else is JSON.

    >>> csv_of(CypherResult(("a", "b"), ((None, ["x", True]),), False, 0.0))
    'a,b\n,"[""x"", true]"\n'
    """
    written_to = io.StringIO()
    writer = csv.writer(written_to, lineterminator="\n")
    writer.writerow(result.columns)
    for row in result.rows:
        writer.writerow(map(_cell, map(document, row)))
    return written_to.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


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
