"""The field's own map of prerequisites: known concepts, no cycle, direct pairs only, a reason in both languages."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

from extract.cues import load_cues
from extract.lexicon import load_lexicon
from extract.vocabulary import Vocabulary

DATA = Path(__file__).parents[1] / "data"
MAP = DATA / "prerequisites.csv"
COLUMNS = ["before", "after", "reason_zh", "reason_en"]
LONGEST = {"reason_zh": 45, "reason_en": 120}
LARGEST_BASE = 40
FEWEST_PAIRS = 1500
MOST_DIRECT = 8
CHINESE = re.compile(r"[一-鿿]")


def _rows() -> list[dict[str, str]]:
    with MAP.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = _rows()
PAIRS = [(row["before"], row["after"]) for row in ROWS]
GRAPH: nx.DiGraph[str] = nx.DiGraph(PAIRS)
LEXICON = load_lexicon(DATA / "lexicon.jsonl")
BANKS = sorted((DATA / "banks").glob("*.md"))


@cache
def _mentioned(bank: Path) -> set[str]:
    vocabulary = Vocabulary(LEXICON, load_cues(DATA / "cues.jsonl"))
    return {vocabulary.entries[found.entry].id for found in vocabulary.find(bank.read_text(encoding="utf-8"))}


def _base(concepts: set[str]) -> set[str]:
    """What has to be known beforehand: the concepts, or what comes before them, before which nothing comes."""
    mapped = concepts & GRAPH.nodes
    needed = mapped.union(*(nx.ancestors(GRAPH, concept) for concept in mapped))
    return {concept for concept in needed if not GRAPH.in_degree(concept)} | (concepts - mapped)


def test_columns_and_order_are_fixed_so_that_changes_read_well() -> None:
    assert list(ROWS[0]) == COLUMNS
    assert [after for _, after in PAIRS] == sorted(after for _, after in PAIRS)
    assert sorted(PAIRS, key=lambda pair: (pair[1], pair[0])) == PAIRS
    assert len(PAIRS) >= FEWEST_PAIRS


def test_every_id_is_a_concept_of_the_lexicon() -> None:
    known = {entry.id for entry in LEXICON.entries}
    assert sorted({concept for pair in PAIRS for concept in pair} - known) == []


def test_no_pair_comes_twice() -> None:
    assert sorted({pair for pair in PAIRS if PAIRS.count(pair) > 1}) == []


def test_no_concept_comes_before_itself() -> None:
    cycles = [sorted(part) for part in nx.strongly_connected_components(GRAPH) if len(part) > 1]
    assert cycles == []
    assert list(nx.selfloop_edges(GRAPH)) == []


def test_pairs_are_direct() -> None:
    """A pair that a chain of others implies says nothing new."""
    direct = nx.transitive_reduction(GRAPH)
    assert sorted(pair for pair in PAIRS if not direct.has_edge(*pair)) == []


def test_only_the_essential_comes_directly_before_a_concept() -> None:
    assert sorted(concept for concept, count in GRAPH.in_degree() if count > MOST_DIRECT) == []


@pytest.mark.parametrize("column", sorted(LONGEST))
def test_reasons_are_one_short_clause(column: str) -> None:
    reasons = [row[column] for row in ROWS]
    assert [text for text in reasons if not 5 <= len(text) <= LONGEST[column] or text != text.strip()] == []
    assert [text for text in reasons if text.endswith((".", "。")) or "\n" in text] == []


def test_each_reason_is_in_its_own_language() -> None:
    assert [row["reason_zh"] for row in ROWS if not CHINESE.search(row["reason_zh"])] == []
    assert [row["reason_en"] for row in ROWS if CHINESE.search(row["reason_en"])] == []


def test_each_reason_reads_by_itself() -> None:
    """An English clause opens with a capital (o1 keeps its own name); a fragment would lean on another row."""
    openings = {row["reason_en"]: row["reason_en"].split()[0] for row in ROWS}
    assert [text for text, word in openings.items() if not (word[0].isupper() or word[1:].isdigit())] == []


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.name)
def test_the_map_covers_what_the_bundled_banks_mention(bank: Path) -> None:
    assert sorted(_mentioned(bank) - GRAPH.nodes) == []


def test_the_bundled_banks_stand_on_a_small_base() -> None:
    base = _base(set().union(*map(_mentioned, BANKS)))
    assert len(base) <= LARGEST_BASE, sorted(base)
