"""The lexicon file of the field keeps its own rules, and a file that does not is refused with place and mend."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.lexicon import Entry, conflicts, load_lexicon
from extract.lint import canonical, lint
from kg.errors import InputError
from kg.model import Kind

DATA = Path(__file__).parents[2] / "data"
FILE = DATA / "lexicon.jsonl"
LORA = '{"id": "lora", "name": {"en": "LoRA"}, "kind": "method", "aliases": []}'
TERM_ROLES = {"function", "verb", "quality", "action", "noun"}


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return load_lexicon(FILE).entries


@pytest.fixture(scope="module")
def general_words() -> list[str]:
    path = DATA / "general.jsonl"
    if not path.exists():
        pytest.skip("no data/general.jsonl, so no general words to compare with")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [word for row in rows if row["role"] in TERM_ROLES for word in row["words"]]


def test_lexicon_has_no_fault(entries):
    assert lint(entries) == []


def test_no_general_word_is_a_concept(entries, general_words):
    assert lint(entries, general_words) == []


def test_file_is_sorted_and_in_its_one_form(entries):
    assert FILE.read_bytes().decode("utf-8") == canonical(entries)


def test_lexicon_covers_the_field(entries):
    assert len(entries) >= 1500
    assert sum(bool(entry.definition_zh and entry.definition_en) for entry in entries) >= 800
    assert {entry.kind for entry in entries} == set(Kind) - {Kind.UNKNOWN}


@pytest.mark.parametrize(
    "generic", ["语义", "语法", "计算资源", "模型参数", "可靠性", "领域知识", "文本表示", "下游任务"]
)
def test_generic_words_are_no_concepts(entries, generic):
    assert [entry.id for entry in entries if generic in entry.surfaces] == []


@pytest.mark.parametrize(
    "apart",
    [
        ("查询向量", "键向量", "值向量"),
        ("适配器", "Adapter Tuning"),
        ("准确率", "准确性"),
        ("提示词", "提示工程"),
        ("注意力分数", "注意力权重"),
        ("字节对", "字节对编码"),
        ("外部知识", "非参数知识"),
        ("奖励", "奖励模型"),
        ("相对位置", "相对位置编码"),
    ],
    ids="/".join,
)
def test_terms_that_are_different_concepts(entries, apart):
    owners = [[entry.id for entry in entries if name.lower() in map(str.lower, entry.surfaces)] for name in apart]
    assert all(len(ids) == 1 for ids in owners), owners
    assert len({ids[0] for ids in owners}) == len(apart)


@pytest.mark.parametrize("spoken", ["LoRA", "RLHF", "PPO", "BERT", "GPU", "FP16", "ZeRO", "RAG"])
def test_what_everybody_abbreviates_is_shown_so(entries, spoken):
    (entry,) = [entry for entry in entries if entry.name_en == spoken]
    assert entry.name_zh is None


def written(folder: Path, *lines: str) -> Path:
    path = folder / "own.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ["own.jsonl:2", "not JSON", "one object a line"]),
        ("[]", ["own.jsonl:2", "needs an id"]),
        ('{"name": {"en": "X"}}', ["own.jsonl:2", "needs an id"]),
        ('{"id": "x", "kind": "method"}', ["own.jsonl:2", "'x'", "needs a name"]),
        ('{"id": "x", "name": {"de": "X"}, "kind": "method"}', ["own.jsonl:2", "'x'", "needs a name"]),
        ('{"id": "x", "name": {"en": "X"}, "kind": "thing"}', ["own.jsonl:2", "'thing'", "metric"]),
        ('{"id": "x", "name": {"en": "X"}}', ["own.jsonl:2", "unknown kind None"]),
        ('{"id": "x", "name": {"en": "X"}, "kind": "task", "alias": []}', ["own.jsonl:2", "'alias'", "aliases"]),
        (LORA, ["own.jsonl", "'lora'", "stands twice"]),
    ],
)
def test_a_wrong_line_is_named_with_its_mend(tmp_path, line, words):
    with pytest.raises(InputError) as caught:
        load_lexicon(written(tmp_path, LORA, line))
    for word in words:
        assert word in str(caught.value)


def test_a_missing_file_and_another_encoding_are_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"no lexicon .*none\.jsonl"):
        load_lexicon(tmp_path / "none.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes('{"id": "微调"}'.encode("gbk"))
    with pytest.raises(InputError, match="not UTF-8"):
        load_lexicon(tmp_path / "gbk.jsonl")


def test_empty_lines_are_skipped_and_entries_come_by_id(tmp_path):
    path = written(tmp_path, LORA, "", '{"id": "bleu", "name": {"zh": "译文评分"}, "kind": "metric"}')
    assert [entry.id for entry in load_lexicon(path).entries] == ["bleu", "lora"]


def test_names_come_first_among_the_surfaces_and_each_once():
    entry = Entry("x", "X ray", "甲", Kind.TASK, ("甲", "乙", "X ray"))
    assert entry.surfaces == ("X ray", "甲", "乙")


def test_a_shared_surface_is_a_conflict_unless_a_sense_tells():
    one = Entry("a", "Alpha", None, Kind.TASK, ("推理",))
    two = Entry("b", "Beta", None, Kind.TASK, ("推理技术",))
    told = Entry("b", "Beta", None, Kind.TASK, ("推理",), sense={"推理": ("速度",)})
    assert conflicts([one, two]) == [("推理", ("a", "b"))]
    assert conflicts([one, told]) == []
