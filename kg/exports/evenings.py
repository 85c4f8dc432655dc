"""The document of a deadline plan in, its Markdown text out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kg.exports.path import plain
from kg.model import Language
from kg.study.index import StudyIndex

_WORDS: dict[str, tuple[str, str]] = {
    "evening": ("第 {number} 晚（{minutes} 分钟）", "Evening {number} ({minutes} min)"),
    "minutes": ("{minutes} 分钟", "{minutes} min"),
    "left": ("没有排进去", "Left out"),
    "none": ("没有排得进的题目。", "No question fits."),
    "joiner": ("、", ", "),
    "colon": ("：", ": "),
}


def markdown(document: Mapping[str, Any], index: StudyIndex, language: Language) -> str:
    """One heading an evening with its questions to tick, then what was left out and why."""
    return "\n".join(_lines(document, index, language)) + "\n"


def _lines(document: Mapping[str, Any], index: StudyIndex, language: Language) -> Iterator[str]:
    def word(name: str, **values: object) -> str:
        return _WORDS[name][language == "en"].format(**values)

    def names(concepts: list[str]) -> str:
        return word("joiner").join(plain(index.name(one, language)) for one in concepts)

    yield f"# {names(document['goals'])}"
    if not document["evenings"]:
        yield from ("", word("none"))
    for number, evening in enumerate(document["evenings"], 1):
        yield from ("", f"## {word('evening', number=number, minutes=evening['minutes'])}", "")
        for one in evening["questions"]:
            title = plain(index.graph.questions[one["question"]].title)
            taught = f" → {names(one['teaches'])}" if one["teaches"] else ""
            yield f"- [ ] {plain(one['question'])} {title} ({word('minutes', minutes=one['minutes'])}){taught}"
    if document["left_out"]:
        yield from ("", f"## {word('left')}", "")
    for one in document["left_out"]:
        yield f"- {names([one['goal']])}{word('colon')}{plain(one['because'])}"
