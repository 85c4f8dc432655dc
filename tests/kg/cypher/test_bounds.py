"""Time, rows, characters and memory: whatever a query does, an answer or an error comes in time, and the next works."""

from __future__ import annotations

import time
from threading import Thread
from typing import Any

import pytest

from kg.errors import CypherError
from kg.stores import Store
from kg.stores.file import FileStore

# One expression that neither engine stops; small enough that the server is soon done with it.
ENDLESS = "RETURN reduce(s = 0, i IN range(1, 15000) | s + reduce(t = 0, j IN range(1, 15000) | t + j % 7)) AS x"
ROWS = "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b UNWIND range(1, 3000) AS c RETURN count(*) AS n"
PATHS = "MATCH p = (a:Concept)-[*1..12]-(b:Concept) RETURN count(p) AS n"


def _error(store: Store, text: str, **bounds: Any) -> CypherError:
    with pytest.raises(CypherError) as raised:
        store.cypher(text, **bounds)
    return raised.value


@pytest.mark.parametrize("text", [ENDLESS, ROWS, PATHS], ids=["expression", "rows", "paths"])
def test_a_query_that_does_not_end_is_given_up_in_time(store: Store, text: str):
    store.cypher("RETURN 1")
    started = time.monotonic()
    error = _error(store, text, timeout=1)
    assert time.monotonic() - started < 2
    assert error.kind == "timeout"
    assert store.cypher("RETURN 1 AS x", timeout=20).rows == ((1,),)


def test_two_that_do_not_end_block_others_no_longer_than_their_own_time(file_store: FileStore):
    file_store.cypher("RETURN 1")
    kinds: list[str] = []
    running = [Thread(target=lambda: kinds.append(_error(file_store, ENDLESS, timeout=2).kind)) for _ in range(2)]
    for thread in running:
        thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    assert _error(file_store, "RETURN 1", timeout=0.5).kind == "timeout"
    assert time.monotonic() - started < 1.5
    for thread in running:
        thread.join()
    assert kinds == ["timeout", "timeout"]
    assert file_store.cypher("RETURN 1 AS x", timeout=20).rows == ((1,),)


def test_one_that_does_not_end_blocks_nobody(file_store: FileStore):
    file_store.cypher("RETURN 1")
    runaway = Thread(target=lambda: _error(file_store, ENDLESS, timeout=3))
    runaway.start()
    time.sleep(0.2)
    for _ in range(3):
        assert file_store.cypher("RETURN 1 AS x", timeout=20).rows == ((1,),)
    runaway.join()


def test_rows_are_cut_and_said_to_be(store: Store):
    text = "UNWIND range(1, 100) AS x RETURN x ORDER BY x"
    cut = store.cypher(text, max_rows=7)
    assert (cut.rows, cut.truncated) == (tuple((x,) for x in range(1, 8)), True)
    whole = store.cypher(text, max_rows=100)
    assert (len(whole.rows), whole.truncated) == (100, False)
    many = store.cypher("UNWIND range(1, 5000) AS a UNWIND range(1, 5000) AS b RETURN a, b", timeout=20)
    assert (len(many.rows), many.truncated) == (5000, True)


def _bomb(characters: int, rows: int) -> str:
    """A text of so many characters in each of so many rows."""
    doublings = f"reduce(s = 'abcdefghij', i IN range(1, {characters}) | s + s)"
    return f"UNWIND range(1, {rows}) AS x RETURN {doublings} AS s"


def test_a_result_of_too_many_characters_is_an_error_of_memory(store: Store):
    assert _error(store, _bomb(18, 25), timeout=30).kind == "memory"
    assert len(store.cypher(_bomb(18, 2), timeout=30).rows[0][0]) == 10 * 2**18


def test_a_single_value_of_too_many_characters_is_an_error_of_memory(store: Store):
    assert _error(store, _bomb(23, 1), timeout=30).kind == "memory"
    assert store.cypher("RETURN 1 AS x", timeout=20).rows == ((1,),)


@pytest.mark.parametrize(
    "text",
    [
        "RETURN reduce(s = 'a', i IN range(1, 40) | s + s) AS s",
        "RETURN size([x IN range(1, 100000000) | [x, x, x]]) AS n",
        "UNWIND range(1, 100000000) AS x WITH collect({a: x}) AS l RETURN size(l) AS n",
    ],
    ids=["text", "list", "collect"],
)
def test_a_bomb_ends_as_an_error_and_the_next_query_works(store: Store, text: str):
    assert _error(store, text, timeout=10).kind in {"memory", "timeout", "crashed"}
    assert store.cypher("RETURN 1 AS x", timeout=20).rows == ((1,),)


def test_the_engine_caps_what_one_operation_holds(file_store: FileStore):
    error = _error(file_store, "RETURN size(range(1, 100000000)) AS n", timeout=20)
    assert error.kind == "memory"
    assert _error(file_store, "RETURN size(range(1, 9000000, 2)) AS n", timeout=20).kind == "memory"
