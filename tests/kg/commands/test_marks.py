import json
from pathlib import Path

import pytest

from kg.model import KnowledgeGraph
from kg.stores import open_store


def test_marks_are_added_listed_and_taken_away(kg, tmp_path: Path):
    assert kg("known", "add", "MHA", "#6").out == (
        "known: multi-head-attention 多头注意力\nmastered: tiny.zh#6 MQA 是什么？\n"
    )
    added = kg("known", "add", "RLHF", "#7", "--mark", "unsure", "--format", "json").json()
    assert added == {
        "progress": "progress.jsonl",
        "marks": [
            {"concept": "rlhf", "mark": "unsure", "name": "RLHF"},
            {"question": "tiny.zh#7", "mark": "unsure", "title": "GQA 与 MQA 有什么区别？"},
        ],
    }
    listed = kg("known", "list", "--format", "json").json()
    assert list(listed) == ["progress", "known", "mastered", "unsure", "gone"]
    assert listed["known"] == [{"concept": "multi-head-attention", "name": "多头注意力"}]
    assert listed["mastered"] == [{"question": "tiny.zh#6", "title": "MQA 是什么？"}]
    assert [one.get("concept", one.get("question")) for one in listed["unsure"]] == ["rlhf", "tiny.zh#7"]
    assert "MQA 是什么？" in kg("known", "list").out
    kg("known", "remove", "多头注意力机制", "MQA 是什么？")
    after = kg("known", "list", "--format", "json").json()
    assert (after["known"], after["mastered"]) == ([], [])
    lines = (tmp_path / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["mark"] for line in lines] == ["known", "mastered", "unsure", "unsure", None, None]


def test_marks_are_kept_when_a_rebuild_loses_what_they_are_of(kg, tmp_path: Path, tiny_graph: KnowledgeGraph):
    kg("known", "add", "GQA", "#6", "RLHF")
    questions = {one: question for one, question in tiny_graph.questions.items() if one != "tiny.zh#6"}
    smaller = KnowledgeGraph(questions, {one: c for one, c in tiny_graph.concepts.items() if one != "gqa"})
    open_store("graph.json").save(smaller)
    listed = kg("known", "list", "--format", "json").json()
    assert listed["gone"] == [
        {"concept": "gqa", "name": "GQA", "mark": "known"},
        {"question": "tiny.zh#6", "title": "MQA 是什么？", "mark": "mastered"},
    ]
    ran = kg("next", "--format", "json")
    assert ran.json()["known"] == ["rlhf"]
    assert "note: marked as known, but not in this graph: gqa (GQA)\n" in ran.err
    assert "note: marked as mastered, but not in this graph: tiny.zh#6 (MQA 是什么？)\n" in ran.err
    open_store("graph.json").save(tiny_graph)
    assert len(kg("known", "list", "--format", "json").json()["known"]) == 2


def test_export_and_import(kg, tmp_path: Path):
    kg("known", "add", "GQA", "#6")
    kg("known", "add", "GQA", "--mark", "unsure")
    text = kg("known", "export").out
    assert [json.loads(line)["mark"] for line in text.splitlines()] == ["mastered", "unsure"]
    kg("known", "export", "-o", "backup.jsonl")
    assert (tmp_path / "backup.jsonl").read_text(encoding="utf-8") == text
    assert kg("known", "import", "backup.jsonl").out == "nothing to mark\n"
    assert len(kg("known", "import", "backup.jsonl", "--progress", "b.jsonl", "--format", "json").json()["marks"]) == 2
    assert kg("known", "export", "--progress", "b.jsonl").out == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("known add zzz", "no concept or question 'zzz'"),
        ("known add RLHF --mark mastered", "rlhf is a concept, which cannot be mastered; choose known or unsure"),
        ("known add #6 --mark known", "tiny.zh#6 is a question, which cannot be known; choose mastered or unsure"),
        ("known remove RLHF", "no mark 'RLHF'"),
        ("known list --progress none", "no progress file"),
        ("known import gone.jsonl", "no file gone.jsonl"),
        ("known add", "Missing argument"),
        ("known frobnicate", "No such command"),
    ],
)
def test_bad_input_is_one_line_and_marks_nothing(kg, tmp_path: Path, arguments: str, said: str):
    ran = kg(*arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "progress.jsonl").exists()


def test_next_takes_marks_and_flags(kg):
    kg("known", "add", "attention", "#2")
    document = kg("next", "--known", "RLHF", "--format", "json").json()
    assert document["known"] == ["attention", "rlhf", "self-attention"]
    assert document["mastered"] == ["tiny.zh#2"]
    assert [one["question"] for one in document["ready"]] == ["tiny.zh#1", "tiny.zh#10"]
    assert document["one_away"][0]["missing"]["concept"] == "reward-model"
    assert "KV cache" in kg("next").out or "键值缓存" in kg("next").out
    assert kg("next", "--progress", "none", "--format", "json").json()["known"] == []


def test_a_mastered_question_shortens_the_path(kg):
    before = kg("path", "mqa", "--format", "json").json()["steps"]
    kg("known", "add", "#3")
    after = kg("path", "mqa", "--format", "json").json()["steps"]
    assert [one["concept"] for one in before][-1:] == [one["concept"] for one in after] == ["mqa"]
