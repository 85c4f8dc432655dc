"""README's console blocks: commands go in, the same blocks with what the commands really print come out.

``python -m tests.readme`` rewrites the blocks; tests/test_readme.py fails where README shows anything else.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "README.zh.md")
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"\d+\.\d+ s\b")


def commands(page: str) -> list[str]:
    """The commands of a page's console blocks, in order."""
    return [line[2:] for block in _BLOCK.findall(page) for line in block.splitlines() if line.startswith("$ ")]


def with_output(page: str, folder: Path) -> str:
    """The page with every console block as running its commands in ``folder`` prints it."""
    return _BLOCK.sub(lambda found: "```console\n" + _session(found[1], folder) + "```", page)


def _session(block: str, folder: Path) -> str:
    lines = []
    for command in (line[2:] for line in block.splitlines() if line.startswith("$ ")):
        lines += [f"$ {command}", *run(command, folder).splitlines(), ""]
    return "\n".join(lines[:-1]) + "\n"


def run(command: str, folder: Path) -> str:
    """What a command prints, seconds masked, ends of lines trimmed; its failure is an error."""
    setting = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "110"}
    setting |= {"PYTHONUTF8": "1", "KG_LANG": "en"}
    shell = ["bash", "-o", "pipefail", "-c", command]
    done = subprocess.run(shell, cwd=folder, env=setting, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{command!r} ended with {done.returncode}: {done.stderr.strip()}")
    return "\n".join(line.rstrip() for line in _SECONDS.sub("… s", done.stdout).splitlines())


def prepared(folder: Path) -> Path:
    """A folder in which README's commands find ``data``."""
    if not (folder / "data").exists():
        (folder / "data").symlink_to(ROOT / "data", target_is_directory=True)
    return folder


if __name__ == "__main__":
    import tempfile

    for page in (ROOT / page for page in PAGES):
        with tempfile.TemporaryDirectory() as name:  # one for each page: commands leave marks behind
            page.write_text(with_output(page.read_text(encoding="utf-8"), prepared(Path(name))), encoding="utf-8")
