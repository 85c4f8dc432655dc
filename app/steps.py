"""A study path in, its numbered steps, skipped ones and alternatives as HTML out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.atlas import Atlas
from app.i18n import Words
from app.items import Item, concept_item, evidence_items, question_item
from app.links import depth_link, path_link, tick_link
from app.markup import render
from kg.model import Prerequisite
from kg.study.frontier import Frontier, frontier, start
from kg.study.index import teaching
from kg.study.learner import Learner, known_of
from kg.study.path import Hop, Skipped, Step, StudyPath

_QUESTIONS = 3
_NEXT = 5
_SKIPPED = 8
_SOME = 6
_BECAUSE = 3


@dataclass(frozen=True)
class Hidden:
    """What a plan does not show: concepts, the nearest first; ``sizes[d]`` counts the steps within ``depth`` d."""

    concepts: Sequence[str]
    sizes: Sequence[int]
    depth: int


def steps(
    atlas: Atlas, path: StudyPath, words: Words, *, hidden: Hidden | None = None, granted: Collection[str] = ()
) -> str:
    """The list beside the picture; many skipped concepts are folded."""
    skipped = [_skipped(atlas, one, words, granted) for one in path.skipped]
    folded = skipped if len(skipped) > _SKIPPED else []
    rows = [_step(atlas, path, one, words) for one in path.steps] + ([] if folded else skipped)
    rows.sort(key=lambda row: atlas.index.place[row["id"]])
    number = 0
    for row in rows:
        number += not row["because"]
        row["number"] = "" if row["because"] else str(number)
    return render(
        "steps.html",
        words=words,
        rows=rows,
        folded=folded,
        hidden=_hidden(atlas, hidden, words) if hidden else None,
        mode=path.mode,
        hops=[_hop(atlas, one, words) for one in path.hops] if path.mode == "relations" else [],
        alternatives=[[concept_item(atlas, one, words) for one in route] for route in path.alternatives],
        missing=path.missing.explanation if path.missing else "",
        nearest=[_pair(atlas, pair, words) for pair in path.missing.nearest] if path.missing else [],
        omitted=path.omitted,
        forget=tick_link(path.goal, known=False) if path.goal in path.known else "",
    )


def _hidden(atlas: Atlas, hidden: Hidden, words: Words) -> Item:
    next_size = hidden.sizes[hidden.depth + 1]
    return {
        "count": len(hidden.concepts),
        "some": [concept_item(atlas, one, words) for one in hidden.concepts[:_SOME]],
        "gain": next_size - hidden.sizes[hidden.depth],
        "link": depth_link(str(hidden.depth + 1)),
        "all": depth_link("all") if next_size < hidden.sizes[-1] else "",
    }


def _step(atlas: Atlas, path: StudyPath, step: Step, words: Words) -> Item:
    taken, start = step.concept in path.known, step.concept == path.source
    return concept_item(atlas, step.concept, words) | {
        "because": "",
        "note": words("the-goal") if step.concept == path.goal else words("the-start") if start else "",
        "goal": step.concept == path.goal,
        "known": taken,
        "tick": "" if start else tick_link(step.concept, known=not taken),
        "why": [_need(atlas, edge, words) for edge in step.needed_by],
        "questions": [question_item(atlas, one, words) for one in step.questions[:_QUESTIONS]],
        "more": max(0, len(step.questions) - _QUESTIONS),
    }


def _need(atlas: Atlas, edge: Prerequisite, words: Words) -> Item:
    return {
        "name": atlas.name(edge.after, words.language),
        "curated": edge.origin == "curated",
        "confidence": words("confidence", percent=round(edge.confidence * 100)),
        "evidence": evidence_items(atlas, edge.evidence, words),
    }


def _skipped(atlas: Atlas, one: Skipped, words: Words, granted: Collection[str]) -> Item:
    if one.concept in granted:
        return _unnumbered(atlas, one.concept, words("skipped-granted"), words)
    known = [because for because in one.because if because not in granted] or one.because
    names = words("joiner").join(atlas.name(because, words.language) for because in known[:_BECAUSE])
    names += words("and-so-on") if len(known) > _BECAUSE else ""
    itself = one.concept in one.because
    because = words("skipped-known") if itself else words("skipped-because", names=names)
    return _unnumbered(atlas, one.concept, because, words, tick=tick_link(one.concept, known=False) if itself else "")


def _unnumbered(atlas: Atlas, concept: str, because: str, words: Words, *, tick: str = "") -> Item:
    """A concept that is no step."""
    return concept_item(atlas, concept, words) | {"because": because, "goal": False, "known": bool(tick), "tick": tick}


def _hop(atlas: Atlas, hop: Hop, words: Words) -> Item:
    return {
        "before": concept_item(atlas, hop.source, words),
        "after": concept_item(atlas, hop.target, words),
        "word": words.relation(hop.type),
        "evidence": evidence_items(atlas, hop.evidence, words),
    }


def _pair(atlas: Atlas, pair: tuple[str, str], words: Words) -> Item:
    before, after = (concept_item(atlas, one, words) for one in pair)
    return {"before": before, "after": after}


def goals(atlas: Atlas, learner: Learner, words: Words) -> str:
    """Without a goal: concepts that are worth one, and what is next for someone who knows what this learner knows."""
    asked = {one.concept for one in atlas.graph.mentions if one.about} or set(atlas.graph.concepts)
    ranked = sorted(asked, key=lambda one: (-len(teaching(atlas.index, one)), atlas.index.place[one]))
    deep = [one for one in ranked if atlas.index.place[one][0] > 1][:6] or ranked[:6]
    cards = [
        concept_item(atlas, one, words) | {"link": path_link(one), "questions": atlas.speaking(one)} for one in deep
    ]
    known = known_of(atlas.index, learner)
    after = frontier(atlas.index, start(atlas.index), known=known, mastered=learner.mastered, limit=_NEXT)
    return render("goals.html", words=words, goals=cards, **following(atlas, after, words))


def following(atlas: Atlas, after: Frontier, words: Words) -> dict[str, list[Item]]:
    """What comes next, as next.html shows it."""
    return {
        "ready": [question_item(atlas, one, words) for one in after.ready],
        "away": [
            question_item(atlas, one, words, words("one-away", name=atlas.name(missing, words.language)))
            for one, missing in after.one_away
        ],
        "unlocks": [
            concept_item(atlas, one.concept, words)
            | {"gains": words("unlocked", questions=len(one.questions), concepts=len(one.concepts))}
            for one in after.unlocks
        ],
    }
