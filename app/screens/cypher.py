"""A Cypher query in, its rows as graph, table or JSON out; a query that comes by link waits for a click."""

from __future__ import annotations

import json
from collections.abc import Mapping

import streamlit as st
from concept_atlas import canvas, event_of

from app import atlas as atlases
from app import navigation, shell, urlstate
from app.asking import MOST_ROWS, SECONDS, Asked, Query
from app.atlas import Atlas
from app.console import Past, examples, history, offered, past_of, schema, summary, told
from app.i18n import Words
from app.items import Item
from app.links import CYPHER, MOST_LINK, cypher_link, parameters
from app.markup import render
from app.result_graph import Drawn, mentioned, picked, view_of
from kg.cypher.shapes import csv_of, json_of
from kg.cypher.values import CypherResult, Value
from kg.errors import CypherError, KGError
from kg.tables import result_table

TEXT, PARAMETERS = "cypher-text", "cypher-parameters"
QUERY, PARAMS = "q", "params"
DRAFT, ADDRESS, LINKED = "cypher-draft", "cypher-address", "cypher-linked"
ASKED, HISTORY, PICKED, CANVAS = "cypher-asked", "cypher-runs", "cypher-picked", "cypher-canvas"
_PATIENCE = 0.2
_KEPT = 30
_CELL = 300
_RAW_ROWS, _RAW_SIGNS = 100, 60_000
_TABLE_ROWS = 14


@st.fragment
def page() -> None:
    """The whole page; as one fragment, an answer draws nothing else anew."""
    atlas, words = atlases.current(), shell.here()
    navigation.listen(CYPHER, follow)
    _arrive(atlas)
    asked = _asked()
    busy = asked is not None and not asked.ended(_PATIENCE)
    left, right = st.columns([7, 3], gap="small")
    with right, st.container(key="cypher-side"):
        _side(atlas, words)
    with left:
        _editor(words, busy=busy)
        with st.container(key="cypher-result"):
            if asked is None:
                st.html(render("cypher_empty.html", words=words))
            elif busy:
                _wait(words, asked)
            else:
                _answer(atlas, words, asked)


def _arrive(atlas: Atlas) -> None:
    """What the address asks for is filled in once; it is run by a click alone."""
    urlstate.keep_only((QUERY, PARAMS))
    urlstate.come_back(CYPHER, (QUERY, PARAMS))
    asked = Query(urlstate.param(QUERY), urlstate.param(PARAMS))
    if asked.text and asked != st.session_state.get(ADDRESS):
        _fill(asked, linked=True)
    elif DRAFT not in st.session_state:
        st.session_state[DRAFT] = examples(atlas)[0].query
    draft: Query = st.session_state[DRAFT]
    st.session_state.setdefault(TEXT, draft.text)
    st.session_state.setdefault(PARAMETERS, draft.parameters)


def _fill(query: Query, *, linked: bool) -> None:
    """Put a query into the editor and, if it is short, into the address."""
    st.session_state[DRAFT] = query
    st.session_state[TEXT], st.session_state[PARAMETERS] = query.text, query.parameters
    st.session_state[LINKED] = linked
    _address(query)


def _address(query: Query) -> None:
    short = len(cypher_link(query.text, query.parameters)) <= MOST_LINK
    kept = query if short else Query()
    st.session_state[ADDRESS] = kept
    urlstate.put({QUERY: kept.text, PARAMS: kept.parameters})


