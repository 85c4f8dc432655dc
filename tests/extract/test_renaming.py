"""No term is known by heart: with made-up words for 30 terms of a bank, the graph is the same under those names.

Built without a lexicon. A made-up word keeps its length and what any reader goes by: capitals, and the ending that
tells its kind (…算法, …ization); a term whose ending the made-up word cannot keep is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.discovery.kinds import kind_of
from extract.lexicon import load_lexicon
from kg.model import KnowledgeGraph, Prerequisite, Relation
from tests.extract.small import BANK, LEXICON, built

TERMS = 30
_FISH, _SORTS = 0x9BA0, 0xB0  # ideographs for fish, none of them a particle or a common word
_LETTERS = str.maketrans("bcdfghjklmnpqrstvwxzaeiouy", "cdfghjklmnpqrstvwxzbeiouya")


def made_up(term: str) -> str:
    """A word of the same length that nobody has seen."""
    if term.isascii():
        return "".join(
            char.lower().translate(_LETTERS).upper() if char.isupper() else char.translate(_LETTERS) for char in term
        )
    return "".join(chr(_FISH + ord(char) % _SORTS) for char in term[:-2]) + term[-2:]


def renamed_terms(graph: KnowledgeGraph, text: str) -> dict[str, str]:
    """30 names of the graph that the lexicon has too, with made-up words; none is a part of another or has one."""
    known = {name for entry in load_lexicon(LEXICON).entries for name in entry.surfaces}
    names = sorted(one.name for one in graph.concepts.values() if not one.aliases and one.name in known)
    fitting = [name for name in names if re.fullmatch(r"[A-Za-z]{3,}|[\u4e00-\u9fff]{4,}", name)]
    others = [name for one in graph.concepts.values() for name in one.surfaces]
    alone = [
        name
        for name in fitting
        if made_up(name) not in text
        and kind_of(made_up(name)) == kind_of(name)
        and sum(_nested(name.casefold(), other.casefold()) for other in others) == 1
        and len(re.findall(re.escape(name), text, re.IGNORECASE)) == text.count(name)
    ]
    words = {made_up(name): name for name in reversed(alone)}
    chosen = sorted((name.isascii(), name, word) for word, name in words.items())  # Chinese ones first
    return {name: word for _, name, word in chosen[:TERMS]}


def _nested(one: str, other: str) -> bool:
    return one in other or other in one


def facts(graph: KnowledgeGraph, named: Callable[[str], str]) -> Iterator[tuple[object, ...]]:
    """All that the graph says, by names instead of ids."""

    def name(concept: str) -> str:
        return named(graph.concepts[concept].name)

    for concept in graph.concepts.values():
        yield "concept", name(concept.id), concept.kind
    for mention in graph.mentions:
        yield "mention", mention.question, name(mention.concept), mention.spans, mention.about
    for relation in graph.relations:
        yield "relation", relation.type, ends(relation, name), relation.confidence
    for edge in graph.prerequisites:
        yield "prerequisite", ends(edge, name)


def ends(edge: Relation | Prerequisite, name: Callable[[str], str]) -> tuple[str, ...]:
    if isinstance(edge, Prerequisite):
        return name(edge.before), name(edge.after)
    pair = name(edge.head), name(edge.tail)
    return tuple(sorted(pair)) if edge.type == "CONTRASTS_WITH" else pair


@pytest.fixture
def plain() -> KnowledgeGraph:
    return built(BANK, lexicon=None)


def test_made_up_names_give_the_same_graph(plain: KnowledgeGraph, tmp_path: Path) -> None:
    text = BANK.read_text(encoding="utf-8")
    words = renamed_terms(plain, text)
    assert len(words) == TERMS
    bank = tmp_path / BANK.name
    bank.write_text(re.sub("|".join(map(re.escape, words)), lambda found: words[found[0]], text), encoding="utf-8")
    renamed = built(bank, lexicon=None)
    before = set(facts(plain, lambda name: words.get(name, name)))
    after = set(facts(renamed, lambda name: name))
    assert sorted(map(str, before - after)) == []
    assert sorted(map(str, after - before)) == []
