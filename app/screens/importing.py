"""Files of banks in, what is in them first, then a new graph with a report out; also: remove a bank, go back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from app import atlas as atlases
from app import shell, states
from app.atlas import Atlas
from app.bankview import banks
from app.i18n import Words
from app.importing import jobs
from app.importing.child import Stop
from app.importing.folder import Place, banks_in, place_of
from app.importing.names import bank_of, same
from app.importing.offers import Checked, check, gathered, named, replaced
from app.importing.origins import origins, usual_files
from app.importing.work import MOST_BYTES, Change, other_inputs, told
from app.jobview import begin, ended, forget, names_of, of_session, running
from app.markup import plain, render, shortened
from kg.errors import KGError
from kg.progress import Event, Progress

ROUND, CHECKED = "import-round", "import-checked"
_MEGABYTE = 1024 * 1024


def page() -> None:
    """The whole page."""
    words, place = shell.here(), place_of(atlases.settings())
    atlas = _atlas()
    left, right = st.columns([5, 3], gap="medium")
    with left, st.container(key="import"):
        job = of_session(place)
        if job is None:
            _form(place, words, atlas)
        elif job.runs:
            running(job.number, words)
        else:
            ended(job, words)
    with right, st.container(key="banks"):
        banks(place, words, atlas)


def _atlas() -> Atlas | None:
    """The open graph, if there is one: this page is there without one too."""
    try:
        return atlases.current()
    except KGError:
        return None


def _form(place: Place, words: Words, atlas: Atlas | None) -> None:
    st.header(words("import-title"), anchor=False)
    st.markdown(words("import-text"))
    if jobs.others(place):
        st.info(words("job-busy"), icon=":material/hourglass_top:")
    turn = st.session_state.setdefault(ROUND, 0)
    with st.container(key="drop"):
        st.html(f'<style>.st-key-drop {{ --atlas-drop: "{words("import-choose")}"; }}</style>')  # else it is English
        uploads = st.file_uploader(
            words("import-drop"),
            type=["md", "markdown"],
            accept_multiple_files=True,
            key=f"import-files-{turn}",
            max_upload_size=MOST_BYTES // _MEGABYTE,
        )
    path = ""
    if states.is_local():
        path = st.text_input(
            words("import-folder"), key=f"import-folder-{turn}", placeholder=words("import-folder-hint")
        ).strip()
    checked = _checked(uploads or [], path, words)
    if checked:
        _offer(place, words, atlas, checked)
    elif atlas is None and not banks_in(place.banks):
        states.bundled_card(words)


def _checked(uploads: Iterable[Any], path: str, words: Words) -> Checked | None:
    """What was dropped and named, read once; None where nothing was, or where it cannot be read at all."""
    uploads = list(uploads)
    if not uploads and not path:
        return None
    size = sum(one.size for one in uploads)
    if size > MOST_BYTES:
        st.error(words("import-too-much", size=-(-size // _MEGABYTE)), icon=":material/error:")
        return None
    try:
        found = list(named(path).items()) if path else []
        found += [(one.name, one.getvalue()) for one in uploads]
        files, faults = gathered(found)
        key = _key(found)
        kept = st.session_state.get(CHECKED)
        if not kept or kept[0] != key:
            kept = st.session_state[CHECKED] = (key, _read(files, faults, words))
    except KGError as error:
        st.error(plain(told(error)), icon=":material/error:")
        return None
    return kept[1]


def _key(found: Iterable[tuple[str, bytes]]) -> str:
    whole = hashlib.sha256()
    for name, data in found:
        whole.update(f"{len(name)} {name} {len(data)}".encode("utf-8", "replace"))
        whole.update(data)
    return whole.hexdigest()


def _read(files: Mapping[str, bytes], faults: tuple[tuple[str, str], ...], words: Words) -> Checked:
    """The dry run, in a child that ends with this run of the page."""
    bar = st.progress(0.0, words("import-reading"))

    def heard(event: Event) -> None:
        if isinstance(event, Progress):
            bar.progress(event.done / max(event.total, 1), words("import-reading"))

    try:
        return check(files, faults, heard, Stop())
    finally:
        bar.empty()


def _offer(place: Place, words: Words, atlas: Atlas | None, checked: Checked) -> None:
    """What was found, and the button that imports it."""
    usable, found = checked.usable, checked.survey
    if usable:
        st.subheader(words("import-found", files=len(usable), questions=found["questions"]), anchor=False)
    else:
        st.subheader(words("import-found-none"), anchor=False)
    unknown = found["unknown_terms"]
    if usable and unknown is not None:
        st.markdown(words("import-unknown", percent=round(100 * unknown)))
    with st.container(key="survey"):
        st.html(render("survey.html", words=words, rows=_survey_rows(place, words, checked)))
    for text in _also(place, words, atlas, usable):
        st.caption(text)
    with st.container(horizontal=True):
        label = words("import-begin-1") if len(usable) == 1 else words("import-begin", count=len(usable))
        if usable:
            asked = Change("import", usable)
            st.button(label, type="primary", icon=":material/upload_file:", on_click=begin, args=(place, asked))
        st.button(words("import-reset"), on_click=_reset)


def _reset() -> None:
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(CHECKED, None)
    forget()


def _survey_rows(place: Place, words: Words, checked: Checked) -> list[dict[str, Any]]:
    again = replaced(checked.files, banks_in(place.banks))
    rows = [_survey_row(words, one, one["file"] in again) for one in checked.survey["banks"]]
    faults = [_row(name, [words(fault)], bad=True) for name, fault in checked.faults]
    return sorted(rows + faults, key=lambda row: (not row["bad"], row["name"]))


def _survey_row(words: Words, one: Mapping[str, Any], replaces: bool) -> dict[str, Any]:
    if one["error"]:
        return _row(one["file"], [one["error"]], bad=True)
    unanswered = one["questions"] - one["answered"]
    remarks = [words("import-replaces")] if replaces else []
    remarks += [words("import-unanswered", count=unanswered)] if unanswered else []
    row = _row(one["file"], [*remarks, *one["warnings"]], bad=False)
    languages = " · ".join(f"{language} {count}" for language, count in one["languages"].items())
    sample = [{"number": each["number"], "title": shortened(each["title"], 90)} for each in one["sample"]]
    return row | {"questions": one["questions"], "languages": languages, "sample": sample}


def _row(name: str, remarks: list[str], *, bad: bool) -> dict[str, Any]:
    return {"name": name, "remarks": remarks, "bad": bad, "questions": "", "languages": "", "sample": []}


def _also(place: Place, words: Words, atlas: Atlas | None, usable: Mapping[str, bytes]) -> list[str]:
    """What else the graph will be built from: the banks that it has now, what lies in the folder, other word lists."""
    if atlas is None or not usable:
        return []
    there = [*banks_in(place.banks), *usable]
    found = origins(atlas.graph, there, usual_files(place.store, place.banks))
    graph = {same(one.bank) for one in atlas.graph.questions.values()}
    lists = {
        "import-copied": [one.bank for one in found],
        "import-written": [one.bank for one in found if not one.is_found],
        "import-coming": [bank_of(name) for name in banks_in(place.banks) if same(bank_of(name)) not in graph],
        "import-other": other_inputs(atlas.graph),
    }
    return [words(key, names=plain(names_of(words, names))) for key, names in lists.items() if names]


if __name__ == "__main__":
    page()
