"""Study path without a browser: plans, chains, ticks, what is missing, the picture and the copies."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.atlas import Atlas
from app.diagram import Foot, diagram, label
from app.i18n import Words
from app.reach import reached
from app.steps import steps
from kg.study.chain import chain
from kg.study.plan import plan
from tests.app.conftest import shown

Visit = Callable[..., AppTest]


@pytest.fixture
def at(visit_page: Visit) -> Callable[..., AppTest]:
    """Come to the study path with these parameters."""
    return partial(visit_page, "path")


def test_without_a_goal_some_are_offered(at: Visit) -> None:
    visitor = at()
    assert not visitor.exception
    assert "想学会哪个概念？" in shown(visitor)
    assert 'href="./path?goal=' in shown(visitor)


def test_without_a_goal_it_tells_what_is_next(at: Visit) -> None:
    assert "再懂一个概念就能答" in shown(at())
    page = shown(at(known="attention"))
    assert "现在就能答" in page
    assert 'questions?question=tiny.zh%231"' in page.partition("现在就能答")[2]


def test_a_plan_lists_steps_with_reasons_quotes_and_questions(at: Visit) -> None:
    visitor = at(goal="gqa")
    assert not visitor.exception
    page = shown(visitor)
    order = [page.index(f'href="./?node={one}"') for one in ("attention", "self-attention", "multi-head-attention")]
    assert order == sorted(order)
    assert "学「自注意力」要用到" in page
    assert "理解自注意力要先懂注意力机制。" in page
    assert "question=tiny.zh%232" in page
    assert visitor.markdown[0].value.startswith("**6 步 · ")


def test_what_is_known_is_struck_out_with_what_it_made_needless(at: Visit) -> None:
    visitor = at(goal="gqa", known="自注意力,nothing")
    assert visitor.markdown[0].value.startswith("**4 步 · ")
    assert "已掌握自注意力，不必再学" in shown(visitor)
    assert visitor.multiselect(key="path-known").value == ["self-attention"]


def test_a_chain_between_two_topics(at: Visit) -> None:
    page = shown(at(goal="transformer", **{"from": "attention"}))
    assert "起点，算作已掌握" in page
    assert "目标" in page


def test_a_known_goal_says_so_and_can_be_forgotten(at: Visit) -> None:
    page = shown(at(goal="gqa", known="gqa"))
    assert "没有要学的了" in page
    assert 'href="./path?forget=gqa"' in page


def test_two_islands_are_explained(at: Visit) -> None:
    page = shown(at(goal="rlhf", **{"from": "gqa"}))
    assert "没有先修关系从" in page


def test_a_goal_that_is_no_concept_gets_the_nearest_names(at: Visit) -> None:
    visitor = at(goal="MHHA")
    assert "图谱里没有「MHHA」" in visitor.warning[0].value
    assert "想学会哪个概念？" in shown(visitor)


def test_choosing_a_goal_moves_the_address(at: Visit) -> None:
    visitor = at()
    visitor.selectbox(key="path-goal").set_value("multi-head-attention").run()
    assert visitor.query_params["goal"] in ("multi-head-attention", ["multi-head-attention"])
    assert visitor.markdown[0].value.startswith("**3 步 · ")


def test_a_short_plan_is_shown_whole(at: Visit) -> None:
    visitor = at(goal="gqa")
    assert visitor.query_params.get("depth") is None
    assert "更基础的概念没有显示" not in shown(visitor)


def test_depth_hides_what_lies_below_and_says_so(at: Visit) -> None:
    visitor = at(goal="gqa", depth="1")
    assert visitor.markdown[0].value.startswith("**6 步中最近的 4 步 · ")
    page = shown(visitor)
    assert "下面还有 2 个更基础的概念没有显示" in page
    assert 'href="./path?depth=2"' in page
    assert at(goal="gqa", depth="nonsense").markdown[0].value.startswith("**6 步 · ")


def test_basics_are_taken_for_granted_without_a_mark(at: Visit, store: Path) -> None:
    visitor = at(goal="gqa", basics="1")
    assert visitor.markdown[0].value.startswith("**5 步 · ")
    assert "当作已会的基础" in shown(visitor)
    assert at(goal="gqa", basics="自注意力").markdown[0].value.startswith("**4 步 · ")
    assert at(goal="gqa", basics="nonsense").markdown[0].value.startswith("**6 步 · ")
    assert not (store.parent / "progress.jsonl").exists()
    offered = at(goal="gqa").selectbox(key="path-basics").options
    assert "剩 5 步：第 1 层以下" in offered


def test_what_known_concepts_need_can_be_taken_for_granted(at: Visit) -> None:
    assert at(goal="transformer", known="rlhf,multi-head-attention", basics="*").query_params["basics"] in ("*", ["*"])


def test_placement_asks_until_it_knows_and_marks_what_it_estimates(at: Visit, store: Path) -> None:
    visitor = at(view="place", goal="gqa")
    asked = 0
    while buttons := [one for one in visitor.button if one.label == "会"]:
        assert f"第 {asked + 1} 题，最多 8 题" in shown(visitor)
        buttons[0].click().run()
        asked += 1
    assert not visitor.exception
    assert 1 <= asked <= 8
    assert "摸底完成" in shown(visitor)
    mark = next(one for one in visitor.button if "标为掌握" in one.label)
    mark.click().run()
    kept = [json.loads(line) for line in (store.parent / "progress.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"attention", "self-attention"} <= {one["concept"] for one in kept}
    assert f"把这 {len(kept)} 个标为掌握" == mark.label
    assert not [one for one in visitor.button if "标为掌握" in one.label]


def test_an_answer_can_be_taken_back(at: Visit) -> None:
    visitor = at(view="place", goal="gqa", answers="attention.yes,mqa.no,nothing.yes,gqa.maybe")
    assert "第 3 题" in shown(visitor)
    assert "MQA" in shown(visitor) or "多查询注意力" in shown(visitor)
    next(one for one in visitor.button if one.label == "上一题").click().run()
    assert visitor.query_params["answers"] in ("attention.yes", ["attention.yes"])
    next(one for one in visitor.button if one.label == "重新开始").click().run()
    assert "第 1 题" in shown(visitor)


def test_placement_without_a_goal_ends_with_what_is_next(at: Visit) -> None:
    visitor = at(view="place")
    while buttons := [one for one in visitor.button if one.label == "不会"]:
        buttons[0].click().run()
    assert "估计你已会 0 个概念" in shown(visitor)
    assert "再懂一个概念就能答" in shown(visitor)


def test_evenings_hold_questions_about_the_goals_within_their_minutes(at: Visit) -> None:
    visitor = at(view="dates", goals="gqa,rlhf", evenings="3", minutes="4")
    assert not visitor.exception
    page = shown(visitor)
    assert "第 1 晚" in page
    assert "question=tiny.zh%237" in page
    assert "问到它的 1 道题排了 1 道" in page
    assert visitor.code[0].value.startswith("# 分组查询注意力、")
    visitor.number_input(key="dates-minutes").set_value(1).run()
    assert visitor.query_params["minutes"] in ("1", ["1"])
    assert "排不进这些晚上" in shown(visitor)


def test_the_evening_plan_starts_from_the_goal_of_the_path(at: Visit) -> None:
    visitor = at(view="dates", goal="gqa", evenings="0", minutes="many")
    assert visitor.multiselect(key="dates-goals").value == ["gqa"]
    assert [one.value for one in visitor.number_input] == [1, 40]
    visitor.multiselect(key="dates-goals").set_value(["gqa", "mqa"]).run()
    assert visitor.query_params["goals"] in ("gqa,mqa", ["gqa,mqa"])


def test_the_plan_can_be_copied_as_markdown(at: Visit) -> None:
    assert "1. **注意力机制**" in at(goal="gqa").code[0].value


def test_marks_go_to_the_progress_file_and_every_session_sees_them(at: Visit, store: Path) -> None:
    at(goal="gqa", known="self-attention")
    line = (store.parent / "progress.jsonl").read_text(encoding="utf-8")
    assert json.loads(line)["concept"] == "self-attention"
    visitor = at(goal="gqa")
    assert visitor.multiselect(key="path-known").value == ["self-attention"]
    visitor.multiselect(key="path-known").set_value([]).run()
    assert at(goal="gqa").multiselect(key="path-known").value == []


def test_without_a_progress_file_sessions_do_not_see_each_other(at: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_PROGRESS", "none")
    visitor = at(goal="gqa", known="self-attention")
    assert visitor.multiselect(key="path-known").value == ["self-attention"]
    assert any("没有进度文件" in one.value for one in visitor.caption)
    assert at(goal="gqa").multiselect(key="path-known").value == []


def test_a_damaged_progress_file_is_explained(at: Visit, store: Path) -> None:
    (store.parent / "progress.jsonl").write_text("nonsense\n", encoding="utf-8")
    visitor = at(goal="gqa")
    assert not visitor.exception
    assert "progress.jsonl line 1 is no JSON" in visitor.error[0].value


def test_the_picture_has_every_step_and_marks_goal_and_known(atlas: Atlas) -> None:
    path = plan(atlas.index, "gqa", known=["self-attention"])
    text = diagram(path, atlas.index, lambda one: one, Words("en"), "light")
    boxes = [line for line in text.splitlines() if '["' in line]
    assert len(boxes) == len(path.steps) + 1
    assert '["gqa"]:::goal' in text
    assert '["self-attention"]:::known' in text


def test_a_box_stands_for_what_is_not_drawn(atlas: Atlas) -> None:
    reach = reached(atlas, "gqa", "en", known=[], depth="1")
    assert (set(reach.hidden), reach.depth) == ({"attention", "self-attention"}, 1)
    foot = Foot("2 more", reach.hidden)
    lines = diagram(reach.path, atlas.index, lambda one: one, Words("en"), "light", feet=[foot]).splitlines()
    box, *roots = (
        next(line for line in lines if f'["{name}"]' in line).split("[")[0].strip()
        for name in ("2 more", "multi-head-attention", "kv-cache")
    )
    assert [line.strip() for line in lines if "-.->" in line] == [f"{box} -.-> {root}" for root in roots]


def test_the_picture_of_a_walk_along_relations_has_its_words(atlas: Atlas) -> None:
    path = chain(atlas.index, "memory-fragmentation", "kv-cache")
    assert path.mode == "relations"
    assert "|causes|" in diagram(path, atlas.index, lambda one: one, Words("en"), "dark")


HOSTILE = (
    '"]; click n0 href "javascript:alert(1)"',
    "%%{init: {}}%%",
    "<img src=x onerror=alert(1)>",
    "`md`",
    "a|b",
    "end",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_stays_inside_its_box(atlas: Atlas, name: str) -> None:
    path = plan(atlas.index, "rlhf")
    text = diagram(path, atlas.index, lambda _: name, Words("en"), "light")
    assert f'["{label(name)}"]' in text
    assert not set('"<>#;`%{}|') & set(label(name))


def test_steps_are_numbered_without_the_skipped_ones(atlas: Atlas) -> None:
    page = steps(atlas, plan(atlas.index, "gqa", known=["kv-cache"]), Words("en"))
    numbers = [part.partition("<")[0] for part in page.split('class="atlas-count">')[1:]]
    assert [one for one in numbers if one] == ["1", "2", "3", "4", "5"]
    assert numbers.count("") == 1
