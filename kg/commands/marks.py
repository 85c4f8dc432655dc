"""The commands that keep what a learner knows: known add, remove, list, import, export."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from kg.commands.options import format_option, graph_of, language_option, progress_option, store_option
from kg.errors import InputError, UnknownName
from kg.lookup import Lookup, concept_or_question, lookup
from kg.model import Concept, Language
from kg.settings import progress_file
from kg.stores.file import write_whole
from kg.study.index import StudyIndex, shown, study_index
from kg.study.learner import learner
from kg.study.progress import MARKS, Mark, MarkName, Sort, append_marks, lines_of, read_marks


@click.group()
def known() -> None:
    """Keep what you know: concepts known or unsure, questions mastered or unsure.

    Marks are lines of a plain file, progress.jsonl beside the store, that a rebuild never touches.

    \b
    Examples:
      kg known add LoRA 注意力机制
      kg known add llm-interview.zh#7
      kg known add RLHF --mark unsure
      kg known list
    """


@known.command()
@click.argument("names", nargs=-1, required=True, metavar="CONCEPT_OR_QUESTION...")
@click.option(
    "--mark",
    type=click.Choice(("known", "mastered", "unsure")),
    help="Default: known for a concept, mastered for a question.",
)
@progress_option
@store_option
@format_option("table", "json")
def add(names: tuple[str, ...], mark: MarkName | None, progress: str | None, store: str, shape: str) -> Any:
    """Mark concepts or questions.

    \b
    Example:
      kg known add LoRA "#7"
    """
    file, found = _file(progress, store), lookup(graph_of(store))
    marks = [_new_mark(found, name, mark) for name in names]
    append_marks(file, marks)
    return _told(file, marks, shape)


@known.command()
@click.argument("names", nargs=-1, required=True, metavar="CONCEPT_OR_QUESTION...")
@progress_option
@store_option
@format_option("table", "json")
def remove(names: tuple[str, ...], progress: str | None, store: str, shape: str) -> Any:
    """Take marks away, those too that fit nothing in the graph any more.

    \b
    Example:
      kg known remove LoRA
    """
    file, found = _file(progress, store), lookup(graph_of(store))
    kept = read_marks(file)
    gone = [Mark(one.sort, one.id, None, one.title, _now()) for name in names for one in _of(found, kept, name)]
    append_marks(file, gone)
    return _told(file, gone, shape)


@known.command("list")
@progress_option
@store_option
@language_option
@format_option("table", "json")
def list_(progress: str | None, store: str, language: Language, shape: str) -> Any:
    """List the marks, and those that fit nothing in the graph.

    \b
    Example:
      kg known list --format json
    """
    file, names = _file(progress, store), lookup(graph_of(store))
    document = _document(file, study_index(names.graph), names, language)
    if shape == "json":
        return document
    from kg.commands.shown_study import known_shown  # noqa: PLC0415 -- rich is for tables only

    return known_shown(document)


@known.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@progress_option
@store_option
@format_option("table", "json")
def import_(source: Path, progress: str | None, store: str, shape: str) -> Any:
    """Add the marks of another progress file.

    \b
    Example:
      kg known import backup.jsonl
    """
    if not source.is_file():
        raise InputError(f"no file {source}; give a file that `kg known export` wrote")
    file = _file(progress, store)
    had = {(one.sort, one.id, one.mark) for one in read_marks(file)}
    marks = [one for one in read_marks(source) if (one.sort, one.id, one.mark) not in had]
    append_marks(file, marks)
    return _told(file, marks, shape)


@known.command("export")
@click.option("-o", "--output", metavar="OUT", help="A file instead of standard output.")
@progress_option
@store_option
def export_(output: str | None, progress: str | None, store: str) -> Any:
    """Write the marks that count, one line each.

    \b
    Example:
      kg known export -o backup.jsonl
    """
    text = "".join(f"{line}\n" for line in lines_of(read_marks(_file(progress, store))))
    if output is None:
        return text
    write_whole(Path(output), [text.encode()])
    return None


def _file(progress: str | None, store: str) -> Path:
    file = progress_file(progress, store, os.environ)
    if file is None:
        raise InputError("no progress file: --progress (or KG_PROGRESS) is none; give a file")
    return file


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _new_mark(names: Lookup, name: str, mark: MarkName | None) -> Mark:
    thing = concept_or_question(names, name)
    sort: Sort = "concept" if isinstance(thing, Concept) else "question"
    title = thing.name if isinstance(thing, Concept) else thing.title
    if mark is not None and mark not in MARKS[sort]:
        raise InputError(f"{thing.id} is a {sort}, which cannot be {mark}; choose {' or '.join(MARKS[sort])}")
    return Mark(sort, thing.id, mark or MARKS[sort][0], title, _now())


def _of(names: Lookup, kept: tuple[Mark, ...], name: str) -> list[Mark]:
    """The marks that ``name`` means: by the id or title they stored, else by what the graph calls so."""
    stored = [one for one in kept if name in {one.id, one.title}]
    if stored:
        return stored
    index = study_index(names.graph)
    thing = concept_or_question(names, name)
    ids = {thing.id, index.twins.get(thing.id, thing.id)}
    found = [one for one in kept if _ids(index, names, one) & ids]
    if not found:
        raise UnknownName(name, tuple(one.id for one in kept[:5]), "mark")
    return found


def _ids(index: StudyIndex, names: Lookup, mark: Mark) -> set[str]:
    """The concept or question that a mark is of, as ids of the graph."""
    found = learner(index, names, [mark])
    return {*found.known, *found.unsure, *found.mastered, *found.unsure_questions}


def _told(file: Path, marks: list[Mark], shape: str) -> Any:
    records = [{one.sort: one.id, "mark": one.mark, _title(one.sort): one.title} for one in marks]
    if shape == "json":
        return {"progress": str(file), "marks": records}
    lines = [f"{one.mark or 'no longer marked'}: {one.id} {one.title}\n" for one in marks]
    return "".join(lines) or "nothing to mark\n"


def _title(sort: Sort) -> str:
    return "name" if sort == "concept" else "title"


def _document(file: Path, index: StudyIndex, names: Lookup, language: Language) -> dict[str, Any]:
    """The JSON document of ``kg known list``."""
    found = learner(index, names, read_marks(file))

    def concepts(ids: tuple[str, ...]) -> list[dict[str, Any]]:
        return [{"concept": one, "name": index.name(one, language)} for one in ids]

    def questions(ids: tuple[str, ...]) -> list[dict[str, Any]]:
        here = [shown(index, one, language) for one in ids]
        return [{"question": one, "title": index.graph.questions[one].title} for one in here]

    return {
        "progress": str(file),
        "known": concepts(found.known),
        "mastered": questions(found.mastered),
        "unsure": [*concepts(found.unsure), *questions(found.unsure_questions)],
        "gone": [{one.sort: one.id, _title(one.sort): one.title, "mark": one.mark} for one in found.gone],
    }
