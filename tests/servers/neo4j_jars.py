"""Takes what a machine has; gives the Java and the jars that a private Neo4j runs on, fetched once by Maven."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
POM = HERE / "pom.xml"
MAVEN = "Debian: apt-get install maven, macOS: brew install maven"
JAVA = "Debian: apt-get install openjdk-17-jre-headless, macOS: brew install openjdk@17"
FOLDER = HERE.parents[1] / ".neo4j"


class UnavailableError(Exception):
    """No private server can be had here; the message names what is missing and the mend."""


def version() -> str:
    """The Neo4j version that `pom.xml` names.

    >>> version().startswith("5.26.")
    True
    """
    found = re.search(r"<artifactId>neo4j</artifactId>\s*<version>([\d.]+)</version>", POM.read_text(encoding="utf-8"))
    if found is None:
        raise UnavailableError(f"{POM} names no version of org.neo4j:neo4j")
    return found[1]


def jars(folder: Path = FOLDER) -> Path:
    """Where the jars of this version lie, fetched or not."""
    return folder / f"jars-{version()}"


def fetch(folder: Path = FOLDER) -> Path:
    """The folder with the server's jars, about 120 MB, fetched by Maven the first time."""
    there = jars(folder)
    if there.is_dir():
        return there
    maven = shutil.which("mvn")
    if maven is None:
        raise UnavailableError(f"Maven is needed to fetch Neo4j once; {MAVEN}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix="fetch-", ignore_cleanup_errors=True) as scratch:
        _copy_jars(maven, Path(scratch))
        _rename_unless_there(Path(scratch) / "jars", there)
    return there


def _copy_jars(maven: str, scratch: Path) -> None:
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={scratch / 'jars'}", "-DincludeScope=runtime"]
    done = subprocess.run(
        [maven, "-q", "-B", "-ntp", "-f", str(POM), *goal], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["no message"]
        raise UnavailableError(f"Maven could not fetch Neo4j {version()}: {lines[0][:300]}")


def _rename_unless_there(made: Path, wanted: Path) -> None:
    try:
        made.rename(wanted)
    except OSError:
        if not wanted.is_dir():  # else another run fetched the same jars meanwhile
            raise


def java() -> str:
    """A Java of version 17 or later, from ``JAVA_HOME`` or the path."""
    at_home = Path(os.environ.get("JAVA_HOME", ""), "bin", "java")
    found = str(at_home) if os.environ.get("JAVA_HOME") and at_home.exists() else shutil.which("java")
    if found is None:
        raise UnavailableError(f"Java 17 or later is needed to run Neo4j; {JAVA}")
    said = subprocess.run([found, "-version"], capture_output=True, encoding="utf-8", check=False).stderr
    number = re.search(r'version "(\d+)', said)
    if number is None or int(number[1]) < 17:
        first = next(iter(said.splitlines()), "nothing")
        raise UnavailableError(f"Java 17 or later is needed to run Neo4j, {found} says {first}; {JAVA}")
    return found
