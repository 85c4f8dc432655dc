"""From a Doc to plain rows: what one question contributes to the graph, with offsets in the bank file.

Rows, not Docs, are what a worker hands on: tuples of strings and numbers, sorted, independent of any vocabulary.
"""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc

from extract.components.extensions import about_places
from extract.fold import fold
from extract.rules.titles import Intent, intent_of
from kg.model import Question

LONGEST_QUOTE = 300


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


def row_of(doc: Doc, question: Question) -> QuestionRow:
    """The row of a question whose Doc holds ``text[question.start:question.end]``."""
    text, offset, about = doc.user_data["text"], question.start, about_places(doc)
    mentions = tuple(
        MentionRow(concept, text[start:end], start + offset, end + offset, (start, end) in about)
        for concept, start, end in ((span.kb_id_, span.start_char, span.end_char) for span in doc.spans["concepts"])
    )
    relations = []
    for head, kind, tail, start, end, rule, confidence in doc._.relations:
        first, last = trimmed(text, start, end)
        relations.append(RelationRow(head, kind, tail, first + offset, last + offset, rule, confidence))
    passages = [trimmed(text, start, end) for _, start, end in doc._.passages]
    answer = [place for place in passages[1:] if place[1] - place[0] > 8]
    shifted = tuple((start + offset, end + offset) for start, end in passages)
    defines = bool(answer) and intent_of(fold(question.title)) is Intent.DEFINITION
    opening = (answer[0][0] + offset, answer[0][1] + offset) if defines else None
    return QuestionRow(question.id, mentions, tuple(relations), opening, shifted)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the white space and list marks at its edges, at most 300 characters long.

    >>> trimmed("- **LoRA** is small, ", 0, 21)
    (4, 19)
    """
    start = end - len(text[start:end].lstrip(" \t\r\n-*+•#>，,：:|"))
    return start, start + len(text[start : min(end, start + LONGEST_QUOTE)].rstrip(" \t\r\n，,：:*|"))
