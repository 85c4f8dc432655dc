"""Prerequisites of a whole bank: rows and relations come in, what must be known before what goes out.

Hard signals decide the direction: a relation whose tail is the simpler thing, a defining sentence that names it, a
name inside a name. Soft ones only rank, and decide alone only when all agree: reference distance (RefD; Liang, Wu,
Huang and Giles, EMNLP 2015), how often a term occurs, and which comes first.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from extract.graph import Material
from extract.rows import LONGEST_QUOTE, QuestionRow
from kg.model import Kind, Prerequisite, Quote, Relation, RelationType
from kg.names import key

_BY_RELATION: dict[RelationType, tuple[bool, float]] = {  # type -> (tail first, weight)
    RelationType.IS_A: (True, 1.0),
    RelationType.USES: (True, 1.0),
    RelationType.IMPROVES: (True, 1.4),
    RelationType.PART_OF: (False, 0.8),
    RelationType.MEASURES: (True, 0.8),
}
_FIRM = {RelationType.IS_A, RelationType.IMPROVES}  # the rest needs usage on its side
_ENOUGH = 0.8  # hard signals alone
_THRESHOLD = 0.8
_LEAST_STATED = 0.55  # of hard signals, before usage is asked
_STATED_TWICE = 1.2  # a firm hard signal and another one: usage is not asked
_BY_LEXICON = 0.9
_EXPLAINED = {Kind.METHOD, Kind.COMPONENT}
_FAR = 0.5  # of reference distance
_MOST_UNSAID = 2
_CLEAR = 0.4  # of difference between the hard signals of the two directions
_TOO_COMMON = 0.25  # of the questions mention it: no signal
_MOST = 15


@dataclass
class _Case:
    """What speaks for "before" preceding "after"."""

    weight: float = 0.0
    stated: float = 0.0
    firm: float = 0.0
    reasons: list[str] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)

    def add(self, weight: float, reason: str, *quotes: Quote, hard: bool = True, firm: bool = False) -> None:
        self.weight += weight
        self.stated += weight if hard else 0.0
        self.firm += weight if firm else 0.0
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.quotes += quotes


Cases = dict[tuple[str, str], _Case]


def prerequisites_of(material: Material, relations: Iterable[Relation]) -> list[Prerequisite]:
    """Inferred prerequisites with reasons and quotes; cycles are left for ``kg.derive``."""
    usage = _Usage(material.rows)
    cases: Cases = defaultdict(_Case)
    _from_relations(cases, relations, material)
    _from_definitions(cases, material, usage)
    _from_names(cases, material, usage)
    _from_versions(cases, material, usage)
    _from_lexicon(cases, material, usage)
    _from_usage(cases, usage)
    _from_usage_alone(cases, material, usage)
    kept = [(pair, case) for pair, case in cases.items() if _holds(pair, case, cases, material)]
    return _limited([_prerequisite(pair, case, material, usage) for pair, case in kept])


def _holds(pair: tuple[str, str], case: _Case, cases: Cases, material: Material) -> bool:
    before, after = pair
    if material.entries[before].kind is Kind.PROBLEM:
        return False
    other = cases.get((after, before))
    if other is not None and not _outweighs(case, other):
        return False
    if case.firm >= _ENOUGH or (case.firm and case.stated >= _STATED_TWICE):
        return True
    return case.stated >= _LEAST_STATED and case.weight >= _THRESHOLD


def _outweighs(case: _Case, other: _Case) -> bool:
    """Hard signals decide; where both directions have about as much of them, usage does."""
    if abs(case.stated - other.stated) >= _CLEAR:
        return case.stated > other.stated
    return case.weight > other.weight


def _from_relations(cases: Cases, relations: Iterable[Relation], material: Material) -> None:
    for relation in relations:
        if relation.type not in _BY_RELATION:
            continue
        tail_first, weight = _BY_RELATION[relation.type]
        if relation.type is RelationType.MEASURES and material.entries[relation.head].kind is not Kind.METRIC:
            continue
        before, after = (relation.tail, relation.head) if tail_first else (relation.head, relation.tail)
        if relation.type is RelationType.IS_A and material.entries[relation.tail].kind is Kind.TASK:
            weight *= 0.8
        quotes = [evidence for evidence in relation.evidence if isinstance(evidence, Quote)]
        names = f"{_name(material, relation.head)} {relation.type} {_name(material, relation.tail)}"
        firm = relation.type in _FIRM
        strength = weight * relation.confidence * (1 + 0.15 * (len(quotes) - 1))
        cases[before, after].add(strength, names, *quotes[:3], firm=firm)


def _name(material: Material, concept: str) -> str:
    entry = material.entries[concept]
    return entry.name_zh or entry.name_en or concept


def _from_definitions(cases: Cases, material: Material, usage: _Usage) -> None:
    """The sentence that opens the answer to "what is B" names A: A is needed to understand it."""
    for row in material.rows:
        about = usage.about[row.question]
        if row.opening is None or len(about) != 1:
            continue
        start, end = row.opening
        after = next(iter(about))
        for mention in row.mentions:
            if start <= mention.start < end and mention.concept != after:
                reason = f"the definition of {_name(material, after)} names {_name(material, mention.concept)}"
                quote = material.quote(row.question, start, min(end, start + LONGEST_QUOTE), "defining-sentence")
                cases[mention.concept, after].add(0.6, reason, quote)


def _from_names(cases: Cases, material: Material, usage: _Usage) -> None:
    """A name that stands inside another, at its end, is the general term of which the other is a special one."""
    by_key: dict[str, str] = {}
    for concept in sorted(usage.frequency):
        for name in (material.entries[concept].name_en, material.entries[concept].name_zh):
            if name:
                by_key.setdefault(key(name), concept)
    for concept in sorted(usage.frequency):
        for surface in sorted(usage.names(concept, material)):
            for before in _endings(surface, by_key):
                if before != concept and usage.together(before, concept):
                    reason = f"the name {surface} contains {_name(material, before)}"
                    cases[before, concept].add(1.2, reason, firm=True)


def _from_lexicon(cases: Cases, material: Material, usage: _Usage) -> None:
    """The lexicon's own definition of B names A, and a question of the bank mentions both."""
    named = {concept: material.defining(concept) for concept in sorted(usage.frequency)}
    for after, languages in named.items():
        for before, count in sorted(Counter(name for names in languages for name in sorted(names)).items()):
            mutual = any(after in names for names in named.get(before, ()))
            if before != after and not mutual and before in named and usage.together(before, after):
                reason = f"the lexicon's definition of {_name(material, after)} names {_name(material, before)}"
                cases[before, after].add(
                    _BY_LEXICON if count == len(languages) else 0.75 * _BY_LEXICON, reason, firm=True
                )


