"""A study path in, its table or outline for a terminal out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from kg.commands.shown import table
from kg.evidence import cited
from kg.model import Evidence, Language
from kg.study.index import StudyIndex
from kg.study.path import Step, StudyPath

_QUOTE = 60
_QUESTIONS = 3
_NAMED = 12
_MANY = 40


def path_shown(path: StudyPath, index: StudyIndex, language: Language) -> RenderableType:
    """Numbered steps with why and what teaches them, then what was left out."""
    lines: list[RenderableType] = []
    if path.missing:
        lines.append(Text(path.missing.explanation))
        pairs = [f"{index.name(one, language)} → {index.name(other, language)}" for one, other in path.missing.nearest]
        lines += [Text(f"nearest: {', '.join(pairs)}")] if pairs else []
    if path.mode == "relations":
        lines.append(Text("No prerequisites lead there; these relations do:"))
        lines.append(
            table(
                ("relation", "quote"), [(_hop(hop, index, language), _quoted(hop.evidence, index)) for hop in path.hops]
            )
        )
    if path.steps:
        rows = [_step_row(number, step, path, index, language) for number, step in enumerate(path.steps, 1)]
        lines.append(table(("", "concept", "level", "why", "taught by"), rows, lines=True))
    lines += map(Text, _left_out(path, index, language))
    lines += [Text(_shorter(path))] if len(path.steps) > _MANY else []
    return Group(*lines)


def _hop(hop: Any, index: StudyIndex, language: Language) -> str:
    return f"{index.name(hop.source, language)} {hop.type} {index.name(hop.target, language)}"


def _step_row(number: int, step: Step, path: StudyPath, index: StudyIndex, language: Language) -> Sequence[str]:
    why = [f"{index.name(edge.after, language)} ← {_quoted(edge.evidence, index)}" for edge in step.needed_by]
    more = [f"and for {len(why) - 2} more steps"] if len(why) > 2 else []
    end = {path.source: "the start", path.goal: "the goal"}.get(step.concept, "")
    taught = [f"{_short(one, index)} {index.graph.questions[one].title}" for one in step.questions]
    others = [f"and {len(taught) - _QUESTIONS} more"] if len(taught) > _QUESTIONS else []
    name = index.name(step.concept, language)
    return (
        str(number),
        name,
        str(step.level),
        "\n".join([*why[:2], *more]) or end,
        "\n".join([*taught[:_QUESTIONS], *others]) or "no question",
    )


def outline_shown(
    path: StudyPath, rings: Sequence[Sequence[str]], index: StudyIndex, language: Language
) -> RenderableType:
    """The concepts of a plan by how many edges lie between them and the goal, on one line each distance."""
    if not path.steps:
        return path_shown(path, index, language)
    steps = {step.concept for step in path.steps}
    near = [[one for one in ring if one in steps] for ring in rings]
    rows = [
        (str(distance), str(len(ring)), ", ".join(index.name(one, language) for one in ring))
        for distance, ring in enumerate(near)
        if ring
    ]
    heads = ("edges before", "concepts", "which")
    return Group(table(heads, rows, lines=True), *map(Text, _left_out(path, index, language)))


def _left_out(path: StudyPath, index: StudyIndex, language: Language) -> Iterator[str]:
    yield from (f"another way: {' → '.join(index.name(one, language) for one in route)}" for route in path.alternatives)
    if path.skipped:
        because = dict.fromkeys(reason for one in path.skipped for reason in one.because)
        skipped = _some(index, [one.concept for one in path.skipped], language)
        yield f"not needed: {skipped} (because you know {_some(index, list(because), language)})"
    if path.omitted:
        yield f"{path.omitted} more steps lead to the goal (--max-steps)"
    if path.below:
        yield f"and {path.below} more concepts below these (--depth)"


def _some(index: StudyIndex, concepts: Sequence[str], language: Language) -> str:
    """The first names, and how many more there are."""
    names = ", ".join(index.name(one, language) for one in concepts[:_NAMED])
    return names if len(concepts) <= _NAMED else f"{names} and {len(concepts) - _NAMED} more"


def _shorter(path: StudyPath) -> str:
    return (
        f"{len(path.steps)} steps: --format outline shows them on one page, --depth 2 only the nearest, "
        "--basics 4 takes what lies below level 4 for granted"
    )


def _quoted(evidence: Sequence[Evidence], index: StudyIndex) -> str:
    return _short(cited(evidence[0], longest=_QUOTE), index) if evidence else ""


def _short(text: str, index: StudyIndex) -> str:
    """What begins with a question's id, without the bank where there is only one."""
    first = next(iter(index.graph.questions.values()), None)
    return text.removeprefix(first.bank) if first and len(index.banks) == 1 else text
