"""Every rule finds the relation of its own example, through the real pipeline with the real lexicon."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extract.cues import load_cues
from extract.lexicon import load_lexicon
from extract.pipeline import COMPONENTS, make_pipeline
from extract.rules import gaps, structure
from extract.rules.titles import PATTERNS, intent_of
from extract.vocabulary import Vocabulary
from kg.names import key

DATA = Path(__file__).parents[2] / "data"
CUES = load_cues(DATA / "cues.jsonl")
WITH_EXAMPLE = [cue for cue in CUES if cue.example]


@cache
def pipeline():
    return make_pipeline(Vocabulary(load_lexicon(DATA / "lexicon.jsonl"), CUES))


@cache
def ids_by_key() -> dict[str, str]:
    entries = load_lexicon(DATA / "lexicon.jsonl").entries
    return {key(surface): entry.id for entry in entries for surface in entry.surfaces}


def stated(text: str) -> dict[tuple[str, str, str], str]:
    doc = pipeline()(text)
    return {(head, kind, tail): rule for head, kind, tail, _, _, rule, _ in doc._.relations}


def expected(triple: tuple[str, str, str]) -> tuple[str, str, str]:
    head, kind, tail = triple
    ids = ids_by_key()
    ends = [ids[key(head)], ids[key(tail)]]
    if kind == "CONTRASTS_WITH":
        ends.sort()
    return ends[0], kind, ends[1]


@pytest.mark.parametrize("cue", WITH_EXAMPLE, ids=lambda cue: cue.id)
def test_cue_finds_its_example(cue):
    found = stated(cue.example)
    assert found.get(expected(cue.expect)) == cue.id, found


@pytest.mark.parametrize("rule", [*gaps.RULES, *structure.RULES], ids=lambda rule: rule.id)
def test_rule_finds_its_example(rule):
    found = stated(rule.example)
    assert found.get(expected(rule.expect)) == rule.id, found


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: f"{pattern.language}-{pattern.intent}")
def test_title_pattern_fits_its_example(pattern):
    assert intent_of(pattern.example.lower()) is pattern.intent


def test_every_relation_cue_has_an_example():
    assert [cue.id for cue in CUES if cue.type is not None and not cue.example] == []


def test_rule_ids_are_unique():
    ids = [one.id for one in (*CUES, *gaps.RULES, *structure.RULES)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    "text",
    [
        "## BERT\nBERT 不用于文本生成。",
        "## RAG\nRAG 不需要微调。",
        "## LoRA\nLoRA does not use beam search.",
    ],
)
def test_negation_silences(text):
    assert stated(text) == {}


def test_pipeline_order_and_needs():
    nlp = pipeline()
    assert tuple(nlp.pipe_names) == COMPONENTS
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_doc_keeps_the_text():
    text = "## 微调\n\n- **LoRA（Low-Rank  Adaptation）**：`rank`  $r$\n"
    assert pipeline()(text).text == text
