"""The command that shows the structure of the whole field."""

from __future__ import annotations

from typing import Any

import click

from kg.commands.options import format_option, graph_of, language_option, store_option
from kg.model import Language
from kg.study.field import field_document
from kg.study.index import study_index


@click.command()
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many of each.")
@store_option
@language_option
@format_option("table", "json")
def field(limit: int, store: str, language: Language, shape: str) -> Any:
    """Show what matters in the field: important concepts, levels, topics, bottlenecks, gaps.

    A bottleneck is a concept without which many others no longer depend on each other. A gap is asked about and never
    explained, or needed by many and taught by no question.

    \b
    Example:
      kg field --limit 5
    """
    document = field_document(study_index(graph_of(store)), language, limit=limit)
    if shape == "json":
        return document
    from kg.commands.shown_study import field_shown  # noqa: PLC0415 -- rich is for tables only

    return field_shown(document)
