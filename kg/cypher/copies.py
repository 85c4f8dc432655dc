"""A store file in, the folder of its disposable copy for the embedded engine out, built where there is none yet.

A copy is keyed by the sha256 of the file's bytes, made in a temporary folder and renamed, so that it is whole or not
there; the newest three are kept. Deleting the whole cache at any time costs one build.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock

from kg.cypher.child import Child, ChildGoneError
from kg.errors import CypherError, StoreError
from kg.progress import Progress, Report

FORMAT = 2
"""Counts up whenever the same file must be copied otherwise than before."""

KEPT = 3

_STALE_SECONDS = 3600.0
_TRIES = 5

Stamp = tuple[int, int, int]
_known: dict[Path, tuple[Stamp, str]] = {}
_building: dict[Path, Lock] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Copy:
    """A database folder and the log folder that its engine writes into."""

    folder: Path
    logs: Path


def copy_of(file: Path, report: Report) -> Copy:
    """The copy of what the file holds now; CypherError ``unavailable`` without a file or an engine."""
    engine = engine_version()
    root = cache_folder(os.environ)
    logs = root / "log"
    for _ in range(_TRIES):
        sha256 = sha256_of(file)
        copy = Copy(root / f"{sha256[:32]}-{engine}-{FORMAT}", logs)
        with _lock:
            turn = _building.setdefault(copy.folder, Lock())
        with turn:
            if copy.folder.is_dir() or _build(file, sha256, copy, report):
                with suppress(OSError):
                    os.utime(copy.folder)
                return copy
    raise CypherError("unavailable", f"{file} changes all the time; try again when what writes it is done")


def sha256_of(file: Path) -> str:
    """The sha256 of a file, read anew only when its size, time or place on the disk changed."""
    try:
        while True:
            stamp = _stamp(file)
            known = _known.get(file)
            if known is not None and known[0] == stamp:
                return known[1]
            with file.open("rb") as opened:
                sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
            if _stamp(file) == stamp:
                _known[file] = (stamp, sha256)
                return sha256
    except FileNotFoundError as error:
        raise CypherError("unavailable", f"no graph at {file}; `kg build BANK --store {file}` makes one") from error
    except OSError as error:
        raise CypherError("unavailable", f"cannot read {file}: {error.strerror or error}") from error


def cache_folder(environment: Mapping[str, str]) -> Path:
    """The user's own cache folder for this, as each system has it.

    >>> cache_folder({"XDG_CACHE_HOME": "/c"}).as_posix() if os.name == "posix" and sys.platform != "darwin" else "/c/…"
    '/c/concept-atlas/cypher'
    """
    if os.name == "nt":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "concept-atlas" / "cypher"


def engine_version() -> str:
    """The version of the embedded engine; CypherError ``unavailable`` where none is installed."""
    try:
        return version("arcadedb")
    except PackageNotFoundError as error:
        message = "there is no embedded Cypher engine for this system; load the graph into Neo4j and query that"
        raise CypherError("unavailable", f"{message}: kg load graph.json neo4j://HOST") from error


def _stamp(file: Path) -> Stamp:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _build(file: Path, sha256: str, copy: Copy, report: Report) -> bool:
    """Build the copy; False where the file was replaced meanwhile."""
    root = copy.folder.parent
    try:
        root.mkdir(parents=True, exist_ok=True)
        copy.logs.mkdir(exist_ok=True)
        _clean(root)
    except OSError as error:
        raise CypherError("unavailable", f"cannot write the cache {root}: {error.strerror or error}") from error
    beside = root / f".{copy.folder.name}.{secrets.token_hex(6)}.tmp"
    try:
        if not _built(file, sha256, beside, copy.logs, report):
            return False
        with suppress(OSError):  # another process was quicker: its copy holds the same
            beside.rename(copy.folder)
        return copy.folder.is_dir()
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _built(file: Path, sha256: str, folder: Path, logs: Path, report: Report) -> bool:
    child = Child("build", str(logs), str(file.absolute()), str(folder), sha256)
    try:
        while True:
            answer = child.answer()
            if "stage" in answer:
                report(Progress(answer["stage"], answer["done"], answer["total"], "rows"))
            elif "store" in answer:
                raise StoreError(answer["store"])
            else:
                return "built" in answer
    except ChildGoneError as error:
        message = f"the embedded engine ended while it copied {file}; its log is in {logs}"
        raise CypherError("crashed", message) from error
    finally:
        child.end()


def _clean(root: Path) -> None:
    """Make room for one more: the newest stay, and what a killed build left goes after an hour."""
    copies = [one for one in root.iterdir() if one.is_dir() and one.name != "log"]
    ages = {one: _age(one) for one in copies}
    whole = sorted((one for one in copies if not one.name.startswith(".")), key=ages.__getitem__)
    left = [one for one in copies if one.name.startswith(".") and ages[one] > _STALE_SECONDS]
    for one in [*whole[KEPT - 1 :], *left]:
        shutil.rmtree(one, ignore_errors=True)


def _age(folder: Path) -> float:
    try:
        return time.time() - folder.stat().st_mtime
    except OSError:
        return 0.0
