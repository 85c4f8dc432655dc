"""The commands that lead from one question to others: related, chain."""

from __future__ import annotations

from typing import Any

import click

from kg.commands.options import format_option, graph_of, language_option, store_option
from kg.lookup import lookup, question_named
from kg.model import Language
from kg.study.followups import chains_document
from kg.study.index import StudyIndex, study_index
from kg.study.related import related_document


@click.command()
@click.argument("question")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many.")
@store_option
@language_option
@format_option("table", "json")
def related(question: str, limit: int, store: str, language: Language, shape: str) -> Any:
    """List the questions most like one, each with the reason: asks the same, contrasts, follows up, comes before.

    \b
    Examples:
      kg related llm-interview.zh#7
      kg related "什么是思维链（CoT）提示？"
    """
    index, asked = _asked(question, store)
    document = related_document(index, asked, language, limit=limit)
    if shape == "json":
        return document
    from kg.commands.shown_study import related_shown  # noqa: PLC0415 -- rich is for tables only

    return related_shown(document)


@click.command()
@click.argument("question")
@click.option("--steps", type=click.IntRange(1), default=5, show_default=True, help="Most questions a chain.")
@click.option("--chains", type=click.IntRange(1), default=3, show_default=True, help="Most chains.")
@store_option
@language_option
@format_option("table", "json")
def chain(question: str, steps: int, chains: int, store: str, language: Language, shape: str) -> Any:
    """Follow up on a question as an interviewer would, each next one by an edge of the graph with its quote.

    \b
    Example:
      kg chain llm-interview.zh#49 --steps 4
    """
    index, asked = _asked(question, store)
    document = chains_document(index, asked, language, steps=steps, chains=chains)
    if shape == "json":
        return document
    from kg.commands.shown_study import chains_shown  # noqa: PLC0415 -- rich is for tables only

    return chains_shown(document)


def _asked(question: str, store: str) -> tuple[StudyIndex, str]:
    graph = graph_of(store)
    return study_index(graph), question_named(lookup(graph), question).id
