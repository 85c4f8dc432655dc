"""The program knows no term of any field: its strings and cue words are none of the lexicon's surfaces.

What a rule gives as ``example`` and ``expect`` is for people and tests alone, so it may.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from extract.lexicon import load_lexicon
from tests.extract.small import CUES, LEXICON, ROOT

SHOWN = {"example", "expect"}
SOURCES = sorted((ROOT / "extract").rglob("*.py"))
ALLOWED = {
    ("extract/cues.py", "head"): "a value of the field `at` of a cue line",
    ("extract/cues.py", "heads"): "a field of a cue line",
    ("extract/cues.py", "confidence"): "a field of a cue line",
    ("extract/gather.py", "kg"): "a folder of the program",
    ("extract/markdown.py", "cf"): "an abbreviation after which no sentence ends",
    ("zh-uses", "查询"): "the verb of everyday language; the concept is the noun",
    ("zh-measures", "评测"): "the verb of everyday language; the concept is the noun",
    ("en-measures", "benchmarks"): "the verb; the concept is the noun",
    ("zh-other-words", "无监督"): "a word that only contains a cue word, listed so that it is skipped",
}


@cache
def surfaces() -> frozenset[str]:
    return frozenset(name.casefold() for entry in load_lexicon(LEXICON).entries for name in entry.surfaces)


@cache
def fields(source: str) -> dict[str, list[str]]:
    """Class -> the names of its fields in order, for the records that the sources define."""
    tree = ast.parse(source)
    return {
        node.name: [
            one.target.id for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        ]
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def shown(tree: ast.AST, records: dict[str, list[str]]) -> Iterator[ast.AST]:
    """What stands in the fields that are for people."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            named = [*zip(records.get(node.func.id, ()), node.args, strict=False)]
            named += [(one.arg or "", one.value) for one in node.keywords]
            for name, value in named:
                if name in SHOWN:
                    yield from ast.walk(value)


def constants(source: str) -> set[str]:
    """The string constants of a source outside those fields."""
    tree = ast.parse(source)
    hidden = {id(node) for node in shown(tree, fields(source))}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in hidden)
    return {node.value.strip() for node in found if isinstance(node.value, str)}


def named(place: str, words: set[str]) -> list[tuple[str, str]]:
    return sorted((place, word) for word in words if word.casefold() in surfaces() and (place, word) not in ALLOWED)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_string_of_the_program_is_a_surface(path: Path) -> None:
    assert named(path.relative_to(ROOT).as_posix(), constants(path.read_text(encoding="utf-8"))) == []


def test_no_cue_is_a_surface() -> None:
    for line in filter(str.strip, CUES.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        assert named(record["id"], {word.strip() for word in record["cues"]}) == []


def test_the_search_sees_constants_and_spares_examples_alone() -> None:
    source = (
        "class Rule:\n    id: str\n    example: str\n    other: str\n"
        "RULES = (Rule('a', 'LoRA', 'BERT'), Rule('b', example='GPT', other='RAG'))\nNAMES = ['ReAct']\n"
    )
    assert constants(source) == {"a", "b", "BERT", "RAG", "ReAct"}
    assert [word for _, word in named("x", constants(source))] == ["BERT", "RAG", "ReAct"]


def test_no_exception_is_left_over() -> None:
    words = {(path.relative_to(ROOT).as_posix(), one) for path in SOURCES for one in constants(path.read_text("utf-8"))}
    for line in filter(str.strip, CUES.read_text(encoding="utf-8").splitlines()):
        record = json.loads(line)
        words.update((record["id"], word.strip()) for word in record["cues"])
    assert set(ALLOWED) <= words
