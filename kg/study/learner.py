"""The marks of a progress file and a graph in, what this learner knows of this graph out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import UnknownName
from kg.lookup import Lookup, concept_named
from kg.model import Question
from kg.names import fold
from kg.study.index import StudyIndex, one_of
from kg.study.progress import Mark, MarkName, Sort


@dataclass(frozen=True, slots=True)
class Learner:
    """Marks as ids of the graph, sorted; of a translated pair the id that stands for it. ``gone`` fits nothing in it.

    ``known`` and ``unsure`` are concepts, ``mastered`` and ``unsure_questions`` questions.
    """

    known: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    mastered: tuple[str, ...] = ()
    unsure_questions: tuple[str, ...] = ()
    gone: tuple[Mark, ...] = ()


def learner(index: StudyIndex, names: Lookup, marks: Iterable[Mark]) -> Learner:
    """Find each mark's concept or question in the graph; of several marks of one the last counts.

    A concept whose id is gone is sought by its surfaces and by the name that the mark stored. A mark of a question
    follows its title within its bank where the id now bears another title or none.
    """
    found: dict[tuple[str, str], str] = {}
    gone: list[Mark] = []
    by_title = _by_title(index.graph.questions.values())
    for mark in marks:
        id_ = _concept(names, mark) if mark.sort == "concept" else _question(index, by_title, mark)
        if id_ is None:
            gone.append(mark)
        else:
            found[mark.sort, id_] = str(mark.mark)
    return Learner(
        _marked(found, "concept", "known"),
        _marked(found, "concept", "unsure"),
        _marked(found, "question", "mastered"),
        _marked(found, "question", "unsure"),
        tuple(gone),
    )


def _marked(found: Mapping[tuple[str, str], str], sort: Sort, mark: MarkName) -> tuple[str, ...]:
    return tuple(sorted(id_ for (one, id_), said in found.items() if (one, said) == (sort, mark)))


def _concept(names: Lookup, mark: Mark) -> str | None:
    for name in (mark.id, mark.title):
        try:
            return concept_named(names, name).id if name else None
        except UnknownName:
            continue
    return None


def _by_title(questions: Iterable[Question]) -> dict[tuple[str, str], str]:
    """The first question of each title of a bank."""
    found: dict[tuple[str, str], str] = {}
    for one in questions:
        found.setdefault((one.bank, fold(one.title)), one.id)
    return found


def _question(index: StudyIndex, by_title: dict[tuple[str, str], str], mark: Mark) -> str | None:
    question = index.graph.questions.get(mark.id)
    if question is not None and (not mark.title or fold(question.title) == fold(mark.title)):
        return one_of(index, question.id)
    followed = by_title.get((mark.id.rpartition("#")[0], fold(mark.title))) if mark.title else None
    return None if followed is None else one_of(index, followed)


def known_of(index: StudyIndex, one: Learner, named: Sequence[str] = ()) -> frozenset[str]:
    """The concepts that count as known: marked or named, or asked about by a mastered question, and not unsure."""
    taught = {concept for question in one.mastered for concept in index.about.get(question, ())}
    return frozenset({*one.known, *(taught - set(one.unsure)), *named})
