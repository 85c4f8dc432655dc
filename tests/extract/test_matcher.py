"""Surfaces are found in every spelling that people use, and nowhere inside other words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.matcher import Hit, Matcher, Surface, surfaces_of

NESTED = ["LoRA", "QLoRA", "微调", "模型微调", "GPT-3", "GPT-3.5", "KV cache", "cache"]


def found(text: str, *surfaces: str | Surface) -> list[str]:
    """The parts of ``text`` that match."""
    wanted = [surface if isinstance(surface, Surface) else Surface(surface) for surface in surfaces]
    return [text[hit.start : hit.end] for hit in Matcher(wanted).find(text)]


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("LoRA", "LORA"),
        ("LoRA", "lora"),
        ("Low-Rank Adaptation", "low rank adaptation"),
        ("Low-Rank Adaptation", "Low‑Rank Adaptation"),
        ("Low-Rank Adaptation", "lowrank adaptation"),
        ("KV cache", "KV-Cache"),
        ("KV cache", "kv_cache"),
        ("KV cache", "KVCache"),
        ("Tokenizer", "ｔｏｋｅｎｉｚｅｒ"),
        ("查询（Query）", "查询(query)"),
        ("language model", "language models"),
        ("LLM", "LLMs"),
        ("GPT-3.5", "GPT3.5"),
        ("GPT-3.5", "gpt 3.5"),
        ("位置编码", "位置 编码"),
        ("推理延迟", "推理的延迟"),
        ("模型表达能力", "模型的表达能力"),
        ("F1值", "F1 值"),
        ("Llama 2", "LLaMA-2"),
        ("DALL·E", "DALL-E"),
    ],
)
def test_one_term_in_another_spelling(surface, text):
    assert found(f"甲{text}，乙", surface) == [text]
    assert found(f"see {text}, too", surface) == [text]


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("LoRA", "QLoRA"),
        ("LoRA", "explorations"),
        ("INT8", "print8"),
        ("RAG", "storage"),
        ("token", "tokenizer"),
        ("language model", "language modelling"),
        ("NLI", "on line"),
        ("RAG", "r a g"),
        ("GPT-3", "GPT-3.5"),
        ("Llama 2", "LLaMA 2.1"),
        ("BERT", "RoBERTa"),
        ("T5", "mT5"),
        ("微调", "微的调"),
    ],
)
def test_part_of_another_word_is_no_hit(surface, text):
    assert found(f"甲{text}，乙", surface) == []
    assert found(text, surface) == []


def test_a_number_at_the_end_of_a_sentence_is_whole():
    assert found("We use GPT-3. It works.", "GPT-3") == ["GPT-3"]


def test_letters_beside_ideographs_are_whole_words():
    assert found("用LoRA微调BERT模型", "LoRA", "BERT", "微调") == ["LoRA", "微调", "BERT"]


@pytest.mark.parametrize(
    ("surface", "text", "hits"),
    [
        ("ZeRO", "ZeRO and Zero and zero", ["ZeRO"]),
        ("MATH", "Math is hard, MATH is a benchmark", ["MATH"]),
        ("IR", "IR，ir，Ir", ["IR"]),
        ("Ray", "Ray, a ray", ["Ray"]),
        ("RAG", "RAGs, rags", ["RAGs"]),
        ("SFT 模型", "sft 模型, SFT模型", ["SFT模型"]),
    ],
)
def test_where_capitals_are_asked_for(surface, text, hits):
    assert found(text, Surface(surface, needs_capital=True)) == hits


def test_the_longest_term_wins():
    surfaces = ["注意力", "多头注意力", "多头注意力机制"]
    assert found("多头注意力机制与注意力", *surfaces) == ["多头注意力机制", "注意力"]


def test_the_leftmost_term_wins():
    assert found("机器学习率", "机器学习", "学习率") == ["机器学习"]


def test_a_refused_hit_hides_no_other():
    assert found("QLoRA 微调", "LoRA 微调", "微调") == ["微调"]
    assert found("GPT-3.5 turbo", "GPT-3", "turbo") == ["turbo"]


def test_offsets_and_patterns_are_those_of_the_original():
    text = "一 低 秩 适 配 （ＬｏＲＡ）"
    hits = Matcher(surfaces_of(["低秩适配", "LoRA"])).find(text)
    assert hits == [Hit(2, 9, 0), Hit(11, 15, 1)]
    assert text[11:15] == "ＬｏＲＡ"


def test_of_equal_surfaces_the_first_counts():
    assert [hit.pattern for hit in Matcher(surfaces_of(["KV-Cache", "kv cache"])).find("KV cache")] == [0]


def test_without_surfaces_nothing_is_found():
    assert Matcher([]).find("LoRA") == []
    assert Matcher(surfaces_of(["", " "])).find("LoRA") == []


@given(
    st.lists(st.sampled_from(NESTED)),
    st.text(alphabet=" -，微调模型LoraQKVcheGPT3.5s"),
)
def test_hits_are_in_order_and_never_overlap(words, noise):
    text = noise.join(words)
    hits = Matcher(surfaces_of(NESTED)).find(text)
    assert all(one.end <= other.start for one, other in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
