"""A graph and what is known in, the parts of Overview out: figures, banks, topics, levels, bottlenecks and gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from app import as_cypher
from app.atlas import Atlas
from app.i18n import Words
from app.items import Item, concept_item, question_item
from app.links import level_link, path_link, questions_link, start_link
from app.markup import render
from kg.study.index import one_of

IMPORTANT = 12
"""So many of the most important concepts fit beside the map."""
_ROWS = 8
_TOPICS = 12
"""So many topics stand there at once, and a few more rather than a few behind a click."""
_MEMBERS = 3
_OF_LEVEL = 24


def head(atlas: Atlas, known: Collection[str], words: Words) -> str:
    """The bank in a line of figures, and where it comes from."""
    graph = atlas.graph
    figures = [
        _figure("concepts", len(graph.concepts), words, start_link()),
        _figure("questions", len(_asked_once(atlas, graph.questions)), words, questions_link(page="1")),
        _figure("topics", sum(len(found) > 1 for found in members(atlas).values()), words),
        _figure("levels", len(levels(atlas)), words),
        _figure("prerequisites", len(graph.prerequisites), words),
        _figure("relations", len(graph.relations), words),
    ]
    return render(
        "overview-head.html",
        words=words,
        figures=figures,
        known=_known(atlas, known),
        banks=_banks(atlas, words),
        maps=[one.name for one in graph.inputs if one.role == "prerequisites"],
    )


def _figure(name: str, count: int, words: Words, link: str = "") -> Item:
    return {"count": f"{count:,}", "name": words(f"figure-{name}"), "link": link if count else ""}


def _known(atlas: Atlas, known: Collection[str]) -> Item:
    whole = len(atlas.graph.concepts)
    return {"count": len(known), "whole": whole, "percent": _percent(len(known), whole), "link": "./path?goal="}


def _percent(part: int, whole: int) -> int:
    """Rounded, but neither nothing nor all before it is true.

    >>> _percent(1, 900), _percent(899, 900), _percent(0, 0)
    (1, 99, 0)
    """
    if not whole or part in (0, whole):
        return 100 if whole and part == whole else 0
    return min(99, max(1, round(100 * part / whole)))


def _asked_once(atlas: Atlas, questions: Collection[str]) -> set[str]:
    """The questions, a translated pair as one."""
    return {one_of(atlas.index, one) for one in questions}


def _banks(atlas: Atlas, words: Words) -> list[Item]:
    titles = {one.name: one.title for one in atlas.graph.inputs if one.role == "bank"}
    counts = Counter(one.bank for one in atlas.graph.questions.values())
    translated = Counter(atlas.graph.questions[one].bank for one in atlas.index.twins)
    return [
        {
            "name": bank,
            "title": titles.get(bank) or bank,
            "counts": _bank_counts(counts[bank], translated[bank], words),
            "link": questions_link(bank=bank) if len(counts) > 1 else questions_link(page="1"),
        }
        for bank in sorted(counts)
    ]


def _bank_counts(count: int, translated: int, words: Words) -> str:
    more = "bank-all-translated" if translated == count else "bank-translated"
    return words("bank-counts", count=count) + (words(more, count=translated) if translated else "")


def members(atlas: Atlas) -> dict[str, list[str]]:
    """The concepts of each topic, the most important first; topics of most concepts first."""
    found: dict[str, list[str]] = {}
    for concept in sorted(atlas.index.place, key=lambda one: atlas.index.place[one][1:]):
        found.setdefault(atlas.concept(concept).topic or concept, []).append(concept)
    return dict(sorted(found.items(), key=lambda topic: (-len(topic[1]), topic[0])))


def important(atlas: Atlas, words: Words) -> str:
    """The list beside the map."""
    found = atlas.field["importance"][:IMPORTANT]
    most = found[0]["importance"] if found else 0
    rows = [
        concept_item(atlas, one["concept"], words)
        | {"level": one["level"], "percent": _percent(one["importance"], most) if most else 0}
        for one in found
    ]
    return render("overview-important.html", words=words, rows=rows, cypher=as_cypher.important(IMPORTANT))


def analysis(atlas: Atlas, known: Collection[str], words: Words, *, level: int | None) -> str:
    """Everything under the map; of ``level``, if one is given, the concepts are listed."""
    field, banks = atlas.field, bool(atlas.graph.questions)
    narrow, gaps = field["bottlenecks"][:_ROWS], field["gaps"]
    topics = [_topic(atlas, *one, known, words) for one in members(atlas).items() if len(one[1]) > 1]
    return render(
        "overview.html",
        words=words,
        banks=banks,
        topics=topics,
        first=_TOPICS if len(topics) > _TOPICS + 4 else len(topics),
        cypher={"topics": as_cypher.topics(), "levels": as_cypher.levels()},
        levels=_bars(atlas, level),
        of_level=_of_level(atlas, level, words),
        bottlenecks=[_row(atlas, one, one["dependencies"], words) for one in narrow],
        exact=field["bottlenecks_exact"],
        untaught=[_row(atlas, one, one["needed_by"], words) for one in gaps["never_taught"][:_ROWS]] if banks else [],
        unexplained=[_unexplained(atlas, one, words) for one in gaps["never_explained"][:_ROWS]],
    )


def _row(atlas: Atlas, one: Item, count: int, words: Words) -> Item:
    return concept_item(atlas, one["concept"], words) | {"count": f"{count:,}", "path": path_link(one["concept"])}


def _unexplained(atlas: Atlas, one: Item, words: Words) -> Item:
    questions = [question_item(atlas, question, words) for question in one["questions"][:2]]
    return concept_item(atlas, one["concept"], words) | {"questions": questions}


def _topic(atlas: Atlas, topic: str, concepts: Sequence[str], known: Collection[str], words: Words) -> Item:
    shown = topic if topic in atlas.graph.concepts else concepts[0]
    asked = [one for one in concepts if atlas.index.asked.get(one)]
    learned = sum(one in known for one in concepts)
    return concept_item(atlas, shown, words) | {
        "concepts": len(concepts),
        "asked": len(asked),
        "asked_percent": _percent(len(asked), len(concepts)),
        "known": learned,
        "known_percent": _percent(learned, len(concepts)),
        "questions": len({question for one in asked for question in atlas.index.asked[one]}),
        "asking": questions_link(topic=topic),
        "path": path_link(shown),
        "members": [concept_item(atlas, one, words) for one in concepts if one != shown][:_MEMBERS],
    }


def levels(atlas: Atlas) -> Counter[int]:
    """How many concepts each prerequisite level has."""
    return Counter(place[0] for place in atlas.index.place.values())


def _bars(atlas: Atlas, chosen: int | None) -> list[Item]:
    counts = levels(atlas)
    most = max(counts.values(), default=1)
    return [
        {
            "level": one,
            "count": counts[one],
            "percent": _percent(counts[one], most),
            "link": level_link(one),
            "chosen": one == chosen,
        }
        for one in range(max(counts, default=-1) + 1)
    ]


def _of_level(atlas: Atlas, level: int | None, words: Words) -> Item | None:
    """The concepts of a level, the most important first."""
    found = sorted((place for place in atlas.index.place.values() if place[0] == level), key=lambda place: place[1:])
    if not found:
        return None
    return {
        "title": words("level-title", level=level, count=len(found)),
        "concepts": [concept_item(atlas, concept, words) for *_, concept in found[:_OF_LEVEL]],
        "more": max(0, len(found) - _OF_LEVEL),
    }
