"""Definitions: the banks' own sentence first, else the lexicon's, in each language."""

from __future__ import annotations

from pathlib import Path

from extract import build
from tests.extract.small import CUES, LEXICON, built

CHINESE = "# 题库\n\n## 1. 什么是 LoRA？\n\nLoRA 是一种参数高效微调方法。它不改动原权重。\n"
ENGLISH = "# Bank\n\n## 1. What is LoRA?\n\nLoRA is a parameter-efficient fine-tuning method. It keeps the weights.\n"


def bank(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_bank_defines_in_its_language_and_the_lexicon_in_the_other(tmp_path: Path) -> None:
    found = built(bank(tmp_path / "a.md", CHINESE)).concepts["lora"]
    assert found.definition_source == "bank"
    assert found.definition == found.definition_zh
    assert found.definition_zh in CHINESE
    assert found.definition_in("en") == found.definition_en
    assert found.definition_en.isascii()
    assert found.definition_en not in ENGLISH


def test_banks_of_two_languages_each_define(tmp_path: Path) -> None:
    banks = [bank(tmp_path / "a.md", CHINESE), bank(tmp_path / "b.md", ENGLISH)]
    found = build(banks, lexicon=LEXICON, cues=CUES).concepts["lora"]
    assert found.definition_zh in CHINESE
    assert found.definition_en in ENGLISH
