"""What must not run does not run, live, in either mode: nothing is written, nobody is asked, nothing is told."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import neo4j
import pytest

from kg.cypher import embedded, guard, server
from kg.cypher.copies import copy_of
from kg.cypher.edits import Edited
from kg.cypher.guard import Checked
from kg.errors import CypherError
from kg.progress import silent
from kg.stores import Store
from kg.stores.file import FileStore
from kg.stores.neo4j import Neo4jStore
from tests.kg.cypher.conftest import Both
from tests.kg.cypher.refusals import sections
from tests.servers.neo4j_database import Database

SECTIONS = sections()
HARMFUL = [text for name in ("WRITING", "SCHEMA", "REACHING", "ADMINISTERING") for text in SECTIONS[name]]
STATE = "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN count(n) AS n, count(r) AS r, sum(size(keys(n))) AS k"


class Counter:
    """A web server on this machine that counts what it is asked."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        hits = self.hits

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hits.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"a,b\n")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/x.csv"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def web() -> Iterator[Counter]:
    counter = Counter()
    yield counter
    counter.close()


def _refused(store: Store, text: str, web: Counter) -> None:
    with pytest.raises(CypherError) as raised:
        store.cypher(text.replace("{url}", web.url), {"url": web.url, "type": "USES"})
    assert raised.value.kind in {"refused", "syntax"}, raised.value
    assert raised.value.message


def test_the_judge_counts(web: Counter, neo4j_server: Database):
    """The server would ask for the address if nobody stopped the text; our private one alone has that forbidden."""
    before = len(web.hits)
    with neo4j_server.session() as session:
        try:
            session.run(f"LOAD CSV FROM '{web.url}' AS l RETURN l").consume()
        except neo4j.exceptions.Neo4jError as error:
            pytest.skip(f"this server forbids it: {error.code}")
    assert len(web.hits) > before
    web.hits.clear()


def test_harmful_texts_are_refused_in_both_modes_and_change_nothing(both: Both, web: Counter):
    before = [store.cypher(STATE).rows for store in both]
    shas = [store.sha256() for store in both]
    for text in HARMFUL:
        for store in both:
            _refused(store, text, web)
    assert web.hits == []
    assert [store.cypher(STATE).rows for store in both] == before
    assert [store.sha256() for store in both] == shas
    assert len(HARMFUL) > 130


def test_texts_with_other_answers_in_the_two_modes_are_refused_in_both(both: Both, web: Counter):
    for text in SECTIONS["DIFFERING"]:
        for store in both:
            _refused(store, text, web)


@pytest.mark.parametrize("text", SECTIONS["HARMLESS"])
def test_words_in_texts_names_and_comments_are_never_refused(both: Both, text: str):
    rows = [sorted(map(repr, store.cypher(text).rows)) for store in both]
    assert rows[0] == rows[1]
    assert rows[0] or "[r]-(a)" in text or ":Create" in text


@pytest.mark.parametrize("kind", ["timeout", "rows"])
def test_bounds_that_are_none_are_refused(store: Store, kind: str):
    bad = {"timeout": (0, -1, 601), "rows": (0, -5)}[kind]
    for value in bad:
        with pytest.raises(CypherError, match="choose"):
            store.cypher("RETURN 1", **({"timeout": value} if kind == "timeout" else {"max_rows": value}))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "no value for \\$x; give one"),
        ({"x": 2**63}, "more than 64 bits"),
        ({"x": float("nan")}, "finite"),
        ({"x": {1: 2}}, "maps whose keys are texts"),
        ({"x": {"@rid": "#1:0"}}, "without @"),
        ({"x": object()}, "is a object"),
        ({"x": "\ud800"}, "half a character"),
        ({"x": [[b"a"]]}, "is a bytes"),
    ],
)
def test_parameters_that_no_engine_takes_are_refused_alike(store: Store, values: dict, said: str):
    with pytest.raises(CypherError, match=said):
        store.cypher("RETURN $x AS x", values)


def _unguarded(text: str) -> Checked:
    """A query as if the guard had let the text pass."""
    script = guard.checked("RETURN 1 AS x").script
    plain = guard.checked("RETURN 1 AS x").plain
    return Checked(script, Edited(text), Edited(text), {}, ("x",), (), plain, paths=False)


BEHIND = [text for name in ("WRITING", "SCHEMA") for text in SECTIONS[name] if "\\u" not in text]


def test_the_server_refuses_what_the_guard_would_let_pass(server_store: Neo4jStore, web: Counter):
    texts = [*BEHIND, "SHOW SETTINGS", "CALL dbms.listConfig()", f"LOAD CSV FROM '{web.url}' AS l RETURN l"]
    before = server_store.cypher(STATE).rows
    for text in texts:
        with pytest.raises(CypherError):
            server.query(server_store.address, _unguarded(text), (5, 10))
    assert web.hits == []
    assert server_store.cypher(STATE).rows == before


def test_the_engine_refuses_what_the_guard_would_let_pass(file_store: FileStore, web: Counter):
    texts = [*BEHIND, f"LOAD CSV FROM '{web.url}' AS l RETURN l", "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l"]
    before, copy = file_store.cypher(STATE).rows, copy_of(file_store.path, silent)
    for text in texts:
        with pytest.raises(CypherError):
            embedded.query(file_store.path, _unguarded(text), (5, 10), silent)
    assert web.hits == []
    assert file_store.cypher(STATE).rows == before
    assert copy_of(file_store.path, silent) == copy
