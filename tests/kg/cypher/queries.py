"""The queries over our schema that must give the same rows in both modes (queries.txt), and their parameters.

A line is a query; ``#`` before it says that its ORDER BY is total, ``⏎`` stands for a new line.
"""

from pathlib import Path

PARAMETERS = {
    "id": "c7",
    "ids": ["c1", "c7", "c30", "nobody"],
    "least": 0.5,
    "few": 3,
    "map": {"kind": "model", "深": [1, {"a": None}]},
    "text": 'it\'s "x" \\ 注意 😀',
    "empty": [],
    "nothing": None,
    "whole": 2**53 + 1,
    "flag": True,
}


def queries() -> list[tuple[str, bool]]:
    """Each query and whether its order is total."""
    lines = Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
    return [(line.removeprefix("# ").replace("⏎", "\n"), line.startswith("# ")) for line in lines]
