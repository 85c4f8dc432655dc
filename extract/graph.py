"""From rows to the graph: what single questions contribute comes in, concepts, mentions and relations go out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extract.lexicon import Entry
from extract.rows import MentionRow, QuestionRow, RelationRow
from extract.vocabulary import Vocabulary
from kg.model import Concept, ConceptOrigin, Language, Mention, Question, Quote, Relation, RelationType

_PURPOSE = re.compile(
    r"(?:常|多|可|被|主要)?(?:用于|用来|用以|供|以便|从而|使得?|让|便于|适合|帮助|衡量|支撑)"
    r"|(?<=.)以(?=[提降减稳缩捕获避防增改平兼支扩节简缓保抑引换省得学判检找选控估利容鼓测修调达适满补尽]|加快|加速|打破|完成)"
    r"|[，；;]|,\s+(?=the|an?|and|which is)"
    r"|,?\s+(?:used|so that|so as|in order|for|to|which (?:helps|lets|makes)|letting|making|enabling|helping)\b"
)
_Stated = tuple[str, RelationRow]
_MOST_EVIDENCE = 12  # quotes kept for one edge; more tell a reader nothing new


@dataclass(frozen=True, slots=True)
class Material:
    """Everything pass 2 gathered: rows in bank order, questions by id, bank texts by name, entries by concept id."""

    rows: tuple[QuestionRow, ...]
    questions: Mapping[str, Question]
    texts: Mapping[str, str]
    entries: Mapping[str, Entry]
    discovered: frozenset[str] = frozenset()
    vocabulary: Vocabulary | None = None

    def defining(self, concept: str) -> tuple[frozenset[str], ...]:
        """Which concepts the lexicon names to say what ``concept`` is, one set a language it is defined in.

        A definition says what a thing is, then what for; only the first explains it.
        """
        entry = self.entries[concept]
        texts = [_PURPOSE.split(text)[0] for text in (entry.definition_zh, entry.definition_en) if text]
        if self.vocabulary is None:
            return ()
        return tuple(
            frozenset(self.vocabulary.entries[found.entry].id for found in self.vocabulary.find(text)) for text in texts
        )

    def quote(self, question: str, start: int, end: int, rule: str) -> Quote:
        """The evidence that ``text[start:end]`` of the question's bank gives."""
        text = self.texts[self.questions[question].bank]
        return Quote(question, start, end, text[start:end], rule)


def mentions_of(material: Material) -> list[Mention]:
    """MENTIONS and ABOUT of all questions."""
    found = []
    for row in material.rows:
        by_concept: dict[str, list[MentionRow]] = defaultdict(list)
        for mention in row.mentions:
            by_concept[mention.concept].append(mention)
        for concept, places in by_concept.items():
            surfaces = tuple(dict.fromkeys(place.surface for place in places))
            spans = tuple((place.start, place.end) for place in places)
            about = any(place.about for place in places)
            found.append(Mention(row.question, concept, len(spans), surfaces, spans, about))
    return found


def relations_of(material: Material) -> list[Relation]:
    """Every relation once, with the quotes of all questions that state it, the most trusted first."""
    found: dict[tuple[str, str, str], list[_Stated]] = defaultdict(list)
    for row in material.rows:
        for relation in row.relations:
            found[relation.head, relation.type, relation.tail].append((row.question, relation))
    return [
        Relation(head, RelationType(kind), tail, _confidence(stated), _evidence(material, stated))
        for (head, kind, tail), stated in found.items()
    ]


def _confidence(stated: list[_Stated]) -> float:
    """How sure independent findings make an edge: one minus the chance that all are wrong."""
    wrong = 1.0
    for _, relation in stated[:_MOST_EVIDENCE]:
        wrong *= 1 - relation.confidence
    return round(1 - wrong, 3)


def _evidence(material: Material, stated: list[_Stated]) -> tuple[Quote, ...]:
    strongest = sorted(stated, key=lambda pair: -pair[1].confidence)[:_MOST_EVIDENCE]
    return tuple(material.quote(question, found.start, found.end, found.rule) for question, found in strongest)


def concepts_of(material: Material, mentions: Iterable[Mention], relations: Iterable[Relation]) -> dict[str, Concept]:
    """The concepts that the banks mention, named in the language of most of their mentions."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        seen[mention.concept][material.questions[mention.question].language] += mention.count
    defining = _definitions(material, relations)
    return {concept: _concept(material, concept, seen[concept], defining.get(concept, {})) for concept in sorted(seen)}


def _concept(material: Material, concept: str, seen: Counter[str], defining: Mapping[Language, Quote]) -> Concept:
    entry = material.entries[concept]
    name_en, name_zh = entry.name_en, entry.name_zh
    english = seen["en"] > seen["zh"]
    name = (name_en if english else name_zh) or name_en or name_zh or concept
    in_english = defining["en"].quote if "en" in defining else entry.definition_en
    in_chinese = defining["zh"].quote if "zh" in defining else entry.definition_zh
    definition = _first(defining.values()) or (in_english if english else in_chinese) or in_chinese or in_english
    origin: ConceptOrigin = "discovered" if concept in material.discovered else "lexicon"
    return Concept(
        concept,
        name,
        name_en=name_en,
        name_zh=name_zh,
        aliases=tuple(sorted(set(entry.surfaces) - {name, name_en, name_zh})),
        kind=entry.kind,
        definition=definition,
        definition_source=None if definition is None else "bank" if defining else "lexicon",
        definition_en=in_english,
        definition_zh=in_chinese,
        origin=origin,
    )


_DEFINING = ("zh-is-a", "en-is-a", "zh-defines", "en-defines")


def _definitions(material: Material, relations: Iterable[Relation]) -> dict[str, dict[Language, Quote]]:
    """The best defining sentence of each concept in each language: "X is a kind of Y …", the first of a fair length."""
    best: dict[tuple[str, Language], Quote] = {}
    for relation in relations:
        for evidence in relation.evidence:
            if isinstance(evidence, Quote) and evidence.rule in _DEFINING:
                key = relation.head, material.questions[evidence.question].language
                best[key] = min(best.get(key, evidence), evidence, key=_rank)
    found: dict[str, dict[Language, Quote]] = defaultdict(dict)
    for (concept, language), quote in best.items():
        found[concept][language] = quote
    return found


def _rank(quote: Quote) -> tuple[bool, int]:
    return not 12 <= len(quote.quote) <= 200, quote.start


def _first(quotes: Iterable[Quote]) -> str | None:
    best = min(quotes, key=_rank, default=None)
    return best.quote if best else None
