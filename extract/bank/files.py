"""From the paths a person gives to the texts of the banks there, or an error that says what to mend."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.errors import InputError

SUFFIXES = (".md", ".markdown")
LONGEST_LINE = 1_000_000
"""Bytes of a line; a longer one is data, not text."""
LARGEST_FILE = 1_000_000_000
"""Bytes of a file."""


def find_banks(paths: Sequence[Path]) -> list[tuple[str, Path]]:
    """The banks that ``paths`` name, as (bank name, file), in the order given and sorted within a folder.

    A file given by name is called by its name without the last suffix; one found in a folder by its path below it.
    Hidden folders are skipped. Raises InputError for a missing path, a folder without banks and two equal names.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for name, file in _banks_of(path):
            if name in found:
                raise InputError(f"two banks are named {name!r}: {found[name]} and {file}; rename one or give only one")
            found[name] = file
    return list(found.items())


def _banks_of(path: Path) -> list[tuple[str, Path]]:
    if path.is_dir():
        banks = sorted(_walk(path))
        if not banks:
            raise InputError(f"no bank in folder {str(path)!r}: expected files ending in {' or '.join(SUFFIXES)}")
        return banks
    if not path.exists():
        raise InputError(f"no file or folder {str(path)!r}; check the path")
    return [(path.stem, path)]


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            file = Path(root, name)
            if file.suffix.lower() in SUFFIXES and file.is_file():
                yield file.relative_to(folder).with_suffix("").as_posix(), file


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file exactly as decoded (no newline translation, a BOM stays) and the sha256 of its bytes.

    Raises InputError for what is no readable text: missing, empty, binary, not UTF-8, too large, a line too long.
    """
    data = _read_bytes(path)
    if not data.strip():
        raise InputError(f"{path} is empty; a bank needs at least one question")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{path} is UTF-16, not UTF-8; save it as UTF-8")
    if b"\0" in data:
        raise InputError(f"{path} is binary (a zero byte at offset {data.index(0)}); expected Markdown text in UTF-8")
    line = _long_line(data)
    if line:
        raise InputError(f"{path}: line {line} is longer than {LONGEST_LINE:,} bytes; break it up or remove it")
    try:
        return data.decode("utf-8"), hashlib.sha256(data).hexdigest()
    except UnicodeDecodeError as error:
        byte = f"0x{data[error.start]:02x}"
        raise InputError(f"{path} is not UTF-8: byte {byte} at offset {error.start}; save it as UTF-8") from None


def _long_line(data: bytes) -> int:
    """The number of the first line that is too long, 0 if there is none."""
    if len(data) <= LONGEST_LINE:
        return 0
    return next((number for number, line in enumerate(data.splitlines(), 1) if len(line) > LONGEST_LINE), 0)


def _read_bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"{path} has {size:,} bytes, more than {LARGEST_FILE:,}; split it into several files")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}; check the path and its permissions") from error