def _editor(words: Words, *, busy: bool) -> None:
    with st.container(key="cypher-editor"):
        st.text_area(
            words("cypher-text"),
            key=TEXT,
            height=152,
            placeholder=words("cypher-text-hint"),
            label_visibility="collapsed",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text_input(
                words("cypher-parameters"),
                key=PARAMETERS,
                placeholder=words("cypher-parameters"),
                icon=":material/data_object:",
                label_visibility="collapsed",
            )
            _run_button(words, busy=busy)
        st.session_state[DRAFT] = Query(st.session_state[TEXT] or "", st.session_state[PARAMETERS] or "")
        st.caption(words("cypher-bounds", seconds=f"{SECONDS:g}", rows=f"{MOST_ROWS:,}"))
    if st.session_state.get(LINKED):
        st.info(words("cypher-linked"), icon=":material/link:")


def _run_button(words: Words, *, busy: bool) -> None:
    if busy:
        st.button(words("cypher-running"), type="primary", key="cypher-busy", disabled=True)
    else:
        st.button(
            words("cypher-run"),
            type="primary",
            icon=":material/play_arrow:",
            key="cypher-run",
            shortcut="Ctrl+Enter",
            on_click=_run,
        )


def _asked() -> Asked | None:
    return st.session_state.get(ASKED)


def _run() -> None:
    """Start what stands in the editor, if nothing runs; a session asks one thing at a time."""
    asked = _asked()
    if asked is not None and not asked.ended():
        return
    query = Query(st.session_state[TEXT] or "", st.session_state[PARAMETERS] or "")
    st.session_state[DRAFT] = query
    st.session_state[LINKED] = False
    _address(query)
    st.session_state[ASKED] = Asked(atlases.current(), query)
    for name in (PICKED, "cypher-frame"):
        st.session_state.pop(name, None)


def _answer(atlas: Atlas, words: Words, asked: Asked) -> None:
    _remember(asked)
    if not st.session_state[ADDRESS].text and asked.query == st.session_state[DRAFT]:
        st.caption(words("cypher-long"))
    if asked.error is not None:
        _say(atlas, words, asked.error)
    elif asked.result is not None:
        _rows(atlas, words, asked, asked.result)


@st.fragment(run_every=_PATIENCE)
def _wait(words: Words, asked: Asked) -> None:
    """Tell again and again what happens, so that the page stays free meanwhile; at the end it is drawn anew."""
    if asked.ended():
        st.rerun()
    copying = asked.progress
    if copying:
        share = copying.done / copying.total if copying.total else 0.0
        st.progress(share, words("cypher-copying", done=f"{copying.done:,}", total=f"{copying.total:,}"))
    else:
        now = words("cypher-wait", seconds=f"{asked.seconds():.1f}", most=f"{SECONDS:g}")
        st.progress(min(1.0, asked.seconds() / SECONDS), now)


def _remember(asked: Asked) -> None:
    """The run in the history of the session, the newest first, each query once."""
    runs: list[Past] = st.session_state.setdefault(HISTORY, [])
    past = past_of(asked)
    if runs and runs[0] == past:
        return
    st.session_state[HISTORY] = [past, *(one for one in runs if one.query != past.query)][:_KEPT]


def _say(atlas: Atlas, words: Words, error: KGError) -> None:
    """What is wrong, where, and what to do."""
    st.html(told(atlas, words, error))
    if isinstance(error, CypherError) and error.kind == "unavailable":
        st.button(words("retry"), icon=":material/refresh:", on_click=_run, key="cypher-again")


def _rows(atlas: Atlas, words: Words, asked: Asked, result: CypherResult) -> None:
    drawn = asked.drawn
    ways = [one for one in ("graph", "table", "raw") if one != "graph" or drawn]
    with st.container(horizontal=True, vertical_alignment="center", key="cypher-bar"):
        way = st.segmented_control(
            words("cypher-view"),
            ways,
            format_func=lambda one: words(f"cypher-{one}"),
            default=ways[0],
            required=True,
            key=f"cypher-way-{len(ways)}",
            label_visibility="collapsed",
        )
        st.html(summary(atlas, words, result))
        _downloads(words, result)
    if not result.rows:
        st.html(render("cypher_picked.html", items=[], text=words("cypher-no-rows"), open=""))
    elif way == "graph" and drawn:
        _graph(atlas, words, asked.number, drawn)
    elif way == "raw":
        _raw(words, result)
    else:
        _table(atlas, words, asked.number, result)


def _graph(atlas: Atlas, words: Words, number: int, drawn: Drawn) -> None:
    chosen = st.session_state.get(PICKED, "")
    _picked(picked(atlas, drawn, chosen, words), words, "cypher-pick-none" if chosen else "cypher-pick-graph")
    kept = st.session_state.get("cypher-frame")
    if not kept or kept[0] != (number, words.language):
        view = view_of(atlas, drawn, words, str(number))
        kept = st.session_state["cypher-frame"] = ((number, words.language), view)
    canvas(kept[1], key=CANVAS, on_event=lambda: _on_event(atlas, drawn))


def _on_event(atlas: Atlas, drawn: Drawn) -> None:
    """A click selects; a double click opens the concept or the question."""
    event = event_of(CANVAS) or {}
    name = str(event.get("id", ""))
    if name not in drawn.nodes and name not in drawn.edges:
        return
    st.session_state[PICKED] = name
    if event.get("kind") == "expand":
        items = picked(atlas, drawn, name, shell.here())
        if items:
            page_, _, query = str(items[0]["link"]).removeprefix("./").partition("?")
            navigation.remember(page_, parameters({"query": query}))


def _picked(items: list[Item], words: Words, otherwise: str) -> None:
    with st.container(key="cypher-picked"):
        st.html(render("cypher_picked.html", items=items, text=words(otherwise), open=words("cypher-open")))


def _table(atlas: Atlas, words: Words, number: int, result: CypherResult) -> None:
    place = st.empty()
    frame = result_table(result, most=_CELL)
    event = st.dataframe(
        frame,
        hide_index=True,
        height=38 + 35 * min(max(len(result.rows), 1), _TABLE_ROWS),
        on_select="rerun",
        selection_mode="single-cell",
        key=f"cypher-rows-{number}",
    )
    chosen = [_chosen(result, *cell) for cell in event["selection"]["cells"]]
    items = [item for values in chosen for item in mentioned(atlas, values, words)]
    with place.container():
        _picked(items, words, "cypher-pick-none" if chosen else "cypher-pick-table")


def _chosen(result: CypherResult, number: int, column: str) -> list[Value]:
    """The cell that was clicked, then the others of its row; nothing where the browser names what is not there."""
    if number >= len(result.rows) or column not in result.columns:
        return []
    row = result.rows[number]
    return [row[result.columns.index(column)], *row]


def _raw(words: Words, result: CypherResult) -> None:
    document = json_of(result)
    document["rows"] = document["rows"][:_RAW_ROWS]
    text = json.dumps(document, ensure_ascii=False, indent=2)
    while len(text) > _RAW_SIGNS and len(document["rows"]) > 1:
        document["rows"] = document["rows"][: len(document["rows"]) // 2]
        text = json.dumps(document, ensure_ascii=False, indent=2)
    shown = len(document["rows"])
    if shown < len(result.rows):
        st.caption(words("cypher-raw-part", shown=f"{shown:,}", total=f"{len(result.rows):,}"))
    st.code(text, language="json", height=540)


def _downloads(words: Words, result: CypherResult) -> None:
    st.download_button(
        "CSV",
        lambda: csv_of(result).encode("utf-8-sig"),  # with the mark by which Excel knows Chinese
        "query.csv",
        "text/csv",
        help=words("cypher-csv"),
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "JSON",
        lambda: json.dumps(json_of(result), ensure_ascii=False, indent=1).encode(),
        "query.json",
        "application/json",
        help=words("cypher-json"),
        icon=":material/download:",
        on_click="ignore",
    )


def _side(atlas: Atlas, words: Words) -> None:
    tab = st.segmented_control(
        words("cypher-examples"),
        ["examples", "schema", "history"],
        format_func=lambda one: words(f"cypher-{one}"),
        default="examples",
        required=True,
        key="cypher-tab",
        label_visibility="collapsed",
    )
    if tab == "schema":
        st.html(schema(atlas, words))
    elif tab == "history":
        st.html(history(st.session_state.get(HISTORY, ()), words))
    else:
        st.html(offered(atlas, words, st.session_state[DRAFT]))


def follow(asked: Mapping[str, str]) -> None:
    """Fill in what a link of this page says."""
    text = asked.get(QUERY, "")
    if text:
        _fill(Query(text, asked.get(PARAMS, "")), linked=False)


if __name__ == "__main__":
    page()
