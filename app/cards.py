"""Questions in, the list of them, the head of one and what leads on from it as HTML out."""

from __future__ import annotations

from collections.abc import Sequence

from app import as_cypher
from app.atlas import Atlas, ends, sort_of
from app.finding import Filter, excerpt, hits
from app.i18n import Words
from app.items import Item, concept_item, evidence_items, place_of, question_item
from app.links import mark_link, page_link, question_link
from app.markup import render
from kg.study.followups import Link, followups
from kg.study.index import concepts_of, one_of
from kg.study.learner import Learner
from kg.study.related import Neighbour, neighbours

PAGE = 60
"""So many questions stand on one page of the list."""
_RELATED = 6
_CHIPS = 8


def listing(
    atlas: Atlas, questions: Sequence[str], words: Words, *, asked: Filter, learner: Learner, chosen: str, page: int
) -> str:
    """One page of the list; what fits the search text is marked."""
    first = max(0, min(page - 1, (len(questions) - 1) // PAGE)) * PAGE
    part = questions[first : first + PAGE]
    several = len({atlas.graph.questions[one].bank for one in part}) > 1
    return render(
        "questions.html",
        words=words,
        total=len(questions),
        first=first + 1,
        last=first + len(part),
        before=page_link(first // PAGE) if first else "",
        after=page_link(first // PAGE + 2) if first + len(part) < len(questions) else "",
        cypher=as_cypher.listed(asked, words.language),
        rows=[_row(atlas, one, asked, learner) | {"chosen": one == chosen, "bank": several} for one in part],
    )


def _row(atlas: Atlas, question: str, asked: Filter, learner: Learner) -> Item:
    found = atlas.graph.questions[question]
    title = hits(found.title, asked.text)
    in_title = any(piece.hit for piece in title)
    return {
        "link": question_link(question),
        "number": found.number,
        "place": place_of(atlas, question),
        "title": title,
        "excerpt": [] if in_title else excerpt(found.answer, asked.text),
        "mark": mark_of(atlas, question, learner),
    }


def mark_of(atlas: Atlas, question: str, learner: Learner) -> str:
    """How a question is marked, or nothing."""
    stands = one_of(atlas.index, question)
    if stands in learner.mastered:
        return "mastered"
    return "unsure" if stands in learner.unsure_questions else ""


def head(atlas: Atlas, question: str, words: Words, learner: Learner) -> str:
    """Title, place, concepts and marks of one question."""
    found = atlas.graph.questions[question]
    mentions = sorted(concepts_of(atlas.index, question), key=lambda one: (not one.about, -one.count, one.concept))
    mark = mark_of(atlas, question, learner)
    return render(
        "question.html",
        words=words,
        title=found.title,
        place=place_of(atlas, question),
        difficulty=found.difficulty,
        concepts=[concept_item(atlas, one.concept, words) | {"about": one.about} for one in mentions],
        first=max(_CHIPS, sum(one.about for one in mentions)),
        marks=[
            {
                "name": words(f"mark-{one}"),
                "on": mark == one,
                "link": mark_link(question, "none" if mark == one else one),
            }
            for one in ("mastered", "unsure")
        ],
    )


def easy(atlas: Atlas, fitting: Sequence[str], words: Words, learner: Learner) -> str:
    """What a reader may begin with: of the questions that fit and are not marked, those that need the least."""
    fresh = [one for one in fitting if not mark_of(atlas, one, learner)]
    ranked = sorted(fresh, key=lambda one: atlas.graph.questions[one].difficulty or 0)[:_RELATED]
    return render("easy.html", words=words, questions=[question_item(atlas, one, words) for one in ranked])


def onward(atlas: Atlas, question: str, words: Words) -> str:
    """What a reader may turn to next: related questions with the reason, and what an interviewer would ask then."""
    related = neighbours(atlas.index, question, language=words.language)[:_RELATED]
    chains = followups(atlas.index, question, steps=4, chains=1, language=words.language)
    return render(
        "onward.html",
        words=words,
        related=[_related(atlas, one, words) for one in related],
        chain=[_link(atlas, one, words) for one in (chains[0] if chains else ())],
    )


def _related(atlas: Atlas, one: Neighbour, words: Words) -> Item:
    shared = words("joiner").join(atlas.name(concept, words.language) for concept in one.shared[:3])
    reason = words(f"reason-{one.reason}" + (f"-{one.direction}" if one.direction else ""))
    return question_item(atlas, one.question, words, f"{reason}{words('colon')}{shared}" if shared else reason)


def _link(atlas: Atlas, link: Link, words: Words) -> Item:
    before, after = ends(link.edge)
    said = (
        f"{atlas.name(before, words.language)} {words.relation(sort_of(link.edge))} {atlas.name(after, words.language)}"
    )
    return question_item(atlas, link.question, words, said) | {
        "evidence": evidence_items(atlas, link.edge.evidence, words, most=1),
    }
