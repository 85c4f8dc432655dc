"""Folding changes no offset, squeezing can be undone, and what spelling does not decide is gone."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extract.fold import fold, is_ideograph, is_latin, squeeze, squeezed


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＬｏＲＡ", "lora"),
        ("（ＱＫＶ）", "(qkv)"),
        ("GPT‑3.5", "gpt-3.5"),
        ("编码器–解码器", "编码器-解码器"),
        ("ＫＶ－Ｃａｃｈｅ", "kv-cache"),
        ("Ⅷ ½ ㎞", "Ⅷ ½ ㎞"),  # their normal forms have several characters
        ("微调", "微调"),
    ],
)
def test_fold(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_fold_keeps_every_offset_and_is_idempotent(text):
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_fold_of_ascii_is_lower_case(text):
    assert fold(text) == text.lower()


@given(st.text(alphabet="aA的微调-_ ·。x1\t"))
@example("微的的微")
def test_every_squeezed_offset_leads_back_to_its_character(text):
    packed, cuts, shifts = squeeze(text)
    for offset, char in enumerate(packed):
        gone = sum(1 for cut in cuts if cut <= offset)
        assert text[offset + (shifts[gone - 1] if gone else 0)] == char
    assert cuts == sorted(cuts)  # 微的的微 is cut twice in one place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Low-Rank Adaptation", "low rank adaptation"),
        ("KV Cache", "kv_cache"),
        ("位置 编码", "位置编码"),
        ("推理的延迟", "推理延迟"),
        ("FP 16", "ＦＰ１６"),
        ("悟道·文渊", "悟道文渊"),
    ],
)
def test_spellings_of_one_term_have_one_form(one, other):
    assert squeezed(one) == squeezed(other)


@pytest.mark.parametrize("text", ["的确", "目的", "a的b", "BERT的"])
def test_de_stays_where_it_joins_no_two_ideographs(text):
    assert "的" in squeezed(text)


def test_kinds_of_characters():
    assert [char for char in "az09é-_ 微。" if is_latin(char)] == list("az09é")
    assert [char for char in "aéァ。微调" if is_ideograph(char)] == list("微调")