_VERSION = re.compile(r"([a-z\u4e00-\u9fff][a-z\u4e00-\u9fff+]*?)[\s\-]*v?(\d+(?:\.\d+)?)")


def _from_versions(cases: Cases, material: Material, usage: _Usage) -> None:
    """Of a family's numbered members each presupposes the one before it, the first the family itself."""
    families: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for concept in sorted(usage.frequency):
        name = material.entries[concept].name_en or material.entries[concept].name_zh or ""
        if found := _VERSION.fullmatch(name.lower()):
            families[found[1]].append((float(found[2]), concept))
        else:
            families[name.lower()].append((-1.0, concept))
    for members in families.values():
        for (_, before), (number, after) in pairwise(sorted(members)):
            if number >= 0 and usage.together(before, after):
                reason = f"{_name(material, after)} follows {_name(material, before)} in one family"
                cases[before, after].add(1.2, reason, firm=True)


def _endings(surface: str, by_key: Mapping[str, str]) -> set[str]:
    found = set()
    whole = key(surface)
    words = surface.split()
    if len(words) > 1:
        found = {by_key.get(key(" ".join(words[place:]))) for place in range(1, len(words))}
    if not whole.isascii():
        found |= {by_key.get(whole[place:]) for place in range(1, len(whole) - 1)}
    return {concept for concept in found if concept is not None}


def _from_usage(cases: Cases, usage: _Usage) -> None:
    """Soft signals: they strengthen or weaken what a hard one proposed."""
    for before, after in sorted(cases):
        case = cases[before, after]
        distance = usage.reference_distance(before, after)
        frequency = math.log((usage.frequency[before] + 1) / (usage.frequency[after] + 1))
        order = usage.first[after] - usage.first[before]
        case.weight += 0.8 * max(-1.0, min(1.0, 3 * distance))
        case.weight += max(-0.4, min(0.4, 0.25 * frequency))
        case.weight += 0.1 if order > 0 else -0.1 if order < 0 else 0.0
        if distance > 0.05:
            case.add(0.0, "explanations of the later refer to the earlier more than the other way round", hard=False)


def _from_usage_alone(cases: Cases, material: Material, usage: _Usage) -> None:
    """Where nothing is stated, usage may decide if all its signals agree: reference distance, frequency and order."""
    for after in sorted(usage.asked()):
        if material.entries[after].kind not in _EXPLAINED:
            continue
        found = []
        for before in usage.page(after):
            fits = material.entries[before].kind in _EXPLAINED and usage.frequency[before] > usage.frequency[after]
            unsaid = (before, after) not in cases and (after, before) not in cases
            if fits and unsaid and usage.first[before] <= usage.first[after]:
                found.append((-usage.reference_distance(before, after), before))
        for negative, before in sorted(found)[:_MOST_UNSAID]:
            if -negative >= _FAR:
                reason = "explanations of the later keep referring to the earlier, which is more common and comes first"
                cases[before, after].add(_ENOUGH, reason, firm=True)


