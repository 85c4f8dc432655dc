"""A store, a progress file and named concepts in, the graph with what the learner knows of it out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import click

from kg.commands.options import graph_of
from kg.lookup import Lookup, concept_named, lookup
from kg.settings import progress_file
from kg.study.basics import below_level, with_needs
from kg.study.index import StudyIndex, study_index
from kg.study.learner import Learner, known_of, learner
from kg.study.progress import Mark, read_marks


@dataclass(frozen=True, slots=True)
class Studying:
    """One learner before one graph.

    ``known`` are the concepts that count as known, ``basics`` those that are taken for granted besides.
    """

    names: Lookup
    index: StudyIndex
    learner: Learner
    known: frozenset[str]
    basics: frozenset[str] = frozenset()

    def known_before(self, *goals: str) -> frozenset[str]:
        """What counts as known for someone who wants to learn ``goals``, which are never taken for granted."""
        return self.known | (self.basics - set(goals))


def studying(store: str, progress: str | None, named: Sequence[str] = (), basics: Sequence[str] = ()) -> Studying:
    """What ``--store``, ``--progress``, ``--known`` and ``--basics`` say; marks that the graph lost are told."""
    names = lookup(graph_of(store))
    index = study_index(names.graph)
    found = learner(index, names, read_marks(progress_file(progress, store, os.environ)))
    for mark in ("known", "mastered"):
        lost = [told(one) for one in found.gone if one.mark == mark]
        if lost:
            click.echo(f"note: marked as {mark}, but not in this graph: {', '.join(lost)}", err=True)
    extra = [concept_named(names, name).id for name in named]
    return Studying(names, index, found, known_of(index, found, extra), _granted(names, index, basics))


def _granted(names: Lookup, index: StudyIndex, basics: Sequence[str]) -> frozenset[str]:
    """A number is a level, anything else the name of a concept."""
    levels = [int(one) for one in basics if _is_level(one)]
    concepts = [concept_named(names, one).id for one in basics if not _is_level(one)]
    return with_needs(index, concepts) | below_level(index, max(levels, default=0))


def _is_level(given: str) -> bool:
    return given.isdecimal() and len(given) < 5


def told(mark: Mark) -> str:
    """The id of a mark with the name or title it stored, if it says more."""
    return mark.id if mark.title in {"", mark.id} else f"{mark.id} ({mark.title})"
