"""The vocabulary that crosses every border: frozen records of one knowledge graph, as SCHEMA.md lists them.

All offsets count Unicode code points in the bank file's text as decoded (UTF-8, no newline translation).
Ids are bare here (``lora``, ``llm-interview#7``); only exports prefix them by their label.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

SCHEMA_VERSION = 1
"""The version of SCHEMA.md that this code reads and writes."""

Language = Literal["zh", "en"]
Origin = Literal["text", "imported", "curated", "llm"]
ConceptOrigin = Literal["lexicon", "discovered", "imported", "curated", "llm"]
InputRole = Literal["bank", "lexicon", "cues", "curation", "prerequisites"]


class Kind(StrEnum):
    """What sort of thing a concept is."""

    METHOD = "method"
    MODEL = "model"
    COMPONENT = "component"
    METRIC = "metric"
    TOOL = "tool"
    PROBLEM = "problem"
    TASK = "task"
    THEORY = "theory"
    RESOURCE = "resource"
    UNKNOWN = "unknown"


class RelationType(StrEnum):
    """The nine relations that an answer may state between two concepts; ``head TYPE tail``."""

    IS_A = "IS_A"
    PART_OF = "PART_OF"
    USES = "USES"
    IMPROVES = "IMPROVES"
    ADDRESSES = "ADDRESSES"
    CAUSES = "CAUSES"
    MEASURES = "MEASURES"
    APPLIES_TO = "APPLIES_TO"
    CONTRASTS_WITH = "CONTRASTS_WITH"


class RelatedReason(StrEnum):
    """Why two questions are related, strongest first."""

    DUPLICATE = "duplicate"
    TRANSLATION = "translation"
    CONTRAST = "contrast"
    FOLLOW_UP = "follow-up"
    PREREQUISITE = "prerequisite"
    SAME_CONCEPT = "same concept"


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a bank that supports an edge: ``text[start:end] == quote`` in the file of ``question``'s bank."""

    question: str
    start: int
    end: int
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class MapEntry:
    """A line of a prerequisite map or curation file that supports an edge."""

    file: str
    line: int
    reason: str


Evidence = Quote | MapEntry


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a bank with its answer (Markdown) and where both stand in the file."""

    id: str
    bank: str
    number: str
    title: str
    answer: str
    answer_start: int
    language: Language
    start: int
    end: int
    difficulty: int | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of the field with all its surfaces.

    ``name`` is the one shown; ``aliases`` are the further surfaces, sorted, without the three names. ``definition`` is
    the main one; ``definition_en`` and ``definition_zh`` are what the banks, else the lexicon, say in each language.
    """

    id: str
    name: str
    name_en: str | None = None
    name_zh: str | None = None
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.UNKNOWN
    definition: str | None = None
    definition_source: Literal["bank", "lexicon"] | None = None
    definition_en: str | None = None
    definition_zh: str | None = None
    origin: ConceptOrigin = "discovered"
    importance: float | None = None
    level: int | None = None
    topic: str | None = None
    map_x: float | None = None
    map_y: float | None = None

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every spelling of the concept, the shown name first.

        >>> Concept("lora", "LoRA", name_en="LoRA", name_zh="低秩适配", aliases=("LORA",)).surfaces
        ('LoRA', '低秩适配', 'LORA')
        """
        names = (self.name, self.name_en, self.name_zh, *self.aliases)
        return tuple(dict.fromkeys(name for name in names if name))

    def name_in(self, language: Language) -> str:
        """The concept's name in ``language``, else the one it has."""
        return (self.name_zh if language == "zh" else self.name_en) or self.name

    def definition_in(self, language: Language) -> str | None:
        """The concept's definition in ``language``, else the one it has."""
        return (self.definition_zh if language == "zh" else self.definition_en) or self.definition


@dataclass(frozen=True, slots=True)
class Mention:
    """MENTIONS from a question to a concept; with ``about`` the ABOUT edge beside it.

    ``spans`` are half-open ranges in the bank file, in order; ``count`` is their number.
    """

    question: str
    concept: str
    count: int
    surfaces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    about: bool = False
    salience: float | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A typed edge between two concepts; CONTRASTS_WITH is stored once, smaller id first."""

    head: str
    type: RelationType
    tail: str
    confidence: float
    evidence: tuple[Evidence, ...]
    origin: Origin = "text"


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """PREREQUISITE_OF: who does not know ``before`` cannot understand a normal explanation of ``after``.

    ``direct`` is derived: true if no other path of prerequisites implies the edge.
    """

    before: str
    after: str
    confidence: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    origin: Origin = "text"
    direct: bool | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """RELATED_TO between two questions, one for an unordered pair; ``shared`` lists concept ids, strongest first."""

    source: str
    target: str
    score: float
    shared: tuple[str, ...]
    reason: RelatedReason


@dataclass(frozen=True, slots=True)
class Input:
    """A file that went into the graph: never a path, so that the same inputs give the same bytes anywhere."""

    role: InputRole
    name: str
    sha256: str
    title: str | None = None
    language: Language | None = None
    licence: str | None = None


@dataclass(frozen=True)
class KnowledgeGraph:
    """One whole graph. Dicts are keyed by id; every tuple is sorted as the JSON export orders its edges."""

    questions: dict[str, Question] = field(default_factory=dict)
    concepts: dict[str, Concept] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    related: tuple[Related, ...] = ()
    inputs: tuple[Input, ...] = ()
    tool: str = ""


_ROLES: tuple[InputRole, ...] = ("bank", "lexicon", "cues", "curation", "prerequisites")


def ordered(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same graph with everything in the order of the JSON export: nodes by id, edges by (source, target, type).

    >>> graph = KnowledgeGraph({}, {"b": Concept("b", "B"), "a": Concept("a", "A")})
    >>> list(ordered(graph).concepts)
    ['a', 'b']
    """
    return replace(
        graph,
        questions=dict(sorted(graph.questions.items())),
        concepts=dict(sorted(graph.concepts.items())),
        mentions=tuple(sorted(graph.mentions, key=lambda m: (m.question, m.concept))),
        relations=tuple(sorted(graph.relations, key=lambda r: (r.head, r.tail, r.type))),
        prerequisites=tuple(sorted(graph.prerequisites, key=lambda p: (p.before, p.after))),
        related=tuple(sorted(graph.related, key=lambda r: (r.source, r.target))),
        inputs=tuple(sorted(graph.inputs, key=lambda i: (_ROLES.index(i.role), i.name, i.sha256))),
    )
