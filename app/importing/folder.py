"""A bank folder in, the banks there and where the state of imports lies out; files are written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.importing.names import SUFFIXES, bank_of
from kg.errors import InputError
from kg.settings import Settings

STATE = ".concept-atlas"
"""The hidden folder in the bank folder that holds what is in progress and what was before; no build looks into it."""


@dataclass(frozen=True, slots=True)
class Place:
    """The bank folder and the store that is built from it."""

    banks: Path
    store: str

    @property
    def state(self) -> Path:
        """The folder for our own files."""
        return self.banks / STATE

    @property
    def pending(self) -> Path:
        """A new state that is being put in place: once this folder is there, the new one wins."""
        return self.state / "pending"

    @property
    def previous(self) -> Path:
        """The state before the last import: ``previous.json`` and ``banks``."""
        return self.state / "previous"

    def made(self) -> Path:
        """The state folder, made if it is missing; InputError where that cannot be."""
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            ignored = self.state / ".gitignore"
            if not ignored.exists():
                ignored.write_text("*\n", encoding="utf-8")
        except OSError as error:
            text = f"cannot write into the bank folder {self.banks}: {error.strerror or error}; name one with --banks"
            raise InputError(text) from error
        return self.state


def place_of(settings: Settings) -> Place:
    """The place that the explorer was started for."""
    return Place(settings.banks.absolute(), settings.store)


def banks_in(folder: Path) -> dict[str, Path]:
    """The files of a folder that a build of it reads, by their path below it; hidden folders are passed over."""
    found = {}
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(root, name)
            if file.suffix.lower() in SUFFIXES and file.is_file():
                found[file.relative_to(folder).as_posix()] = file
    return found


def digest(file: Path) -> str:
    """The sha256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def fill(folder: Path, files: Mapping[str, Path | bytes]) -> None:
    """Make a folder of these files, safely on the disk."""
    folder.mkdir(parents=True)
    for name, source in files.items():
        target = folder / PurePosixPath(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as opened:
            if isinstance(source, bytes):
                opened.write(source)
            else:
                with source.open("rb") as read:
                    shutil.copyfileobj(read, opened)
            opened.flush()
            os.fsync(opened.fileno())


def check_inside(folder: Path, name: str) -> None:
    """InputError where the place of a file is not in the folder: a link leads away, or a file is in the way."""
    target = folder / PurePosixPath(name)
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{target.parent} leads out of the bank folder {folder}; rename the file or remove that link")
    way = next((one for one in target.parents if one.exists()), folder)
    if not way.is_dir() or target.is_dir():
        raise InputError(f"{target} cannot be written: a file and a folder have one name there; rename the file")


def put(folder: Path, name: str, source: Path) -> None:
    """Put a copy of ``source`` into a folder, whole, over what bears its name there.

    The copy is made beside ``source``: what a kill leaves of it goes with the folder that holds it.
    """
    target = folder / PurePosixPath(name)
    check_inside(folder, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = source.with_name(f".{secrets.token_hex(6)}.tmp")
    try:
        with source.open("rb") as read, beside.open("xb") as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def drop(folder: Path, name: str) -> None:
    """Take a file out of a folder, and the folders below that are empty then."""
    target = folder / PurePosixPath(name)
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == folder:
            break
        with suppress(OSError):
            parent.rmdir()


def without(files: Mapping[str, Path | bytes], banks: frozenset[str]) -> dict[str, Path | bytes]:
    """The files but those of some banks."""
    return {name: source for name, source in files.items() if bank_of(name) not in banks}
