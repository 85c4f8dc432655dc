"""Filters and a question in, the list of what fits and the answer with its concepts out."""

from __future__ import annotations

import random
from collections.abc import Mapping

import streamlit as st

from app import atlas as atlases
from app import marks, navigation, shell, urlstate
from app.answers import readable
from app.atlas import Atlas
from app.cards import easy, head, listing, onward
from app.finding import Filter, found, topics
from app.i18n import Words
from app.markup import plain
from app.pickers import pick_concept
from app.pictures import pictures_of
from kg.model import Question
from kg.study.index import concepts_of, one_of, shown
from kg.study.learner import Learner
from kg.study.progress import MarkName

QUESTION, TEXT, PAGE, FOLD = "question", "q", "page", "fold"
BANK, CONCEPT, TOPIC, MARK = "bank", "concept", "topic", "mark"
_MARKS = ("mastered", "unsure", "open")
_ASKED: dict[str, MarkName | None] = {"mastered": "mastered", "unsure": "unsure", "none": None}


@st.fragment
def page() -> None:
    """The whole page; as one fragment, a click on the list draws nothing else anew."""
    atlas, words = atlases.current(), shell.here()
    navigation.listen("questions", lambda asked: follow(atlas, asked))
    with shell.explained(words):
        _page(atlas, words)


def _page(atlas: Atlas, words: Words) -> None:
    urlstate.come_back("questions", (QUESTION, TEXT, PAGE, BANK, CONCEPT, TOPIC, MARK))
    learner = marks.current(atlas)
    with st.container(horizontal=True, vertical_alignment="bottom", key="question-tools"):
        asked = _filter(atlas, words, learner)
        fitting = found(atlas, asked, words.language)
        st.button(
            words("draw"),
            icon=":material/casino:",
            on_click=_draw,
            args=(atlas, fitting, learner),
            disabled=not fitting,
        )
    chosen = urlstate.question_in(atlas.names, urlstate.param(QUESTION))
    if urlstate.param(QUESTION) and chosen is None:
        st.warning(words("gone-question", text=plain(urlstate.param(QUESTION))), icon=":material/search_off:")
    left, right = st.columns([2, 3], gap="small")
    with left, st.container(key="question-list"):
        number = urlstate.param(PAGE)
        st.html(
            listing(
                atlas,
                fitting,
                words,
                asked=asked,
                learner=learner,
                chosen=chosen or "",
                page=int(number) if number.isascii() and number.isdigit() else 1,
            )
        )
    with right, st.container(key="answer"):
        if chosen:
            _answer(atlas, shown(atlas.index, chosen, words.language), words, learner)
        else:
            st.html(easy(atlas, fitting, words, learner))


def _filter(atlas: Atlas, words: Words, learner: Learner) -> Filter:
    text = _text(words)
    banks = sorted({one.bank for one in atlas.graph.questions.values()})
    bank = _choice(words, BANK, {one: one for one in banks}) if len(banks) > 1 else ""
    concept = pick_concept(atlas, words, CONCEPT, page="questions")
    named = {one: atlas.name(one, words.language) for one in topics(atlas)}
    topic = _choice(words, TOPIC, named) if named else ""
    mark = _choice(words, MARK, {one: words(f"mark-{one}") for one in _MARKS})
    return Filter(text, bank, concept or "", topic, _marked(atlas, learner, mark) if mark else None)


def _text(words: Words) -> str:
    key = "questions-text"
    st.session_state.setdefault(key, urlstate.param(TEXT))
    text = st.text_input(
        words("questions-search"),
        key=key,
        type="search",
        live="200ms",
        placeholder=words("questions-search-hint"),
        max_chars=200,
    )
    urlstate.put({TEXT: text or ""})
    return text or ""


def _choice(words: Words, name: str, labels: Mapping[str, str]) -> str:
    """A choice of one value or none, which is the address's."""
    key = f"questions-{name}"
    asked = urlstate.param(name)
    st.session_state[key] = asked if asked in labels else None
    st.selectbox(
        words(key),
        list(labels),
        format_func=lambda one: labels.get(one, one),
        key=key,
        placeholder=words("any"),
        on_change=lambda: urlstate.put({name: st.session_state[key] or "", PAGE: ""}),
    )
    return st.session_state[key] or ""


def _marked(atlas: Atlas, learner: Learner, mark: str) -> frozenset[str]:
    mastered, unsure = set(learner.mastered), set(learner.unsure_questions)
    wanted = {
        one
        for one in atlas.graph.questions
        if {"mastered": one_of(atlas.index, one) in mastered, "unsure": one_of(atlas.index, one) in unsure}.get(
            mark, one_of(atlas.index, one) not in mastered | unsure
        )
    }
    return frozenset(wanted)


def _draw(atlas: Atlas, fitting: tuple[str, ...], learner: Learner) -> None:
    """One of the questions that fit, rather one that is not mastered, and not the one that is shown."""
    now = urlstate.param(QUESTION)
    fresh = [one for one in fitting if one_of(atlas.index, one) not in learner.mastered and one != now]
    urlstate.put({QUESTION: random.choice(fresh or fitting), FOLD: "1"})  # noqa: S311 -- a draw, no secret


def _answer(atlas: Atlas, question: str, words: Words, learner: Learner) -> None:
    st.html(head(atlas, question, words, learner))
    one = atlas.graph.questions[question]
    if urlstate.param(FOLD) == "1":
        st.button(words("unfold"), type="primary", on_click=lambda: urlstate.put({FOLD: ""}))
        return
    with st.container(key="answer-text"):
        st.markdown(_readable(atlas, one) or words("no-answer"), anchors=False)
    st.html(onward(atlas, question, words))


def _readable(atlas: Atlas, question: Question) -> str:
    picture = pictures_of(atlases.settings().banks, question.bank)
    return readable(question, concepts_of(atlas.index, question.id), picture, searched=urlstate.param(TEXT))


def follow(atlas: Atlas, asked: Mapping[str, str]) -> None:
    """Do what a link of this page says; what it names must be in the graph."""
    question = urlstate.question_in(atlas.names, asked.get(QUESTION, ""))
    mark = asked.get(MARK)
    if question and mark in ("mastered", "unsure", "none"):
        marks.mark_question(
            atlas, question, "mastered" if mark == "mastered" else "unsure" if mark == "unsure" else None
        )
    elif question:
        urlstate.put({QUESTION: question, FOLD: ""})
    if asked.get(PAGE, "").isdigit():
        urlstate.put({PAGE: asked[PAGE]})


if __name__ == "__main__":
    page()
