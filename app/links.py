"""A concept or question in, the address of the page that shows it out; every object of the explorer has one.

Addresses are relative to any page of the app, as all its pages lie side by side.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

EXPLORE, OVERVIEW, PATH, QUESTIONS, CYPHER = "", "overview", "path", "questions", "cypher"
PAGES = (EXPLORE, OVERVIEW, PATH, QUESTIONS, CYPHER)

MOST_LINK = 2000
"""An address of more characters is not made: some programs through which people send links cut them."""


def concept_link(concept: str) -> str:
    """Explore with this concept selected.

    >>> concept_link("c#")
    './?node=c%23'
    """
    return f"./?{urlencode({'node': concept})}"


def centre_link(concept: str) -> str:
    """Explore with a new drawing around this concept."""
    return f"./?{urlencode({'focus': concept})}"


def start_link() -> str:
    """Explore as at the first visit."""
    return "./?start=1"


def question_link(question: str) -> str:
    """The question with its answer.

    >>> question_link("notes/a#7~2")
    './questions?question=notes%2Fa%237~2'
    """
    return f"./{QUESTIONS}?{urlencode({'question': question})}"


def questions_link(**filters: str) -> str:
    """The questions that fit filters of that page.

    >>> questions_link(topic="c#")
    './questions?topic=c%23'
    """
    return f"./{QUESTIONS}?{urlencode(filters)}"


def level_link(level: int) -> str:
    """The concepts of a level on Overview."""
    return f"./{OVERVIEW}?{urlencode({'level': level})}"


def mark_link(question: str, mark: str) -> str:
    """Mark a question as mastered or unsure, or take its mark away (none)."""
    return f"./{QUESTIONS}?{urlencode({'question': question, 'mark': mark})}"


def page_link(number: int) -> str:
    """A page of the list of questions."""
    return f"./{QUESTIONS}?{urlencode({'page': number})}"


def path_link(goal: str) -> str:
    """The study path to a concept."""
    return f"./{PATH}?{urlencode({'goal': goal})}"


def depth_link(depth: str) -> str:
    """The study path that is shown, farther down."""
    return f"./{PATH}?{urlencode({'depth': depth})}"


def tick_link(concept: str, *, known: bool) -> str:
    """Tick a concept as known on the study path, or untick it."""
    return f"./{PATH}?{urlencode({'learn' if known else 'forget': concept})}"


def cypher_link(text: str, values: Mapping[str, object] | str = "") -> str:
    """The Cypher page with this query and its parameters filled in; it runs there only when somebody says so.

    >>> cypher_link("RETURN $x", {"x": "中"})
    './cypher?q=RETURN+%24x&params=%7B%22x%22%3A+%22%E4%B8%AD%22%7D'
    """
    written = values if isinstance(values, str) else json.dumps(values, ensure_ascii=False)
    asked = {"q": text} | ({"params": written} if values else {})
    return f"./{CYPHER}?{urlencode(asked)}"


def parameters(event: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a link that was clicked.

    >>> parameters({"page": "", "query": "node=c%23"})
    {'node': 'c#'}
    """
    return dict(parse_qsl(str(event.get("query", ""))))
