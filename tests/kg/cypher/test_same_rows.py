"""One query, one answer: every query of the contract, the examples of the help and the known differences."""

from __future__ import annotations

import pytest

from kg.cypher.examples import EXAMPLES
from kg.errors import CypherError
from tests.kg.cypher.conftest import Both
from tests.kg.cypher.queries import PARAMETERS, queries
from tests.kg.cypher.rows import in_order, multiset

EMPTY = ("Nope", "NOPE", "$empty", "b#1")  # what a query may hold that gives no rows


@pytest.mark.parametrize(("text", "total"), queries(), ids=lambda value: str(value)[:60])
def test_a_query_gives_the_same_rows_in_both_modes(both: Both, text: str, total: bool):
    embedded, server = (store.cypher(text, PARAMETERS) for store in both)
    assert embedded.columns == server.columns
    assert multiset(embedded.rows) == multiset(server.rows)
    if total:
        assert in_order(embedded.rows) == in_order(server.rows)
    assert embedded.rows or any(one in text for one in EMPTY), "a query without rows compares nothing"


def test_there_are_enough_queries():
    assert len(queries()) >= 80


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.answers)
def test_an_example_gives_the_same_rows_in_both_modes(both: Both, example):
    ours = {"concept": "c30", "question": "b#3", "other": "c2"}
    values = {name: ours[name] for name in example.parameters}
    embedded, server = (store.cypher(example.text, values) for store in both)
    assert in_order(embedded.rows) == in_order(server.rows) or "ORDER BY" not in example.text
    assert multiset(embedded.rows) == multiset(server.rows)


def _ask(store, text: str) -> object:
    try:
        return multiset(store.cypher(text).rows)
    except CypherError as error:
        return error.kind


@pytest.mark.parametrize(
    ("text", "embedded", "server"),
    [
        ("WITH 'x' AS x, true AS t RETURN x + t AS x", ["[str 'xtrue']"], "syntax"),
        ("WITH 'x' AS x WHERE x RETURN x", ["[str 'x']"], "syntax"),
        ("WITH '[' AS broken RETURN 'x' =~ broken AS x", ["[bool False]"], "syntax"),
        (
            "MATCH (c:Concept) RETURN c.id+'x', count(*), c {.id} ORDER BY c.id LIMIT 1",
            "syntax",
            ["[str 'c0x', int 1, {id: str 'c0'}]"],
        ),
        ("RETURN 1 IS :: INTEGER | STRING AS x", "syntax", ["[bool True]"]),
        ("WITH [','] AS by RETURN split('a,b', by) AS x", "syntax", ["[[str 'a', str 'b']]"]),
    ],
)
def test_a_known_difference_is_still_there(both: Both, text: str, embedded: object, server: object):
    """When one of these fails, the engines have come closer: strike the line from the help."""
    assert [_ask(store, text) for store in both] == [embedded, server]
