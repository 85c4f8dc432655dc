"""Neo4j's own plan of a query in, a refusal out if it would do more than read the graph: the lock behind ``guard``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from neo4j import ResultSummary

from kg.cypher.guard import PROCEDURES
from kg.errors import CypherError

_REACHING = frozenset(
    {
        "LoadCSV",
        "TerminateTransactions",
        "ShowTransactions",
        "ShowSettings",
        "AdministrationCommand",
        "TransactionForeach",
        "TransactionApply",
    }
)


def check(summary: ResultSummary) -> None:
    """CypherError ``refused`` for a plan of EXPLAIN that is not of a query that reads."""
    if summary.query_type != "r":
        raise CypherError("refused", "the server takes this for more than reading, and a query only reads")
    for step in _steps(summary.plan or {}):
        name = str(step.get("operatorType", "")).split("@")[0]
        called = str(step.get("args", {}).get("Details", "")).split("(")[0]
        if name in _REACHING or (name == "ProcedureCall" and called not in PROCEDURES):
            raise CypherError("refused", f"the server's plan holds {name}, and a query only reads the graph")


def _steps(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for child in plan.get("children", ()):
        yield from _steps(child)
