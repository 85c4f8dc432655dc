"""A concept, edge or question in, what a template shows of it out: names, glyphs, links, quotes with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from app.atlas import Atlas, Edge, ends, sort_of
from app.i18n import Words
from app.links import concept_link, question_link
from app.look import KINDS
from app.markup import shortened
from kg.model import Evidence, MapEntry
from kg.study.index import shown

Item = dict[str, Any]

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
        "evidence": evidence_items(atlas, edge.evidence[:most], words),
    }


def evidence_items(atlas: Atlas, evidence: Iterable[Evidence], words: Words) -> list[Item]:
    """Quotes with the bank and the question where they stand; entries of a map with its file and line."""
    return [_entry(one, words) if isinstance(one, MapEntry) else _quote(atlas, one, words) for one in evidence]


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
    return {"text": entry.reason, "place": f"{words('curated')} · {where}", "link": ""}


def place_of(atlas: Atlas, question: str) -> str:
    """The bank and the number of a question, as a reader finds it there."""
    found = atlas.graph.questions[question]
    return f"{found.bank} · {found.number or found.id.removeprefix(found.bank)}"
