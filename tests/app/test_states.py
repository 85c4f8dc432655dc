"""What is seen without a store that can be opened, and that it goes on by itself; the words for each state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from app import atlas as atlases
from app.i18n import WORDS
from app.importing.work import fraction
from app.jobview import STAGES
from app.watch import Sight, _Watcher
from kg.errors import StoreFault
from kg.progress import Progress
from kg.stores import open_store
from kg.stores.file import FileStore
from kg.stores.stamp import Stamp
from tests.graphs import tiny_graph

Visit = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def bank_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_BANKS", str(tmp_path / "banks"))
    return tmp_path / "banks"


def headings(visitor: AppTest) -> list[str]:
    return [one.value for one in (*visitor.header, *visitor.subheader)]


def test_every_fault_of_a_store_has_its_words() -> None:
    for fault in get_args(StoreFault):
        assert f"state-{fault}" in WORDS
        assert f"state-{fault}-next" in WORDS
    assert all(f"stage-{one}" in WORDS for one in STAGES)


def test_without_a_store_one_is_led_to_the_bundled_bank_or_import(visit: Visit, store: Path) -> None:
    store.unlink()
    visitor = visit(lang="en")
    assert not visitor.exception
    assert headings(visitor) == ["There is no graph yet", "Use the bundled bank", "Use your own notes"]
    assert [one.label for one in visitor.button][:2] == ["Build the bundled bank", "Import banks"]
    assert "no graph at" in visitor.text[0].value
    FileStore(store).save(tiny_graph())
    visitor.run()
    assert not visitor.header
    assert any("从一个概念开始" in one.proto.body for one in visit(lang="zh").get("html"))


def test_import_is_there_without_a_store(visit: Visit, store: Path) -> None:
    store.unlink()
    visitor = visit(lang="en").switch_page("screens/importing.py").run()
    assert not visitor.exception
    assert headings(visitor)[0] == "Import banks"
    assert "Use the bundled bank" in headings(visitor)


@pytest.mark.parametrize(("data", "said"), [(b"{half", "damaged"), (b"{}", "no graph of"), (b"\xff", "damaged")])
def test_a_damaged_store_says_so_and_is_left_as_it_is(visit: Visit, store: Path, data: bytes, said: str) -> None:
    store.write_bytes(data)
    visitor = visit(lang="en")
    assert not visitor.exception
    assert headings(visitor) == ["The graph file cannot be read"]
    assert f"{store} is {said}" in visitor.text[0].value
    assert store.read_bytes() == data
    FileStore(store).save(tiny_graph())
    next(one for one in visitor.button if one.label == "Try again").click().run()
    assert not visitor.header


def test_the_banks_of_the_graph_are_listed_with_where_they_are(visit: Visit, bank_folder: Path) -> None:
    bank_folder.mkdir()
    (bank_folder / "new.md").write_text("## 1. Why?\n\nSo.\n", encoding="utf-8")
    visitor = visit(lang="en").switch_page("screens/importing.py").run()
    listed = "".join(one.proto.body for one in visitor.get("html"))
    assert '<span class="atlas-file">tiny.zh</span><small>in the graph only</small>' in listed
    assert '<span class="atlas-file">new</span><small>not in the graph yet</small>' in listed
    assert "Build the graph from the folder" in [one.label for one in visitor.button]


def test_a_graph_replaced_in_a_database_is_seen(neo4j_url: str, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.watch.INTERVAL", 0.2)
    monkeypatch.setattr("app.watch._watchers", {})  # one of an earlier test still looks, without this test's account
    atlases._opened.clear()
    visitor = visit(lang="en")
    monkeypatch.setenv("KG_STORE", neo4j_url)
    visitor.run()
    assert headings(visitor)[0] == "There is no graph yet"
    open_store(neo4j_url).save(tiny_graph())
    assert atlases.sight(fresh=True).stamp is not None
    visitor.run()
    assert not visitor.header
    monkeypatch.setenv("NEO4J_PASSWORD", "the-wrong-word")
    assert atlases.sight(fresh=True).error is not None
    visitor.run()
    assert [one.value for one in visitor.warning] == ["The server does not answer; this is the graph read before."]
    atlases._opened.clear()
    visitor.run()
    assert headings(visitor) == ["Neo4j refuses this user name or password"]


@pytest.mark.parametrize("at_server", [False, True])
def test_the_bar_only_moves_on(at_server: bool) -> None:
    stages = [stage for stage in STAGES if stage not in ("reading", "loading")] + ["loading"] * at_server
    shares = [fraction(Progress(stage, done, 4), at_server=at_server) for stage in stages for done in range(5)]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)


def test_a_look_that_comes_back_late_hides_no_later_one(monkeypatch: pytest.MonkeyPatch) -> None:
    late, begun = threading.Event(), threading.Event()
    seen = iter([Sight(Stamp("old")), Sight(Stamp("new"))])

    def slow(_url: str) -> Sight:
        found = next(seen)
        if found.stamp == Stamp("old"):
            begun.set()
            assert late.wait(10)
        return found

    monkeypatch.setattr("app.watch.look", slow)
    watcher = _Watcher("neo4j://nowhere")
    first = threading.Thread(target=watcher.sight, kwargs={"fresh": True})
    first.start()
    assert begun.wait(10)
    assert watcher.sight(fresh=True).stamp == Stamp("new")
    late.set()
    first.join(10)
    assert watcher.sight().stamp == Stamp("new")