class _Usage:
    """How a bank uses its concepts: which questions mention or ask about them, and what their pages refer to."""

    def __init__(self, rows: tuple[QuestionRow, ...]) -> None:
        self.about: dict[str, set[str]] = {}
        self.frequency: Counter[str] = Counter()
        self.first: dict[str, int] = {}
        self.questions: dict[str, set[str]] = defaultdict(set)
        self._surfaces: dict[str, set[str]] = defaultdict(set)
        self._pages: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._weighed: dict[str, tuple[list[tuple[dict[str, float], float]], float]] = {}
        self.rows = {row.question: row for row in rows}
        for place, row in enumerate(rows):
            self._read(place, row)
        self._idf = {concept: math.log(len(rows) / count) for concept, count in self.frequency.items()}

    def _read(self, place: int, row: QuestionRow) -> None:
        counts = Counter(mention.concept for mention in row.mentions)
        about = {mention.concept for mention in row.mentions if mention.about}
        self.about[row.question] = about
        for mention in row.mentions:
            self._surfaces[mention.concept].add(mention.surface)
        for concept in counts:
            self.frequency[concept] += 1
            self.first.setdefault(concept, place)
            self.questions[concept].add(row.question)
        for concept in about:
            page = self._pages[concept]
            for other, count in counts.items():
                if other != concept:
                    page[other] += (1 + math.log(count)) / len(about)

    def asked(self) -> set[str]:
        """The concepts that some question asks about."""
        return set(self._pages)

    def page(self, concept: str) -> list[str]:
        """What the questions about a concept mention beside it."""
        return sorted(self._pages[concept])

    def names(self, concept: str, material: Material) -> set[str]:
        """The concept's two names and the surfaces that the banks themselves use."""
        entry = material.entries[concept]
        return {name for name in (entry.name_en, entry.name_zh, *self._surfaces[concept]) if name}

    def together(self, one: str, other: str) -> set[str]:
        """The questions that mention both."""
        return self.questions[one] & self.questions[other]

    def reference_distance(self, before: str, after: str) -> float:
        """RefD: how much more the pages around ``after`` refer to ``before`` than the other way round, -1 to 1."""
        return self._refers(after, before) - self._refers(before, after)

    def _refers(self, source: str, target: str) -> float:
        if not self._pages.get(source):
            return 0.0
        if source not in self._weighed:
            self._weighed[source] = self._weigh(source)
        weights, total = self._weighed[source]
        return math.fsum(weight for page, weight in weights if target in page) / total if total else 0.0

    def _weigh(self, source: str) -> tuple[list[tuple[dict[str, float], float]], float]:
        """What a page refers to, as the pages of that with their weights, and the sum of all weights."""
        counts = [*sorted(self._pages[source].items()), (source, 2.0)]
        weights = [(concept, count * self._idf.get(concept, 0.0)) for concept, count in counts]
        known = [(self._pages[concept], weight) for concept, weight in weights if concept in self._pages]
        return known, math.fsum(weight for _, weight in weights)


def _prerequisite(pair: tuple[str, str], case: _Case, material: Material, usage: _Usage) -> Prerequisite:
    before, after = pair
    quotes = case.quotes or _passages(pair, material, usage)
    unique = tuple({(quote.question, quote.start, quote.end): quote for quote in quotes}.values())
    confidence = round(min(0.99, 1 - math.exp(-max(case.weight, 0.5 * case.stated))), 3)
    return Prerequisite(before, after, confidence, tuple(case.reasons), unique[:4])


def _passages(pair: tuple[str, str], material: Material, usage: _Usage) -> list[Quote]:
    """The shortest passage naming both; else the two that name one each."""
    shared = usage.together(*pair)
    best = min((found for question in shared if (found := _shortest(usage.rows[question], pair))), default=None)
    if best is not None:
        return [material.quote(best[1], best[2], best[3], "names-both")]
    row = usage.rows[min(shared)]
    return [_naming(material, row, concept) for concept in pair]


def _shortest(row: QuestionRow, pair: tuple[str, str]) -> tuple[int, str, int, int] | None:
    """The shortest passage of a question that names both, after its length; of equal ones the first."""
    one, other = ([mention for mention in row.mentions if mention.concept == concept] for concept in pair)
    lengths = [
        (end - start, row.question, start, end)
        for start, end in row.passages
        if end - start <= LONGEST_QUOTE
        and any(start <= mention.start and mention.end <= end for mention in one)
        and any(start <= mention.start and mention.end <= end for mention in other)
    ]
    return min(lengths, default=None)


def _naming(material: Material, row: QuestionRow, concept: str) -> Quote:
    mention = next(mention for mention in row.mentions if mention.concept == concept)
    passage = next(
        ((s, e) for s, e in row.passages if s <= mention.start and mention.end <= e and e - s <= LONGEST_QUOTE),
        (mention.start, mention.end),
    )
    return material.quote(row.question, *passage, "names-one")


def _limited(edges: list[Prerequisite]) -> list[Prerequisite]:
    """At most fifteen prerequisites for one concept, the surest."""
    by_after: dict[str, list[Prerequisite]] = defaultdict(list)
    for edge in edges:
        by_after[edge.after].append(edge)
    kept = []
    for after in sorted(by_after):
        kept += sorted(by_after[after], key=lambda edge: (-edge.confidence, edge.before))[:_MOST]
    return kept
