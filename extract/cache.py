"""What was worked out for texts before: keys come in, the bytes kept for them go out, never a byte that is not sure.

One file holds the records of one build, in a folder of the user's own::

    magic, fingerprint | record … record | index: (key, length, checksum) … | number of records, checksum of the index

A file with another fingerprint, a torn index or a record whose checksum is wrong counts as absent. A build writes a
new file beside the old one and renames it at the end, so that a kill leaves the old file. The oldest files go when
all of them together are too large.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from struct import Struct
from typing import IO

LARGEST = 1 << 30
"""Bytes of all files together."""
KEY = 16
"""Bytes of a key."""

_MAGIC = b"concept-atlas rows 1\n"
_HEAD = len(_MAGIC) + KEY
_ENTRY = Struct(f"<{KEY}sI8s")
_FOOT = Struct("<Q16s")
_STALE_SECONDS = 3600.0


def digest(*parts: bytes) -> bytes:
    """A key of parts, each told apart from the next.

    >>> digest(b"ab", b"c") == digest(b"a", b"bc"), len(digest(b"a")) == KEY
    (False, True)
    """
    summed = hashlib.blake2b(digest_size=KEY)
    for part in parts:
        summed.update(len(part).to_bytes(8, "little") + part)
    return summed.digest()


def code_digest(*folders: Path) -> bytes:
    """A digest of the Python sources below ``folders``: other code may find other things in the same text."""
    files = sorted(file for folder in folders for file in folder.rglob("*.py"))
    return digest(sys.version.encode(), *(file.read_bytes() for file in files))


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Where the user's own caches lie; None for ``KG_CACHE=none``.

    >>> cache_folder({"KG_CACHE": "/tmp/mine"}).as_posix(), cache_folder({"KG_CACHE": "none"})
    ('/tmp/mine', None)
    """
    if chosen := environment.get("KG_CACHE"):
        return None if chosen == "none" else Path(chosen)
    if os.name == "nt":
        base = environment.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "concept-atlas" / "rows"


_Place = tuple[int, int, bytes]
"""Start, length and checksum of a record."""


@dataclass
class Shelf:
    """The records of the last build to read from, and a new file to write those of this build to."""

    fingerprint: bytes
    _old: IO[bytes] | None
    _new: IO[bytes]
    _places: dict[bytes, _Place] = field(default_factory=dict)
    _written: dict[bytes, _Place] = field(default_factory=dict)
    _end: int = _HEAD

    def get(self, key: bytes) -> bytes | None:
        """What the last build kept for ``key``, if it is whole."""
        place = self._places.get(key)
        if place is None or self._old is None:
            return None
        start, length, check = place
        self._old.seek(start)
        record = self._old.read(length)
        return record if self._check(key, record) == check else None

    def put(self, key: bytes, record: bytes) -> None:
        """Keep ``record`` for ``key``, once."""
        if key not in self._written:
            self._new.seek(self._end)
            self._new.write(record)
            self._written[key] = self._end, len(record), self._check(key, record)
            self._end += len(record)

    def keep(self, key: bytes) -> bool:
        """Keep what the last build kept, if it did; whether there is a record now."""
        if key not in self._written:
            record = self.get(key)
            if record is None:
                return False
            self.put(key, record)
        return True

    def __getitem__(self, key: bytes) -> bytes:
        """What this build has put or kept; KeyError if nothing."""
        start, length, _ = self._written[key]
        self._new.seek(start)
        return self._new.read(length)

    def finish(self) -> None:
        """Write the index, without which the file is torn."""
        self._new.seek(self._end)
        index = b"".join(_ENTRY.pack(key, length, check) for key, (_, length, check) in self._written.items())
        self._new.write(index + _FOOT.pack(len(self._written), digest(self.fingerprint, index)))
        self._new.flush()

    def _check(self, key: bytes, record: bytes) -> bytes:
        return hashlib.blake2b(record, digest_size=8, key=self.fingerprint, salt=key).digest()


@contextmanager
def shelf(folder: Path | None, name: str, fingerprint: bytes) -> Iterator[Shelf]:
    """The records kept under ``name``; what was put replaces them when the block ends without an error.

    Without a folder, or where none can be made or written to, nothing is kept for the next time.
    """
    path = None if folder is None else folder / f"{name}.rows"
    beside = None if path is None else _beside(path)
    try:
        with beside.open("w+b") if beside else tempfile.TemporaryFile() as new, _opened(path) as old:
            new.write(_MAGIC + fingerprint)
            found = Shelf(fingerprint, old, new, _index(old, fingerprint) if old else {})
            yield found
            found.finish()
        if path and beside:
            _replace(beside, path)
    finally:
        _discard(beside)


def _beside(path: Path) -> Path | None:
    """A fresh file in the folder of ``path``; None where none can be written or others may write too."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt" and path.parent.stat().st_mode & 0o022:
            return None
        for left in path.parent.glob("*.tmp"):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                left.unlink(missing_ok=True)
        beside = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
        beside.touch(mode=0o600)
    except OSError:
        return None
    return beside


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes] | None]:
    try:
        file = path.open("rb") if path else None
    except OSError:
        file = None
    try:
        yield file
    finally:
        if file:
            file.close()


def _index(file: IO[bytes], fingerprint: bytes) -> dict[bytes, _Place]:
    """Key -> (start, length, checksum) of a whole file of this fingerprint; else nothing."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size < _HEAD + _FOOT.size or file.read(_HEAD) != _MAGIC + fingerprint:
        return {}
    file.seek(size - _FOOT.size)
    count, checksum = _FOOT.unpack(file.read(_FOOT.size))
    start = size - _FOOT.size - count * _ENTRY.size
    if start < _HEAD:
        return {}
    file.seek(start)
    index = file.read(count * _ENTRY.size)
    if digest(fingerprint, index) != checksum:
        return {}
    return _places(_ENTRY.iter_unpack(index))


def _places(entries: Iterable[tuple[bytes, int, bytes]]) -> dict[bytes, _Place]:
    listed = list(entries)
    starts = accumulate((length for _, length, _ in listed), initial=_HEAD)
    return {key: (start, length, check) for (key, length, check), start in zip(listed, starts, strict=False)}


def _replace(beside: Path, path: Path) -> None:
    """Put the new file in its place and drop the oldest files of a folder that has grown too large."""
    try:
        beside.replace(path)
        files = sorted(path.parent.glob("*.rows"), key=lambda file: -file.stat().st_mtime)
        sizes = accumulate(file.stat().st_size for file in files)
        for file, total in zip(files, sizes, strict=True):
            if total > LARGEST:
                file.unlink(missing_ok=True)
    except OSError:
        _discard(beside)


def _discard(file: Path | None) -> None:
    if file:
        with suppress(OSError):
            file.unlink(missing_ok=True)
