"""A bank in, what one build of it takes out, as one JSON line: a process of its own, so that memory is its own.

``python -m tests.benchmarks.measure build BANK STORE [JOBS]`` builds as ``kg build`` does, ``open STORE`` opens a
store, ``rows BANK`` reads the rows of pass 2 and keeps none.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from extract import build
from extract.bulk import RowRecipe
from extract.cues import load_cues
from extract.lexicon import load_lexicon
from extract.reader import read_bank
from extract.shards import alone
from kg.progress import Event, Progress
from kg.stores import open_store
from tests.benchmarks.made_bank import CUES, LEXICON, ROOT


@dataclass
class Watch:
    """When each stage last said something: CPU seconds of this process, and seconds by the clock."""

    ended: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __call__(self, event: Event) -> None:
        """Note the time."""
        if isinstance(event, Progress):
            self.ended[event.stage] = time.process_time(), time.monotonic()


def built(bank: Path, store: Path, jobs: int | None) -> dict[str, float]:
    """CPU and clock of the whole build and of its extraction stage: from the read bank to the last row."""
    watch = Watch()
    cpu, clock = time.process_time(), time.monotonic()
    graph = build(
        [bank],
        lexicon=LEXICON,
        cues=CUES,
        prerequisites=[ROOT / "data" / "prerequisites.csv"],
        jobs=jobs,
        report=watch,
    )
    open_store(store).save(graph)
    read, extracted = watch.ended["read"], watch.ended["extract"]
    return {
        "cpu": time.process_time() - cpu,
        "clock": time.monotonic() - clock,
        "read_cpu": read[0] - cpu,
        "extract_cpu": extracted[0] - read[0],
        "extract_clock": extracted[1] - read[1],
        "questions": len(graph.questions),
        "related": len(graph.related),
    }


def opened(store: Path) -> dict[str, float]:
    """CPU and clock of opening a store."""
    cpu, clock = time.process_time(), time.monotonic()
    graph = open_store(store).load()
    return {
        "cpu": time.process_time() - cpu,
        "clock": time.monotonic() - clock,
        "questions": len(graph.questions),
    }


def read_rows(bank: Path) -> dict[str, float]:
    """CPU of the rows of pass 2 beside the bank that is held anyway, and by how much memory grew meanwhile."""
    read = read_bank(bank, bank.stem)
    tasks = [(one.title, read.text[one.start : one.end]) for one in read.questions]
    recipe = RowRecipe(load_lexicon(LEXICON), load_cues(CUES))
    before, cpu = _peak(), time.process_time()
    size = sum(map(len, alone("", recipe, tasks)))
    return {
        "cpu": time.process_time() - cpu,
        "grown": _peak() - before,
        "questions": len(tasks),
        "bytes": size,
    }


def _peak() -> float:
    """The most memory this process ever had, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


def main(what: str, *given: str) -> None:
    """Measure one thing and print it."""
    if what == "build":
        found = built(Path(given[0]), Path(given[1]), int(given[2]) if len(given) > 2 else None)
    elif what == "open":
        found = opened(Path(given[0]))
    else:
        found = read_rows(Path(given[0]))
    sys.stdout.write(json.dumps({**found, "peak": _peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
