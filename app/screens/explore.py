"""A search or an address in, the neighbourhood of a concept with everything the graph knows about it out."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from concept_atlas import canvas, event_of

from app import as_cypher, navigation, shell, urlstate
from app import atlas as atlases
from app import stage as stages
from app.atlas import Atlas, edge_id
from app.i18n import Words
from app.items import concept_item
from app.markup import plain, render
from app.offline import offline_page
from app.panel import panel
from app.search import results
from app.stage import Stage
from app.view import SORTS, Scope, edges_among, legend, neighbours, network, payload

CANVAS, SEARCH = "canvas", "search-text"
STAGE, NOW, WRITTEN = "explore", "now", "written"
NODE, FOCUS, DEPTH, SORT, GROWN = "node", "focus", "depth", "rels", "grown"
_TOPICS = 9


def page() -> None:
    """The whole page."""
    atlas, words = atlases.current(), shell.here()
    _arrive(atlas, words)
    with st.container(horizontal=True, key="tools", vertical_alignment="center"):
        with st.container(key="search", width="stretch"):
            _search(atlas, words)
        stage = _stage()
        if stage:
            _controls(atlas, stage, words)
    _body(atlas, words)


def _stage() -> Stage | None:
    return st.session_state.get(STAGE)


def _keep(stage: Stage) -> None:
    _hold(stage)
    _write_address(stage)


def _hold(stage: Stage) -> None:
    st.session_state[STAGE] = stage
    st.session_state.setdefault(NOW, {})[STAGE] = stage


def _write_address(stage: Stage) -> None:
    sorts = "" if stage.scope.sorts == SORTS else urlstate.listed(stage.scope.sorts)
    depth = "" if stage.scope.depth == 1 else str(stage.scope.depth)
    focus = "" if stage.focus == stage.selected else stage.focus
    grown = urlstate.listed(stage.grown)
    urlstate.put({NODE: stage.selected, FOCUS: focus, DEPTH: depth, SORT: sorts, GROWN: grown})
    st.session_state[WRITTEN] = stage.selected, focus


def _arrive(atlas: Atlas, words: Words) -> None:
    """Follow an address that is not the one this page wrote last; keep the drawing otherwise."""
    stage, asked = _stage(), (urlstate.param(NODE), urlstate.param(FOCUS))
    if stage and not set(stage.places) <= set(atlas.graph.concepts):
        del st.session_state[STAGE]  # the store was built anew
        stage = None
    urlstate.come_back("explore", ())
    urlstate.put({"question": ""})  # streamlit leaves the next page's parameters here on the way back
    if stage and asked in (("", ""), st.session_state.get(WRITTEN)):
        _keep(stage)
    elif any(asked):
        _enter_named(atlas, words, asked, stage)


def _enter_named(atlas: Atlas, words: Words, asked: tuple[str, str], before: Stage | None) -> None:
    """Draw what an address names, or select it where it is drawn already: so the browser's Back keeps the drawing."""
    node, focus = (urlstate.concept_in(atlas.names, one) for one in asked)
    gone = [name for name, found in zip(asked, (node, focus), strict=True) if name and not found]
    if gone:
        st.warning(words("gone", text=plain(gone[0])), icon=":material/search_off:")
        urlstate.put({NODE: "", FOCUS: ""})
    chosen = node or focus
    if not chosen:
        return
    if before and chosen in before.places and before.focus in (focus, chosen):
        _keep(stages.choose(atlas, before, chosen))
    else:
        stage = stages.reopen(atlas, focus or chosen, _asked_steps(atlas), before=before, scope=_asked_scope(before))
        _keep(stages.choose(atlas, stage, chosen) if chosen != stage.selected else stage)


def _asked_steps(atlas: Atlas) -> list[str]:
    steps = urlstate.param(GROWN).split(",")
    return [one for one in steps if one == stages.MORE or one in atlas.graph.concepts]


def _asked_scope(before: Stage | None) -> Scope | None:
    """The reach and filter of the address; None where it says nothing of them and those of before go on."""
    if before and not (urlstate.param(DEPTH) or urlstate.param(SORT)):
        return None
    sorts = tuple(one for one in SORTS if one in urlstate.param(SORT).split(","))
    return Scope(int(urlstate.choice(urlstate.param(DEPTH), ("1", "2"), "1")), sorts or SORTS)


@st.fragment
def _search(atlas: Atlas, words: Words) -> None:
    text = st.text_input(
        words("search"),
        key=SEARCH,
        type="search",
        live="200ms",
        placeholder=words("search-hint"),
        label_visibility="collapsed",
    )
    if text and text.strip():
        with st.container(key="results"):
            st.html(results(atlas, text, words))


def _controls(atlas: Atlas, stage: Stage, words: Words) -> None:
    st.segmented_control(
        words("depth"),
        ["1", "2"],
        format_func=lambda one: words(f"depth-{one}"),
        default=str(stage.scope.depth),
        required=True,
        key="depth",
        on_change=_rescope,
        label_visibility="collapsed",
    )
    with st.popover(words("options"), icon=":material/tune:"):
        st.pills(
            words("sorts"),
            SORTS,
            selection_mode="multi",
            format_func=words.relation,
            default=stage.scope.sorts,
            key="sorts",
            on_change=_rescope,
        )
        _offline(atlas, stage, words)
    st.segmented_control(
        words("picture"),
        ["picture", "list"],
        format_func=words,
        default="picture",
        required=True,
        key="twin",
        label_visibility="collapsed",
    )


