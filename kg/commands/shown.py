"""The documents of the commands in, tables for a terminal out; texts of a bank are never read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kg.evidence import cited, shortened
from kg.model import MapEntry, Quote

_QUOTE = 60


def stats_shown(document: Mapping[str, Any]) -> RenderableType:
    """Counts, one line each, with their parts."""
    parts = {
        "questions": "banks",
        "concepts": "kinds",
        "relations": "relation_types",
        "prerequisites": "prerequisite_origins",
    }
    rows: list[Sequence[str]] = []
    for name in ("questions", "concepts", "levels", "mentions", "about", "relations", "prerequisites", "related"):
        counts = document[parts[name]] if name in parts else {}
        rows.append((name, str(document[name]), ", ".join(f"{part} {count}" for part, count in counts.items())))
    return table(("what", "count", "of which"), rows, title=document["tool"])


def found_shown(document: Mapping[str, Any]) -> RenderableType:
    """Concepts, then questions."""
    if not document["concepts"] and not document["questions"]:
        return Text(f"nothing holds {document['text']!r}")
    tables: list[RenderableType] = []
    if document["concepts"]:
        concepts = [(one["concept"], one["name"], one["kind"]) for one in document["concepts"]]
        tables.append(table(("concept", "name", "kind"), concepts))
    if document["questions"]:
        questions = [(one["question"], one["title"]) for one in document["questions"]]
        tables.append(table(("question", "title"), questions))
    return Group(*tables)


def concept_shown(document: Mapping[str, Any]) -> RenderableType:
    """A concept: its names, then what is said of it with the quotes."""
    concept = document["concept"]
    head = Text(f"{concept['name']}  ({concept['kind']}, level {concept.get('level', '?')})", style="bold")
    others = [concept.get("name_zh"), concept.get("name_en"), *concept["aliases"]]
    names = dict.fromkeys(name for name in others if name and name != concept["name"])
    lines = [head, *([Text(f"also: {', '.join(names)}")] if names else [])]
    if "definition" in concept:
        lines.append(Text(shortened(concept["definition"], 300)))
    needs = [("needs", one["name"], one["confidence"], one["evidence"]) for one in document["needs"]]
    unlocks = [("is needed for", one["name"], one["confidence"], one["evidence"]) for one in document["unlocks"]]
    relations = [_relation_row(one, concept["id"]) for one in document["relations"]]
    return Group(*lines, *_edge_table([*needs, *unlocks, *relations]), *_question_table(document["questions"]))


def question_shown(document: Mapping[str, Any]) -> RenderableType:
    """A question with its answer, its concepts and what it states."""
    question = document["question"]
    head = Text(f"{question['id']}  {question['title']}", style="bold")
    concepts = [(one["name"], "asked about" if one["about"] else "", str(one["count"])) for one in document["concepts"]]
    stated = [(one["head_name"], one["type"], one["tail_name"]) for one in document["relations"]]
    stated += [(one["name"], "PREREQUISITE_OF", one["after_name"]) for one in document["prerequisites"]]
    tables = [table(("concept", "", "mentions"), concepts)] if concepts else []
    tables += [table(("it states", "", ""), stated)] if stated else []
    return Group(head, Text(), Text(question["answer"]), Text(), *tables)


def _relation_row(relation: Mapping[str, Any], concept: str) -> tuple[str, str, float, list[dict[str, Any]]]:
    """The relation as seen from one of its ends."""
    if relation["head"] == concept:
        return relation["type"], relation["tail_name"], relation["confidence"], relation["evidence"]
    return f"← {relation['type']}", relation["head_name"], relation["confidence"], relation["evidence"]


def _edge_table(rows: Sequence[tuple[str, str, float, list[dict[str, Any]]]]) -> list[Table]:
    shown = [(sort, name, f"{confidence:g}", cited_record(evidence)) for sort, name, confidence, evidence in rows]
    return [table(("", "concept", "confidence", "evidence"), shown)] if shown else []


def cited_record(evidence: Sequence[Mapping[str, Any]]) -> str:
    """The first evidence of a document, in a few words."""
    if not evidence:
        return ""
    first = evidence[0]
    return cited(MapEntry(**first) if "file" in first else Quote(**first), longest=_QUOTE)


def _question_table(questions: Sequence[Mapping[str, Any]]) -> list[Table]:
    rows = [(one["question"], one["title"], "asks about it" if one["about"] else "") for one in questions[:10]]
    more = [(f"and {len(questions) - 10} more", "", "")] if len(questions) > 10 else []
    return [table(("question", "title", ""), [*rows, *more])] if rows else []


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None, lines: bool = False
) -> Table:
    """A table of plain texts."""
    table = Table(title=title, title_justify="left", show_lines=lines)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
