"""The independent quality banks and their gold agree: headings, names, kinds, types, quotes and prerequisite pairs."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

QUALITY = Path(__file__).with_name("quality")
HEADINGS = {
    "os-notes.zh": r"### (\d+)\. (.+)",
    "database.en": r"## (\d+)\. (.+)",
    "llm-notes.zh": r"#### (\d+\.\d+) (.+)",
    "llm.en": r"### Q(\d+): (.+)",
    "database-notes.zh": r"## (\d+)\. (.+)",
    "os.en": r"## (\d+)\. (.+)",
}
KINDS = {"method", "model", "component", "metric", "tool", "problem", "task", "theory", "resource", "unknown"}
TYPES = {"IS_A", "PART_OF", "USES", "IMPROVES", "ADDRESSES", "CAUSES", "MEASURES", "APPLIES_TO", "CONTRASTS_WITH"}
BANKS = pytest.mark.parametrize("bank", sorted(HEADINGS))


@cache
def gold(bank: str, sort: str = "gold") -> list[dict]:
    lines = (QUALITY / f"{bank}.{sort}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def questions(bank: str) -> list[tuple[str, str, str]]:
    """Number, title and text (title included) of each question, in the order of the file."""
    pattern, found, fenced = re.compile(HEADINGS[bank]), [], False
    depth = HEADINGS[bank].index(" ")
    for line in (QUALITY / f"{bank}.md").read_text(encoding="utf-8").splitlines(keepends=True):
        fenced ^= line.startswith("```")
        heading = re.match(r"(#+) ", line) if not fenced else None
        if heading and len(heading[1]) <= depth:
            match = pattern.match(line)
            found.append((match[1], match[2], [line]) if match else ("", "", []))
        elif found:
            found[-1][2].append(line)
    return [(number, title, "".join(lines)) for number, title, lines in found if title]


def faults(question: dict, text: str) -> list[str]:
    surfaces = {concept["name"]: concept["surfaces"] for concept in question["concepts"]}
    by = {concept["name"]: concept["by"] for concept in question["concepts"]}
    low = text.casefold()
    found = [f"unseen {name}" for name, all_of in surfaces.items() if not any(s.casefold() in low for s in all_of)]
    for relation in question["relations"]:
        head, kind, tail, quote = (relation[field] for field in ("head", "type", "tail", "quote"))
        ends = {head, tail}
        named = [s for end in ends for s in surfaces.get(end, ()) if s.casefold() in quote.casefold()]
        right = kind in TYPES and len(ends) == 2 and ends <= surfaces.keys() and quote in text and len(quote) <= 300
        if not (right and named and relation["by"] in (1, 2) and relation["by"] <= min(by[head], by[tail])):
            found.append(f"{head} {kind} {tail}: {quote}")
    return found


@BANKS
def test_titles_are_the_headings(bank):
    assert [(str(q["q"]), q["title"]) for q in gold(bank)] == [(number, title) for number, title, _ in questions(bank)]


@BANKS
def test_quotes_and_names_stand_in_the_question(bank):
    found = [faults(q, text) for q, (_, _, text) in zip(gold(bank), questions(bank), strict=True)]
    assert found == [[]] * len(found)


@BANKS
def test_concepts_are_well_formed_and_said_once(bank):
    for question in gold(bank):
        concepts = question["concepts"]
        assert len({c["name"] for c in concepts}) == len(concepts)
        assert {c["kind"] for c in concepts} <= KINDS
        assert {c["role"] for c in concepts} <= {"about", "mention", "either"}
        assert all(c["by"] in (1, 2) and c["name"] in c["surfaces"] for c in concepts)
        assert any(c["role"] == "about" and c["by"] == 2 for c in concepts)


@BANKS
def test_a_relation_is_said_once(bank):
    for question in gold(bank):
        said = [
            (frozenset((r["head"], r["tail"])) if r["type"] == "CONTRASTS_WITH" else (r["head"], r["tail"]), r["type"])
            for r in question["relations"]
        ]
        assert len(set(said)) == len(said)


@BANKS
def test_prerequisite_pairs_name_concepts_of_the_bank_without_a_circle(bank):
    pairs = gold(bank, "prerequisites")
    names = {c["name"] for q in gold(bank) for c in q["concepts"]}
    assert len({frozenset((p["x"], p["y"])) for p in pairs}) == len(pairs) == 20
    assert {p["x"] for p in pairs} | {p["y"] for p in pairs} <= names
    assert {p["label"] for p in pairs} == {"x_first", "y_first", "none"}
    ordered = {(p["x"], p["y"]) if p["label"] == "x_first" else (p["y"], p["x"]) for p in pairs if p["label"] != "none"}
    while ordered:
        free = {pair for pair in ordered if not any(later == pair[0] for _, later in ordered)}
        assert free, f"a circle among {sorted(ordered)}"
        ordered -= free
