"""Names of files from strangers in, places below the bank folder out, or a word for what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

SUFFIXES = (".md", ".markdown")

_ODD = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\\:*?"<>|]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST = 200  # bytes of a part; file systems take 255, of which a temporary name needs some
_DEEPEST = 12


def name_fault(name: str) -> str | None:
    """What is wrong with a name, as a key of `app.i18n`; None for one that every system takes below a folder.

    >>> [name_fault(one) for one in ("notes.md", "a/b 甲.md", "../x.md", "/etc/x.md", "notes.txt", ".x.md", "a:b.md")]
    [None, None, 'name-outside', 'name-outside', 'name-suffix', 'name-odd', 'name-odd']
    """
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name:
        return "name-outside"
    if len(parts) > _DEEPEST or any(_is_odd(part) for part in parts):
        return "name-odd"
    return None if PurePosixPath(name).suffix.lower() in SUFFIXES else "name-suffix"


def _is_odd(part: str) -> bool:
    return (
        not part
        or part.startswith(".")
        or part != part.strip()
        or part.endswith(".")
        or _ODD.search(part) is not None
        or _DEVICES.match(part) is not None
        or len(part.encode("utf-8", "replace")) > _LONGEST
    )


def bank_of(name: str) -> str:
    """What the bank of a file is called: its path without the last suffix.

    >>> bank_of("db/locks.en.md")
    'db/locks.en'
    """
    return PurePosixPath(name).with_suffix("").as_posix()


def same(bank: str) -> str:
    """A form in which names are equal that some system takes for one: case and the ways to write an accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", bank).casefold())


def clashing(names: Iterable[str]) -> frozenset[str]:
    """The names whose bank has another file among them.

    >>> sorted(clashing(["a.md", "A.markdown", "b.md"]))
    ['A.markdown', 'a.md']
    """
    names = tuple(names)
    count = Counter(same(bank_of(name)) for name in names)
    return frozenset(name for name in names if count[same(bank_of(name))] > 1)
