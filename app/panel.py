"""The selected concept or edge in, the panel beside the canvas out: names, what comes first, questions, relations."""

from __future__ import annotations

from collections.abc import Sequence

from app.atlas import Atlas, Edge, ends, sort_of
from app.i18n import Words
from app.items import Item, concept_item, edge_item, evidence_items, place_of, question_item, said
from app.links import centre_link, path_link, question_link, start_link
from app.look import KINDS
from app.markup import render
from kg.study.index import one_of_twins, teaching
from kg.study.path import Limits
from kg.study.plan import plan

FIRST = 4
"""So many rows of a block are shown at once, the others on demand."""


def panel(
    atlas: Atlas, concept: str, words: Words, *, trail: Sequence[str] = (), edge: Edge | None = None, cypher: str = ""
) -> str:
    """The panel as HTML: the way here, what ``edge`` says if one is selected, then the concept.

    ``cypher`` is the link to the query that finds what is drawn.
    """
    found = atlas.concept(concept)
    names = {atlas.name(concept, words.language), atlas.other_name(concept, words.language)}
    steps = plan(atlas.index, concept, limits=Limits(language=words.language)).steps
    return render(
        "panel.html",
        words=words,
        first=FIRST,
        start=start_link(),
        trail=[concept_item(atlas, one, words) for one in trail if one in atlas.graph.concepts and one != concept],
        name=atlas.name(concept, words.language),
        other=atlas.other_name(concept, words.language),
        kind=str(found.kind),
        glyph=KINDS[found.kind].glyph,
        level=found.level,
        centre=centre_link(concept),
        cypher=cypher,
        definition=_definition(atlas, concept, words),
        aliases=[one for one in found.surfaces if one not in names][:8],
        path=path_link(concept),
        steps=[concept_item(atlas, step.concept, words) for step in steps],
        blocks=_blocks(atlas, concept, words),
        questions=_questions(atlas, concept, words),
        edge=_edge(atlas, edge, words) if edge else None,
    )


def _definition(atlas: Atlas, concept: str, words: Words) -> Item | None:
    """What the concept is, in the reader's language if anything says it there, and the question that says it."""
    text = atlas.concept(concept).definition_in(words.language)
    if text is None:
        return None
    spoken = (one.question for one in atlas.index.mentions.get(concept, ()))
    found = next((one for one in spoken if text in atlas.graph.questions[one].answer), None)
    place = {"place": place_of(atlas, found), "link": question_link(found)} if found else {"place": "", "link": ""}
    return {"text": said(text, 300)} | place


def _blocks(atlas: Atlas, concept: str, words: Words) -> list[Item]:
    before = [one for one in atlas.index.before.get(concept, ()) if one.direct is not False]
    after = [one for one in atlas.index.after.get(concept, ()) if one.direct is not False]
    relations = atlas.index.relations.get(concept, ())
    parts: list[tuple[str, str, Sequence[Edge]]] = [
        ("learn-first", "nothing-first", before),
        ("unlocks", "nothing-after", after),
        ("relations", "no-relations", relations),
    ]
    return [
        {
            "title": title,
            "none": none,
            "rows": [edge_item(atlas, one, concept, words) for one in _ordered(atlas, concept, edges)],
        }
        for title, none, edges in parts
    ]


def _ordered(atlas: Atlas, concept: str, edges: Sequence[Edge]) -> list[Edge]:
    """By type, the more important other end first."""

    def weight(edge: Edge) -> tuple[str, bool, float, str]:
        before, after = ends(edge)
        other = after if before == concept else before
        return sort_of(edge), before != concept, -(atlas.concept(other).importance or 0.0), other

    return sorted(edges, key=weight)


def _questions(atlas: Atlas, concept: str, words: Words) -> list[Item]:
    """What teaches the concept first, then what else speaks of it."""
    mentions = {one.question: one for one in atlas.index.mentions.get(concept, ())}
    others = sorted(mentions.values(), key=lambda one: (not one.about, -one.count, one.question))
    every = dict.fromkeys((*teaching(atlas.index, concept, words.language), *(one.question for one in others)))
    listed = one_of_twins(atlas.index, list(every), words.language)

    def note(question: str) -> str:
        mention = mentions[question]
        return words("about") if mention.about else words("times", count=mention.count)

    return [question_item(atlas, one, words, note(one)) for one in listed]


def _edge(atlas: Atlas, edge: Edge, words: Words) -> Item:
    before, after = ends(edge)
    return {
        "before": concept_item(atlas, before, words),
        "after": concept_item(atlas, after, words),
        "word": words.relation(sort_of(edge)),
        "evidence": evidence_items(atlas, edge.evidence, words, most=5),
    }
