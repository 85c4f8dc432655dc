"""A concept, edge or question in, what a template shows of it out: names, glyphs, links, quotes with their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.atlas import Atlas, Edge, ends, sort_of
from app.i18n import Words
from app.links import concept_link, question_link
from app.look import KINDS
from app.markup import shortened
from kg.model import Evidence, Language, MapEntry
from kg.study.index import shown

Item = dict[str, Any]

_CHINESE = re.compile(r"[一-鿿]")
_EMPHASIS = re.compile(r"\*\*|__|^#+\s+|^[-*+]\s+|^>\s*", re.MULTILINE)


def concept_item(atlas: Atlas, concept: str, words: Words) -> Item:
    """A concept as a link with the glyph of its kind."""
    found = atlas.concept(concept)
    return {
        "id": concept,
        "name": atlas.name(concept, words.language),
        "other": atlas.other_name(concept, words.language),
        "kind": str(found.kind),
        "glyph": KINDS[found.kind].glyph,
        "link": concept_link(concept),
    }


def question_item(atlas: Atlas, question: str, words: Words, note: str = "") -> Item:
    """A question, in the reader's language where it is translated, as a link with its number in the bank."""
    question = shown(atlas.index, question, words.language)
    found = atlas.graph.questions[question]
    return {"number": found.number, "title": found.title, "link": question_link(question), "note": note}


def edge_item(atlas: Atlas, edge: Edge, concept: str, words: Words, *, most: int = 2) -> Item:
    """An edge as it reads from one of its ends, with its first evidence."""
    before, after = ends(edge)
    sort = sort_of(edge)
    word = "" if sort == "PREREQUISITE_OF" else words.reading(sort, inverse=before != concept)
    return {
        "word": word,
        "concept": concept_item(atlas, after if before == concept else before, words),
        "evidence": evidence_items(atlas, edge.evidence, words, most=most),
    }


def evidence_items(atlas: Atlas, evidence: Sequence[Evidence], words: Words, *, most: int = 2) -> list[Item]:
    """Quotes with the bank and the question where they stand; entries of a map with its file and line.

    Quotes in another language than the reader's are left out where there is evidence in the reader's.
    """

    def foreign(one: Evidence) -> bool:
        return not isinstance(one, MapEntry) and atlas.graph.questions[one.question].language != words.language

    readable = [one for one in evidence if not foreign(one)] or evidence
    chosen = sorted(readable, key=lambda one: isinstance(one, MapEntry))[:most]
    return [_entry(one, words) if isinstance(one, MapEntry) else _quote(atlas, one, words) for one in chosen]


def _quote(atlas: Atlas, quote: Any, words: Words) -> Item:
    return {
        "text": said(quote.quote, 160),
        "place": place_of(atlas, quote.question),
        "link": question_link(quote.question),
    }


def said(text: str, most: int) -> str:
    """What a bank says, on one line and without its Markdown."""
    return shortened(_EMPHASIS.sub("", text), most)


def _entry(entry: MapEntry, words: Words) -> Item:
    where = words("curated-place", file=entry.file, line=entry.line)
    return {"text": in_language(entry.reason, words.language), "place": f"{words('curated')} · {where}", "link": ""}


def in_language(text: str, language: Language) -> str:
    """The half of a reason in two languages that a reader speaks; all of it where it is in one.

    >>> in_language("梯度由导数组成 / It is made of derivatives", "en")
    'It is made of derivatives'
    >>> in_language("encoder / decoder", "en")
    'encoder / decoder'
    """
    chinese, _, english = text.partition(" / ")
    if not (_CHINESE.search(chinese) and english) or _CHINESE.search(english):
        return text
    return chinese if language == "zh" else english


def place_of(atlas: Atlas, question: str) -> str:
    """The bank and the number of a question, as a reader finds it there."""
    found = atlas.graph.questions[question]
    return f"{found.bank} · {found.number or found.id.removeprefix(found.bank)}"
