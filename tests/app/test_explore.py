"""Explore without a browser: addresses, search, the panel, and what the canvas is given to draw."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from app.atlas import Atlas, atlas_of
from app.i18n import Words
from app.items import evidence_items
from app.search import results
from kg.model import MapEntry, Prerequisite, Quote, Related, RelatedReason
from tests.app.conftest import shown

Visit = Callable[..., AppTest]


def drawn(visitor: AppTest) -> dict[str, Any]:
    """The data of the canvas."""
    components = [json.loads(one.proto.json) for one in visitor.get("bidi_component")]
    return next(data for data in components if "nodes" in data)


def test_the_first_visit_offers_topics(visit: Visit) -> None:
    visitor = visit()
    assert not visitor.exception
    assert "从一个概念开始" in shown(visitor)
    assert 'href="./?node=multi-head-attention"' in shown(visitor)


def test_an_address_opens_a_concept_with_its_evidence(visit: Visit) -> None:
    visitor = visit(node="gqa")
    assert not visitor.exception
    assert drawn(visitor)["command"]["select"] == "gqa"
    for text in (
        "GQA 的效果好于 MQA。",
        "tiny.zh · 7",
        "查询组的数目在 KV cache 里才有意义",
        "prerequisites.csv 第 3 行",
    ):
        assert text in shown(visitor)


def test_the_panel_speaks_english(visit: Visit) -> None:
    found = shown(visit(node="gqa", lang="en"))
    assert "Learn first<b>2</b>" in found
    assert "Study path to here<b>6</b>" in found
    assert not set("先要懂学会关系题目") & set(found.partition("<header>")[2].partition("</header>")[0])


def test_the_definition_is_in_the_readers_language(visit: Visit) -> None:
    chinese, english = (shown(visit(node="multi-head-attention", lang=lang)) for lang in ("zh", "en"))
    assert "多头注意力（MHA）把自注意力并行做多次，再拼接结果。 <a" in chinese
    assert "Attention that runs several heads side by side and joins what they find. <small>from the lexicon" in english


def test_reasons_in_two_languages_are_read_in_one(atlas: Atlas) -> None:
    edge = Prerequisite("a", "b", 1.0, (), (MapEntry("map.csv", 2, "缓存先行 / The cache comes first"),))
    assert [evidence_items(atlas, edge.evidence, Words(one))[0]["text"] for one in ("zh", "en")] == [
        "缓存先行",
        "The cache comes first",
    ]


def test_quotes_in_the_readers_language_come_alone(atlas: Atlas) -> None:
    graph = atlas.graph
    foreign = replace(graph.questions["tiny.zh#1"], id="tiny.en#1", language="en", bank="tiny.en")
    both = atlas_of(replace(graph, questions={**graph.questions, "tiny.en#1": foreign}))
    quotes = tuple(Quote(one, 0, 1, one, "r") for one in ("tiny.en#1", "tiny.zh#1"))
    assert [one["text"] for one in evidence_items(both, quotes, Words("zh"))] == ["tiny.zh#1"]
    assert [one["text"] for one in evidence_items(both, quotes[:1], Words("zh"))] == ["tiny.en#1"]


def test_search_lists_a_question_and_its_translation_once(atlas: Atlas) -> None:
    one = atlas.graph.questions["tiny.zh#1"]
    other = replace(one, id="tiny.en#1", language="en", bank="tiny.en")
    pair = Related("tiny.en#1", "tiny.zh#1", 1.0, (), RelatedReason.TRANSLATION)
    questions = {**atlas.graph.questions, other.id: other}
    both = atlas_of(replace(atlas.graph, questions=questions, related=(*atlas.graph.related, pair)))
    assert results(both, one.title, Words("zh")).count('class="atlas-question"') == 1


def test_an_address_opens_a_drawing_as_it_was_left(visit: Visit) -> None:
    data = drawn(visit(node="gqa", focus="paged-attention", grown="kv-cache,nonsense"))
    assert data["command"]["select"] == "gqa"
    assert {"paged-attention", "memory-fragmentation", "gqa", "self-attention"} <= {one["id"] for one in data["nodes"]}
    assert data["view"].startswith("paged-attention/")


def test_the_way_back_selects_and_draws_nothing_anew(visit: Visit) -> None:
    visitor = visit(node="gqa")
    before = drawn(visitor)
    visitor.query_params["node"], visitor.query_params["focus"] = "mqa", "gqa"
    after = drawn(visitor.run())
    assert (after["view"], after["nodes"]) == (before["view"], before["nodes"])
    assert after["command"]["select"] == "mqa"


def test_an_address_of_an_alias_leads_to_the_concept(visit: Visit) -> None:
    assert drawn(visit(node="MHA"))["command"]["select"] == "multi-head-attention"


def test_an_address_of_nothing_says_so(visit: Visit) -> None:
    visitor = visit(node="<b>nothing</b>")
    assert not visitor.exception
    assert "图谱里没有" in visitor.warning[0].value
    assert "从一个概念开始" in shown(visitor)


def test_two_steps_reach_farther(visit: Visit) -> None:
    near, far = (drawn(visit(node="gqa", depth=depth))["nodes"] for depth in ("1", "2"))
    assert {one["id"] for one in near} < {one["id"] for one in far}


def test_an_address_can_leave_relations_out(visit: Visit) -> None:
    data = drawn(visit(node="gqa", rels="CONTRASTS_WITH,nonsense"))
    assert {one["sort"] for one in data["edges"]} == {"CONTRASTS_WITH"}
    assert data["edges"][0]["arrows"] == ""


def test_search_finds_aliases_and_questions(visit: Visit) -> None:
    visitor = visit()
    visitor.text_input[0].set_value("mha").run()
    assert "<small>Multi-Head Attention · MHA</small>" in shown(visitor)
    visitor.text_input[0].set_value("有什么区别").run()
    assert 'href="./questions?question=tiny.zh%237"' in shown(visitor)
    visitor.text_input[0].set_value("<b>zzzz").run()
    assert "没有找到「&lt;b&gt;zzzz」" in shown(visitor)


def test_the_list_says_what_the_picture_shows(visit: Visit) -> None:
    visitor = visit(node="gqa")
    concepts = {one["id"] for one in drawn(visitor)["nodes"]}
    next(one for one in visitor.get("button_group") if one.key == "twin").set_value("list").run()
    table = shown(visitor).partition('<table class="atlas-list">')[2].partition("</table>")[0]
    assert set(re.findall(r'href="\./\?node=([^"]+)"', table)) == concepts
