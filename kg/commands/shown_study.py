"""The documents of the study commands in, tables for a terminal out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from kg.commands.shown import cited_record, table
from kg.model import Language
from kg.study.index import StudyIndex

Document = Mapping[str, Any]


def related_shown(document: Document) -> RenderableType:
    """Related questions with score and reason."""
    head: list[RenderableType] = [_asked(document)]
    if document["translation"]:
        head.append(Text(f"also as {document['translation']}"))
    if not document["related"]:
        return Group(*head, Text("no question is related to it"))
    rows = [
        (
            f"{one['score']:.2f}",
            ", ".join(filter(None, (one["reason"], one["direction"]))),
            f"{one['question']} {one['title']}",
            ", ".join(shared["name"] for shared in one["shared"][:4]),
        )
        for one in document["related"]
    ]
    return Group(*head, table(("score", "reason", "question", "shared"), rows))


def chains_shown(document: Document) -> RenderableType:
    """One table a chain."""
    lines: list[RenderableType] = [_asked(document)]
    if document["missing"]:
        lines.append(Text(document["missing"]))
    for chain in document["chains"]:
        rows = [(_edge(one["link"]), cited_record(one["link"]["evidence"]), _asked_line(one)) for one in chain]
        lines.append(table(("because", "quote", "next question"), rows, lines=True))
    return Group(*lines)


def next_shown(document: Document) -> RenderableType:
    """Three tables: ready, one concept away, what unlocks most."""
    ready = [(_asked_line(one),) for one in document["ready"]]
    away = [(_asked_line(one), one["missing"]["name"]) for one in document["one_away"]]
    unlocks = [
        (one["name"], "\n".join(_asked_line(question) for question in one["questions"]), _names(one["concepts"]))
        for one in document["unlocks"]
    ]
    lines: list[RenderableType] = [Text(f"known: {len(document['known'])} concepts")]
    lines.append(table(("you can answer now",), ready) if ready else Text("no question is ready yet"))
    lines += [table(("one concept away", "learn"), away)] if away else []
    lines += [table(("learn", "and you can answer", "and learn next"), unlocks, lines=True)] if unlocks else []
    return Group(*lines)


def place_shown(document: Document, index: StudyIndex, language: Language) -> RenderableType:
    """What is probably known, what to ask next, and the plan."""
    names = [index.name(one, language) for one in document["known"]]
    lines: list[RenderableType] = [Text(f"you probably know {len(names)} concepts: {', '.join(names)}")]
    if document["ask"]:
        ask = document["ask"]
        lines.append(Text(f"next question: do you know {ask['name']}? (--answer {ask['concept']}=yes or =no)"))
    if document["plan"]:
        steps = [(str(n), one["name"], str(one["level"])) for n, one in enumerate(document["plan"]["steps"], 1)]
        missing = document["plan"]["missing"]
        lines.append(table(("", "concept", "level"), steps) if steps else Text(missing["explanation"]))
    return Group(*lines)


def evenings_shown(document: Document, index: StudyIndex, language: Language) -> RenderableType:
    """One block an evening, then what was left out."""
    rows = []
    for number, evening in enumerate(document["evenings"], 1):
        for place, one in enumerate(evening["questions"]):
            teaches = ", ".join(index.name(concept, language) for concept in one["teaches"])
            title = index.graph.questions[one["question"]].title
            head = f"{number} ({evening['minutes']} min)" if not place else ""
            rows.append((head, str(one["minutes"]), f"{one['question']}  {title}", teaches))
    left = [Text(f"{index.name(one['goal'], language)}: {one['because']}") for one in document["left_out"]]
    heads = ("evening", "minutes", "question", "teaches")
    return Group(table(heads, rows) if rows else Text("no question fits"), *left)


def field_shown(document: Document) -> RenderableType:
    """One table for each part."""
    important = [(one["name"], f"{one['importance']:.4f}", str(one["level"])) for one in document["importance"]]
    topics = [
        (one["name"], str(one["concepts"]), str(one["questions"]), _names(one["members"])) for one in document["topics"]
    ]
    narrow = [(one["name"], str(one["dependencies"])) for one in document["bottlenecks"]]
    levels = ", ".join(f"{one['level']}: {one['concepts']}" for one in document["levels"])
    gaps = document["gaps"]
    unexplained = [(one["name"], ", ".join(one["questions"])) for one in gaps["never_explained"]]
    untaught = [(one["name"], str(one["needed_by"])) for one in gaps["never_taught"]]
    about = "dependencies that vanish without it" if document["bottlenecks_exact"] else "dependencies, estimated"
    parts = (
        (("important", "share", "level"), important),
        (("topic", "concepts", "questions", "among them"), topics),
        (("bottleneck", about), narrow),
        (("asked about, never explained", "by"), unexplained),
        (("needed by many, taught by no question", "needed by"), untaught),
    )
    tables = [table(heads, rows) for heads, rows in parts if rows]
    return Group(Text(f"{document['concepts']} concepts; by level {levels}"), *tables)


def known_shown(document: Document) -> RenderableType:
    """The marks of a learner."""
    rows = [("known", one["concept"], one["name"]) for one in document["known"]]
    rows += [("mastered", one["question"], one["title"]) for one in document["mastered"]]
    rows += [("unsure", *_either(one)) for one in document["unsure"]]
    rows += [(f"{one['mark']}, not in this graph", *_either(one)) for one in document["gone"]]
    if not rows:
        return Text(f"no marks in {document['progress']}; `kg known add CONCEPT` makes one")
    return table(("mark", "id", "name"), rows, title=document["progress"])


def _either(one: Document) -> tuple[str, str]:
    return (one["concept"], one["name"]) if "concept" in one else (one["question"], one["title"])


def _asked(document: Document) -> Text:
    return Text(_asked_line(document), style="bold")


def _asked_line(document: Document) -> str:
    return f"{document['question']}  {document['title']}"


def _edge(link: Document) -> str:
    return f"{link['from_name']} {link['type']} {link['to_name']}"


def _names(concepts: Sequence[Document]) -> str:
    return ", ".join(one["name"] for one in concepts)
