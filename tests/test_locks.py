"""The pinned dependencies: they meet what the project asks for, each with hashes, from no named place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _entries(lock: str) -> list[tuple[Requirement, int]]:
    """Each pin with the number of its hashes."""
    text = re.sub(r"(?m)^\s*#.*$", "", (ROOT / lock).read_text(encoding="utf-8")).replace("\\\n", " ")
    lines = [line.split("--hash=sha256:") for line in text.splitlines() if line.strip()]
    return [(Requirement(line[0].strip()), len(line) - 1) for line in lines]


def _pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin, _ in _entries(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_is_exact_and_has_hashes(lock: str) -> None:
    entries = _entries(lock)
    assert len(entries) > 40
    assert [str(pin) for pin, hashes in entries if not hashes] == []
    assert [str(pin) for pin, _ in entries if [s.operator for s in pin.specifier] != ["=="]] == []
    assert len({canonicalize_name(pin.name) for pin, _ in entries}) == len(entries), "a version forks by Python"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"\S*://\S*|^\s*(?:-i|-f|--index|--extra-index|--find)\S*|^\S+ @ .*", text, re.MULTILINE) == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements.lock", PROJECT["build-system"]["requires"]),
        ("requirements-dev.lock", PROJECT["project"]["optional-dependencies"]["dev"]),
    ],
)
def test_a_lock_meets_the_project(lock: str, wanted: list[str]) -> None:
    pins = _pins(lock)
    unmet = [text for text in wanted if not _is_met(Requirement(text), pins)]
    assert unmet == [], f"the lock is older than pyproject.toml; its head says how to make it again ({lock})"


def _is_met(wanted: Requirement, pins: dict[str, str]) -> bool:
    pin = pins.get(canonicalize_name(wanted.name))
    return pin is not None and wanted.specifier.contains(pin, prereleases=True)


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    users, tests = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert {name: tests.get(name) for name in users} == users
