"""The Makefile: which Python it takes, what it says when none fits, when it installs, what it does with a bank."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make on this machine")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a blank in its name and what the Makefile looks at, nothing installed."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def _program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _python(path: Path, version: str, *, fits: bool, has_venv: bool = True) -> Path:
    """A program that answers the questions of the Makefile as such a Python would."""
    answers = {"platform": f"echo {version}", "version_info": f"exit {0 if fits else 1}"}
    answers["ensurepip"] = f"exit {0 if has_venv else 1}"
    cases = "".join(f"*{word}*) {answer};; " for word, answer in answers.items())
    return _program(path, f'case "$2" in {cases} *) exit 3;; esac')


def _make(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "BANK", "PYTHON"}
    }
    return subprocess.run(
        ["make", "-C", str(folder), "--no-print-directory", *words],
        env=kept | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def _installed(folder: Path) -> Path:
    """Leave the folder as `make venv` would, with a Python that writes down how it is called."""
    _program(folder / ".venv/bin/python", 'for word; do printf "%s\\n" "$word"; done >>calls; echo . >>calls')
    stamp = folder / ".venv" / "installed"
    stamp.write_text(f"{folder.resolve()}\n", encoding="utf-8")
    return stamp


@pytest.mark.parametrize("version", ["2.7.18", "3.10.13", "3.15.0"])
def test_a_python_too_old_or_too_new_is_one_line_with_the_mend(checkout: Path, tmp_path: Path, version: str) -> None:
    python = _python(tmp_path / "python", version, fits=False)
    done = _make(checkout, "venv", f"PYTHON={python}")
    line, _ = done.stderr.split("\n", 1)
    assert done.returncode == 2
    assert line.startswith(f"Python 3.11 to 3.14 is needed; {python} is {version}, so install one (")
    assert line.endswith("make venv PYTHON=/path/to/python3")
    assert not (checkout / ".venv").exists()


def test_a_python_without_venv_is_one_line_with_the_mend(checkout: Path, tmp_path: Path) -> None:
    python = _python(tmp_path / "python", "3.11.2", fits=True, has_venv=False)
    done = _make(checkout, "venv", f"PYTHON={python}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Python without venv: {python} (3.11.2). Install it (")
    assert "apt-get install python3 python3-venv" in done.stderr


def test_no_python_at_all_is_said(checkout: Path) -> None:
    done = _make(checkout, "venv", "PYTHON=no-such-python")
    assert done.returncode == 2
    assert "none of no-such-python runs" in done.stderr


def test_the_first_python_that_fits_is_taken(checkout: Path, tmp_path: Path) -> None:
    old = _python(tmp_path / "old", "3.9.2", fits=False)
    bare = _python(tmp_path / "bare", "3.12.1", fits=True, has_venv=False)
    good = _python(tmp_path / "good", "3.13.0", fits=True)
    done = _make(checkout, "venv", f"PYTHON={old} {bare} {good}")
    assert f"creating .venv with {good} (3.13.0)" in done.stdout


def test_an_install_is_done_once_and_again_when_its_inputs_change(checkout: Path) -> None:
    stamp = _installed(checkout)
    assert _make(checkout, "--question", "venv").returncode == 0
    for name in ("requirements.lock", "pyproject.toml"):
        later = stamp.stat().st_mtime + 10
        os.utime(checkout / name, (later, later))
        assert _make(checkout, "--question", "venv").returncode == 1, name
        os.utime(stamp, (later + 10, later + 10))
    assert _make(checkout, "--question", "venv").returncode == 0
    moved = checkout.rename(checkout.parent / "moved")
    assert _make(moved, "--question", "venv").returncode == 1


@pytest.mark.parametrize(
    ("given", "bank", "folder"),
    [
        ([], "data/banks", ""),
        (["BANK=my notes/bank 1.md"], "my notes/bank 1.md", "my-graphs/bank 1/"),
        (["BANK=my notes"], "my notes", "my-graphs/my notes/"),
        (["BANK=-odd.md"], "./-odd.md", "my-graphs/-odd/"),
        (["BANK=~/bank.md"], "{home}/bank.md", "my-graphs/bank/"),
    ],
)
def test_app_builds_into_a_store_of_its_own(checkout: Path, given: list[str], bank: str, folder: str) -> None:
    _installed(checkout)
    (checkout / "my notes").mkdir()
    done = _make(checkout, "app", *given, HOME="/home/of a person")
    assert done.returncode == 0, done.stderr
    build, serve, _ = (checkout / "calls").read_text(encoding="utf-8").split("\n.\n")
    bank = bank.format(home="/home/of a person")
    store, banks = f"{folder}graph.json", f"{folder}banks"
    assert build.splitlines() == ["-m", "kg", "build", "--if-changed", bank, "--store", store]
    assert serve.splitlines() == ["-m", "kg", "serve", "--store", store, "--banks", banks]


@pytest.mark.parametrize(("given", "banks"), [([], "banks"), (["BANK=my notes"], "my-graphs/my notes/banks")])
def test_app_builds_from_what_was_imported(checkout: Path, given: list[str], banks: str) -> None:
    _installed(checkout)
    (checkout / "my notes").mkdir()
    hidden = checkout / banks / ".concept-atlas" / "previous" / "banks"
    hidden.mkdir(parents=True)
    (hidden / "gone.md").touch()
    assert _make(checkout, "app", *given).returncode == 0
    (checkout / banks / "sub").mkdir()
    (checkout / banks / "sub" / "imported.md").touch()
    done = _make(checkout, "app", *given)
    assert f"building from {banks}, where the explorer keeps what was imported" in done.stdout
    calls = (checkout / "calls").read_text(encoding="utf-8").split("\n.\n")
    built = [one.splitlines()[4] for one in calls if "build" in one.splitlines()]
    assert built == [given[0].removeprefix("BANK=") if given else "data/banks", banks]


def test_help_names_every_target_for_people(checkout: Path) -> None:
    said = _make(checkout).stdout
    for target in ("app", "venv", "test", "bench", "neo4j", "neo4j-stop", "neo4j-wipe", "clean"):
        assert f"make {target}" in said
