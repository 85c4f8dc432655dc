"""Import and the states of a store in a real browser, with real builds and a live Neo4j on a line that can be cut."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from app.importing.folder import banks_in
from kg.model import KnowledgeGraph
from kg.stores import open_store
from kg.stores.file import FileStore
from tests.app.importing.conftest import MORE
from tests.graphs import TINY_BANK, tiny_graph
from tests.servers.neo4j_database import Database
from tests.servers.neo4j_server import free_port
from tests.servers.streamlit_server import ROOT, streamlit_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

MAIN = ROOT / "app" / "main.py"
Serve = Callable[..., str]
UTF16 = {"name": "second.md", "mimeType": "text/markdown", "buffer": b"\xff\xfea\0"}


def offered(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "text/markdown", "buffer": text.encode()}


@pytest.fixture
def patient(page: Page) -> Page:
    """A page that waits for builds of banks."""
    page.set_default_timeout(60_000)
    return page


def test_from_no_store_to_a_graph_that_all_see_and_back(patient: Page, tmp_path: Path, serve: Serve) -> None:
    page, store, banks = patient, tmp_path / "graph.json", tmp_path / "banks"
    address = serve(store, KG_BANKS=str(banks), KG_PROGRESS="none")
    page.goto(f"{address}/?lang=en")
    page.get_by_role("heading", name="There is no graph yet").wait_for()
    other = page.context.new_page()
    other.goto(f"{address}/?lang=en")
    other.get_by_role("heading", name="There is no graph yet").wait_for()

    page.get_by_role("button", name="Import banks").click()
    page.locator("input[type=file]").set_input_files([offered("first.md", TINY_BANK), UTF16])
    survey = page.locator(".atlas-survey")
    survey.get_by_text("second.md is UTF-16, not UTF-8; save it as UTF-8").wait_for()
    page.get_by_role("heading", name="1 files can be imported, 12 questions").wait_for()
    assert not banks.exists()
    page.get_by_role("button", name="Import this bank").click()
    page.get_by_role("heading", name="Imported first").wait_for()
    assert sorted(banks_in(banks)) == ["first.md"]
    other.get_by_role("heading", name="Start from a concept").wait_for()

    page.get_by_role("button", name="Import more").click()
    page.locator("input[type=file]").set_input_files([offered("first.md", MORE)])
    survey.get_by_text("replaces the bank of this name").wait_for()
    page.get_by_role("button", name="Import this bank").click()
    page.get_by_role("heading", name="Imported first").wait_for()
    other.get_by_text("· 2 questions").wait_for()
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Go back to before it").click()
    page.get_by_role("heading", name="The previous graph is back").wait_for()
    other.get_by_text("· 12 questions").wait_for()
    assert (banks / "first.md").read_text(encoding="utf-8") == TINY_BANK


def test_an_import_is_cancelled_and_a_name_from_a_stranger_stays_in_the_folder(
    patient: Page, tmp_path: Path, serve: Serve
) -> None:
    page, store, banks = patient, tmp_path / "graph.json", tmp_path / "banks"
    FileStore(store).save(tiny_graph())
    before = store.read_bytes()
    address = serve(store, KG_BANKS=str(banks), KG_PROGRESS="none")
    page.goto(f"{address}/import?lang=zh")
    page.locator("input[type=file]").set_input_files([offered("CON.md", MORE), offered("many.md", MORE * 400)])
    page.get_by_text("文件名里有不能用的字符").wait_for()
    page.get_by_role("button", name="导入这个题库").click()
    page.get_by_role("button", name="取消").click()
    page.get_by_text("已取消，图谱和题库文件夹没有变。").wait_for()
    assert store.read_bytes() == before
    assert banks_in(banks) == {}


class Line:
    """A port of this machine that leads to a server, until it is cut."""

    def __init__(self, url: str) -> None:
        self._target = (urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 7687)
        self.port = free_port()
        self._listener: socket.socket | None = None
        self._ends: list[socket.socket] = []

    def __enter__(self) -> None:
        """It is cut in the end."""

    def __exit__(self, *_: object) -> None:
        self.cut()

    def connect(self) -> None:
        """Let through whoever comes."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """End all connections, and take no more."""
        if self._listener:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._ends += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


def test_a_database_that_is_away_refuses_loads_and_comes_back(
    patient: Page, tmp_path: Path, neo4j_url: str, neo4j_server: Database
) -> None:
    line = Line(neo4j_url)
    open_store(neo4j_url).save(tiny_graph())
    states(neo4j_server, "loading")
    url = f"bolt://127.0.0.1:{line.port}"
    page, account = patient, {"NEO4J_USERNAME": neo4j_server.username, "NEO4J_PASSWORD": "the-wrong-word"}
    with line, streamlit_server(MAIN, folder=tmp_path, KG_STORE=url, KG_PROGRESS="none", **account) as address:
        page.goto(f"{address}/?lang=en")
        page.get_by_role("heading", name="The Neo4j server cannot be reached").wait_for()
        line.connect()
        page.get_by_role("heading", name="Neo4j refuses this user name or password").wait_for()
        page.get_by_label("Password", exact=True).fill(os.environ["NEO4J_PASSWORD"])
        page.get_by_role("button", name="Connect").click()
        page.get_by_role("heading", name="The graph is being loaded into Neo4j").wait_for()
        states(neo4j_server, "complete")
        page.get_by_role("heading", name="Start from a concept").wait_for()
        page.get_by_text("11 concepts").wait_for()

        line.cut()
        page.get_by_text("The server does not answer; this is the graph read before.").wait_for()
        page.get_by_role("heading", name="Start from a concept").wait_for()
        open_store(neo4j_url).save(KnowledgeGraph(concepts=tiny_graph().concepts))
        line.connect()
        page.get_by_text("11 concepts · 0 questions").wait_for()


def states(database: Database, state: str) -> None:
    """Say of the graph in the database that it is loading or complete."""
    with database.session() as session:
        session.run("MATCH (atlas:Atlas) SET atlas.state = $state", state=state).consume()
