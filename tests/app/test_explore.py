"""Explore without a browser: addresses, search, the panel, and what the canvas is given to draw."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Visit = Callable[..., AppTest]


def drawn(visitor: AppTest) -> dict[str, Any]:
    """The data of the canvas."""
    data = json.loads(visitor.get("bidi_component")[0].proto.json)
    assert isinstance(data, dict)
    return data


def texts(visitor: AppTest) -> str:
    return "\n".join(
        str(getattr(one, "value", "") or getattr(one, "label", ""))
        for sort in ("markdown", "caption", "title", "header", "warning", "text", "button", "html")
        for one in visitor.get(sort)
    )


def test_the_first_visit_offers_topics(visit: Visit) -> None:
    visitor = visit()
    assert not visitor.exception
    assert visitor.title[0].value == "从一个概念开始"
    assert any("多头注意力" in one.label for one in visitor.button)


def test_a_topic_opens_its_neighbourhood(visit: Visit) -> None:
    visitor = visit()
    next(one for one in visitor.button if "多头注意力" in one.label).click().run()
    data = drawn(visitor)
    assert {"self-attention", "transformer", "mqa"} <= {node["id"] for node in data["nodes"]}
    assert data["command"]["select"] == "multi-head-attention"
    assert visitor.query_params["node"] in ("multi-head-attention", ["multi-head-attention"])


def test_an_address_opens_a_concept_with_its_evidence(visit: Visit) -> None:
    visitor = visit(node="gqa")
    assert not visitor.exception
    found = texts(visitor)
    assert "GQA 的效果好于 MQA。" in found
    assert "tiny.zh · 7" in found
    assert "查询组的数目在 KV cache 里才有意义" in found
    assert "prerequisites.csv" in found


def test_the_panel_speaks_english(visit: Visit) -> None:
    visitor = visit(node="gqa", lang="en")
    labels = [one.label for one in visitor.expander]
    assert any(label.startswith("Learn first · 2") for label in labels)
    assert any(label.startswith("Study path to here · 6") for label in labels)


def test_an_address_of_an_alias_leads_to_the_concept(visit: Visit) -> None:
    assert drawn(visit(node="MHA"))["command"]["select"] == "multi-head-attention"


def test_an_address_of_nothing_says_so(visit: Visit) -> None:
    visitor = visit(node="<b>nothing</b>")
    assert not visitor.exception
    assert "图谱里没有" in visitor.warning[0].value
    assert visitor.title[0].value == "从一个概念开始"


def test_two_steps_reach_farther(visit: Visit) -> None:
    near, far = (drawn(visit(node="gqa", depth=depth))["nodes"] for depth in ("1", "2"))
    assert {one["id"] for one in near} < {one["id"] for one in far}


def test_an_address_can_leave_relations_out(visit: Visit) -> None:
    data = drawn(visit(node="gqa", rels="CONTRASTS_WITH,nonsense"))
    assert {one["sort"] for one in data["edges"]} == {"CONTRASTS_WITH"}
    assert data["edges"][0]["arrows"] == ""


def test_search_finds_aliases_and_questions_by_kind(visit: Visit) -> None:
    visitor = visit()
    visitor.text_input[0].set_value("mha").run()
    assert any("多头注意力" in one.label and one.key == "found-multi-head-attention" for one in visitor.button)
    visitor.text_input[0].set_value("有什么区别").run()
    assert any(one.key == "found-tiny.zh#7" for one in visitor.button)
    visitor.text_input[0].set_value("zzzz").run()
    assert any("没有找到" in one.value for one in visitor.caption)


def test_a_button_of_the_panel_adds_what_is_not_drawn_and_moves_nothing(visit: Visit) -> None:
    visitor = visit(node="gqa")
    before = {one["id"]: (one["x"], one["y"]) for one in drawn(visitor)["nodes"]}
    assert "attention" not in before
    visitor.button(key="go-step-attention").click().run()
    after = {one["id"]: (one["x"], one["y"]) for one in drawn(visitor)["nodes"]}
    assert drawn(visitor)["command"]["select"] == "attention"
    assert {one: after[one] for one in before} == before


def test_a_question_opens_over_the_page(visit: Visit) -> None:
    visitor = visit(node="gqa")
    visitor.button(key="question-tiny.zh#7").click().run()
    assert any("GQA 把多头注意力的头分组" in one.value for one in visitor.markdown)


def test_the_list_says_what_the_picture_shows(visit: Visit) -> None:
    visitor = visit(node="gqa")
    shown = {one["id"] for one in drawn(visitor)["nodes"]}
    next(one for one in visitor.get("button_group") if one.key == "twin").set_value("list").run()
    assert {one.key.removeprefix("twin-") for one in visitor.button if str(one.key).startswith("twin-")} == shown


@pytest.mark.parametrize(
    ("content", "title"), [(None, "还没有图谱"), (b"{}", "打不开这个图谱"), (b"\xff", "打不开这个图谱")]
)
def test_a_store_that_cannot_be_opened_is_explained(
    visit: Visit, store: Path, content: bytes | None, title: str
) -> None:
    store.unlink() if content is None else store.write_bytes(content)
    visitor = visit()
    assert not visitor.exception
    assert visitor.header[0].value == title
    assert "kg build" in visitor.markdown[0].value
    assert str(store) in visitor.text[0].value
