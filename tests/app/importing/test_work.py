"""Changes of the banks by real builds: nothing is dropped, all is put back, what is bad changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.importing import exchange
from app.importing.child import Cancelled, Stop
from app.importing.folder import Place, banks_in
from app.importing.work import MOST_BYTES, Change, Outcome, Watcher, change, survey
from kg.errors import KGError
from kg.progress import Event, Progress
from kg.settings import data_folder
from kg.stores.file import FileStore
from tests.app.importing.conftest import MORE
from tests.graphs import TINY_BANK, tiny_graph

Do = Callable[..., Outcome]


def state_of(place: Place) -> dict[str, bytes]:
    """All that must not change: the store and the banks."""
    banks = {name: file.read_bytes() for name, file in banks_in(place.banks).items()}
    return banks | {"store": Path(place.store).read_bytes()}


def add(**files: str) -> Change:
    return Change("import", {f"{name}.md": text.encode() for name, text in files.items()})


def test_the_first_import_keeps_the_banks_of_the_open_store(place: Place, do: Do) -> None:
    heard: list[Event] = []
    found = do(add(locks=MORE), heard)
    assert sorted(banks_in(place.banks)) == ["locks.md", "tiny.zh.md"]
    after = FileStore(Path(place.store)).load()
    assert {one.bank for one in after.questions.values()} == {"locks", "tiny.zh"}
    old = tiny_graph()
    assert {key: (one.title, one.answer) for key, one in after.questions.items() if one.bank == "tiny.zh"} == {
        key: (one.title, one.answer) for key, one in old.questions.items()
    }
    assert (found.written, found.copied, found.lost) == (("tiny.zh",), (), ())
    assert found.before == {"banks": 1, "questions": 12, "concepts": 11, "relations": 9, "prerequisites": 10}
    assert (found.after["banks"], found.after["questions"]) == (2, 14)
    assert {one.stage for one in heard if isinstance(one, Progress)} == {"read", "discover", "extract", "derive"}


def test_the_very_file_of_a_bank_is_taken_where_it_is_found(place: Place, do: Do) -> None:
    (Path(place.store).parent / "anything.md").write_text(TINY_BANK, encoding="utf-8")
    graph = tiny_graph()
    object.__setattr__(graph, "inputs", (type(graph.inputs[0])("bank", "tiny.zh", graph.inputs[0].sha256),))
    FileStore(Path(place.store)).save(graph)
    found = do(add(locks=MORE))
    assert (found.copied, found.written) == (("tiny.zh",), ())
    assert (place.banks / "tiny.zh.md").read_text(encoding="utf-8") == TINY_BANK


def test_a_bank_replaces_the_one_of_its_name_and_restore_goes_back_and_forth(place: Place, do: Do) -> None:
    do(add(locks=MORE))
    first = state_of(place)
    do(add(locks=MORE + "\n## 3. 什么是信号量？\n\n信号量是计数的锁。\n"))
    second = state_of(place)
    assert len(FileStore(Path(place.store)).load().questions) == 15
    before = exchange.previous(place)
    assert before is not None
    assert (before["kind"], before["banks"]) == ("import", ["locks"])
    assert do(Change("restore")).after["questions"] == 14
    assert state_of(place) == first
    do(Change("restore"))
    assert state_of(place) == second
    assert [one.name for one in place.state.glob("*-*")] == []


def test_a_bank_is_removed_with_its_questions_but_not_the_last(place: Place, do: Do) -> None:
    do(add(**{"sub/locks": MORE}))
    do(Change("remove", removed=frozenset({"sub/locks"})))
    assert sorted(banks_in(place.banks)) == ["tiny.zh.md"]
    assert not (place.banks / "sub").exists()
    assert len(FileStore(Path(place.store)).load().questions) == 12
    now = state_of(place)
    with pytest.raises(KGError, match="no bank would be left"):
        do(Change("remove", removed=frozenset({"tiny.zh"})))
    assert state_of(place) == now


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.md", b"\xff\xfea\x00", "a.md is UTF-16, not UTF-8; save it as UTF-8"),
        ("a.md", b"## 1. x?\n\n\xe9", "a.md is not UTF-8: byte 0xe9 at offset 10"),
        ("a.md", b"\x00", "a.md is binary"),
        ("../a.md", MORE.encode(), "is no name for a bank"),
        ("/etc/a.md", MORE.encode(), "is no name for a bank"),
        (".concept-atlas/pending/a.md", MORE.encode(), "is no name for a bank"),
        ("a\n.md", MORE.encode(), "is no name for a bank"),
        ("TINY.zh.markdown", b"\x00", "TINY.zh.markdown is binary"),
        ("a.md", b"#" * (MOST_BYTES + 1), "import them in several steps"),
    ],
)
def test_what_cannot_be_built_changes_nothing(place: Place, do: Do, name: str, data: bytes, said: str) -> None:
    do(add(locks=MORE))
    now = state_of(place)
    with pytest.raises(KGError, match=said.replace("(", r"\(")):
        do(Change("import", {name: data}))
    assert state_of(place) == now
    assert [one.name for one in place.state.glob("*-*")] == []
    assert not (place.banks.parent / "a.md").exists()


def test_without_any_graph_the_first_one_is_built_with_the_lexicon(place: Place, do: Do) -> None:
    Path(place.store).unlink()
    found = do(add(locks=MORE))
    assert found.before is None
    assert exchange.previous(place) is None
    roles = [one.role for one in FileStore(Path(place.store)).load().inputs]
    assert roles == ["bank", "lexicon", "cues", "prerequisites"]
    with pytest.raises(KGError, match="there is nothing to put back"):
        do(Change("restore"))


def test_a_damaged_store_is_kept_beside_the_new_one(place: Place, do: Do) -> None:
    Path(place.store).write_bytes(b"{half a graph")
    do(add(locks=MORE))
    assert (place.previous / exchange.BEFORE).read_bytes() == b"{half a graph"
    assert len(FileStore(Path(place.store)).load().questions) == 2


def test_a_stop_ends_the_build_and_changes_nothing(place: Place) -> None:
    now, stop = state_of(place), Stop()

    def at_first_sign(event: Event) -> None:
        stop()

    with pytest.raises(Cancelled):
        change(place, add(locks=MORE * 30), Watcher(at_first_sign, stop))
    assert state_of(place) == now
    assert [one.name for one in place.state.glob("*-*")] == []


def test_a_link_in_the_bank_folder_is_not_followed_out_of_it(place: Place, do: Do, tmp_path: Path) -> None:
    do(add(locks=MORE))
    outside = tmp_path / "outside"
    outside.mkdir()
    (place.banks / "sub").symlink_to(outside)
    now = state_of(place)
    with pytest.raises(KGError, match="leads out of the bank folder"):
        do(Change("import", {"sub/x.md": MORE.encode()}))
    assert list(outside.iterdir()) == []
    assert state_of(place) == now
    assert not place.pending.exists()


def test_a_survey_is_the_dry_run_of_the_command_line(tmp_path: Path) -> None:
    shutil.copy(data_folder() / "banks" / "llm-interview.en.md", tmp_path / "a b.md")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    found = survey(tmp_path, lambda event: None, Stop())
    assert [(one["bank"], one["questions"]) for one in found["banks"]] == [("a b", 104), ("bad", 0)]
    assert found["banks"][1]["error"] == "bad.md is UTF-16, not UTF-8; save it as UTF-8"
    assert json.dumps(found)
