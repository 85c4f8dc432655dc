"""A change of the banks in, the new graph in the store and what became of it out; all in one call that may be ended."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.importing import exchange
from app.importing.child import Stop, run
from app.importing.folder import Place, banks_in, without
from app.importing.names import bank_of, clashing, name_fault, same
from app.importing.origins import Origin, origins, usual_files
from kg.errors import InputError, KGError, StoreError
from kg.model import KnowledgeGraph
from kg.progress import Event, Notice, Progress, Report
from kg.stores import open_store
from kg.stores.file import FileStore, write_whole

Kind = Literal["import", "remove", "restore", "finish"]
MOST_BYTES = 50 * 1024 * 1024
"""What one import may bring."""


@dataclass(frozen=True)
class Change:
    """What is asked for: files to add (by their path below the bank folder), banks to take out, or the way back."""

    kind: Kind
    added: Mapping[str, bytes] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()

    @property
    def label(self) -> dict[str, Any]:
        """What it is about, for those who wait."""
        return {"kind": self.kind, "banks": sorted({*map(bank_of, self.added), *self.removed})}


@dataclass(frozen=True)
class Outcome:
    """What became of it: counts before (None without a graph) and after, and what a person should know."""

    kind: Kind
    before: Mapping[str, int] | None
    after: Mapping[str, int]
    banks: tuple[str, ...]
    copied: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Watcher:
    """Who looks on: ``say`` hears events and ``decided`` that there is no way back any more."""

    say: Report
    stop: Stop
    decided: Callable[[], None] = lambda: None


def change(place: Place, asked: Change, watcher: Watcher) -> Outcome:
    """Do what is asked, for whoever has the turn at the place (`app.importing.turns`); KGError leaves all as it was."""
    started = time.monotonic()
    finish(place, watcher)
    exchange.tidy(place)
    if asked.kind == "finish":
        return Outcome("finish", None, counts(_graph(place)), tuple(map(bank_of, banks_in(place.banks))))
    before = _graph(place)
    heard: list[str] = []
    try:
        if asked.kind == "restore":
            prepared, found = _as_before(place), ()
        else:
            prepared, found = _built(place, asked, before, _listening(watcher, heard))
        graph = FileStore(prepared / exchange.GRAPH).load()
        exchange.keep(place, prepared, _saved(place, prepared, watcher), asked.label)
        watcher.stop.check()
        watcher.decided()
        exchange.decide(place, prepared)
    except BaseException:
        exchange.tidy(place)
        raise
    finish(place, watcher)
    return Outcome(
        asked.kind,
        counts(before) if before else None,
        counts(graph),
        tuple(map(bank_of, banks_in(place.banks))),
        copied=tuple(one.bank for one in found if one.is_found),
        written=tuple(one.bank for one in found if not one.is_found),
        lost=_lost(before, graph, found),
        notices=tuple(heard),
        seconds=round(time.monotonic() - started, 1),
    )


def counts(graph: KnowledgeGraph | None) -> dict[str, int]:
    """How much there is of what a report names."""
    found = graph or KnowledgeGraph()
    return {
        "banks": len({one.bank for one in found.questions.values()}),
        "questions": len(found.questions),
        "concepts": len(found.concepts),
        "relations": len(found.relations),
        "prerequisites": len(found.prerequisites),
    }


def finish(place: Place, watcher: Watcher) -> None:
    """Put in place what was decided and then cut off, be it by a kill."""
    store = exchange.pending_store(place)
    if store is not None:
        exchange.finish(place, lambda file: _put(store, file, watcher))


def survey(folder: Path, report: Report, stop: Stop) -> dict[str, Any]:
    """What is in the files of a folder, by `kg build --dry-run`; names in it are relative to the folder."""
    return run(["build", "--dry-run", "."], within=folder, report=report, stop=stop)


def options_of(graph: KnowledgeGraph | None) -> list[str]:
    """The options that build as ``graph`` was built: without the lexicon or the field's map where it has none.

    >>> options_of(None), options_of(KnowledgeGraph())
    ([], ['--lexicon', 'none'])
    """
    if graph is None:
        return []
    roles = {one.role for one in graph.inputs}
    if "lexicon" not in roles:
        return ["--lexicon", "none"]
    return [] if "prerequisites" in roles else ["--prerequisites", "none"]


def other_inputs(graph: KnowledgeGraph) -> list[str]:
    """The lexicon and maps that ``graph`` was built with and that are not the program's own: an import lacks them.

    >>> from kg.model import Input
    >>> other_inputs(KnowledgeGraph(inputs=(Input("lexicon", "mine.jsonl", ""), Input("cues", "cues.jsonl", ""))))
    ['mine.jsonl']
    """
    own = {"lexicon.jsonl", "cues.jsonl", "prerequisites.csv"}
    return sorted({one.name for one in graph.inputs if one.role != "bank"} - own)


def new_set(place: Place, asked: Change, found: tuple[Origin, ...]) -> dict[str, Path | bytes]:
    """The files that the bank folder will hold; a bank that is added replaces the one of its name."""
    names = {same(bank_of(name)) for name in asked.added}
    kept = {name: file for name, file in banks_in(place.banks).items() if same(bank_of(name)) not in names}
    copied = {one.name: one.source for one in found if same(one.bank) not in names}
    files: dict[str, Path | bytes] = without({**kept, **copied}, asked.removed) | dict(asked.added)
    if not files:
        raise InputError("no bank would be left; a graph needs at least one question, so add a bank first")
    twice = clashing(files)
    if twice:
        raise InputError(f"two files would be one bank: {', '.join(sorted(twice))}; rename one or remove it")
    return files


def _checked(asked: Change) -> None:
    """Names and sizes once more: what a page has let through is still a stranger's."""
    for name in asked.added:
        if name_fault(name):
            raise InputError(f"{name!r} is no name for a bank; give a path below the bank folder that ends in .md")
    if sum(map(len, asked.added.values())) > MOST_BYTES:
        raise InputError(f"these files have more than {MOST_BYTES:,} bytes together; import them in several steps")


