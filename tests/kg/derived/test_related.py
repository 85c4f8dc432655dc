"""RELATED_TO: what holds for any graph, each reason on a small one, and the questions of a real bank."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.derive import derive
from kg.derived.related import BEST, related
from kg.derived.resemblance import Wording, at_most, resemblance
from kg.derived.titles import depth, gist
from kg.derived.vectors import alike, likeness, likenesses, shared, table, vectors
from kg.model import KnowledgeGraph, Mention, Question, Related, RelatedReason
from tests.graphs import bilingual_graph, random_graphs

ROOT = Path(__file__).parent.parent.parent.parent
SEED = ROOT.parent / "shared" / "seed" / "llm-interview-104.zh.md"


def _by_pair(graph: KnowledgeGraph) -> dict[frozenset[str], Related]:
    return {frozenset((one.source, one.target)): one for one in graph.related}


def _between(graph: KnowledgeGraph, one: str, other: str) -> Related:
    return _by_pair(graph)[frozenset((one, other))]


@given(random_graphs(acyclic=False))
def test_one_edge_a_pair_in_the_right_direction(graph: KnowledgeGraph):
    assert len(_by_pair(graph)) == len(graph.related)
    mentioned = {(one.question, one.concept) for one in graph.mentions}
    for one in graph.related:
        assert one.source != one.target
        assert 0 < one.score <= 1
        assert all({(one.source, c), (one.target, c)} <= mentioned for c in one.shared)
        if one.reason not in {RelatedReason.FOLLOW_UP, RelatedReason.PREREQUISITE}:
            assert one.source < one.target


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5), st.booleans()), unique_by=lambda x: x[:2], min_size=1))
def test_the_quick_way_to_alike_questions_finds_what_comparing_all_finds(cells):
    mentions = [Mention(f"b#{q}", f"c{c}", 1 + about, (), (), about) for q, c, about in cells]
    found = vectors(mentions, 8)
    expected = {
        pair for pair in combinations(sorted(found), 2) if likeness(found[pair[0]], found[pair[1]]) >= 0.2 + 1e-9
    }
    (quick,) = alike(table(found), (99, 0.2))
    assert quick >= expected
    ones, others = [one for one, _ in expected], [other for _, other in expected]
    for one, other, like in zip(ones, others, likenesses(table(found), ones, others), strict=True):
        assert like == pytest.approx(likeness(found[one], found[other]), abs=1e-9)
    for one, other in expected:
        both = shared(found[one], found[other])
        assert set(both) == found[one].keys() & found[other].keys()


def test_only_the_ten_best_of_either_end_stay():
    """Thirty questions, each of nine of ten things: all pairs are alike, and few may stay."""
    questions = {f"b#{n}": Question(f"b#{n}", "b", str(n), f"t{n}", "", n, "zh", n, n) for n in range(30)}
    mentions = tuple(
        Mention(question, f"c{c}", 1 + (n + c) % 4, (), ((n, n),))
        for n, question in enumerate(questions)
        for c in range(10)
        if c != n % 10
    )
    graph = derive(KnowledgeGraph(questions, _concepts(mentions), mentions))
    ends = Counter(end for one in graph.related for end in (one.source, one.target))
    assert min(ends.values()) >= BEST
    ranked = {
        question: sorted(
            (one for one in graph.related if question in (one.source, one.target)), key=lambda one: -one.score
        )
        for question in questions
    }
    for one in graph.related:
        assert any(one in ranked[end][:BEST] or one.score >= ranked[end][BEST - 1].score for end in _ends(one))


def _ends(one: Related) -> tuple[str, str]:
    return one.source, one.target


def _concepts(mentions):
    from kg.model import Concept  # noqa: PLC0415

    return {one.concept: Concept(one.concept, one.concept) for one in mentions}


def test_reasons_of_the_tiny_graph(tiny_graph: KnowledgeGraph):
    reason = {pair: one.reason for pair, one in _by_pair(tiny_graph).items()}
    assert reason[frozenset(("tiny.zh#8", "tiny.zh#9"))] is RelatedReason.FOLLOW_UP  # its answer speaks of fragments
    assert reason[frozenset(("tiny.zh#10", "tiny.zh#11"))] is RelatedReason.PREREQUISITE
    assert _ends(_between(tiny_graph, "tiny.zh#10", "tiny.zh#11")) == ("tiny.zh#11", "tiny.zh#10")
    edge = _between(tiny_graph, "tiny.zh#3", "tiny.zh#6")
    assert (edge.source, edge.target) == ("tiny.zh#3", "tiny.zh#6")
    assert edge.shared[0] == "multi-head-attention"


def test_a_translation_is_no_duplicate_and_stands_for_its_twin():
    graph = bilingual_graph()
    translated = [one for one in graph.related if one.reason is RelatedReason.TRANSLATION]
    assert {(one.source, one.target) for one in translated} == {(f"tiny.en#{n}", f"tiny.zh#{n}") for n in range(1, 13)}
    assert all(one.score == 1 for one in translated)
    languages = {id_: one.language for id_, one in graph.questions.items()}
    for one in graph.related:
        assert one in translated or languages[one.source] == languages[one.target]
    assert derive(graph) == graph


def test_a_question_that_asks_the_same_in_other_words_is_a_duplicate(tiny_graph: KnowledgeGraph):
    again = replace(tiny_graph.questions["tiny.zh#6"], id="other#1", bank="other", title="请介绍一下 MQA", answer="略")
    mention = Mention("other#1", "mqa", 1, ("MQA",), ((again.start, again.start + 3),), True)
    graph = derive(
        replace(
            tiny_graph,
            questions=tiny_graph.questions | {"other#1": again},
            mentions=(*tiny_graph.mentions, mention),
        )
    )
    edge = _between(graph, "other#1", "tiny.zh#6")
    assert (edge.source, edge.target, edge.reason) == ("other#1", "tiny.zh#6", RelatedReason.DUPLICATE)
    assert edge.score >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("什么是多头注意力？", "请简单介绍一下多头注意力"),
        ("What is LoRA?", "Explain LoRA briefly."),
        ("解释一下 RAG 的概念", "RAG 是什么"),
    ],
)
def test_the_gist_of_titles_that_ask_the_same(one: str, other: str):
    assert gist(one) == gist(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("什么是复读机问题", "为什么会出现复读机问题"),
        ("RoPE 的思路是什么", "RoPE 有什么优点"),
        ("What is C?", "What is C++?"),
    ],
)
def test_titles_that_ask_something_else(one: str, other: str):
    assert gist(one) != gist(other)
    assert depth(one) <= depth(other)


def test_resemblance_needs_enough_words():
    text = "多头注意力把自注意力并行做多次，再拼接结果，不同的头关注不同的子空间，所以表达能力更强，训练也更稳定。"
    wording = Wording()
    assert resemblance(wording.runs(text), wording.runs(text.replace("，", " "))) == 1
    assert resemblance(wording.runs("![图](a.png)"), wording.runs("![图](a.png)")) == 0


@given(st.lists(st.sampled_from(["Lora", "lora", "层", "头", "x1"]), max_size=300), st.integers(0, 300))
def test_resemblance_is_the_share_of_common_runs(words: list[str], place: int):
    one, other = words[:place], words[place // 2 :]
    wording = Wording()
    sets = [set(zip(*(map(str.lower, text[at:]) for at in range(3)), strict=False)) for text in (one, other)]
    both, together = len(sets[0] & sets[1]), len(sets[0] | sets[1])
    runs = [wording.runs(" ".join(text)) for text in (one, other)]
    assert [len(run) for run in runs] == [len(found) for found in sets]
    assert resemblance(*runs) == (both / together if together >= 40 else 0.0)
    assert resemblance(*runs) <= at_most(*runs)


def test_of_equally_alike_questions_the_first_count():
    """What the quick selection keeps is what sorting all would keep."""
    mentions = [Mention(f"b#{q:03}", f"c{c}", 1 + c % 3, (), ()) for q in range(90) for c in range(6) if (q + c) % 4]
    found = vectors(mentions, 90)
    for most in (3, 10, 40):
        (quick,) = alike(table(found), (most, 0.1))
        slow = set()
        for one in found:
            others = [(-round(likeness(found[one], found[two]), 9), two) for two in found if two != one]
            slow |= {tuple(sorted((one, two))) for like, two in sorted(others)[:most] if -like >= 0.1}
        assert quick == slow


@pytest.fixture(scope="module")
def seed() -> KnowledgeGraph:
    if not SEED.exists():
        pytest.skip("no ../shared/seed beside this checkout")
    from extract import build  # noqa: PLC0415

    return build([SEED], lexicon=ROOT / "data" / "lexicon.jsonl", cues=ROOT / "data" / "cues.jsonl")


def _numbers(graph: KnowledgeGraph, one: Related) -> frozenset[str]:
    return frozenset((graph.questions[one.source].number, graph.questions[one.target].number))


def test_duplicates_of_a_real_bank(seed: KnowledgeGraph):
    found = {_numbers(seed, one) for one in seed.related if one.reason is RelatedReason.DUPLICATE}
    wanted = {frozenset(pair) for pair in (("38", "57"), ("20", "37"), ("20", "70"), ("37", "70"))}
    assert found - {frozenset(("39", "54"))} == wanted


@pytest.mark.parametrize("pair", [("46", "66"), ("44", "66")])
def test_questions_of_the_same_concepts_stand_among_each_others_first(seed: KnowledgeGraph, pair: tuple[str, str]):
    bank = next(iter(seed.questions.values())).bank
    for one, other in (pair, pair[::-1]):
        mine = [edge for edge in seed.related if f"{bank}#{one}" in (edge.source, edge.target)]
        first = sorted(mine, key=lambda edge: -edge.score)[:3]
        edge = next(edge for edge in first if f"{bank}#{other}" in (edge.source, edge.target))
        assert edge.reason is RelatedReason.SAME_CONCEPT


def test_related_is_a_function_of_the_graph(tiny_graph: KnowledgeGraph):
    assert related(tiny_graph) == tiny_graph.related
