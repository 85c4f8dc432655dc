"""The Cypher page without a browser: addresses, running, results in three forms, errors, history."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app import as_cypher, console
from app.asking import ParametersError, Query, place_of, values_of
from app.atlas import Atlas
from app.finding import Filter, found
from app.i18n import Words
from app.links import parameters
from app.result_graph import connected, drawn_of, laid_out, mentioned, picked, view_of
from app.view import SORTS, Scope, around
from kg.cypher import embedded
from kg.cypher.values import CypherResult, Node, Relationship
from kg.cypher.values import Path as Walk
from kg.errors import CypherError
from kg.model import Language
from kg.stores import open_store
from kg.study.path import Limits
from kg.study.plan import plan
from tests.app.conftest import shown

Visit = Callable[..., AppTest]


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Copies for the embedded engine go to a folder of these tests, and its processes end with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
        embedded.close()


@pytest.fixture
def at(visit_page: Visit) -> Visit:
    return partial(visit_page, "cypher")


def run(visitor: AppTest, text: str = "", parameters: str | None = None) -> AppTest:
    """Type a query, press Run and wait as the page does."""
    if text:
        visitor.text_area[0].set_value(text)
    if parameters is not None:
        visitor.text_input[0].set_value(parameters)
    visitor.button(key="cypher-run").click().run()
    deadline = time.monotonic() + 30
    while any(one.key == "cypher-busy" for one in visitor.button) and time.monotonic() < deadline:
        time.sleep(0.1)
        visitor.run()
    assert not visitor.exception
    return visitor


def test_a_query_that_comes_by_link_is_filled_in_and_not_run(at: Visit) -> None:
    visitor = at(q="MATCH (c:Concept {id: $id}) RETURN c.name AS name", params='{"id": "gqa"}')
    assert visitor.text_area[0].value == "MATCH (c:Concept {id: $id}) RETURN c.name AS name"
    assert visitor.text_input[0].value == '{"id": "gqa"}'
    assert "还没有运行" in visitor.info[0].value
    assert '<p class="atlas-summary">' not in shown(visitor)
    visitor.run()
    assert "cypher-asked" not in visitor.session_state
    run(visitor)
    assert not visitor.info
    assert "1 行" in shown(visitor)
    assert visitor.dataframe[0].value["name"].tolist() == ["GQA"]


def test_what_ran_stands_in_the_address_if_it_is_short(at: Visit) -> None:
    visitor = run(at(), "RETURN $x AS x", '{"x": 1}')
    assert visitor.query_params["q"] in ("RETURN $x AS x", ["RETURN $x AS x"])
    assert visitor.query_params["params"] in ('{"x": 1}', ['{"x": 1}'])
    run(visitor, f"RETURN '{'字' * 400}' AS x", "")
    assert "q" not in visitor.query_params
    assert "太长" in "".join(one.value for one in visitor.caption)


def test_nodes_are_drawn_and_a_table_and_json_say_the_same(at: Visit) -> None:
    visitor = run(at(), "MATCH (a:Concept {id: 'gqa'})-[r]-(b:Concept) RETURN a, r, b", "")
    drawing = next(data for data in map(_json, visitor.get("bidi_component")) if "nodes" in data)
    assert {"Concept:gqa", "Concept:mqa"} <= {one["id"] for one in drawing["nodes"]}
    ways = next(one for one in visitor.get("button_group") if str(one.key).startswith("cypher-way"))
    ways.set_value("table").run()
    assert "(:Concept gqa)" in visitor.dataframe[0].value["a"].tolist()
    next(one for one in visitor.get("button_group") if str(one.key).startswith("cypher-way")).set_value("raw").run()
    document = json.loads(visitor.code[0].value)
    assert document["columns"] == ["a", "r", "b"]
    assert document["rows"][0][0]["id"] == "gqa"


def _json(component: Any) -> Any:
    return json.loads(component.proto.json)


def test_scalars_offer_no_graph(at: Visit) -> None:
    visitor = run(at(), "RETURN 1 AS x", "")
    ways = next(one for one in visitor.get("button_group") if str(one.key).startswith("cypher-way"))
    assert ways.options == ["表格", "JSON"]


def test_more_rows_than_are_shown_say_so(at: Visit) -> None:
    visitor = run(at(), "UNWIND range(1, 6000) AS x RETURN x ORDER BY x", "")
    assert "只取了前 5,000 行" in shown(visitor)
    assert len(visitor.dataframe[0].value) == 5000


def test_a_mistake_is_marked_where_it_stands(at: Visit) -> None:
    visitor = run(at(), "MATCH (概念:Concept\nWHERE 概念.name = '<b>'\nRETURN 概念.name", "")
    assert "语句有误" in shown(visitor)
    assert '<pre>MATCH <span class="atlas-here">(</span>概念:Concept</pre>' in shown(visitor)
    assert "第 1 行，第 7 列" in shown(visitor)


def test_what_writes_is_refused(at: Visit) -> None:
    assert "不能运行" in shown(run(at(), "MATCH (n) DELETE n", ""))


def test_a_missing_value_points_to_the_parameters(at: Visit) -> None:
    assert "在参数框里给出它的值" in shown(run(at(), "RETURN $missing AS x", ""))


def test_parameters_that_are_no_json_say_where(at: Visit) -> None:
    visitor = run(at(), "RETURN $x AS x", '{"x": <b>}')
    assert "参数不是 JSON 对象" in shown(visitor)
    assert '<span class="atlas-here">&lt;</span>b&gt;}' in shown(visitor)


def test_history_keeps_what_ran_newest_first(at: Visit) -> None:
    visitor = run(run(run(at(), "RETURN 1 AS x", ""), "RETURN 2 AS", ""), "RETURN 1 AS x", "")
    next(one for one in visitor.get("button_group") if one.key == "cypher-tab").set_value("history").run()
    page = shown(visitor)
    assert page.index("RETURN 1 AS x") < page.index("RETURN 2 AS<")
    assert page.count("RETURN 1 AS x</code>") == 1


def test_the_schema_counts_this_store(at: Visit, atlas: Atlas) -> None:
    visitor = at()
    next(one for one in visitor.get("button_group") if one.key == "cypher-tab").set_value("schema").run()
    assert f"Concept</code></a><b>{len(atlas.graph.concepts)}</b>" in shown(visitor)


def test_a_page_is_found_again_as_it_was_left(at: Visit) -> None:
    visitor = run(at(), "RETURN 7 AS seven", "")
    visitor.switch_page("screens/questions.py").run()
    visitor.switch_page("screens/cypher.py").run()
    assert visitor.text_area[0].value == "RETURN 7 AS seven"
    assert visitor.dataframe[0].value["seven"].tolist() == [7]


def test_examples_ask_for_what_this_graph_holds(atlas: Atlas) -> None:
    values = [value for one in console.examples(atlas) for value in one.values.values()]
    assert len(values) > 5
    assert all(one in atlas.graph.concepts or one in atlas.graph.questions for one in values)


def test_every_example_runs_and_most_find_something(atlas: Atlas, store: Path) -> None:
    queries = [one.query for one in console.examples(atlas)]
    found = [open_store(store).cypher(one.text, values_of(one.parameters)).rows for one in queries]
    assert sum(map(bool, found)) >= 12


def test_every_example_is_titled_in_both_languages(atlas: Atlas) -> None:
    for offer in console.examples(atlas):
        assert offer.example.answers.isascii()
        assert not offer.example.answers_zh.isascii()
    for language in ("zh", "en"):
        assert console.offered(atlas, Words(language), Query()).count("<li>") == len(console.examples(atlas))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"a": }', 1, 7), ("{\n  'a': 1}", 2, 3), ('{"a": 1', 1, 8), ("[1]", 0, 0), ("3", 0, 0), ("[" * 100_000, 0, 0)],
)
def test_parameters_that_are_none(text: str, line: int, column: int) -> None:
    with pytest.raises(ParametersError) as raised:
        values_of(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    place = place_of(raised.value)
    assert (place is None) == (line == 0)


def test_a_place_at_the_end_of_a_long_line_is_in_sight() -> None:
    place = place_of(CypherError("syntax", "m", position=(1, 501), source="x" * 500))
    assert place is not None
    assert (place["at"], place["after"]) == (" ", "")
    assert place["before"] == "…" + "x" * 60


def node(id_: str, label: str = "Concept", **properties: Any) -> Node:
    return Node(id_, (label,), {"id": id_} | properties)


def rows(*values: Any) -> CypherResult:
    return CypherResult(("x",), tuple((value,) for value in values), False, 1.0)


def test_nodes_hide_in_lists_maps_and_paths() -> None:
    edge = Relationship("MENTIONS", "tiny.zh#7", "gqa", {})
    walk = Walk((node("mqa"), node("kv-cache")), (Relationship("PREREQUISITE_OF", "kv-cache", "mqa", {}),))
    drawn = drawn_of(rows([{"deep": node("lora")}], edge, walk, None, 3))
    assert drawn is not None
    assert list(drawn.nodes) == ["Concept:lora", "Concept:mqa", "Concept:kv-cache", "Question:tiny.zh#7", "Concept:gqa"]
    assert set(drawn.edges.values()) == {
        ("Question:tiny.zh#7", "Concept:gqa", "MENTIONS"),
        ("Concept:kv-cache", "Concept:mqa", "PREREQUISITE_OF"),
    }
    assert drawn_of(rows("gqa", 1, [], {})) is None


def test_only_the_first_nodes_are_drawn_and_it_is_said(atlas: Atlas) -> None:
    drawn = drawn_of(rows(*(node(f"c{n}") for n in range(9)), Relationship("USES", "c1", "c8", {})), most=5)
    assert drawn is not None
    assert (len(drawn.nodes), drawn.total, drawn.edges) == (5, 9, {})
    note = view_of(atlas, drawn, Words("zh"), "1")["note"]
    assert note.startswith("只画前 5 个节点，共 9 个")


def test_nodes_alone_are_connected_as_in_the_graph(atlas: Atlas) -> None:
    drawn = drawn_of(rows(node("gqa"), node("mqa"), node("tiny.zh#7", "Question")))
    assert drawn is not None
    assert {sort for *_, sort in connected(atlas, drawn).edges.values()} == {
        "CONTRASTS_WITH",
        "IMPROVES",
        "PREREQUISITE_OF",
    }


def test_nodes_of_no_graph_of_ours_are_drawn_by_what_they_hold(atlas: Atlas) -> None:
    strange = [Node(None, ("Person",), {"name": name}) for name in ("Ada", "Ada", "Max")]
    drawn = laid_out(atlas, rows(*strange, Relationship("KNOWS", None, None, {})))
    assert drawn is not None
    view = view_of(atlas, drawn, Words("en"), "1")
    assert [one["label"] for one in view["nodes"]] == ["Ada", "Max"]
    assert picked(atlas, drawn, next(iter(drawn.nodes)), Words("en")) == []


def test_a_row_leads_to_what_it_speaks_of(atlas: Atlas) -> None:
    links = [one["link"] for one in mentioned(atlas, ["gqa", "多头注意力", "method!", 3, ["tiny.zh#7"]], Words("zh"))]
    assert links == ["./?node=gqa", "./?node=multi-head-attention", "./questions?question=tiny.zh%237"]


def test_a_relationship_leads_to_both_of_its_ends(atlas: Atlas) -> None:
    drawn = drawn_of(rows(Relationship("IMPROVES", "gqa", "mqa", {})))
    assert drawn is not None
    items = picked(atlas, drawn, "Concept:gqa|IMPROVES|Concept:mqa", Words("en"))
    assert [(one["id"], one["word"]) for one in items] == [("gqa", "improves"), ("mqa", "")]
    assert picked(atlas, drawn, "nothing", Words("en")) == []


@pytest.mark.parametrize(("mode", "title"), [("file", "Refused"), ("Neo4j", "Refused")])
def test_an_error_of_the_query_is_told_alike_in_both_modes(atlas: Atlas, mode: str, title: str) -> None:
    told = console.told(replace(atlas, mode=mode), Words("en"), CypherError("refused", "no <b>"))
    assert title in told
    assert "no &lt;b&gt;" in told


def rows_of(store: Path, link: str) -> CypherResult:
    """What the query of a link to the Cypher page finds."""
    asked = parameters({"query": link.partition("?")[2]})
    return open_store(store).cypher(asked["q"], values_of(asked.get("params", "")))


def test_the_overview_as_cypher_finds_the_most_important_in_order(atlas: Atlas, store: Path) -> None:
    ids = [row[0] for row in rows_of(store, as_cypher.important(5)).rows]
    assert ids == [one["concept"] for one in atlas.field["importance"][:5]]


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("sorts", [SORTS, ("CONTRASTS_WITH", "USES")])
def test_explore_as_cypher_finds_what_is_drawn(atlas: Atlas, store: Path, depth: int, sorts: tuple[str, ...]) -> None:
    drawn = drawn_of(rows_of(store, as_cypher.neighbourhood("gqa", depth, sorts)))
    assert drawn is not None
    assert {name.removeprefix("Concept:") for name in drawn.nodes} == set(around(atlas, "gqa", Scope(depth, sorts)))


@pytest.mark.parametrize("known", [(), ("attention",), ("kv-cache",)])
@pytest.mark.parametrize("depth", [None, 1, 2])
def test_a_study_path_as_cypher_finds_its_steps(
    atlas: Atlas, store: Path, known: tuple[str, ...], depth: int | None
) -> None:
    path = plan(atlas.index, "gqa", known=known, limits=Limits(depth=depth))
    link = as_cypher.plan(path, depth)
    assert link is not None
    assert {row[1] for row in rows_of(store, link).rows} == {step.concept for step in path.steps}


@pytest.mark.parametrize(
    "asked",
    [Filter(), Filter(bank="tiny.zh"), Filter(concept="gqa"), Filter(topic="attention"), Filter(bank="tiny.en")],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_as_cypher_finds_its_questions(atlas: Atlas, store: Path, asked: Filter, language: Language) -> None:
    link = as_cypher.listed(asked, language)
    assert link is not None
    assert {row[0] for row in rows_of(store, link).rows} == set(found(atlas, asked, language))


def test_what_no_query_finds_alike_has_no_link() -> None:
    assert as_cypher.listed(Filter(text="kv"), "zh") is None
    assert as_cypher.listed(Filter(marked=frozenset()), "zh") is None
