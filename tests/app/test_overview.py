"""Overview without a browser: figures, topics, levels, bottlenecks, gaps, the map's data, and banks that lack some."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from app import as_cypher
from app.atlas import atlas_of
from app.fieldmap import RAMP, STANDING, field_map, standing
from app.i18n import Words
from app.links import parameters
from app.look import Theme
from app.overview import analysis, head, levels, members
from kg.model import Concept, Input, KnowledgeGraph, MapEntry, Related, RelatedReason
from kg.stores import open_store
from kg.stores.file import FileStore
from kg.study.progress import Mark, append_marks
from tests.app.conftest import shown
from tests.graphs import tiny_graph

Visit = Callable[..., AppTest]


def mapped(visitor: AppTest) -> dict[str, Any]:
    """The data of the map."""
    components = [json.loads(one.proto.json) for one in visitor.get("bidi_component")]
    return next(data for data in components if "islands" in data)


@pytest.fixture
def at(visit_page: Visit) -> Callable[..., AppTest]:
    return partial(visit_page, "overview")


def without_prerequisites() -> KnowledgeGraph:
    graph = tiny_graph()
    flat = {key: replace(one, level=0) for key, one in graph.concepts.items()}
    return replace(graph, concepts=flat, prerequisites=())


def without_banks() -> KnowledgeGraph:
    maps = (Input("prerequisites", "prerequisites.csv", "0" * 64),)
    entry = (MapEntry("prerequisites.csv", 1, "先修表"),)
    graph = tiny_graph()
    edges = tuple(replace(one, evidence=entry, origin="imported") for one in graph.prerequisites)
    return KnowledgeGraph({}, graph.concepts, prerequisites=edges, inputs=maps)


def figures(html: str) -> dict[str, str]:
    return {name: count for count, name in re.findall(r"<b>([\d,]+)</b><span>([^<]+)</span>", html)}


def test_the_figures_are_those_of_the_graph(at: Visit) -> None:
    visitor = at()
    assert not visitor.exception
    graph = tiny_graph()
    topics = [one.topic for one in graph.concepts.values()]
    several = {one for one in topics if topics.count(one) > 1}
    assert figures(shown(visitor)) == {
        "概念": "11",
        "题目": "12",
        "话题": str(len(several)),
        "先修层次": "5",
        "已掌握": "0",
        "先修关系": str(len(graph.prerequisites)),
        "其他关系": "9",
    }


def test_a_translated_pair_counts_once() -> None:
    graph = tiny_graph()
    pair = Related("tiny.zh#12", "tiny.zh#4", 1.0, ("transformer",), RelatedReason.TRANSLATION)
    one_less = head(atlas_of(replace(graph, related=(pair,))), (), Words("en"))
    assert figures(one_less)["questions"] == "11"
    assert "12 questions, 2 of them translated" in one_less
    both = atlas_of(replace(graph, related=(pair,)))
    assert both.speaking("transformer") == atlas_of(graph).speaking("transformer") - 1


def test_every_list_leads_to_the_other_pages(at: Visit) -> None:
    page = shown(at())
    for link in (
        './?node=multi-head-attention"',
        './path?goal=multi-head-attention"',
        './questions?topic=attention"',
        './overview?level=3"',
        './questions?page=1"',
    ):
        assert f'href="{link}' in page


def test_topics_say_how_much_is_asked_about_and_known() -> None:
    atlas = atlas_of(tiny_graph())
    topic, concepts = next(iter(members(atlas).items()))
    page = analysis(atlas, concepts[:2], Words("en"), level=None)
    asked = {one.concept for one in atlas.graph.mentions if one.about}
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert f'href="./?node={topic}"' in row
    assert f"{len(asked & set(concepts))} of {len(concepts)}</span>" in row
    assert f"2 of {len(concepts)}</a>" in row


def test_what_is_shown_as_cypher_finds_the_same(store: Path) -> None:
    atlas, rows = atlas_of(tiny_graph()), {}
    for name, link in {"topics": as_cypher.topics(), "levels": as_cypher.levels()}.items():
        found = open_store(str(store)).cypher(parameters({"query": urlsplit(link).query})["q"], timeout=60)
        rows[name] = [tuple(row) for row in found.rows]
    asked = {one.concept for one in atlas.graph.mentions if one.about}
    assert rows["topics"] == [(topic, len(of), len(asked & set(of))) for topic, of in members(atlas).items()]
    assert rows["levels"] == sorted(levels(atlas).items())


def test_an_address_names_a_level(at: Visit) -> None:
    page = shown(at(level="0"))
    assert "第 0 层：" in page
    chips = page.partition('<ul class="atlas-chips">')[2].partition("</ul>")[0]
    roots = {one.id for one in tiny_graph().concepts.values() if one.level == 0}
    assert set(re.findall(r"node=([^\"]+)", chips)) == roots


@pytest.mark.parametrize("level", ["99", "-1", "x", "²", "9" * 5000])
def test_a_level_that_is_none_shows_none(at: Visit, level: str) -> None:
    visitor = at(level=level)
    assert not visitor.exception
    assert '<ul class="atlas-chips">' not in shown(visitor)


def test_what_is_known_counts_on_the_page_and_on_the_map(
    at: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = tmp_path / "marks.jsonl"
    append_marks(progress, [Mark("concept", "attention", "known", "注意力机制", "2026-01-01T00:00:00+00:00")])
    monkeypatch.setenv("KG_PROGRESS", str(progress))
    visitor = at()
    assert figures(shown(visitor))["已掌握"] == "1"
    layer = next(one for one in mapped(visitor)["layers"] if one["label"] == "掌握情况")
    assert [(chip["kind"], chip["count"]) for chip in layer["chips"] if chip["kind"] == "known"] == [("known", 1)]


def test_a_damaged_progress_file_is_explained(at: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = tmp_path / "marks.jsonl"
    progress.write_bytes(b"\xff\xfe")
    monkeypatch.setenv("KG_PROGRESS", str(progress))
    visitor = at()
    assert not visitor.exception
    assert "marks.jsonl" in visitor.error[0].value


def test_the_map_holds_every_concept_where_the_build_placed_it(at: Visit) -> None:
    data = mapped(at(lang="en"))
    graph = tiny_graph()
    columns = data["concepts"]
    assert dict(zip(columns["id"], zip(columns["x"], columns["y"], strict=True), strict=True)) == {
        one.id: (one.map_x, one.map_y) for one in graph.concepts.values()
    }
    place = {one: number for number, one in enumerate(columns["id"])}
    direct = {(edge.before, edge.after) for edge in graph.prerequisites if edge.direct is not False}
    assert {tuple(pair) for pair in data["needs"]} == {(place[one], place[other]) for one, other in direct}
    assert columns["name"][place["gqa"]] == "Grouped-Query Attention"
    for island in data["islands"]:
        inside = [
            number
            for number, one in enumerate(graph.concepts.values())
            if one.topic == columns["id"][island["concept"]]
        ]
        for number in inside:
            assert (columns["x"][number] - island["x"]) ** 2 + (columns["y"][number] - island["y"]) ** 2 <= island[
                "r"
            ] ** 2


def test_concepts_are_known_or_ready_or_later() -> None:
    atlas = atlas_of(tiny_graph())
    known = {"attention"}
    assert [standing(atlas, one, known) for one in ("attention", "self-attention", "reward-model", "gqa")] == [
        *("known", "ready", "ready", "later")
    ]


def test_a_bank_without_prerequisites_says_how_to_add_some() -> None:
    atlas = atlas_of(without_prerequisites())
    page = analysis(atlas, (), Words("en"), level=None)
    assert "kg build BANK.md --prerequisites MAP.csv" in page
    assert "No concept is the only way" in page
    data = field_map(atlas, (), Words("en"))
    assert data is not None
    assert [one["label"] for one in data["layers"]] == ["Kind"]


def test_a_map_without_banks_has_no_questions_to_speak_of() -> None:
    atlas = atlas_of(without_banks())
    assert "No bank, only maps: prerequisites.csv" in head(atlas, (), Words("en"))
    page = analysis(atlas, (), Words("en"), level=None)
    assert page.count("Without a bank there are no gaps to name.") == 2
    assert "Asked about</th>" not in page
    data = field_map(atlas, (), Words("en"))
    assert data is not None
    assert [one["page"] for one in data["ways"]] == ["", "path"]
    assert set(data["concepts"]["questions"]) == {None}


def test_a_graph_without_places_says_how_to_get_them(store: Path, at: Visit) -> None:
    graph = tiny_graph()
    bare = {key: replace(one, map_x=None, map_y=None) for key, one in graph.concepts.items()}
    FileStore(store).save(replace(graph, concepts=bare))
    visitor = at()
    assert not visitor.exception
    assert "kg build" in visitor.info[0].value


def test_concepts_without_a_topic_share_one_island() -> None:
    graph = tiny_graph()
    lone = Concept("lone", "孤岛", map_x=99.0, map_y=0.0, level=0)
    data = field_map(atlas_of(replace(graph, concepts=graph.concepts | {"lone": lone})), (), Words("zh"))
    assert data is not None
    island = data["islands"][-1]
    assert (island["x"], island["y"], island["concept"]) == (99.0, 0.0, None)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_mark_of_the_map_stands_out(theme: Theme) -> None:
    for colour in (*RAMP[theme], *STANDING[theme]):
        assert contrast(colour, RAISED[theme]) >= 3


RAISED = {"light": "#f6f7f9", "dark": "#161b22"}


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_both_stores_have_the_same_overview(at: Visit, neo4j_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from_file = at()
    open_store(neo4j_url).save(tiny_graph())
    monkeypatch.setenv("KG_STORE", neo4j_url)
    monkeypatch.setenv("KG_PROGRESS", "none")
    from_server = at()
    assert not from_server.exception
    assert shown(from_server) == shown(from_file)
    parts = ("concepts", "islands", "needs", "layers")
    assert {one: mapped(from_server)[one] for one in parts} == {one: mapped(from_file)[one] for one in parts}
