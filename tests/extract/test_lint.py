"""Each fault of a lexicon is found, said once and with its mend; a good entry is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.lexicon import Entry, load_lexicon
from extract.lint import canonical, lint
from kg.model import Kind

GOOD = Entry(
    "lora",
    "LoRA",
    "低秩适配",
    Kind.METHOD,
    ("Low-Rank Adaptation", "LR"),
    case=frozenset({"LR"}),
    weak=frozenset({"低秩适配"}),
    excluded=("低秩适配器",),
    sense={"LR": ("秩",)},
    definition_zh="只训练低秩增量、冻结原权重的高效微调方法。",
    definition_en="Fine-tuning that trains a low-rank update and keeps the weights frozen.",
)


def test_a_good_entry_has_no_fault():
    assert lint([GOOD], general=["方法", "better"]) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": "Lo RA"}, "the id is no slug; write 'lo-ra'"),
        ({"aliases": ("Low-Rank Adaptation", "LR", "LN")}, "'LN' is short enough"),
        ({"aliases": ("Low-Rank Adaptation", "LR", "低秩技术", "低秩方法")}, "'低秩方法' matches wherever '低秩技术'"),
        ({"aliases": ("LR", "low rank adaptation method", "Low-Rank Adaptation")}, "matches wherever"),
        ({"aliases": ("LR", "更好")}, "'更好' is a general word"),
        ({"case": frozenset({"LR", "RL"})}, "`case` names 'RL', which is no surface"),
        ({"case": frozenset({"LR", "低秩适配"})}, "which has no capital"),
        ({"weak": frozenset({"LoRa"})}, "`weak` names 'LoRa', which is no surface"),
        ({"sense": {"适配": ("秩",)}}, "`sense` names '适配', which is no surface"),
        ({"excluded": ("高秩",)}, "`not` names '高秩', which holds no surface"),
        ({"definition_en": None}, "defined in Chinese only"),
        ({"definition_zh": "太短。"}, "the Chinese definition has 3 characters"),
        ({"definition_en": "Too short."}, "the English definition has 2 words"),
    ],
)
def test_a_fault_is_said_once(change, said):
    messages = lint([replace(GOOD, **change)], general=["更好"])
    assert len(messages) == 1
    assert messages[0].startswith(change.get("id", "lora"))
    assert said in messages[0]


def test_a_weak_stem_may_have_a_strong_longer_form():
    reward = Entry("reward", "reward signal", "奖励", Kind.COMPONENT, ("奖励机制",), weak=frozenset({"奖励"}))
    assert lint([reward]) == []


def test_two_owners_of_a_surface_are_named():
    other = Entry("rank", "rank", None, Kind.THEORY, ("low rank adaptation",))
    (message,) = lint([GOOD, other])
    assert message.startswith("lora, rank: all claim 'lowrankadaptation'")


texts = st.text(min_size=1, max_size=8).filter(lambda text: text.splitlines() == [text])
entries = st.builds(
    Entry,
    id=texts,
    name_en=texts,
    name_zh=st.none() | texts,
    kind=st.sampled_from(Kind),
    aliases=st.lists(texts, unique=True).map(tuple),
    excluded=st.lists(texts).map(tuple),
    sense=st.dictionaries(texts, st.lists(texts).map(tuple)),
    definition_zh=st.none() | texts,
)


@given(st.lists(entries, unique_by=lambda entry: entry.id, max_size=4))
def test_what_is_written_is_read_back(tmp_path_factory, drawn):
    path = tmp_path_factory.mktemp("lexicon") / "own.jsonl"
    path.write_text(canonical(drawn), encoding="utf-8", newline="")
    read = load_lexicon(path).entries
    assert read == tuple(sorted(drawn, key=lambda entry: entry.id))
    assert canonical(read) == canonical(drawn)
