"""Small scenarios of the language, each with its answer: an expression or a query, ``=>``, what comes of it in JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kg.cypher.values import CypherResult, document
from kg.errors import CypherError
from kg.stores import Store
from tests.kg.cypher.conftest import answers
from tests.kg.cypher.rows import canonical

_CLAUSE = re.compile(r"(UNWIND|WITH|RETURN|CALL|OPTIONAL|MATCH)\b")


def scenarios() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("scenarios.txt").read_text(encoding="utf-8").splitlines()
    return [(text, answer) for text, _, answer in (line.rpartition(" => ") for line in lines)]


def _query(text: str) -> str:
    return text if _CLAUSE.match(text) else f"RETURN {text} AS x"


def _given(result: CypherResult | CypherError, text: str) -> Any:
    if isinstance(result, CypherError):
        return f"error: {result.kind}"
    rows = [list(map(document, row)) for row in result.rows]
    return rows if _CLAUSE.match(text) else rows[0][0]


def _is_right(given: Any, answer: str, text: str) -> bool:
    if answer == "error":
        return given in ("error: syntax", "error: refused")
    expected = json.loads(answer)
    if isinstance(given, list) and _CLAUSE.match(text) and "ORDER BY" not in text:
        return sorted(map(canonical, given)) == sorted(map(canonical, expected))
    return canonical(given) == canonical(expected)


def test_every_scenario_has_its_answer(store: Store):
    wrong = []
    results = answers(store, [_query(text) for text, _ in scenarios()], timeout=60)
    for (text, answer), result in zip(scenarios(), results, strict=True):
        given = _given(result, text)
        if not _is_right(given, answer, text):
            wrong.append(f"{text}: {given!r} instead of {answer}")
    assert wrong == []


def test_there_are_enough_scenarios():
    assert len(scenarios()) >= 200
