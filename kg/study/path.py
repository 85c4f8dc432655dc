"""The answer of every path question as one value, and as the JSON document of ``kg path``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kg.exports.node_link import evidence_record
from kg.model import Evidence, Language, Prerequisite
from kg.study.index import StudyIndex, teaching

Mode = Literal["plan", "chain", "relations"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a path may use: ``depth`` edges before the goal, edges of some confidence, that many steps.

    ``language`` is the reader's: of names, explanations, and of a translated pair the question shown.
    """

    depth: int | None = None
    min_confidence: float = 0.0
    max_steps: int | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A concept to study: which later steps need it (the edges to them) and which questions teach it, best first."""

    concept: str
    level: int
    needed_by: tuple[Prerequisite, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A concept that need not be studied because some known ones stand between it and the goal."""

    concept: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge of a chain in the direction in which it is stated, which may be against the walk."""

    source: str
    target: str
    type: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Why there is nothing to study or no way, and which pairs of concepts are nearest to a link."""

    explanation: str
    nearest: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StudyPath:
    """What to study on the way to ``goal``, in order; the goal comes last unless steps were omitted.

    ``omitted`` counts the last steps that ``max_steps`` cut off, ``below`` the concepts farther than ``depth``.
    """

    mode: Mode
    goal: str
    source: str | None
    known: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    hops: tuple[Hop, ...] = ()
    omitted: int = 0
    missing: Missing | None = None
    below: int = 0


def steps_of(index: StudyIndex, order: Sequence[str], limits: Limits) -> tuple[Step, ...]:
    """Concepts in study order as steps; with ``max_steps`` only the first ones."""
    later, least = set(order), limits.min_confidence
    steps: list[Step] = []
    for concept in order[: limits.max_steps]:
        later.discard(concept)
        steps.append(
            Step(
                concept,
                index.place[concept][0],
                tuple(e for e in index.after.get(concept, ()) if e.after in later and e.confidence >= least),
                teaching(index, concept, limits.language),
            )
        )
    return tuple(steps)


def strong_enough(edge: Prerequisite, limits: Limits) -> bool:
    """Whether the edge has the confidence that the reader asks for."""
    return edge.confidence >= limits.min_confidence


def known_already(index: StudyIndex, goal: str, limits: Limits) -> Missing:
    """The explanation of a path to a goal that is known."""
    name = index.name(goal, limits.language)
    if limits.language == "zh":
        return Missing(f"{name} 已经掌握，没有要学的了。")
    return Missing(f"{name} is known already, nothing is left to study.")


def document(path: StudyPath, index: StudyIndex, language: Language | None = None) -> dict[str, Any]:
    """The JSON document of ``kg path``; ids are bare. ``below`` is there only where ``depth`` hides something."""
    cut = {"below": path.below} if path.below else {}
    return {
        "mode": path.mode,
        "goal": path.goal,
        "from": path.source,
        "known": list(path.known),
        "steps": [_step(step, index.name(step.concept, language)) for step in path.steps],
        "skipped": [{"concept": one.concept, "because": list(one.because)} for one in path.skipped],
        "alternatives": [list(one) for one in path.alternatives],
        "hops": [_hop(hop) for hop in path.hops],
        "omitted": path.omitted,
        "missing": None if path.missing is None else _missing(path.missing),
        **cut,
    }


def _step(step: Step, name: str) -> dict[str, Any]:
    return {
        "concept": step.concept,
        "name": name,
        "level": step.level,
        "needed_by": [_need(edge) for edge in step.needed_by],
        "questions": list(step.questions),
    }


def _need(edge: Prerequisite) -> dict[str, Any]:
    return {
        "concept": edge.after,
        "confidence": edge.confidence,
        "reasons": list(edge.reasons),
        "evidence": [evidence_record(one) for one in edge.evidence],
    }


def _hop(hop: Hop) -> dict[str, Any]:
    evidence = [evidence_record(one) for one in hop.evidence]
    return {"from": hop.source, "to": hop.target, "type": hop.type, "evidence": evidence}


def _missing(missing: Missing) -> dict[str, Any]:
    pairs = [{"from": before, "to": after} for before, after in missing.nearest]
    return {"explanation": missing.explanation, "nearest": pairs}
