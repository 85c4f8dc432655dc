"""The address of the page in, ids that the graph holds out; and back into an address that can be copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import streamlit as st

from kg.errors import UnknownName
from kg.lookup import Lookup, concept_named, question_named

LANGUAGE = "lang"
_PAGE = "page-now"


def param(name: str) -> str:
    """The value of a parameter of the address, or nothing."""
    return str(st.query_params.get(name, ""))


def put(values: Mapping[str, str]) -> None:
    """Write parameters into the address, all at once, so that the browser's Back undoes them at once.

    An empty value takes one out. Others stay.
    """
    now = st.query_params.to_dict()
    wanted = {name: value for name, value in (now | dict(values)).items() if value}
    if wanted != now:
        st.query_params.from_dict(wanted)


def keep_only(names: Iterable[str]) -> None:
    """Take all but these and the language out of the address: on the way back streamlit leaves there what was asked
    of the page before."""
    put(dict.fromkeys(set(st.query_params) - {*names, LANGUAGE}, ""))


def come_back(page: str, names: Iterable[str]) -> None:
    """Whoever comes to a page again without saying what to show finds it as it was left."""
    arrived = st.session_state.get(_PAGE) != page
    kept = f"left-{page}"
    if arrived and not any(param(name) for name in names):
        put(st.session_state.get(kept, {}))
    st.session_state[_PAGE] = page
    st.session_state[kept] = {name: param(name) for name in names}


def concept_in(names: Lookup, value: str) -> str | None:
    """The id of the concept that a parameter names, by id or any of its names; None if the graph holds none."""
    if not value:
        return None
    try:
        return concept_named(names, value).id
    except UnknownName:
        return None


def question_in(names: Lookup, value: str) -> str | None:
    """The id of the question that a parameter names; None if the graph holds none."""
    if not value:
        return None
    try:
        return question_named(names, value).id
    except UnknownName:
        return None


def concepts_in(names: Lookup, value: str) -> tuple[str, ...]:
    """The concepts of a parameter that lists some; what the graph does not hold is left out."""
    found = (concept_in(names, one) for one in value.split(","))
    return tuple(dict.fromkeys(one for one in found if one))


def listed(ids: Iterable[str]) -> str:
    """Ids as the value of a parameter."""
    return ",".join(ids)


def choice(value: str, choices: Iterable[str], default: str) -> str:
    """The value if it is one of the choices.

    >>> choice("9", ("1", "2"), "1")
    '1'
    """
    return value if value in tuple(choices) else default
