"""Concepts, topics and relations of annotated questions: a graph and gold come in, tallies and differences go out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg.model import Concept, KnowledgeGraph, Mention, Quote, RelationType
from kg.names import key
from kg.scoring.gold import GoldConcept, GoldQuestion, GoldRelation
from kg.scoring.tally import Differences, Tally

_MARKS = re.compile(r"[*_`#]")
_NUMBER = re.compile(r"^\s*\d+(\.\d+)*\s*[.、．)]?\s*")
_END = re.compile(r"[?？。.!！\s]+$")

End = int | str
"""An end of a relation: the place of the gold concept that it is, else the graph's id."""
Stated = tuple[End, End, RelationType]


@dataclass
class QuestionScore:
    """The tallies of all annotated questions."""

    questions: int = 0
    not_found: int = 0
    concepts: Tally = field(default_factory=Tally)
    about: Tally = field(default_factory=Tally)
    untyped: Tally = field(default_factory=Tally)
    by_type: dict[RelationType, Tally] = field(default_factory=lambda: defaultdict(Tally))
    differences: Differences = field(default_factory=Differences)

    @property
    def relations(self) -> Tally:
        """All types together."""
        total = Tally()
        for one in self.by_type.values():
            total.add(found=one.found, right=one.right, wanted=one.wanted, met=one.met)
        return total


def score_questions(graph: KnowledgeGraph, gold: Iterable[GoldQuestion]) -> QuestionScore:
    """How the graph's findings agree with the gold, question by question."""
    index, score = _Index(graph), QuestionScore()
    for question in gold:
        score.questions += 1
        found = index.question_of(question)
        score.not_found += found is None
        mentions = index.mentions[found] if found else {}
        hits = _matched(question.concepts, mentions, graph.concepts)
        _count_concepts(score, question, mentions, hits, graph.concepts)
        _count_about(score, question, mentions, hits)
        stated = index.relations[found] if found else set()
        _count_relations(score, question, stated, hits, graph.concepts)
    return score


def title_key(title: str) -> str:
    """A title without marks, number and the signs at its end.

    >>> title_key("### 7. What is **LoRA**?") == title_key("what is lora")
    True
    """
    return key(_END.sub("", _NUMBER.sub("", _MARKS.sub("", title))))


def concept_keys(concept: Concept, surfaces: Iterable[str] = ()) -> set[str]:
    """The keys of all names of a concept, and of what a question calls it."""
    return {key(name) for name in (*concept.surfaces, *surfaces)}


class _Index:
    """What a graph says, by question."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._numbers = {one.id: one.number for one in graph.questions.values()}
        self._by_title: dict[str, list[str]] = defaultdict(list)
        for one in graph.questions.values():
            self._by_title[title_key(one.title)].append(one.id)
        self.mentions: dict[str, dict[str, Mention]] = defaultdict(dict)
        for mention in graph.mentions:
            self.mentions[mention.question][mention.concept] = mention
        self.relations: dict[str, set[tuple[str, str, RelationType]]] = defaultdict(set)
        for relation in graph.relations:
            for evidence in relation.evidence:
                if isinstance(evidence, Quote):
                    self.relations[evidence.question].add((relation.head, relation.tail, relation.type))

    def question_of(self, gold: GoldQuestion) -> str | None:
        """The question with the title of the gold's, of several the one with its number, else the first."""
        same = self._by_title.get(title_key(gold.title), [])
        return next((one for one in same if self._numbers[one] == gold.number), same[0] if same else None)


def _matched(
    gold: tuple[GoldConcept, ...], mentions: Mapping[str, Mention], concepts: Mapping[str, Concept]
) -> dict[int, str]:
    """Place in the gold -> concept: each, those of most surfaces first, takes the free one with most keys in common."""
    hits: dict[int, str] = {}
    for concept, mention in sorted(mentions.items(), key=lambda item: -len(item[1].surfaces)):
        keys = concept_keys(concepts[concept], mention.surfaces)
        common = ((len(keys & one.keys), -place) for place, one in enumerate(gold) if place not in hits)
        count, place = max(common, default=(0, 0))
        if count:
            hits[-place] = concept
    return hits


def _count_concepts(
    score: QuestionScore,
    gold: GoldQuestion,
    mentions: Mapping[str, Mention],
    hits: Mapping[int, str],
    concepts: Mapping[str, Concept],
) -> None:
    must = [place for place, one in enumerate(gold.concepts) if one.must]
    missed = [place for place in must if place not in hits]
    score.concepts.add(found=len(mentions), right=len(hits), wanted=len(must), met=len(must) - len(missed))
    score.differences.missed.update(("concept", gold.concepts[place].name) for place in missed)
    known = set(hits.values())
    score.differences.extra.update(("concept", concepts[one].name) for one in mentions if one not in known)


def _count_about(
    score: QuestionScore, gold: GoldQuestion, mentions: Mapping[str, Mention], hits: Mapping[int, str]
) -> None:
    said = {concept for concept, mention in mentions.items() if mention.about}
    right = [place for place, concept in hits.items() if concept in said and gold.concepts[place].role != "mention"]
    must = [place for place, one in enumerate(gold.concepts) if one.must and one.role == "about"]
    met = [place for place in must if hits.get(place) in said]
    score.about.add(found=len(said), right=len(right), wanted=len(must), met=len(met))


def _count_relations(
    score: QuestionScore,
    gold: GoldQuestion,
    stated: Iterable[tuple[str, str, RelationType]],
    hits: Mapping[int, str],
    concepts: Mapping[str, Concept],
) -> None:
    places: dict[str, End] = {concept: place for place, concept in hits.items()}
    said = {_canonical(places.get(head, head), places.get(tail, tail), kind) for head, tail, kind in stated}
    wanted = _gold_relations(gold.relations)
    names = _Names(gold, concepts)
    for one in sorted(said, key=str):
        score.by_type[one[2]].add(found=1, right=one in wanted)
        if one not in wanted:
            score.differences.extra["relation", names.told(one)] += 1
    for one, must in wanted.items():
        if must:
            score.by_type[one[2]].add(wanted=1, met=one in said)
            if one not in said:
                score.differences.missed["relation", names.told(one)] += 1
    pairs, said_pairs = ({frozenset(one[:2]) for one in several} for several in (wanted, said))
    right = sum(frozenset(one[:2]) in pairs for one in said)
    musts = [frozenset(one[:2]) for one, must in wanted.items() if must]
    score.untyped.add(found=len(said), right=right, wanted=len(musts), met=sum(one in said_pairs for one in musts))


def _gold_relations(relations: Iterable[GoldRelation]) -> dict[Stated, bool]:
    """Relation -> whether it must be found; of two annotations of one the stronger holds."""
    wanted: dict[Stated, bool] = {}
    for one in relations:
        stated = _canonical(one.head, one.tail, one.type)
        wanted[stated] = wanted.get(stated, False) or one.must
    return wanted


def _canonical(head: End, tail: End, kind: RelationType) -> Stated:
    """CONTRASTS_WITH has no direction."""
    if kind is RelationType.CONTRASTS_WITH:
        head, tail = sorted((head, tail), key=str)
    return head, tail, kind


@dataclass(frozen=True)
class _Names:
    """How relations are told to a person."""

    gold: GoldQuestion
    concepts: Mapping[str, Concept]

    def told(self, stated: Stated) -> str:
        """The relation in the words of the gold where it has some."""
        head, tail = (
            self.gold.concepts[end].name if isinstance(end, int) else self.concepts[end].name for end in stated[:2]
        )
        return f"{head} {stated[2]} {tail}"
