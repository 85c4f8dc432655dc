"""The container files without an engine: compose accepts them, and the image's steps are carried out in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.servers.neo4j_jars import version
from tests.servers.neo4j_server import free_port

ROOT = Path(__file__).parents[1]
STEPS = [
    line.split(maxsplit=1)
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NOT_YET = find_spec("kg.cli") is None or not list(ROOT.glob("data/banks/*.md")) or not (ROOT / "app/main.py").exists()
unfinished = pytest.mark.skipif(NOT_YET, reason="the command line, a bundled bank or the explorer is not there yet")


def _compose(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("no docker-compose; Debian: apt-get install docker-compose")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J")}
    return subprocess.run(
        [program, "-f", str(ROOT / "docker-compose.yml"), *words],
        env=kept | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_compose_accepts_the_file() -> None:
    done = _compose("config", NEO4J_PASSWORD="a secret word")
    assert done.returncode == 0, done.stderr
    assert "NEO4J_AUTH: neo4j/a secret word" in done.stdout
    assert re.findall(r"(\S+):8501/tcp", done.stdout) == ["127.0.0.1:8501"]


def test_compose_without_a_password_says_what_to_do() -> None:
    done = _compose("config")
    assert done.returncode != 0
    assert "choose one of at least 8 characters" in done.stderr


def test_compose_runs_the_neo4j_that_the_tests_run() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert f"image: neo4j:{version()}-community\n" in text


def test_the_image_installs_as_make_does() -> None:
    runs = [" ".join(rest.split()) for word, rest in STEPS if word == "RUN"]
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    for option in ("--require-hashes --only-binary :all:", "--no-deps --no-build-isolation -e ."):
        assert option in make
        assert [run for run in runs if option in run]


def test_the_image_runs_as_a_person_without_rights() -> None:
    words = [word for word, _ in STEPS]
    assert dict(STEPS)["USER"] == "atlas"
    assert words.index("USER") > max(place for place, word in enumerate(words) if word == "RUN")


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"}
    copied = {source for word, rest in STEPS if word == "COPY" for source in rest.split()[:-1]}
    assert copied == kept
    assert [source for source in copied if not (ROOT / source).exists()] == []


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder made by the steps of Dockerfile; only the download is spared, this environment's packages serve."""
    folder = tmp_path_factory.mktemp("image") / "srv"
    folder.mkdir()
    for word, rest in STEPS:
        if word == "COPY":
            _copy(rest.split(), folder)
        elif word == "RUN" and "-m venv" in rest:
            _borrow_environment(folder)
        elif word == "RUN" and "useradd" not in rest:
            done = subprocess.run(
                ["sh", "-c", rest], cwd=folder, env=_environment(folder), capture_output=True, check=False
            )
            assert done.returncode == 0, (rest, done.stderr.decode("utf-8"))
    return folder


def _copy(words: list[str], folder: Path) -> None:
    *sources, target = words
    for source in sources:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, folder / target)


def _borrow_environment(folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    [site] = (folder / ".venv").glob("lib/python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KG_", "NEO4J_", "PYTHON"))}
    path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return kept | {"PATH": path, "HOME": str(folder.parent), "PIP_NO_INDEX": "1"}


class _Container:
    """The start-up command of the image, running in its folder."""

    def __init__(self, folder: Path, log: Path, **environment: str) -> None:
        self.port, self.log = free_port(), log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                json.loads(dict(STEPS)["CMD"]),
                cwd=folder,
                env=_environment(folder) | {"KG_PORT": str(self.port)} | environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_until_healthy(self) -> None:
        """Ask as HEALTHCHECK does, for a minute."""
        for _ in range(120):
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=3):
                    return
            except OSError:
                time.sleep(0.5)
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def end(self) -> None:
        """Stop as `docker stop` does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)


Start = Callable[..., _Container]


@pytest.fixture
def containers(image: Path, tmp_path: Path) -> Iterator[Start]:
    """Call it with an environment for a started container."""
    started: list[_Container] = []

    def start(**environment: str) -> _Container:
        started.append(_Container(image, tmp_path / f"log-{len(started)}", **environment))
        return started[-1]

    yield start
    for container in started:
        container.end()


def _kg(image: Path, *words: str, **environment: str) -> str:
    done = subprocess.run(
        ["python", "-m", "kg", *words],
        executable=image / ".venv/bin/python",
        cwd=image,
        env=_environment(image) | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@unfinished
def test_a_first_start_loads_the_bundled_graph_and_a_second_keeps_what_is_there(
    image: Path, containers: Start, tmp_path: Path
) -> None:
    store = tmp_path / "store.json"
    first = containers(KG_STORE=str(store), KG_HOST="127.0.0.1")
    first.wait_until_healthy()
    assert store.read_bytes() == (image / "graph.json").read_bytes()
    first.end()
    (tmp_path / "own.md").write_text("## 1. 什么是 LoRA？\n\nLoRA 是一种低秩微调方法。\n", encoding="utf-8")
    _kg(image, "build", str(tmp_path / "own.md"), "--store", str(store))
    own = store.read_bytes()
    containers(KG_STORE=str(store), KG_HOST="127.0.0.1").wait_until_healthy()
    assert store.read_bytes() == own


@unfinished
@pytest.mark.skipif(find_spec("kg.stores.neo4j") is None, reason="the Neo4j store is not there yet")
def test_a_first_start_loads_the_bundled_graph_into_neo4j(
    image: Path, containers: Start, neo4j_url: str, tmp_path: Path
) -> None:
    account = {name: os.environ[name] for name in ("NEO4J_USERNAME", "NEO4J_PASSWORD")}
    containers(KG_STORE=neo4j_url, KG_HOST="127.0.0.1", **account).wait_until_healthy()
    _kg(image, "load", neo4j_url, str(tmp_path / "back.json"), **account)
    assert (tmp_path / "back.json").read_bytes() == (image / "graph.json").read_bytes()


@unfinished
def test_a_store_that_cannot_be_reached_ends_the_start(containers: Start) -> None:
    container = containers(KG_STORE=f"bolt://127.0.0.1:{free_port()}", NEO4J_USERNAME="neo4j", NEO4J_PASSWORD="wrong")
    assert container.process.wait(60) == 2
    assert container.log.read_text(encoding="utf-8").startswith("kg: ")
