"""Questions without a browser: search, filters, the answer, marks, the draw."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from app.atlas import Atlas
from app.finding import Filter, excerpt, found, hits
from tests.app.conftest import shown

Visit = Callable[..., AppTest]


@pytest.fixture
def at(visit_page: Visit) -> Callable[..., AppTest]:
    return partial(visit_page, "questions")


def test_all_questions_are_listed_in_the_readers_language_first(at: Visit) -> None:
    visitor = at()
    assert not visitor.exception
    assert "第 1–12 题，共 12 题" in shown(visitor)


def test_search_marks_its_hits_in_title_and_answer(at: Visit) -> None:
    page = shown(at(q="kv-cache"))
    assert "<mark>KV cache</mark>" in page
    assert "tiny.zh%236" in page
    assert "tiny.zh%2310" not in page


def test_filters_by_concept_and_mark(at: Visit) -> None:
    assert "共 2 题" in shown(at(concept="奖励模型"))
    assert "共 12 题" in shown(at(mark="open"))
    assert "没有符合的题目" in shown(at(mark="mastered"))
    assert "共 12 题" in shown(at(mark="nonsense"))


def test_a_question_has_its_answer_with_concepts_as_links(at: Visit) -> None:
    visitor = at(question="tiny.zh#7")
    assert not visitor.exception
    assert "<h2>GQA 与 MQA 有什么区别？</h2>" in shown(visitor)
    assert "[多头注意力](./?node=multi-head-attention)" in visitor.markdown[0].value


def test_a_question_that_is_gone_says_so(at: Visit) -> None:
    visitor = at(question="tiny.zh#99")
    assert "没有题目「tiny.zh" in visitor.warning[0].value


def test_a_draw_folds_the_answer_until_it_is_asked_for(at: Visit) -> None:
    visitor = at(concept="rlhf")
    next(one for one in visitor.button if one.label == "随机抽一题").click().run()
    assert visitor.query_params["fold"] in ("1", ["1"])
    assert not visitor.markdown
    next(one for one in visitor.button if one.label == "显示答案").click().run()
    assert "奖励模型" in visitor.markdown[0].value


def test_a_page_number_that_is_none_is_the_first(at: Visit) -> None:
    for number in ("0", "-3", "x", "99", "²"):
        assert "第 1–12 题" in shown(at(page=number))


def test_search_ranks_titles_before_answers(atlas: Atlas) -> None:
    order = found(atlas, Filter("MQA"), "zh")
    assert order == ("tiny.zh#6", "tiny.zh#7")
    assert found(atlas, Filter("奖励模型"), "zh")[0] == "tiny.zh#11"


def test_an_english_reader_gets_english_questions_first(atlas: Atlas) -> None:
    assert found(atlas, Filter(), "en")[0] == "tiny.zh#12"


@pytest.mark.parametrize(
    ("text", "needle", "expected"),
    [
        ("KV-Cache 与 kvcache", "kv cache", ["KV-Cache", "kvcache"]),
        ("Ｋｖ", "kv", ["Ｋｖ"]),
        ("aaa", "aa", ["aa"]),
        ("nothing", "x", []),
        ("nothing", "", []),
        ("ﬁne ﬁ", "fi", ["ﬁ", "ﬁ"]),
    ],
)
def test_hits_are_marked_as_spelling_is_folded(text: str, needle: str, expected: list[str]) -> None:
    pieces = hits(text, needle)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.text for piece in pieces if piece.hit] == expected


def test_an_excerpt_shows_the_first_hit_in_its_line() -> None:
    pieces = excerpt("# Title\n\n" + "word " * 30 + "**needle** " + "more " * 40, "needle")
    assert [piece.hit for piece in pieces] == [False, True, False]
    assert pieces[0].text.startswith("…")
    assert pieces[2].text.endswith("…")
    assert excerpt("nothing here", "needle") == []


def test_before_a_question_is_chosen_easy_ones_are_offered(at: Visit) -> None:
    page = shown(at()).partition("atlas-easy")[2]
    assert "先从容易的开始" in page
    assert page.count('class="atlas-question"') == 6
