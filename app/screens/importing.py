"""Files of banks in, what is in them first, then a new graph with a report out; also: remove a bank, go back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app import atlas as atlases
from app import shell, states
from app.atlas import Atlas
from app.i18n import Words
from app.importing import jobs
from app.importing.child import Stop
from app.importing.folder import Place, banks_in, digest, place_of
from app.importing.jobs import Job
from app.importing.names import bank_of
from app.importing.offers import Checked, check, gathered, named, replaced
from app.importing.origins import origins, usual_files
from app.importing.work import MOST_BYTES, Change, Outcome, told
from app.markup import plain, render, shortened
from kg.errors import InputError, KGError
from kg.progress import Event, Progress

JOB, ROUND, CHECKED = states.JOB, "import-round", "import-checked"
_TICK = 0.4
_NAMED = 3
STAGES = ("read", "discover", "extract", "derive", "reading", "loading")
"""What a build or a load says it is at."""
_MEGABYTE = 1024 * 1024


def page() -> None:
    """The whole page."""
    words, place = shell.here(), place_of(atlases.settings())
    atlas = _atlas()
    left, right = st.columns([5, 3], gap="medium")
    with left, st.container(key="import"):
        job = _job(place)
        if job is None:
            _form(place, words, atlas)
        elif job.runs:
            _running(job.number, words)
        else:
            _ended(job, words)
    with right, st.container(key="banks"):
        _banks(place, words, atlas)


def _atlas() -> Atlas | None:
    """The open graph, if there is one: this page is there without one too."""
    try:
        return atlases.current()
    except KGError:
        return None


def _job(place: Place) -> Job | None:
    """The job that this session asked for, else the one that another has running."""
    mine = jobs.job_of(st.session_state.get(JOB, 0))
    return mine or next(iter(jobs.running(place)), None)


def _begin(place: Place, asked: Change) -> None:
    st.session_state[JOB] = jobs.begin(place, asked).number


# --- choosing


def _form(place: Place, words: Words, atlas: Atlas | None) -> None:
    st.header(words("import-title"), anchor=False)
    st.markdown(words("import-text"))
    if jobs.others(place):
        st.info(words("job-busy"), icon=":material/hourglass_top:")
    turn = st.session_state.setdefault(ROUND, 0)
    with st.container(key=f"drop-{words.language}"):
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
        states.first_steps(words)


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
            st.button(label, type="primary", icon=":material/upload_file:", on_click=_begin, args=(place, asked))
        st.button(words("import-reset"), on_click=_reset)


def _reset() -> None:
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.session_state.pop(CHECKED, None)
    st.session_state.pop(JOB, None)


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
    """What else will lie in the bank folder afterwards: the banks of the open graph."""
    if atlas is None or not usable:
        return []
    there = [*banks_in(place.banks), *usable]
    found = origins(atlas.graph, there, usual_files(place.store, place.banks))
    anew = [one.bank for one in found if not one.is_found]
    said = [words("import-copied", names=_names(words, [one.bank for one in found]))] if found else []
    return said + ([words("import-written", names=_names(words, anew))] if anew else [])


def _names(words: Words, banks: Iterable[str]) -> str:
    """Some of the names in words."""
    banks = list(banks)
    shown = words("joiner").join(plain(shortened(one, 40)) for one in banks[:_NAMED])
    return shown if len(banks) <= _NAMED else words("names-more", names=shown, count=len(banks) - _NAMED)


# --- work


@st.fragment(run_every=_TICK)
def _running(number: int, words: Words) -> None:
    """How far a job is, until it has ended."""
    job = jobs.job_of(number)
    if job is None or not job.runs:
        st.rerun()
    st.header(_title(words, job.asked.label), anchor=False)
    st.progress(job.share, _stage(job, words))
    st.button(words("job-cancel"), icon=":material/close:", disabled=not job.can_stop, on_click=job.cancel)
    _queue(job.place, words)


def _stage(job: Job, words: Words) -> str:
    """What a job does now."""
    if job.state == "waiting":
        return words("job-waiting", count=job.before)
    if job.state == "writing" and job.stage != "loading":
        return words("stage-writing")
    return words(f"stage-{job.stage}" if job.stage in STAGES else "stage-")


def _title(words: Words, label: Mapping[str, Any], sort: str = "job") -> str:
    """What a job is about (``job``) or was (``report``)."""
    kind, banks = str(label.get("kind", "import")), [str(one) for one in label.get("banks", ())]
    if kind == "import" and not banks:
        kind = "rebuild"
    return words(f"{sort}-{kind}", **({"names": _names(words, banks)} if kind in ("import", "remove") else {}))


def _queue(place: Place, words: Words) -> None:
    """Who is at work and who waits, where there are several."""
    waiting = jobs.others(place)
    if len(waiting) < 2:
        return
    st.markdown(f"**{words('job-queue')}**")
    lines = []
    for number, one in enumerate(waiting, 1):
        where = words("job-here") if one.pid == jobs.OWN else words("job-elsewhere", pid=one.pid)
        since = words("job-since", time=_clock(datetime.fromtimestamp(one.since, _zone())))
        lines.append(f"{number}. {_title(words, one.label)} · {since} · {where}")
    st.markdown("\n".join(lines))


def _ended(job: Job, words: Words) -> None:
    """What became of a job."""
    if job.outcome:
        _report(job, job.outcome, words)
    else:
        st.header(_title(words, job.asked.label), anchor=False)
        if job.state == "cancelled":
            st.info(words("job-cancelled"), icon=":material/cancel:")
        else:
            st.error(words("job-failed", text=plain(job.error)), icon=":material/error:")
            st.markdown(words("job-halfway" if job.place.pending.exists() else "job-unchanged"))
        if job.place.pending.exists():
            st.button(words("job-again"), type="primary", on_click=_begin, args=(job.place, Change("finish")))
        st.button(words("report-more"), icon=":material/add:", on_click=_reset)


def _report(job: Job, outcome: Outcome, words: Words) -> None:
    st.header(_title(words, job.asked.label, "report"), anchor=False)
    st.caption(words("report-seconds", seconds=outcome.seconds))
    remarks = [words("report-copied", names=_bare(words, outcome.copied))] if outcome.copied else []
    remarks += [words("report-written", names=_bare(words, outcome.written))] if outcome.written else []
    remarks += [words("report-lost", names=_bare(words, outcome.lost))] if outcome.lost else []
    before, after = outcome.before, outcome.after
    rows = [
        {
            "name": words(f"count-{one}"),
            "before": before[one] if before else "",
            "after": after[one],
            "change": f"{after[one] - before[one]:+d}".replace("-", "−") if before else "",
        }
        for one in after
    ]
    st.html(
        render(
            "report.html",
            words=words,
            rows=rows,
            has_before=before is not None,
            remarks=remarks,
            notices=outcome.notices,
        )
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link("screens/explore.py", label=words("explore"), icon=":material/hub:")
        st.page_link("screens/questions.py", label=words("questions"), icon=":material/quiz:")
        st.download_button(
            words("report-save"),
            _saved(job, outcome),
            "import-report.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.button(words("report-more"), icon=":material/add:", on_click=_reset)


def _bare(words: Words, names: Iterable[str]) -> str:
    """Names for HTML, where the template escapes."""
    names = list(names)
    shown = words("joiner").join(names[:_NAMED])
    return shown if len(names) <= _NAMED else words("names-more", names=shown, count=len(names) - _NAMED)


def _saved(job: Job, outcome: Outcome) -> bytes:
    """The report as JSON."""
    import json  # noqa: PLC0415
    from dataclasses import asdict  # noqa: PLC0415

    document = {"asked": job.asked.label, **asdict(outcome)}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


# --- the banks that are there


def _banks(place: Place, words: Words, atlas: Atlas | None) -> None:
    st.subheader(words("banks-here"), anchor=False)
    rows = _bank_rows(place, words, atlas)
    if rows:
        st.html(render("banks.html", words=words, rows=rows))
    else:
        st.markdown(words("banks-none"))
    st.caption(words("banks-folder", folder=str(place.banks).replace("`", "'")))
    with st.container(horizontal=True):
        if any(one["stale"] for one in rows):
            st.button(words("bank-rebuild"), icon=":material/sync:", on_click=_begin, args=(place, Change("import")))
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
            type="primary",
            disabled=not chosen,
            on_click=_begin,
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
        st.markdown(words("restore-text", time=_moment(str(kept.get("when", "")))))
        st.markdown(f"**{_title(words, kept)}**")
        st.caption(words("restore-note"))
        st.button(
            words("restore-now"),
            type="primary",
            key="restore-now",
            on_click=_begin,
            args=(place, Change("restore")),
        )


def _moment(when: str) -> str:
    """A moment as the visitor's clock shows it."""
    try:
        return datetime.fromisoformat(when).astimezone(_zone()).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return plain(when)


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S")


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


if __name__ == "__main__":
    page()
