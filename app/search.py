"""What the reader types in, a list of concepts by kind and of questions out, each a link."""

from __future__ import annotations

from itertools import groupby

from app import urlstate
from app.atlas import Atlas
from app.i18n import Words
from app.items import Item, concept_item, question_item
from app.markup import render
from kg.lookup import nearest_names, search
from kg.names import fold
from kg.study.index import one_of_twins

_CONCEPTS, _QUESTIONS = 12, 5


def results(atlas: Atlas, text: str, words: Words) -> str:
    """What the graph holds for a text as HTML; where it holds nothing, the nearest names."""
    found = search(atlas.names, text, limit=200)
    concepts = [_named(atlas, one, text, words) for one in found.concepts[:_CONCEPTS]]
    questions = one_of_twins(atlas.index, found.questions, words.language)
    rank = {kind: place for place, kind in enumerate(dict.fromkeys(one["kind"] for one in concepts))}
    concepts.sort(key=lambda one: rank[one["kind"]])
    return render(
        "results.html",
        words=words,
        text=text,
        groups=[(kind, list(group)) for kind, group in groupby(concepts, key=lambda one: one["kind"])],
        questions=[question_item(atlas, one, words) for one in questions[:_QUESTIONS]],
        near=[] if concepts or questions else _nearest(atlas, text, words),
        left=max(0, len(found.concepts) - _CONCEPTS) + max(0, len(questions) - _QUESTIONS),
    )


def _named(atlas: Atlas, concept: str, text: str, words: Words) -> Item:
    """A concept with its other name, and the alias by which it was found."""
    item, wanted = concept_item(atlas, concept, words), fold(text)
    if not any(wanted in fold(name) for name in (item["name"], item["other"])):
        alias = next((one for one in atlas.concept(concept).surfaces if wanted in fold(one)), "")
        item["other"] = " · ".join(one for one in (item["other"], alias) if one)
    return item


def _nearest(atlas: Atlas, text: str, words: Words) -> list[dict[str, object]]:
    ids = (urlstate.concept_in(atlas.names, name) for name in nearest_names(atlas.names, text))
    return [concept_item(atlas, one, words) for one in dict.fromkeys(ids) if one]
