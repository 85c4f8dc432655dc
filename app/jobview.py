"""A job in, how far it is and what became of it out: the running half of the Import page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from concept_atlas import pulse

from app.i18n import Words
from app.importing import jobs
from app.importing.folder import Place
from app.importing.jobs import Job
from app.importing.work import Change, Outcome
from app.markup import plain, render, shortened

JOB = "import-job"
"""Where a session keeps the number of the job that it asked for."""
STAGES = ("read", "discover", "extract", "derive", "reading", "loading")
"""What a build or a load says it is at."""
_TICK = 0.4
_NAMED = 3


def begin(place: Place, asked: Change) -> None:
    """Start a job for this session."""
    st.session_state[JOB] = jobs.begin(place, asked).number


def of_session(place: Place) -> Job | None:
    """The job that this session asked for, else the one that another has running."""
    mine = jobs.job_of(st.session_state.get(JOB, 0))
    return mine or next(iter(jobs.running(place)), None)


def forget() -> None:
    """Be done with the job of this session."""
    st.session_state.pop(JOB, None)


def names_of(words: Words, banks: Iterable[str]) -> str:
    """The first of some names in words, as they are."""
    banks = list(banks)
    shown = words("joiner").join(shortened(one, 40) for one in banks[:_NAMED])
    return shown if len(banks) <= _NAMED else words("names-more", names=shown, count=len(banks) - _NAMED)


@st.fragment
def running(number: int, words: Words) -> None:
    """How far a job is, until it has ended."""
    with st.container(key="hidden-job-pulse"):
        pulse(_TICK, key="job-pulse")
    job = jobs.job_of(number)
    if job is None or not job.runs:
        st.rerun()
    st.header(title(words, job.label), anchor=False)
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


def title(words: Words, label: Mapping[str, Any], sort: str = "job") -> str:
    """What a job is about (``job``) or was (``report``)."""
    kind, banks = str(label.get("kind", "import")), [str(one) for one in label.get("banks", ())]
    if kind == "import" and not banks:
        kind = "rebuild"
    return words(f"{sort}-{kind}", **({"names": plain(names_of(words, banks))} if kind in ("import", "remove") else {}))


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
        lines.append(f"{number}. {title(words, one.label)} · {since} · {where}")
    st.markdown("\n".join(lines))


def ended(job: Job, words: Words) -> None:
    """What became of a job."""
    if job.outcome:
        _report(job, job.outcome, words)
    else:
        st.header(title(words, job.label), anchor=False)
        if job.state == "cancelled":
            st.info(words("job-cancelled"), icon=":material/cancel:")
        else:
            st.error(words("job-failed", text=plain(job.error)), icon=":material/error:")
            st.markdown(words("job-halfway" if job.place.pending.exists() else "job-unchanged"))
        if job.place.pending.exists():
            st.button(words("job-again"), type="primary", on_click=begin, args=(job.place, Change("finish")))
        st.button(words("report-more"), icon=":material/add:", on_click=forget)


def _report(job: Job, outcome: Outcome, words: Words) -> None:
    st.header(title(words, job.label, "report"), anchor=False)
    st.caption(words("report-seconds", seconds=outcome.seconds))
    remarks = [words("report-copied", names=names_of(words, outcome.copied))] if outcome.copied else []
    remarks += [words("report-written", names=names_of(words, outcome.written))] if outcome.written else []
    remarks += [words("report-lost", names=names_of(words, outcome.lost))] if outcome.lost else []
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
        st.button(words("report-more"), icon=":material/add:", on_click=forget)


def _saved(job: Job, outcome: Outcome) -> bytes:
    """The report as JSON."""
    document = {"asked": job.label, **asdict(outcome)}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def moment(when: str) -> str:
    """A moment as the visitor's clock shows it."""
    try:
        return datetime.fromisoformat(when).astimezone(_zone()).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return when


def _clock(moment: datetime) -> str:
    return moment.strftime("%H:%M:%S")


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
