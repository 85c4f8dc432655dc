"""A deadline plan in, its JSON document out, with what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.model import Language
from kg.study.deadline import Evenings, Task
from kg.study.index import StudyIndex, shown


def evenings_document(
    index: StudyIndex, given: Task, found: Evenings, language: Language, *, known: frozenset[str]
) -> dict[str, Any]:
    """The JSON document of ``kg plan``; ``teaches`` names what a question is the first to teach."""
    taught = set(known)
    evenings = []
    for evening in found:
        questions = []
        for question in evening:
            new = [one for one in index.about[question] if one not in taught]
            taught.update(new)
            shown_as = shown(index, question, language)
            questions.append({"question": shown_as, "minutes": given.minutes[question], "teaches": new})
        evenings.append({"minutes": sum(given.minutes[one] for one in evening), "questions": questions})
    left = [{"goal": goal, "because": because} for goal, because in _left_out(index, given, found, language, known)]
    return {"goals": list(given.goals), "evenings": evenings, "left_out": left}


def _left_out(
    index: StudyIndex, given: Task, found: Evenings, language: Language, known: frozenset[str]
) -> Iterator[tuple[str, str]]:
    planned = {question for evening in found for question in evening}
    for goal in given.goals:
        about = [one for one in index.asked.get(goal, ()) if one in given.wanted]
        missing = [one for one in about if one not in planned]
        if missing:
            longest = sum(given.minutes[one] > given.length for one in missing)
            yield goal, _did_not_fit(len(missing), len(about), longest, language)
        elif not about:
            yield goal, _nothing_to_study(index, goal, language, known)


def _did_not_fit(missing: int, about: int, longest: int, language: Language) -> str:
    if language == "zh":
        more = f"，其中 {longest} 道比一个晚上还长" if longest else ""
        return f"有 {about} 道题问到它，{missing} 道连同所需的基础排不进这些晚上{more}"
    more = f"; {longest} of them longer than an evening" if longest else ""
    return f"{missing} of the {about} questions about it do not fit with what they need{more}"


def _nothing_to_study(index: StudyIndex, goal: str, language: Language, known: frozenset[str]) -> str:
    if index.asked.get(goal):
        return "问到它的题都已掌握" if language == "zh" else "every question about it is mastered"
    if goal in known:
        return "已经掌握，也没有题目问到它" if language == "zh" else "it is known, and no question asks about it"
    return "没有题目问到它" if language == "zh" else "no question asks about it"
