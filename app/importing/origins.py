"""The graph of the open store and some folders in, its banks as files out: found by their bytes, else written anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.importing.folder import banks_in, digest
from app.importing.names import SUFFIXES, bank_of, name_fault, same
from kg.model import Input, KnowledgeGraph, Question
from kg.settings import data_folder

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?=\s)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A bank of the graph that the bank folder lacks; ``source`` is its very file, or a text that asks the same."""

    bank: str
    name: str
    questions: int
    source: Path | bytes

    @property
    def is_found(self) -> bool:
        """Whether the very file was found."""
        return isinstance(self.source, Path)


def origins(graph: KnowledgeGraph, there: Iterable[str], candidates: Iterable[Path]) -> tuple[Origin, ...]:
    """The banks of ``graph`` that are not among ``there`` (names of files); ``candidates`` may be their files.

    Banks without a question are left out, and so are those whose names would lead out of the bank folder.
    """
    taken = {same(bank_of(name)) for name in there}
    counts = Counter(one.bank for one in graph.questions.values())
    missing = [bank for bank in sorted(counts) if same(bank) not in taken and name_fault(f"{bank}.md") is None]
    if not missing:
        return ()
    inputs = {one.name: one for one in graph.inputs if one.role == "bank"}
    wanted = {inputs[bank].sha256 for bank in missing if bank in inputs}
    files = _by_digest(wanted, candidates)
    return tuple(_origin(graph, bank, counts[bank], inputs.get(bank), files) for bank in missing)


def _origin(graph: KnowledgeGraph, bank: str, count: int, source: Input | None, files: Mapping[str, Path]) -> Origin:
    file = files.get(source.sha256) if source else None
    if file:
        return Origin(bank, bank + file.suffix.lower(), count, file)
    asked = sorted((one for one in graph.questions.values() if one.bank == bank), key=lambda one: one.start)
    return Origin(bank, f"{bank}.md", count, written(asked, source).encode("utf-8"))


def usual_files(store: str, banks: Path) -> Iterator[Path]:
    """Where the files of a graph may lie: with the program, in the bank folder and right beside the store."""
    yield from banks_in(data_folder() / "banks").values()
    yield from banks_in(banks).values()
    if "://" not in store:
        beside = Path(store).resolve().parent
        yield from (file for file in sorted(beside.iterdir()) if file.suffix.lower() in SUFFIXES and file.is_file())


def _by_digest(wanted: set[str], candidates: Iterable[Path]) -> dict[str, Path]:
    """The files of the sums that are wanted; no more are read than it takes."""
    found: dict[str, Path] = {}
    for file in candidates:
        if wanted <= found.keys():
            break
        value = digest(file)
        if value in wanted:
            found.setdefault(value, file)
    return found


def written(asked: Iterable[Question], source: Input | None = None) -> str:
    """A bank that asks these questions, from which a build reads the same titles and answers."""
    asked = tuple(asked)
    deepest = min((len(found[1]) for one in asked for found in _HEADING.finditer(one.answer)), default=3)
    mark = "#" * max(1, min(deepest - 1, 2))
    head = [f"{name}: {value}" for name, value in _facts(source) if value]
    parts = ["---\n" + "\n".join(head) + "\n---"] if head else []
    for one in asked:
        title = f"{mark} {one.number}. {one.title}" if one.number else f"{mark} {one.title}"
        parts.append(f"{title}\n\n{one.answer.strip()}".rstrip())
    return "\n\n".join(parts) + "\n"


def _facts(source: Input | None) -> tuple[tuple[str, str | None], ...]:
    if source is None:
        return ()
    return ("title", source.title), ("language", source.language), ("license", source.licence)
