from collections.abc import Callable
from pathlib import Path

import pytest

from kg.stores import Store, open_store


@pytest.fixture(params=["file", "neo4j"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of the one empty store of this test."""
    return str(tmp_path / "graph.json") if request.param == "file" else request.getfixturevalue("neo4j_url")


@pytest.fixture
def new_store(store_url: str) -> Callable[[], Store]:
    """Opens the store of this test, as often as it is called."""
    return lambda: open_store(store_url)
