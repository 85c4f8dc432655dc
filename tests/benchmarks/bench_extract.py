"""Extraction and the file store on made-up banks of the bundled bank's text: CPU time, memory, what a rebuild costs.

Floors that a slow or busy machine misses are shown beside the figures; what does not depend on the machine (ratios,
growth, memory, bytes) is asserted. KG_BENCH_SIZES names other sizes than 1000,10000,100000.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import pytest

from extract.bulk import RowRecipe
from extract.cues import load_cues
from extract.discovery.gathering import gather
from extract.discovery.observing import TermRecipe
from extract.fold import fold
from extract.lexicon import load_lexicon
from extract.reader import read_bank
from extract.shards import CHUNK, Task, alone, started
from extract.vocabulary import Vocabulary
from kg.model import Question
from tests.benchmarks.made_bank import CUES, LEXICON, ROOT, Material, material, write_bank

SIZES = tuple(map(int, os.environ.get("KG_BENCH_SIZES", "1000,10000,100000").split(",")))
MANY = 10_000
RUNS = 5


@pytest.fixture(scope="module")
def made_of() -> Material:
    return material()


@pytest.fixture(scope="module")
def asked(made_of: Material, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Question, str]]:
    """2,000 questions of 450 characters."""
    path = write_bank(tmp_path_factory.mktemp("rates") / "made.md", 2000, made_of)
    bank = read_bank(path, "made")
    return [(one, bank.text[one.start : one.end]) for one in bank.questions]


@pytest.fixture(scope="module")
def large(made_of: Material, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bank(tmp_path_factory.mktemp("large") / "made.md", MANY, made_of)


def tell(line: str) -> None:
    """Show a figure, whatever pytest captures."""
    sys.stdout.write(f"\n{line}")


def spent(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


def measured(*what: str, cache: Path | None = None) -> dict[str, Any]:
    """What ``tests.benchmarks.measure`` finds, in a process of its own."""
    environment = {**os.environ, "KG_CACHE": str(cache) if cache else "none", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "tests.benchmarks.measure", *what]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_rates(asked: list[tuple[Question, str]]) -> None:
    tasks: list[Task] = [(question.title, text) for question, text in asked]
    lexicon, cues = load_lexicon(LEXICON), load_cues(CUES)
    vocabulary = Vocabulary(lexicon, cues)
    rows, terms = started(RowRecipe(lexicon, cues)), TermRecipe(lexicon)
    terms.known.places(tasks[0][1])
    matcher = vocabulary._matcher  # the yardstick is matching alone, of which the vocabulary's find is a part
    seconds: dict[str, list[float]] = {"match": [], "rows": [], "terms": []}
    for _ in range(RUNS):
        seconds["match"].append(spent(lambda: [matcher.places(text, fold(text)) for _, text in tasks]))
        seconds["rows"].append(spent(lambda: [rows.send(tasks[at : at + CHUNK]) for at in range(0, len(tasks), CHUNK)]))
        seconds["terms"].append(spent(lambda: gather(asked, terms, alone, sample=0)))
    match, second, first = (statistics.median(found) for found in seconds.values())
    characters = sum(len(text) for _, text in tasks)
    tell(f"{len(tasks)} questions of {characters / len(tasks):.0f} characters, medians of {RUNS} runs")
    tell(f"fold, squeeze, match, boundary check: {len(tasks) / match:,.0f} questions a CPU-second")
    tell(f"pass 2, Docs included: {len(tasks) / second:,.0f} questions a CPU-second (floor 2,000, goal 3,000)")
    tell(f"pass 2 to matching alone: {match / second:.3f} (floor 0.12)")
    tell(f"discovery without statistics: {characters / first / 1e6:.2f} million characters a CPU-second (floor 1)")
    tell(f"both: {len(tasks) / (first + second):,.0f} questions a CPU-second")
    assert match / second >= 0.12


def test_memory_is_flat_and_cost_linear(made_of: Material, tmp_path: Path) -> None:
    found = []
    for size in SIZES:
        bank = write_bank(tmp_path / f"{size}.md", size, made_of)
        found.append(measured("rows", str(bank)))
        tell(f"pass 2 of {size:,} questions: {found[-1]['cpu']:.1f} CPU-s, {found[-1]['grown']:.0f} MB beside the bank")
        bank.unlink()
    first, last = found[0], found[-1]
    exponent = math.log(last["cpu"] / first["cpu"]) / math.log(last["questions"] / first["questions"])
    tell(f"cost grows with exponent {exponent:.2f} (limit 1.1)")
    assert exponent <= 1.1
    assert max(one["grown"] for one in found) <= 500


def test_two_processes(large: Path, tmp_path: Path) -> None:
    one, two = (measured("build", str(large), str(tmp_path / f"{jobs}.json"), str(jobs)) for jobs in (1, 2))
    alone_takes, together = one["extract_clock"], two["extract_clock"]
    tell(f"extraction stage of {MANY:,} questions: {alone_takes:.1f} s, with two processes {together:.1f} s: ")
    tell(f"{alone_takes / together:.2f} × (floor 1.6 on two free cores)")
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()


def test_file_store_and_rebuild(large: Path, tmp_path: Path) -> None:
    store, cache = tmp_path / "graph.json", tmp_path / "cache"
    full = measured("build", str(large), str(store), "1", cache=cache)
    tell(f"whole build of {MANY:,} questions: {full['cpu']:.1f} CPU-s, {full['clock']:.1f} s (limit 15), ")
    tell(f"of which extraction {full['extract_cpu']:.1f}; {full['peak']:.0f} MB (limit 800)")
    opened = measured("open", str(store))
    tell(f"opening it: {opened['cpu']:.1f} CPU-s (limit 6), {opened['peak']:.0f} MB (limit 800)")
    text = large.read_text(encoding="utf-8")
    middle = text.index("\n\n", len(text) // 2)
    large.write_text(f"{text[:middle]}多说一句。{text[middle:]}", encoding="utf-8")
    again = measured("build", str(large), str(store), "1", cache=cache)
    kept = store.read_bytes()
    measured("build", str(large), str(store), "1")
    tell(
        f"rebuilt after one edit: extraction {again['extract_cpu'] / full['extract_cpu']:.1%} of its CPU (limit 10 %), "
    )
    tell(f"all of it {again['cpu'] / full['cpu']:.1%} (limit 50 %)")
    assert store.read_bytes() == kept
    assert again["extract_cpu"] <= 0.1 * full["extract_cpu"]
    assert again["cpu"] <= 0.5 * full["cpu"]
    assert max(full["peak"], opened["peak"]) <= 800


def test_a_fresh_user(tmp_path: Path) -> None:
    """What `kg build data/banks` takes on a machine that never saw it."""
    kg, store = str(Path(sys.executable).with_name("kg")), str(tmp_path / "graph.json")
    environment = {**os.environ, "KG_CACHE": str(tmp_path / "cache")}
    for command, what in (
        ([kg, "--version"], "kg --version"),
        ([kg, "build", "data/banks", "--store", store], "kg build data/banks"),
    ):
        before, began = os.times(), perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        after, clock = os.times(), perf_counter() - began
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        tell(f"{what}: {cpu:.1f} CPU-s, {clock:.1f} s")
