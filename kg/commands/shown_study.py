"""The documents of the study commands in, tables for a terminal out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from kg.commands.shown import cited_record, table

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


def _asked(document: Document) -> Text:
    return Text(_asked_line(document), style="bold")


def _asked_line(document: Document) -> str:
    return f"{document['question']}  {document['title']}"


def _edge(link: Document) -> str:
    return f"{link['from_name']} {link['type']} {link['to_name']}"


def _names(concepts: Sequence[Document]) -> str:
    return ", ".join(one["name"] for one in concepts)
