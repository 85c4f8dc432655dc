"""Relations: a Doc with blocks and mentions comes in, typed relations with their passages go out."""

from __future__ import annotations

import re
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from extract.components.extensions import get, put
from extract.components.tokenizer import LexiconTokenizer
from extract.reading import Mentioned, Reading, Signalled, Stated
from extract.rules.clauses import sentence_relations
from extract.rules.gaps import gap_relations
from extract.rules.layout import block_relations, nested_names, title_relations
from extract.rules.tables import table_relations
from extract.vocabulary import Vocabulary
from kg.model import RelationType

_TRUSTED = 0.75
_TAKEN = b"\1"
_BRACKET = re.compile(r"\s?[(（][A-Za-z ,\-]*")


class RelationFinder:
    """Sets ``doc._.relations``; of several findings of one relation the most trusted stays."""

    def __init__(self, tokenizer: LexiconTokenizer) -> None:
        self._vocabulary = tokenizer.vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """The Doc with its relations."""
        stated = best(relations_of(reading_of(doc, self._vocabulary)))
        found = [(s.head.concept, s.type.value, s.tail.concept, s.start, s.end, s.rule, s.confidence) for s in stated]
        put(doc, "relations", tuple(found))
        return doc


def reading_of(doc: Doc, vocabulary: Vocabulary) -> Reading:
    """The view of a Doc that the rules work on."""
    named, cues, new = vocabulary.named, vocabulary.cues, tuple.__new__  # a tenth of what calling the class takes
    masked, folded, found = get(doc, "masked"), doc.user_data["folded"], doc.user_data["found"]
    mentions = [new(Mentioned, (start, end, *named[number])) for start, end, number in found]
    taken = bytearray(len(folded))
    for start, end, _ in found:
        taken[start:end] = _TAKEN * (end - start)
    signals = [
        new(Signalled, (start, end, cues[number]))
        for start, end, numbers in vocabulary.signalled(folded)
        if not taken[start] and not taken[end - 1]
        for number in numbers
    ]
    spelled = {after for before, after in pairwise(mentions) if _explains(masked, before, after)}
    speaking = [mention for mention in mentions if mention not in spelled] if spelled else mentions
    return Reading(masked, get(doc, "blocks"), get(doc, "passages"), tuple(speaking), tuple(signals), folded)


def _explains(text: str, before: Mentioned, mention: Mentioned) -> bool:
    """Whether a mention only spells out the one before it: "PTQ（Post-Training Quantization）"."""
    end = before.end
    opening = text[end : end + 2]
    if ("(" not in opening and "（" not in opening) or not _BRACKET.fullmatch(text, end, mention.start):
        return False
    inside = text[end : text.find(")", mention.end) if ")" in text[mention.end : mention.end + 60] else mention.end]
    return before.concept == mention.concept or inside.strip(" (（").isascii()


def relations_of(reading: Reading) -> list[Stated]:
    """Everything the rules find in one question."""
    if len(reading.mentions) < 2:
        return []
    found = [*title_relations(reading), *nested_names(reading)]
    for index in range(len(reading.blocks)):
        found += block_relations(reading, index)
        if reading.blocks[index].kind == "row" and reading.blocks[index - 1].kind != "row":
            found += table_relations(reading, index)
    for index, start, end in reading.passages:
        block = reading.blocks[index]
        if block.kind == "row":
            continue
        groups = reading.groups(start, end)
        if len(groups) > 1:
            found += gap_relations(reading, groups, end)
        if groups and block.kind != "title":
            found += sentence_relations(reading, index, max(start, min(block.body, groups[0][0].start)), end)
    return found


def best(found: list[Stated]) -> list[Stated]:
    """One finding for each relation, in order of place; CONTRASTS_WITH without direction, smaller id first.

    Two concepts keep a second relation only if its rule is trusted: a weak one mostly misreads the first.
    """
    kept: dict[tuple[str, str, str], Stated] = {}
    surest: dict[tuple[str, str], float] = {}
    for stated in map(_undirected, found):
        name = (stated.head.concept, stated.type, stated.tail.concept)
        pair = _pair(stated)
        surest[pair] = max(surest.get(pair, 0.0), stated.confidence)
        if name not in kept or stated.confidence > kept[name].confidence:
            kept[name] = stated
    sure = [stated for stated in kept.values() if stated.confidence >= min(_TRUSTED, surest[_pair(stated)])]
    return sorted(sure, key=lambda s: (s.start, s.end, s.head.concept, s.type, s.tail.concept))


def _pair(stated: Stated) -> tuple[str, str]:
    """The two concepts, whichever way round."""
    head, tail = stated.head.concept, stated.tail.concept
    return (head, tail) if head < tail else (tail, head)


def _undirected(stated: Stated) -> Stated:
    if stated.type is RelationType.CONTRASTS_WITH and stated.head.concept > stated.tail.concept:
        return stated._replace(head=stated.tail, tail=stated.head)
    return stated


@Language.factory("relations", assigns=["doc._.relations"], requires=["doc._.blocks"])
def create_relations(nlp: Language, name: str) -> RelationFinder:
    """The component of a pipeline whose tokenizer is a LexiconTokenizer."""
    if not isinstance(nlp.tokenizer, LexiconTokenizer):
        raise TypeError(f"component {name!r} needs a LexiconTokenizer, got {type(nlp.tokenizer).__name__}")
    return RelationFinder(nlp.tokenizer)
