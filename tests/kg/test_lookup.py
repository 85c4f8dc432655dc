import pytest

from kg.errors import InputError, UnknownName
from kg.lookup import concept_named, concept_or_question, lookup, question_named, search
from kg.model import Concept, KnowledgeGraph, Question


@pytest.fixture
def names(tiny_graph: KnowledgeGraph):
    return lookup(tiny_graph)


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("gqa", "gqa"),
        ("MHA", "multi-head-attention"),
        ("多头 注意力机制", "multi-head-attention"),
        ("multi head attention", "multi-head-attention"),
        ("ＫＶ－ｃａｃｈｅ", "kv-cache"),
        ("注意力", "attention"),
        ("人类反馈强化学习", "rlhf"),
    ],
)
def test_any_surface_names_a_concept(names, name: str, concept: str):
    assert concept_named(names, name).id == concept


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("RLFH", "RLHF"),
        ("MHH", "MHA"),
        ("多头注意", "多头注意力"),
        ("trnasformer", "Transformer"),
        ("分页注意力", "注意力机制"),
    ],
)
def test_an_unknown_name_gets_the_nearest(names, name: str, near: str):
    with pytest.raises(UnknownName) as caught:
        concept_named(names, name)
    assert near in caught.value.nearest
    assert near in str(caught.value)


@pytest.mark.parametrize("name", ["", " ", "量子引力", "\ud800", "'; DROP", "x" * 1000])
def test_a_name_like_nothing_is_still_answered(names, name: str):
    with pytest.raises(UnknownName):
        concept_named(names, name)


def test_an_exact_surface_wins_over_a_folded_one():
    concepts = {"a": Concept("a", "Kv-Cache", importance=0.9), "b": Concept("b", "KV cache", importance=0.1)}
    names = lookup(KnowledgeGraph({}, concepts))
    assert concept_named(names, "KV cache").id == "b"
    assert concept_named(names, "kv cache").id == "a"


@pytest.mark.parametrize("name", ["tiny.zh#7", "#7", "7", "GQA 与 MQA 有什么区别？", "GQA 与 MQA 有什么区别？ "])
def test_questions_by_id_number_and_title(names, name: str):
    assert question_named(names, name).id == "tiny.zh#7"


def test_a_number_of_two_banks_names_no_question():
    questions = {f"{bank}#1": Question(f"{bank}#1", bank, "1", f"t{bank}", "", 0, "en", 0, 0) for bank in "ab"}
    with pytest.raises(UnknownName, match=r"a#1, b#1"):
        question_named(lookup(KnowledgeGraph(questions)), "1")


def test_a_concept_comes_before_a_question(names):
    assert concept_or_question(names, "RLHF").id == "rlhf"
    assert concept_or_question(names, "tiny.zh#1").id == "tiny.zh#1"
    with pytest.raises(UnknownName, match=r"no concept or question 'GQQ'.*GQA"):
        concept_or_question(names, "GQQ")


def test_search_ranks_exact_prefix_part(names):
    found = search(names, "注意力")
    assert found.concepts == ("attention", "gqa", "mqa", "multi-head-attention", "self-attention")
    assert found.questions == ("tiny.zh#1", "tiny.zh#2", "tiny.zh#3")
    assert search(names, "注意力", limit=1).concepts == ("attention",)
    assert search(names, "什么都没有").concepts == ()
    with pytest.raises(InputError, match="nothing to search for"):
        search(names, " - ")
