import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import InputError, StoreError
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph
from kg.progress import Event, Notice
from kg.stores import open_store
from kg.stores.file import FileStore, write_whole


@pytest.mark.parametrize("url", ["mysql://x", "file:///tmp/x", "http://x", "s3://b/k"])
def test_other_schemes_are_bad_input(url: str):
    with pytest.raises(InputError, match="no store for"):
        open_store(url)


def test_a_path_may_look_like_much(tmp_path: Path, tiny_graph: KnowledgeGraph):
    for name in ("图 1.json", "a:b.json", "c#d?e.json"):
        open_store(tmp_path / name).save(tiny_graph)
        assert open_store(str(tmp_path / name)).load() == tiny_graph


def test_unwritable_places_are_named(tmp_path: Path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for path, said in [
        (tmp_path / "no" / "graph.json", "there is no folder"),
        (tmp_path, "it is a folder"),
        (Path(os.devnull), "device"),
        (tmp_path / "file" / "graph.json", "there is no folder"),
    ]:
        with pytest.raises(StoreError, match=said):
            FileStore(path).save(KnowledgeGraph())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_named(tmp_path: Path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="no right to write"):
        FileStore(tmp_path / "graph.json").save(KnowledgeGraph())


def test_a_folder_is_no_graph(tmp_path: Path):
    with pytest.raises(StoreError, match="cannot read"):
        FileStore(tmp_path).load()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    def broken():
        yield b"half"
        raise OSError(28, "No space left on device")

    file = tmp_path / "graph.json"
    file.write_bytes(b"old")
    with pytest.raises(StoreError, match="No space left on device"):
        write_whole(file, broken())
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_mode_and_links_stay(tmp_path: Path, tiny_graph: KnowledgeGraph):
    file, link = tmp_path / "real.json", tmp_path / "link.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    FileStore(link).save(tiny_graph)
    assert link.is_symlink()
    assert file.read_bytes() == dumps(tiny_graph)
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_a_kill_left_behind_goes_later(tmp_path: Path):
    old, fresh = tmp_path / ".graph.json.aa.tmp", tmp_path / ".graph.json.bb.tmp"
    for left in (old, fresh):
        left.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    FileStore(tmp_path / "graph.json").save(KnowledgeGraph())
    assert not old.exists()
    assert fresh.exists()


def test_many_questions_bring_a_word_about_neo4j(tmp_path: Path, tiny_graph: KnowledgeGraph):
    said: list[Event] = []
    question = tiny_graph.questions["tiny.zh#1"]
    many = {f"b#{n}": replace(question, id=f"b#{n}") for n in range(10_001)}
    FileStore(tmp_path / "graph.json").save(replace(tiny_graph, questions=many, mentions=()), report=said.append)
    assert [one for one in said if isinstance(one, Notice) and "Neo4j" in one.text]


_SAVER = """
import sys
from dataclasses import replace
from kg.stores import open_store
store = open_store(sys.argv[1])
graphs = [replace(store.load(), tool=tool) for tool in ("one", "two")]
print("ready", flush=True)
while True:
    for graph in graphs:
        store.save(graph)
"""


@pytest.mark.parametrize("kill", [signal.SIGKILL, signal.SIGINT] if os.name == "posix" else [signal.SIGTERM])
def test_a_kill_at_any_moment_leaves_a_whole_graph(tmp_path: Path, tiny_graph: KnowledgeGraph, kill: signal.Signals):
    store = open_store(tmp_path / "graph.json")
    store.save(tiny_graph)
    for pause in (0.0, 0.003, 0.007, 0.013):
        command = [sys.executable, "-c", _SAVER, str(tmp_path / "graph.json")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(pause)
            child.send_signal(kill)
            child.wait(10)
        assert replace(store.load(), tool=tiny_graph.tool) == tiny_graph
