"""Environment and flags in, one frozen value of settings out; also where the checkout and a person's files lie."""

from __future__ import annotations

import hashlib
import locale
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import __version__
from kg.errors import InputError
from kg.model import Language

DEFAULT_STORE = "graph.json"
DEFAULT_BANKS = "banks"
TOOL = f"concept-atlas {__version__}"
"""What a graph says made it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every part of one run agrees on; ``progress`` is None where no marks are kept."""

    store: str
    language: Language
    progress: Path | None
    banks: Path


def from_environment(environment: Mapping[str, str]) -> Settings:
    """The settings that KG_STORE, KG_LANG, KG_PROGRESS and KG_BANKS name, else the defaults.

    >>> from_environment({"KG_STORE": "my/graph.json", "KG_LANG": "zh"}).progress.as_posix()
    'my/progress.jsonl'
    """
    store = environment.get("KG_STORE") or DEFAULT_STORE
    return Settings(
        store,
        chosen_language(environment.get("KG_LANG"), environment),
        progress_file(environment.get("KG_PROGRESS"), store, environment),
        Path(environment.get("KG_BANKS") or DEFAULT_BANKS),
    )


def to_environment(settings: Settings) -> dict[str, str]:
    """The variables from which ``from_environment`` makes the same settings in a child process."""
    return {
        "KG_STORE": settings.store,
        "KG_LANG": settings.language,
        "KG_PROGRESS": "none" if settings.progress is None else str(settings.progress),
        "KG_BANKS": str(settings.banks),
    }


def chosen_language(choice: str | None, environment: Mapping[str, str]) -> Language:
    """``zh`` or ``en``: the choice, else the locale's.

    >>> chosen_language(None, {"LANG": "zh_CN.UTF-8"}), chosen_language("en", {"LANG": "zh_CN.UTF-8"})
    ('zh', 'en')
    """
    if choice not in {None, "", "zh", "en"}:
        raise InputError(f"no language {choice!r}; choose zh or en")
    if choice:
        return "zh" if choice == "zh" else "en"
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # Windows sets none of these and calls it "Chinese (Simplified)_China".
    said = next((name for name in names if name), None) or locale.getlocale()[0] or ""
    return "zh" if said.lower().startswith(("zh", "chinese")) else "en"


def progress_file(choice: str | None, store: str, environment: Mapping[str, str]) -> Path | None:
    """Where marks are kept: the choice, nowhere for ``none``, else beside the store, for a URL in the user's folder.

    >>> progress_file(None, "a/graph.json", {}).as_posix(), progress_file("none", "a/graph.json", {})
    ('a/progress.jsonl', None)
    """
    if choice == "none":
        return None
    if choice:
        return Path(choice)
    if "://" not in store:
        return Path(store).parent / "progress.jsonl"
    name = hashlib.sha256(store.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return _user_folder(environment) / f"progress-{name}.jsonl"


def _user_folder(environment: Mapping[str, str]) -> Path:
    """The user's own data folder for this program, as each system has it."""
    if os.name == "nt":
        base = environment.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "concept-atlas"


def checkout() -> Path:
    """The folder of this checkout: the one that holds kg/, extract/, app/ and data/."""
    return Path(__file__).resolve().parent.parent


def data_folder() -> Path:
    """The folder data/ with what people edit: lexicon, cue words, prerequisites."""
    folder = checkout() / "data"
    if not folder.is_dir():
        raise InputError(f"no folder {folder}; Concept Atlas runs from a checkout, installed with `pip install -e .`")
    return folder
