"""A new set of banks with its graph in, the bank folder and the store exchanged for them out, wholly or not at all.

A new state is prepared in a folder of its own beside the old one. Renaming that folder to ``pending`` decides: before,
nothing has changed; after, whoever comes next puts the rest in place, however often that is cut off. What was before
is kept as ``previous``, with which it can be exchanged again.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.importing.folder import Place, banks_in, check_inside, digest, drop, fill, put
from kg.errors import InputError

GRAPH, BANKS, RECORD, BEFORE = "graph.json", "banks", "record.json", "previous.json"
Put = Callable[[Path], None]
"""Makes the store hold the graph of a file; it may be called again after it was cut off."""


def prepare(place: Place, files: Mapping[str, Path | bytes]) -> Path:
    """A folder with a copy of the files, in which a graph may be built."""
    folder = place.made() / f"next-{secrets.token_hex(6)}"
    folder.mkdir()
    fill(folder / BANKS, files)
    return folder


def keep(place: Place, prepared: Path, before: Path | None, label: Mapping[str, Any]) -> None:
    """Copy what is there now into what is prepared, and write down what the exchange will change.

    ``before`` is a file with the graph of the store as it is, None where there is none.
    """
    now, new = banks_in(place.banks), banks_in(prepared / BANKS)
    old = prepared / "previous"
    fill(old / BANKS, now)
    if before is not None:
        shutil.copyfile(before, old / BEFORE)
        _sync(old / BEFORE)
    when = datetime.now(UTC).isoformat(timespec="seconds")
    record = {"store": place.store, "when": when, **label}
    _write(old / RECORD, record)
    for name in new:
        check_inside(place.banks, name)
    changed = [name for name, file in new.items() if name not in now or digest(file) != digest(now[name])]
    _write(prepared / RECORD, record | {"written": changed, "gone": sorted(now.keys() - new.keys())})
    _sync(prepared / GRAPH)


def decide(place: Place, prepared: Path) -> None:
    """From here on the new state wins."""
    prepared.rename(place.pending)
    _sync(place.state)


def finish(place: Place, put_graph: Put) -> None:
    """Put a decided state in place; nothing to do where there is none."""
    pending = place.pending
    if not pending.exists():
        return
    record = _read(pending / RECORD)
    put_graph(pending / GRAPH)
    for name in record["written"]:
        put(place.banks, name, pending / BANKS / name)
    for name in record["gone"]:
        drop(place.banks, name)
    if (pending / "previous").exists():
        _remove(place, place.previous)
        (pending / "previous").rename(place.previous)
    _remove(place, pending)


def pending_store(place: Place) -> str | None:
    """The store of a decided exchange that was cut off, None where there is none."""
    return str(_read(place.pending / RECORD)["store"]) if place.pending.exists() else None


def previous(place: Place) -> Mapping[str, Any] | None:
    """What the last exchange replaced, if that was in this store and can be put back."""
    if not (place.previous / BEFORE).exists():
        return None
    record = _read(place.previous / RECORD)
    return record if record.get("store") == place.store else None


def tidy(place: Place) -> None:
    """Remove what cut-off work left behind; only for who holds the lock of the place."""
    for left in (*place.state.glob("next-*"), *place.state.glob("old-*")):
        shutil.rmtree(left, ignore_errors=True)


def _remove(place: Place, folder: Path) -> None:
    """A folder is gone at once, and its files soon after."""
    if folder.exists():
        gone = place.state / f"old-{secrets.token_hex(6)}"
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _write(path: Path, record: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    _sync(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is damaged ({error}); the banks and graphs beside it are whole") from error
    return dict(record)


def _sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable where that can be done."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
