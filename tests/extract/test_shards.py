"""Workers: the same rows as without them, in the same order; none outlives the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.bulk import RowRecipe
from extract.cues import load_cues
from extract.discovery.observing import TermRecipe
from extract.lexicon import load_lexicon
from extract.shards import Pool, Task, WorkerLost, alone
from tests.extract.small import BANK, CUES, LEXICON, ROOT, built, exported, many_questions

QUESTIONS = 620


@pytest.fixture(scope="module")
def recipe() -> RowRecipe:
    return RowRecipe(load_lexicon(LEXICON), load_cues(CUES))


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return [
        (f"什么是第 {place} 个 LoRA？", f"## 什么是第 {place} 个 LoRA？\n\nLoRA 基于微调。")
        for place in range(QUESTIONS)
    ]


def test_any_number_of_workers_gives_the_same_rows_in_order(recipe: RowRecipe, tasks: list[Task]) -> None:
    rows = list(alone("", recipe, tasks))
    assert len(rows) == QUESTIONS
    with Pool(3) as pool:
        assert list(pool.records(recipe, tasks)) == rows


def test_the_same_workers_read_by_another_recipe(recipe: RowRecipe, tasks: list[Task]) -> None:
    terms = TermRecipe(recipe.lexicon)
    texts = [("zh plain", text) for _, text in tasks]
    with Pool(2) as pool:
        assert list(pool.records(terms, texts)) == list(alone("", terms, texts))
        assert list(pool.records(recipe, tasks)) == list(alone("", recipe, tasks))
        assert list(pool.records(terms, texts[:300])) == list(alone("", terms, texts[:300]))


def test_a_large_bank_is_read_by_all_cores_and_a_small_one_by_none_beside(
    recipe: RowRecipe, tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workers()
    monkeypatch.setattr("extract.shards.cores", lambda: 2)
    with Pool() as pool:
        list(pool.records(recipe, tasks))
        assert workers() == before
        monkeypatch.setattr("extract.shards.MANY", 500)
        list(pool.records(recipe, tasks))
        assert len(workers() - before) == 2
    assert gone(workers() - before)


def test_records_that_nobody_wants_hold_nothing_up(recipe: RowRecipe, tasks: list[Task]) -> None:
    before = workers()
    with Pool(2) as pool:
        records = pool.records(recipe, tasks * 4)
        next(records)
        records.close()
    assert gone(workers() - before)


def test_the_graph_is_the_same_with_two_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", "none")
    bank = tmp_path / "many.md"
    bank.write_text(many_questions(300), encoding="utf-8")
    assert exported(built(bank, jobs=2)) == exported(built(bank))


BUILD = "import sys; from tests.extract.small import *; sys.stdout.buffer.write(exported(built(Path(sys.argv[1]))))"


def test_the_graph_is_the_same_under_other_hash_seeds() -> None:
    made = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "KG_CACHE": "none"}
        command = [sys.executable, "-c", BUILD, str(BANK)]
        made.add(subprocess.run(command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    assert len(made) == 1


def workers() -> set[int]:
    """The ids of all running workers of this user."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listed.splitlines() if "from extract.shards import serve" in line}


def gone(ids: set[int]) -> bool:
    """Whether all of these end within some seconds."""
    until = time.monotonic() + 30
    while workers() & ids and time.monotonic() < until:
        time.sleep(0.1)
    return not workers() & ids


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_no_worker_and_the_old_graph(tmp_path: Path, sent: signal.Signals) -> None:
    bank, store, before = tmp_path / "many.md", tmp_path / "graph.json", workers()
    bank.write_text(many_questions(2500), encoding="utf-8")
    store.write_bytes(b"the old graph")
    command = [sys.executable, "-m", "kg", "build", str(bank), "--jobs", "2", "--store", str(store), "--format", "json"]
    environment = {**os.environ, "KG_CACHE": str(tmp_path / "cache")}
    building = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    assert building.stderr
    said = b""
    while b'"extract"' not in said:
        said = building.stderr.readline()
        assert said, "the build ended before its questions were read"
    ours = workers() - before
    building.send_signal(sent)
    building.communicate(timeout=60)
    assert building.returncode != 0
    assert ours
    assert gone(ours)
    assert store.read_bytes() == b"the old graph"
    if sent is signal.SIGINT:
        assert list((tmp_path / "cache").iterdir()) == []


def test_a_lost_worker_is_one_clear_error(
    recipe: RowRecipe, tasks: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(WorkerLost, match="--jobs 1"), Pool(2) as pool:
        list(pool.records(recipe, tasks))
