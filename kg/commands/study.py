"""The commands of a learner who asks what to study: path, next."""

from __future__ import annotations

from typing import Any

import click

from kg.commands.learning import studying
from kg.commands.options import (
    basics_option,
    format_option,
    known_option,
    language_option,
    progress_option,
    store_option,
)
from kg.errors import InputError
from kg.exports.path import markdown, mermaid
from kg.lookup import concept_named
from kg.model import Language
from kg.study.chain import chain
from kg.study.frontier import frontier, next_document, start
from kg.study.index import StudyIndex
from kg.study.path import Limits, StudyPath, document
from kg.study.plan import plan, rings


@click.command()
@click.argument("goal")
@click.option("--from", "source", metavar="CONCEPT", help="One chain from this concept instead of the whole plan.")
@click.option("--depth", type=click.IntRange(0), help="Only concepts at most so many edges before the goal.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Only edges at least so sure.")
@click.option("--max-steps", type=click.IntRange(1), help="Only the first steps.")
@click.option("--alternatives", type=click.IntRange(0), default=0, help="With --from: so many other chains.")
@known_option
@basics_option
@progress_option
@store_option
@language_option
@format_option("table", "json", "markdown", "mermaid", "outline")
def path(goal: str, source: str | None, alternatives: int, shape: str, **options: Any) -> Any:
    """Tell what to study for a concept, in order, and why.

    A plan of a hundred steps: --format outline shows it on one page, the nearest concepts first, --depth keeps the
    nearest, --basics takes the rest for granted.

    \b
    Examples:
      kg path RLHF
      kg path RLHF --format outline
      kg path RLHF --basics Transformer --depth 2
      kg path GQA --known MHA
      kg path RoPE --from 注意力机制 --alternatives 2
    """
    if shape == "outline" and source:
        raise InputError("--format outline is for a whole plan; leave out --from, or choose another format")
    here = studying(options["store"], options["progress"], options["known"], options["basics"])
    language = options["language"]
    limits = Limits(options["depth"], options["min_confidence"], options["max_steps"], language)
    index, target = here.index, concept_named(here.names, goal).id
    beginning = concept_named(here.names, source).id if source else None
    known = here.known_before(target)
    if beginning is None:
        found = plan(index, target, known=known, limits=limits)
    else:
        found = chain(index, beginning, target, known=known, alternatives=alternatives, limits=limits)
    return _shaped(found, index, limits, shape)


@click.command("next")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="At most so many of each.")
@known_option
@basics_option
@progress_option
@store_option
@language_option
@format_option("table", "json")
def next_(limit: int, language: Language, shape: str, **options: Any) -> Any:
    """Tell what to do next: questions you can answer now, questions one concept away, concepts that unlock most.

    A mastered question makes what it asks about known, unless that is marked as unsure.

    \b
    Examples:
      kg next
      kg next --known 注意力机制 --known LoRA
    """
    here = studying(options["store"], options["progress"], options["known"], options["basics"])
    known, mastered = here.known_before(), here.learner.mastered
    found = frontier(here.index, start(here.index), known=known, mastered=mastered, limit=limit)
    document = next_document(here.index, found, language, known=known, mastered=mastered)
    if shape == "json":
        return document
    from kg.commands.shown_study import next_shown  # noqa: PLC0415 -- rich is for tables only

    return next_shown(document)


def _shaped(found: StudyPath, index: StudyIndex, limits: Limits, shape: str) -> Any:
    language = limits.language or "en"
    if shape == "json":
        return document(found, index, language)
    if shape == "markdown":
        return markdown(found, index, language)
    if shape == "mermaid":
        return mermaid(found, index, language)
    from kg.commands.shown_path import outline_shown, path_shown  # noqa: PLC0415 -- rich is for tables only

    if shape == "outline":
        return outline_shown(found, rings(index, found.goal, known=found.known, limits=limits), index, language)
    return path_shown(found, index, language)
