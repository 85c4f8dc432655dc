from collections.abc import Callable
from pathlib import Path

import pytest

from kg.stores import Store, open_store


@pytest.fixture(params=["file"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens the one empty store of this test, as often as it is called."""
    urls = {"file": tmp_path / "graph.json"}
    return lambda: open_store(urls[request.param])
