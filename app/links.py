"""A concept or question in, the address of the page that shows it out; every object of the explorer has one.

Addresses are relative to any page of the app, as all its pages lie side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

EXPLORE, PATH, QUESTIONS = "", "path", "questions"
PAGES = (EXPLORE, PATH)


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
    """The question with its answer."""
    return f"./?{urlencode({'question': question})}"


def path_link(goal: str) -> str:
    """The study path to a concept."""
    return f"./{PATH}?{urlencode({'goal': goal})}"


def tick_link(concept: str, *, known: bool) -> str:
    """Tick a concept as known on the study path, or untick it."""
    return f"./{PATH}?{urlencode({'learn' if known else 'forget': concept})}"


def parameters(event: Mapping[str, object]) -> dict[str, str]:
    """The parameters of a link that was clicked.

    >>> parameters({"page": "", "query": "node=c%23"})
    {'node': 'c#'}
    """
    return dict(parse_qsl(str(event.get("query", ""))))
