"""The options that several commands share, and what they mean."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from kg.commands.reporting import tell
from kg.model import KnowledgeGraph, Language
from kg.settings import DEFAULT_STORE, chosen_language
from kg.stores import open_store

Command = TypeVar("Command", bound=Callable[..., Any])
Shape = str


def store_option(command: Command) -> Command:
    """``--store STORE``, else KG_STORE, else graph.json."""
    return click.option(
        "--store",
        default=DEFAULT_STORE,
        envvar="KG_STORE",
        show_default=True,
        show_envvar=True,
        metavar="STORE",
        help="Path or URL of the graph.",
    )(command)


beside_option = click.option(
    "--beside", is_flag=True, help="Accept a Neo4j database that holds other data too, none of it with our labels."
)


def graph_of(store: str) -> KnowledgeGraph:
    """The graph of ``--store``; what the store has to say about it goes to standard error."""
    return open_store(store).load(report=tell)


def format_option(*shapes: Shape) -> Callable[[Command], Command]:
    """``--format``; the first shape is the default."""
    choice = click.Choice(shapes)
    return click.option(
        "--format", "shape", type=choice, default=shapes[0], show_default=True, help="Shape of the output."
    )


def language_option(command: Command) -> Command:
    """``--lang zh|en``, else KG_LANG, else the locale's language."""

    def chosen(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Language:
        return chosen_language(value, os.environ)

    return click.option(
        "--lang",
        "language",
        type=click.Choice(("zh", "en")),
        envvar="KG_LANG",
        callback=chosen,
        help="Language of the names shown (default: the locale's).",
    )(command)


def progress_option(command: Command) -> Command:
    """``--progress FILE|none``, else KG_PROGRESS."""
    return click.option(
        "--progress",
        envvar="KG_PROGRESS",
        metavar="FILE|none",
        help="Marks of what you know (default: progress.jsonl beside the store).",
    )(command)


def known_option(command: Command) -> Command:
    """``--known CONCEPT``, beside what the progress file marks."""
    return click.option("--known", multiple=True, metavar="CONCEPT", help="A concept you know; may be repeated.")(
        command
    )


def basics_option(command: Command) -> Command:
    """``--basics LEVEL|CONCEPT``: what the learner takes for granted."""
    return click.option(
        "--basics",
        multiple=True,
        metavar="LEVEL|CONCEPT",
        help="Take as known: all concepts below a level, or a concept with all it needs; may be repeated.",
    )(command)