def _built(
    place: Place, asked: Change, before: KnowledgeGraph | None, watcher: Watcher
) -> tuple[Path, tuple[Origin, ...]]:
    """A new state with its graph, built by a child."""
    _checked(asked)
    there = banks_in(place.banks)
    found = origins(before, there, usual_files(place.store, place.banks)) if before else ()
    found = tuple(one for one in found if one.bank not in asked.removed)
    prepared = exchange.prepare(place, new_set(place, asked, found))
    words = ["build", ".", "--store", f"../{exchange.GRAPH}", *options_of(before)]
    run(words, within=prepared / exchange.BANKS, report=watcher.say, stop=watcher.stop)
    return prepared, found


def _as_before(place: Place) -> Path:
    if exchange.previous(place) is None:
        raise InputError("there is nothing to put back: no import has replaced a graph here")
    prepared = exchange.prepare(place, dict(banks_in(place.previous / exchange.BANKS)))
    shutil.copyfile(place.previous / exchange.BEFORE, prepared / exchange.GRAPH)
    return prepared


def _graph(place: Place) -> KnowledgeGraph | None:
    """The graph of the store; None where there is none, or none that can be read, whose file is kept all the same."""
    store = open_store(place.store)
    try:
        stamp = store.stamp()
        if stamp and not stamp.whole:
            raise StoreError(f"{place.store} is loading; when that load has ended, import again", "loading")
        return store.load()
    except StoreError as error:
        if error.fault in ("missing", "damaged"):
            return None
        raise


def _saved(place: Place, prepared: Path, watcher: Watcher) -> Path | None:
    """The graph that is in the store now, as a file."""
    if "://" not in place.store:
        return Path(place.store) if Path(place.store).exists() else None
    if open_store(place.store).stamp() is None:
        return None
    run(["load", place.store, "now.json"], within=prepared, report=watcher.say, stop=watcher.stop)
    return prepared / "now.json"


def _put(store: str, file: Path, watcher: Watcher) -> None:
    """Make the store hold the graph of a file; once decided, it is done whatever a visitor asks for meanwhile."""
    if "://" in store:
        run(["load", file.name, store], within=file.parent, report=watcher.say, stop=Stop())
    else:
        write_whole(Path(store), [file.read_bytes()])


def _lost(before: KnowledgeGraph | None, after: KnowledgeGraph, found: tuple[Origin, ...]) -> tuple[str, ...]:
    """Questions of banks that were written anew and are not as they were."""
    anew = {one.bank for one in found if not one.is_found}
    if before is None or not anew:
        return ()
    now = {one.id: (one.title, one.answer.strip()) for one in after.questions.values()}
    asked = (one for one in before.questions.values() if one.bank in anew)
    return tuple(one.id for one in asked if now.get(one.id) != (one.title, one.answer.strip()))


def _listening(watcher: Watcher, heard: list[str]) -> Watcher:
    def say(event: Event) -> None:
        if isinstance(event, Notice):
            heard.append(event.text)
        watcher.say(event)

    return Watcher(say, watcher.stop, watcher.decided)


_PARTS = {"read": (0.0, 0.05), "discover": (0.05, 0.3), "extract": (0.3, 0.75), "derive": (0.75, 1.0)}


def fraction(event: Progress, *, at_server: bool) -> float:
    """How far the whole work is at an event, from 0 to 1; loading into a server takes the second half.

    >>> fraction(Progress("extract", 50, 100), at_server=False)
    0.525
    >>> fraction(Progress("loading", 50, 100, "rows"), at_server=True)
    0.75
    """
    share = event.done / event.total if event.total else 0.0
    start, end = _PARTS.get(event.stage, (0.0, 1.0))
    part = start + (end - start) * min(share, 1.0)
    if not at_server:
        return round(part, 4)
    return round(0.5 + part / 2 if event.stage == "loading" else part / 2, 4)


def told(error: KGError) -> str:
    """An error in one line."""
    return " ".join(str(error).split())
