"""The commands that show what a graph holds: stats, search, show."""

from __future__ import annotations

from typing import Any

import click

from kg import describe
from kg.commands.options import format_option, graph_of, language_option, store_option
from kg.lookup import concept_or_question, lookup
from kg.lookup import search as search_names
from kg.model import Concept, Language
from kg.study.index import study_index


@click.command()
@store_option
@format_option("table", "json")
def stats(store: str, shape: str) -> Any:
    """Count what the graph holds.

    \b
    Example:
      kg stats --store graph.json
    """
    document = describe.stats(graph_of(store))
    if shape == "json":
        return document
    from kg.commands.shown import stats_shown  # noqa: PLC0415 -- rich is for tables only

    return stats_shown(document)


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="At most so many of each.")
@store_option
@language_option
@format_option("table", "json")
def search(text: str, limit: int, store: str, language: Language, shape: str) -> Any:
    """Find concepts by any of their names, and questions by their titles.

    \b
    Example:
      kg search 注意力
    """
    graph = graph_of(store)
    document = describe.found(search_names(lookup(graph), text, limit=limit), graph, text, language)
    if shape == "json":
        return document
    from kg.commands.shown import found_shown  # noqa: PLC0415 -- rich is for tables only

    return found_shown(document)


@click.command()
@click.argument("name", metavar="CONCEPT_OR_QUESTION")
@store_option
@language_option
@format_option("table", "json")
def show(name: str, store: str, language: Language, shape: str) -> Any:
    """Show a concept or a question with everything the graph says of it, quotes included.

    \b
    Examples:
      kg show LoRA
      kg show llm-interview.zh#7
    """
    graph = graph_of(store)
    thing, index = concept_or_question(lookup(graph), name), study_index(graph)
    if isinstance(thing, Concept):
        document = describe.concept_document(index, thing, language)
    else:
        document = describe.question_document(index, thing, language)
    if shape == "json":
        return document
    from kg.commands.shown import concept_shown, question_shown  # noqa: PLC0415 -- rich is for tables only

    return concept_shown(document) if isinstance(thing, Concept) else question_shown(document)