def _offline(atlas: Atlas, stage: Stage, words: Words) -> None:
    now = st.session_state.setdefault(NOW, {})  # the page is made in a thread that knows no session
    now[STAGE] = stage

    def page_of_now() -> bytes:
        drawn: Stage = now[STAGE]
        command = {"n": 1, "select": drawn.selected}
        view = _data(atlas, drawn, words) | {"offline": True, "more": "", "command": command}
        view["text"] = words.canvas() | {"hint": ""}
        title = words("offline-title", name=atlas.name(drawn.focus, words.language))
        return offline_page(atlas, view, list(drawn.places), words, title).encode()

    st.download_button(
        words("offline"),
        page_of_now,
        f"concept-atlas-{stage.focus}.html",
        "text/html",
        help=words("offline-help"),
        icon=":material/download:",
        on_click="ignore",
    )


def _rescope() -> None:
    stage, chosen = _stage(), st.session_state.get("sorts") or SORTS
    if stage:
        sorts = tuple(one for one in SORTS if one in chosen)
        scope = Scope(int(st.session_state["depth"]), sorts)
        _keep(stages.rescope(atlases.current(), stage, scope))


@st.fragment
def _body(atlas: Atlas, words: Words) -> None:
    """What a click on the canvas or in the panel draws anew."""
    navigation.listen("", lambda asked: follow(atlas, asked))
    stage = _stage()
    if stage is None:
        st.html(render("start.html", words=words, topics=_topics(atlas, words)))
    else:
        _workspace(atlas, words, stage)


def _workspace(atlas: Atlas, words: Words, stage: Stage) -> None:
    left, right = st.columns([2, 1], gap="small")
    with left:
        if st.session_state.get("twin") == "list":
            with st.container(key="twin-list"):
                st.html(render("list.html", words=words, total=stage.total, rows=_rows(atlas, words, stage)))
        else:
            canvas(_drawing(atlas, stage, words), key=CANVAS, on_event=_on_event)
    with right, st.container(key="panel"):
        edge = next((one for one in edges_among(atlas, stage.places) if edge_id(one) == stage.edge), None)
        cypher = as_cypher.neighbourhood(stage.selected, stage.scope.depth, stage.scope.sorts)
        st.html(panel(atlas, stage.selected, words, trail=stage.trail, edge=edge, cypher=cypher))
    _write_address(stage)  # last: the browser takes its time to change the address


def _topics(atlas: Atlas, words: Words) -> list[dict[str, object]]:
    """The most important concepts that a question asks about: where a reader of this bank may begin."""
    asked = {one.concept for one in atlas.graph.mentions if one.about} or set(atlas.graph.concepts)
    first = sorted(asked, key=lambda one: (-(atlas.concept(one).importance or 0.0), one))[:_TOPICS]
    return [concept_item(atlas, one, words) | {"questions": atlas.speaking(one)} for one in first]


def _rows(atlas: Atlas, words: Words, stage: Stage) -> list[dict[str, object]]:
    """The drawing as a list: the same concepts, for keyboard and screen reader."""
    return [
        concept_item(atlas, one, words)
        | {"connected": len(neighbours(atlas, one, stage.scope.sorts)), "selected": one == stage.selected}
        for one in stage.places
    ]


def _drawing(atlas: Atlas, stage: Stage, words: Words) -> dict[str, object]:
    """The data of the canvas, made anew only where the drawing changed."""
    key = (atlas.mark, id(stage.places), stage.scope, words.language, stage.view)
    kept = st.session_state.get("drawing")
    if not kept or kept[0] != key:
        kept = st.session_state["drawing"] = (key, _data(atlas, stage, words), stage.places)
    return kept[1] | {"command": {"n": stage.command, "select": _commanded(stage)}}


def _data(atlas: Atlas, stage: Stage, words: Words) -> dict[str, object]:
    net = network(atlas, stage.places, stage.scope.sorts, words)
    left = stages.left_out(atlas, stage)
    data = payload(net, f"{stage.focus}/{stage.view}", legend(atlas, list(stage.places), words), words)
    shown = len(stage.places)
    data["note"] = words("shown" if shown < stage.total else "shown-all", shown=shown, total=stage.total)
    data["more"] = words("more", count=left) if left else ""
    return data


def _commanded(stage: Stage) -> str:
    """What the page selected last; it stays the same when the reader clicks, so that nothing is sent anew."""
    kept = st.session_state.get("commanded")
    if not kept or kept[0] != (stage.view, stage.command):
        kept = st.session_state["commanded"] = ((stage.view, stage.command), stage.selected)
    return str(kept[1])


def _on_event() -> None:
    event, stage = event_of(CANVAS), _stage()
    if event and stage:
        _hold(stages.handle(atlases.current(), stage, event))


def follow(atlas: Atlas, asked: Mapping[str, str]) -> None:
    """Do what a link of this page says; what it names must be in the graph."""
    stage = _stage()
    chosen = urlstate.concept_in(atlas.names, asked.get("node", ""))
    focus = urlstate.concept_in(atlas.names, asked.get("focus", ""))
    searched = bool(st.session_state.get(SEARCH))
    if asked.get("start"):
        st.session_state.pop(STAGE, None)
        urlstate.put(dict.fromkeys((NODE, FOCUS, DEPTH, SORT, GROWN), ""))
        navigation.whole_page()
    elif chosen and stage and not searched:
        _keep(stages.choose(atlas, stage, chosen))
    elif chosen or focus:
        _keep(stages.enter(atlas, chosen or focus or "", before=stage))
    if searched or stage is None:
        st.session_state[SEARCH] = ""
        navigation.whole_page()


if __name__ == "__main__":
    page()
