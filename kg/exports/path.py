"""A study path in, its Markdown or Mermaid text out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.dag import implied
from kg.evidence import cited
from kg.model import Language, Prerequisite
from kg.study.index import StudyIndex
from kg.study.path import Step, StudyPath

_MARKS = re.compile(r"([\\`*_\[\]<>#|~$])")


_WORDS: dict[str, tuple[str, str]] = {
    "level": ("第 {level} 层", "level {level}"),
    "for": ("学「{name}」要用到：", "for {name}: "),
    "relations": ("没有先修关系通向目标，下面的关系可以：", "No prerequisites lead there; these relations do:"),
    "also": ("也可以：", "Also: "),
    "skipped": ("不必再学：", "Not needed: "),
    "below": ("下面还有 {count} 个概念没有列出。", "{count} more concepts lie further below."),
    "omitted": ("后面还有 {count} 步通向目标。", "{count} more steps lead to the goal."),
    "joiner": ("、", ", "),
}


def markdown(path: StudyPath, index: StudyIndex, language: Language) -> str:
    """A numbered list of the steps with quotes, and boxes to tick for the questions."""
    return "\n".join(_markdown_lines(path, index, language)) + "\n"


def _markdown_lines(path: StudyPath, index: StudyIndex, language: Language) -> Iterator[str]:
    def name(concept: str) -> str:
        return plain(index.name(concept, language))

    def word(key: str, **values: object) -> str:
        return _WORDS[key][language == "en"].format(**values)

    yield f"# {f'{name(path.source)} → ' if path.source else ''}{name(path.goal)}"
    yield ""
    if path.missing:
        yield plain(path.missing.explanation)
    for number, step in enumerate(path.steps, 1):
        yield f"{number}. **{name(step.concept)}** ({word('level', level=step.level)})"
        yield from (f"   > {word('for', name=name(edge.after))}{_why(edge)}" for edge in step.needed_by)
        yield from (f"   - [ ] {plain(question_line(one, index))}" for one in step.questions)
    if path.mode == "relations":
        yield from ("", word("relations"), "")
        yield from (f"- {name(hop.source)} {hop.type} {name(hop.target)}" for hop in path.hops)
    yield from (f"\n{word('also')}{' → '.join(map(name, route))}" for route in path.alternatives)
    if path.skipped:
        yield f"\n{word('skipped')}{word('joiner').join(name(one.concept) for one in path.skipped)}"
    if path.below:
        yield f"\n{word('below', count=path.below)}"
    if path.omitted:
        yield f"\n{word('omitted', count=path.omitted)}"


def _why(edge: Prerequisite) -> str:
    return plain(cited(edge.evidence[0]) if edge.evidence else ", ".join(edge.reasons))


def plain(text: str) -> str:
    """Text of a bank with what Markdown would read as marks escaped, on one line."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def question_line(question: str, index: StudyIndex) -> str:
    """Id and title of a question."""
    return f"{question} {index.graph.questions[question].title}"


def mermaid(path: StudyPath, index: StudyIndex, language: Language) -> str:
    """A flow chart of the steps; an edge that others imply is left out."""
    places = {step.concept: f"n{number}" for number, step in enumerate(path.steps, 1)}
    lines = ["flowchart LR"]
    lines += [f'    {place}["{_label(index.name(concept, language))}"]' for concept, place in places.items()]
    if path.mode == "relations":
        hops = [hop for hop in path.hops if hop.source in places and hop.target in places]
        lines += [f"    {places[hop.source]} -->|{hop.type}| {places[hop.target]}" for hop in hops]
    else:
        lines += [f"    {places[before]} --> {places[after]}" for before, after in drawn_edges(path.steps)]
    return "\n".join(lines) + "\n"


def drawn_edges(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    """The edges among the steps that no longer way among them implies."""
    order = [step.concept for step in steps]
    edges = [(step.concept, edge.after) for step in steps for edge in step.needed_by if edge.after in order]
    needless = implied(order, edges)
    return [edge for edge in edges if edge not in needless]


def _label(text: str) -> str:
    """Inside quotes Mermaid reads HTML entities, written with # instead of &."""
    escaped = re.sub(r'[&<>"#`;\\]', lambda match: f"#{ord(match[0])};", text)
    return " ".join(escaped.split())
