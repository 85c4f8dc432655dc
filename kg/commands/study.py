"""The commands of a learner: path."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import click

from kg.commands.options import format_option, graph_of, language_option, progress_option, store_option
from kg.exports.path import markdown, mermaid
from kg.lookup import Lookup, concept_named, lookup
from kg.model import Language
from kg.settings import progress_file
from kg.study.chain import chain
from kg.study.index import StudyIndex, study_index
from kg.study.path import Limits, StudyPath, document
from kg.study.plan import plan
from kg.study.progress import in_graph, read_known


@click.command()
@click.argument("goal")
@click.option("--from", "source", metavar="CONCEPT", help="One chain from this concept instead of the whole plan.")
@click.option("--known", multiple=True, metavar="CONCEPT", help="A concept you know; may be repeated.")
@click.option("--depth", type=click.IntRange(0), help="Only concepts at most so many edges before the goal.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only edges at least so sure.")
@click.option("--max-steps", type=click.IntRange(1), help="Only the first steps.")
@click.option("--alternatives", type=click.IntRange(0), default=0, help="With --from: so many other chains.")
@progress_option
@store_option
@language_option
@format_option("table", "json", "markdown", "mermaid")
def path(goal: str, source: str | None, alternatives: int, shape: str, **options: Any) -> Any:
    """Tell what to study for a concept, in order, and why.

    \b
    Examples:
      kg path RLHF
      kg path GQA --known MHA
      kg path RoPE --from 注意力机制 --alternatives 2
    """
    names = lookup(graph_of(options["store"]))
    index, language = study_index(names.graph), options["language"]
    limits = Limits(options["depth"], options["min_confidence"], options["max_steps"], language)
    target = concept_named(names, goal).id
    start = concept_named(names, source).id if source else None
    known = _known(names, options["known"], options["progress"], options["store"])
    if start is None:
        found = plan(index, target, known=known, limits=limits)
    else:
        found = chain(index, start, target, known=known, alternatives=alternatives, limits=limits)
    return _shaped(found, index, language, shape)


def _known(names: Lookup, named: Sequence[str], progress: str | None, store: str) -> list[str]:
    """The known concepts of the flags and of the progress file; what the file marks but the graph lost is told."""
    marked, gone = in_graph(names, read_known(progress_file(progress, store, os.environ)))
    if gone:
        click.echo(f"note: marked as known, but not in this graph: {', '.join(gone)}", err=True)
    return [*(concept_named(names, name).id for name in named), *marked]


def _shaped(found: StudyPath, index: StudyIndex, language: Language, shape: str) -> Any:
    if shape == "json":
        return document(found, index, language)
    if shape == "markdown":
        return markdown(found, index, language)
    if shape == "mermaid":
        return mermaid(found, index, language)
    from kg.commands.shown import path_shown  # noqa: PLC0415 -- rich is for tables only

    return path_shown(found, index, language)
