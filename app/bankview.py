"""The open graph and the bank folder in, a list of the banks with the ways to rebuild, remove and go back out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.atlas import Atlas
from app.i18n import Words
from app.importing import jobs
from app.importing.folder import Place, banks_in, digest
from app.importing.names import bank_of
from app.importing.work import Change, told
from app.jobview import begin, moment, title
from app.markup import plain, render
from kg.errors import InputError


def banks(place: Place, words: Words, atlas: Atlas | None) -> None:
    """The panel beside the form."""
    st.subheader(words("banks-here"), anchor=False)
    rows = _bank_rows(place, words, atlas)
    if rows:
        st.html(render("banks.html", words=words, rows=rows))
    else:
        st.markdown(words("banks-none"))
    st.caption(words("banks-folder", folder=str(place.banks).replace("`", "'")))
    with st.container(horizontal=True):
        if any(one["stale"] for one in rows):
            st.button(words("bank-rebuild"), icon=":material/sync:", on_click=begin, args=(place, Change("import")))
        if len(rows) > 1:
            _removal(place, words, [one["name"] for one in rows])
        _restoration(place, words)


def _bank_rows(place: Place, words: Words, atlas: Atlas | None) -> list[dict[str, Any]]:
    """Every bank of the graph or the folder, with its questions and where the two differ."""
    there = {bank_of(name): file for name, file in banks_in(place.banks).items()}
    counts: dict[str, int] = {}
    sums: dict[str, str] = {}
    if atlas:
        for one in atlas.graph.questions.values():
            counts[one.bank] = counts.get(one.bank, 0) + 1
        sums = {one.name: one.sha256 for one in atlas.graph.inputs if one.role == "bank"}
    rows = []
    for bank in sorted(counts.keys() | there.keys()):
        changed = bank in there and bank in sums and digest(there[bank]) != sums[bank]
        fresh = bank in there and bank not in counts and bank not in sums
        note = (
            "bank-only-folder" if fresh else "bank-changed" if changed else "" if bank in there else "bank-only-graph"
        )
        rows.append(
            {
                "name": bank,
                "questions": counts.get(bank, ""),
                "note": words(note) if note else "",
                "stale": changed or fresh,
            }
        )
    return rows


def _removal(place: Place, words: Words, banks: list[str]) -> None:
    with st.popover(words("bank-remove"), icon=":material/delete:"):
        st.markdown(words("bank-remove-text"))
        chosen = st.multiselect(
            words("bank-remove-choose"), banks, key="bank-remove", max_selections=max(1, len(banks) - 1)
        )
        st.button(
            words("bank-remove-now", count=len(chosen)),
            disabled=not chosen,
            on_click=begin,
            args=(place, Change("remove", removed=frozenset(chosen))),
        )


def _restoration(place: Place, words: Words) -> None:
    try:
        kept = jobs.kept(place)
    except InputError as error:
        st.error(plain(told(error)), icon=":material/error:")
        return
    if kept is None:
        return
    with st.popover(words("restore"), icon=":material/history:"):
        st.markdown(words("restore-text", time=moment(str(kept.get("when", "")))))
        st.markdown(f"**{title(words, kept)}**")
        st.caption(words("restore-note"))
        st.button(
            words("restore-now"),
            key="restore-now",
            on_click=begin,
            args=(place, Change("restore")),
        )
