"""What ``kg build`` needs beside the extraction: its inputs, whether they changed and its summary."""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.derive import DROPPED
from kg.errors import InputError, StoreError
from kg.model import KnowledgeGraph
from kg.progress import Event, Notice, Report
from kg.settings import TOOL, data_folder
from kg.stores import Store

_SUFFIXES = {".md", ".markdown"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that go into a build."""

    banks: tuple[Path, ...]
    lexicon: Path | None
    cues: Path
    prerequisites: tuple[Path, ...]


def sources(
    banks: Sequence[Path], lexicon: str | None, prerequisites: Sequence[str], *, cues: Path | None = None
) -> Sources:
    """The files that the arguments of ``kg build`` mean.

    The field's own map of prerequisites goes with the field's own lexicon, unless ``none`` drops it.
    """
    maps = tuple(Path(one) for one in prerequisites if one != "none")
    if not banks and not maps:
        raise InputError("nothing to build from; give a bank (a Markdown file or a folder), as in `kg build notes.md`")
    data = data_folder()
    own_map = data / "prerequisites.csv"
    if lexicon is None and "none" not in prerequisites and own_map.exists():
        maps = (own_map, *maps)
    words = {None: data / "lexicon.jsonl", "none": None}.get(lexicon, Path(lexicon or ""))
    return Sources(tuple(banks), words, cues or data / "cues.jsonl", maps)


def unchanged(store: Store, given: Sources) -> bool:
    """Whether the store holds what a build of these files by this version would give."""
    try:
        if not store.is_whole():
            return False
        graph = store.load()
        now = sorted(_fingerprints(given))
    except (StoreError, OSError):  # the build itself says what is wrong
        return False
    return graph.tool == TOOL and now == sorted((one.role, one.name, one.sha256) for one in graph.inputs)


def _fingerprints(given: Sources) -> Iterator[tuple[str, str, str]]:
    """Role, name and sha256 of each file as ``graph.inputs`` has them."""
    for name, bank in _bank_files(given.banks):
        yield "bank", name, _sha256(bank)
    if given.lexicon:
        yield "lexicon", given.lexicon.name, _sha256(given.lexicon)
    yield "cues", given.cues.name, _sha256(given.cues)
    for one in given.prerequisites:
        yield "prerequisites", one.name, _sha256(one)


def _bank_files(banks: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    for bank in banks:
        if not bank.is_dir():
            yield bank.stem, bank
        for root, folders, files in os.walk(bank):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for file in (Path(root, name) for name in files):
                if file.suffix.lower() in _SUFFIXES:
                    yield file.relative_to(bank).with_suffix("").as_posix(), file


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@dataclass
class Watch:
    """Counts what is worth a summary while events pass by to ``show``."""

    show: Report
    dropped: int = 0
    started: float = field(default_factory=time.monotonic)

    def __call__(self, event: Event) -> None:
        """Take one event."""
        self.dropped += isinstance(event, Notice) and event.text.startswith(DROPPED)
        self.show(event)

    def summary(self, store: Store, graph: KnowledgeGraph) -> dict[str, Any]:
        """What was built, as the JSON document of ``kg build``."""
        return {
            "store": store.url,
            "unchanged": False,
            "banks": sum(one.role == "bank" for one in graph.inputs),
            "questions": len(graph.questions),
            "concepts": len(graph.concepts),
            "relations": dict(sorted(Counter(str(one.type) for one in graph.relations).items())),
            "prerequisites": len(graph.prerequisites),
            "dropped_prerequisites": self.dropped,
            "seconds": round(time.monotonic() - self.started, 2),
        }


def told(document: dict[str, Any]) -> str:
    """The summary as a text."""
    if document["unchanged"]:
        return f"{document['store']} is up to date: no input changed\n"
    relations = ", ".join(f"{sort} {count}" for sort, count in document["relations"].items()) or "none"
    dropped = document["dropped_prerequisites"]
    return (
        f"{document['store']}: {document['questions']} questions of {_banks(document['banks'])}, "
        f"{document['concepts']} concepts, in {document['seconds']} s\n"
        f"relations: {relations}\n"
        f"prerequisites: {document['prerequisites']}{f', {dropped} dropped' if dropped else ''}\n"
    )


def _banks(count: int) -> str:
    return "1 bank" if count == 1 else f"{count} banks"
