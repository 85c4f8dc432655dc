"""From a Doc to plain rows: what one question contributes to the graph, with offsets in the bank file.

Rows, not Docs, are what a worker hands on: tuples of strings and numbers, sorted, independent of any vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from extract.components.extensions import about_places, get
from extract.fold import fold
from extract.rules.titles import Intent, intent_of
from kg.model import Question

LONGEST_QUOTE = 300
_SHORTEST_OPENING = 8


class MentionRow(NamedTuple):
    """A concept at ``text[start:end] == surface`` of the bank."""

    concept: str
    surface: str
    start: int
    end: int
    about: bool


class RelationRow(NamedTuple):
    """A relation that ``text[start:end]`` of the bank supports."""

    head: str
    type: str
    tail: str
    start: int
    end: int
    rule: str
    confidence: float


class QuestionRow(NamedTuple):
    """All that one question contributes; ``opening`` is the first sentence of an answer that defines.

    ``passages`` are the ranges of its sentences, the title first.
    """

    question: str
    mentions: tuple[MentionRow, ...]
    relations: tuple[RelationRow, ...]
    opening: tuple[int, int] | None
    passages: tuple[tuple[int, int], ...]


PlainRow = tuple[
    tuple[tuple[str, int, int, bool], ...],
    tuple[tuple[str, str, str, int, int, str, float], ...],
    tuple[int, int] | None,
    tuple[tuple[int, int], ...],
]
"""A row as a worker hands it on: mentions without their surfaces, all offsets within the question's text."""


def row_of(doc: Doc, question: Question) -> QuestionRow:
    """The row of a question whose Doc holds ``text[question.start:question.end]``."""
    return row_at(plain_row(doc, question.title), question, doc.user_data["text"])


def plain_row(doc: Doc, title: str) -> PlainRow:
    """What the Doc of one question contributes, wherever in a bank the question stands."""
    text, about = doc.user_data["text"], about_places(doc)
    mentions = [(concept, start, end, (start, end) in about) for concept, start, end in _mentions(doc)]
    relations = [
        (head, kind, tail, *trimmed(text, start, end), rule, confidence)
        for head, kind, tail, start, end, rule, confidence in get(doc, "relations")
    ]
    passages = tuple([trimmed(text, start, end) for _, start, end in get(doc, "passages")])
    opening = next((place for place in passages[1:] if place[1] - place[0] > _SHORTEST_OPENING), None)
    if opening is not None and intent_of(fold(title)) is not Intent.DEFINITION:
        opening = None
    return tuple(mentions), tuple(relations), opening, passages


def _mentions(doc: Doc) -> Sequence[tuple[str, int, int]]:
    """Concept, start and end of ``doc.spans["concepts"]``; read from the spans only if a component changed them."""
    known: Sequence[tuple[str, int, int]] = doc.user_data["mentions"]
    group = doc.spans["concepts"]
    if group is doc.user_data["group"] and len(group) == len(known):
        return known
    return [(span.kb_id_, span.start_char, span.end_char) for span in group]


def row_at(plain: PlainRow, question: Question, text: str) -> QuestionRow:
    """The row of a question that stands in its bank at ``question.start`` with ``text``."""
    mentions, relations, opening, passages = plain
    offset = question.start
    return QuestionRow(
        question.id,
        tuple([MentionRow(name, text[a:b], a + offset, b + offset, about) for name, a, b, about in mentions]),
        tuple([RelationRow(h, kind, t, a + offset, b + offset, r, sure) for h, kind, t, a, b, r, sure in relations]),
        opening and (opening[0] + offset, opening[1] + offset),
        tuple([(start + offset, end + offset) for start, end in passages]),
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the white space and list marks at its edges, at most 300 characters long.

    >>> trimmed("- **LoRA** is small, ", 0, 21)
    (4, 19)
    """
    start = end - len(text[start:end].lstrip(" \t\r\n-*+•#>，,：:|"))
    return start, start + len(text[start : min(end, start + LONGEST_QUOTE)].rstrip(" \t\r\n，,：:*|"))
