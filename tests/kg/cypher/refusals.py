"""The texts of refusals.txt by section: what must never run in either mode, and what only looks as if.

A line is a text; ``{url}`` stands for a web server that counts who asks it, ``⏎`` for a new line, ``<00a0>`` for the
character with that number.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path


def sections() -> dict[str, list[str]]:
    lines = Path(__file__).with_name("refusals.txt").read_text(encoding="utf-8").splitlines()
    found, name = {}, ""
    for is_head, some in groupby(lines, lambda line: line.startswith("## ")):
        if is_head:
            name = list(some)[-1].removeprefix("## ")
        else:
            found[name] = [_read(line) for line in some if line]
    return found


def _read(line: str) -> str:
    return re.sub(r"<([0-9a-f]{4})>", lambda match: chr(int(match[1], 16)), line).replace("⏎", "\n")
