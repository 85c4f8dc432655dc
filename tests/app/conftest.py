"""The explorer of this checkout, run as a real server on a small graph, or page by page without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.atlas import Atlas, atlas_of
from kg.stores.file import FileStore
from tests.graphs import tiny_graph
from tests.servers.streamlit_server import streamlit_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "app" / "main.py"


@pytest.fixture
def atlas() -> Atlas:
    return atlas_of(tiny_graph(), "tiny.json")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "graph.json"
    FileStore(path).save(tiny_graph())
    return path


@pytest.fixture
def visit(store: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Call it for a visitor who has just come to an address: ``visit(node="lora", lang="en")``."""
    st.cache_resource.clear()
    monkeypatch.setenv("KG_STORE", str(store))

    def come(**parameters: str) -> AppTest:
        visitor = AppTest.from_file(MAIN, default_timeout=20)
        for name, value in ({"lang": "zh"} | parameters).items():
            visitor.query_params[name] = value
        return visitor.run()

    return come


@pytest.fixture
def visit_page(visit: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """Call it for a visitor who comes to another page than Explore: ``visit_page("path", goal="gqa")``."""

    def come(name: str, **parameters: str) -> AppTest:
        visitor = visit().switch_page(f"screens/{name}.py")
        for parameter, value in ({"lang": "zh"} | parameters).items():
            visitor.query_params[parameter] = value
        return visitor.run()

    return come


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The test's page; an error of a script on it, or a dialog that a script opens, fails the test."""
    errors: list[str] = []
    browser_page.on("pageerror", lambda error: errors.append(str(error)))
    browser_page.on("dialog", lambda dialog: errors.append(dialog.message))
    yield browser_page
    assert errors == []


@pytest.fixture(scope="module")
def tiny_server(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]) -> str:
    """The address of the explorer on the small graph, without a progress file."""
    path = tmp_path_factory.mktemp("tiny") / "graph.json"
    FileStore(path).save(tiny_graph())
    return serve(path, KG_PROGRESS="none")


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[..., str]]:
    """Call it with a store for the address of a server of the explorer that runs for the rest of the module."""
    with ExitStack() as ending:

        def start(path: Path, **environment: str) -> str:
            return ending.enter_context(streamlit_server(MAIN, folder=path.parent, KG_STORE=str(path), **environment))

        yield start


def shown(visitor: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(one.proto.body for one in visitor.get("html"))
