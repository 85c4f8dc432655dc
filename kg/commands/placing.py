"""The commands that find out what a learner knows and fit what is missing into evenings: place, plan."""

from __future__ import annotations

import sys
from typing import Any

import click

from kg.commands.learning import Studying, studying
from kg.commands.options import (
    basics_option,
    format_option,
    known_option,
    language_option,
    progress_option,
    store_option,
)
from kg.errors import InputError
from kg.exports.evenings import markdown
from kg.lookup import concept_named
from kg.model import Language
from kg.study.deadline import evening_plan, task
from kg.study.evenings import evenings_document
from kg.study.index import StudyIndex
from kg.study.placement import Placement, place_document
from kg.study.placement import place as placed


@click.command()
@click.option("--goal", metavar="CONCEPT", help="Ask only about what it needs; then show the plan for it.")
@click.option("--answer", "answers", multiple=True, metavar="CONCEPT=yes|no", help="An answer; may be repeated.")
@known_option
@basics_option
@progress_option
@store_option
@language_option
@format_option("table", "json")
def place(goal: str | None, answers: tuple[str, ...], language: Language, shape: str, **options: Any) -> Any:
    """Find out with at most eight questions what you know; on a terminal it asks, elsewhere it says what to ask next.

    \b
    Examples:
      kg place --goal RLHF
      kg place --answer LoRA=yes --answer 量化=no --format json
    """
    here = studying(options["store"], options["progress"], options["known"], options["basics"])
    target = concept_named(here.names, goal).id if goal else None
    said = dict(_answer(here, one) for one in answers)
    known = here.known_before(*([target] if target else []))
    found = placed(here.index, said, known=known, goal=target)
    if shape == "table" and sys.stdin.isatty() and sys.stdout.isatty():
        found = _asked(here.index, said, found, language, known=known, goal=target)
    document = place_document(here.index, said, found, language, goal=target)
    if shape == "json":
        return document
    from kg.commands.shown_study import place_shown  # noqa: PLC0415 -- rich is for tables only

    return place_shown(document, here.index, language)


def _answer(here: Studying, given: str) -> tuple[str, bool]:
    name, _, said = given.rpartition("=")
    if said.lower() not in {"yes", "no"} or not name:
        raise InputError(f"--answer {given!r} is no answer; give CONCEPT=yes or CONCEPT=no")
    return concept_named(here.names, name).id, said.lower() == "yes"


def _asked(
    index: StudyIndex,
    said: dict[str, bool],
    found: Placement,
    language: Language,
    *,
    known: frozenset[str],
    goal: str | None,
) -> Placement:
    """Ask on the terminal until there is nothing more to ask; the answers are added to ``said``."""
    while found.ask is not None:
        name = index.name(found.ask, language)
        said[found.ask] = click.confirm(
            f"你了解「{name}」吗？" if language == "zh" else f"Do you know {name}?", err=True
        )
        found = placed(index, said, known=known, goal=goal)
    return found


@click.command()
@click.argument("goals", nargs=-1, required=True, metavar="GOAL...")
@click.option("--evenings", type=click.IntRange(1, 366), required=True, help="So many evenings.")
@click.option("--minutes", type=click.IntRange(1, 1440), required=True, help="So many minutes each.")
@known_option
@basics_option
@progress_option
@store_option
@language_option
@format_option("table", "json", "markdown")
def plan(goals: tuple[str, ...], evenings: int, minutes: int, language: Language, shape: str, **options: Any) -> Any:
    """Fit as many questions about the goals as possible, with what they need, into a number of evenings.

    \b
    Example:
      kg plan RLHF LoRA --evenings 5 --minutes 40
    """
    here = studying(options["store"], options["progress"], options["known"], options["basics"])
    wanted = list(dict.fromkeys(concept_named(here.names, goal).id for goal in goals))
    known, mastered = here.known_before(*wanted), here.learner.mastered
    given = task(
        here.index,
        wanted,
        evenings=evenings,
        length=minutes,
        known=known,
        mastered=mastered,
        language=language,
    )
    document = evenings_document(here.index, given, evening_plan(given), language, known=known)
    if shape == "json":
        return document
    if shape == "markdown":
        return markdown(document, here.index, language)
    from kg.commands.shown_study import evenings_shown  # noqa: PLC0415 -- rich is for tables only

    return evenings_shown(document, here.index, language)
