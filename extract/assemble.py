"""The whole extraction: bank files come in, one derived knowledge graph goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extract.cues import load_cues
from extract.graph import Material, concepts_of, mentions_of, relations_of
from extract.lexicon import Lexicon, load_lexicon
from extract.pipeline import make_pipeline
from extract.prerequisites import prerequisites_of
from extract.reader import Bank, find_banks, read_bank
from extract.rows import QuestionRow, row_of
from extract.vocabulary import Vocabulary
from kg.derive import derive
from kg.errors import InputError
from kg.maps import with_maps
from kg.model import Input, InputRole, KnowledgeGraph
from kg.progress import Notice, Progress, Report, silent

_STEP = 50  # questions between two progress events


def build(
    paths: Sequence[Path],
    *,
    lexicon: Path | None,
    cues: Path,
    prerequisites: Sequence[Path] = (),
    report: Report = silent,
) -> KnowledgeGraph:
    """The graph of exactly the banks in ``paths`` (files or folders) and the maps in ``prerequisites``, derived and
    sorted; maps alone, without any bank, will do.

    ``lexicon`` None builds from what the banks say alone. Raises InputError for what cannot be read.
    """
    banks = _read(paths, report) if paths or not prerequisites else []
    words = load_cues(cues)
    known = load_lexicon(lexicon) if lexicon else Lexicon()
    vocabulary = Vocabulary(known, words)
    rows = tuple(_rows(banks, vocabulary, report))
    material = Material(
        rows,
        {question.id: question for bank in banks for question in bank.questions},
        {bank.input.name: bank.text for bank in banks},
        {entry.id: entry for entry in vocabulary.entries},
        vocabulary=vocabulary,
    )
    mentions, relations = mentions_of(material), relations_of(material)
    graph = KnowledgeGraph(
        questions=dict(material.questions),
        concepts=concepts_of(material, mentions, relations),
        mentions=tuple(mentions),
        relations=tuple(relations),
        prerequisites=tuple(prerequisites_of(material, relations)),
        inputs=(*(bank.input for bank in banks), *_inputs(lexicon, cues)),
        tool=tool(),
    )
    return derive(with_maps(graph, prerequisites, report=report), report=report)


def _read(paths: Sequence[Path], report: Report) -> list[Bank]:
    banks = []
    for name, path in find_banks(paths):
        bank = read_bank(path, name)
        for warning in bank.warnings:
            report(Notice(warning))
        banks.append(bank)
    if not any(bank.questions for bank in banks):
        names = ", ".join(str(path) for path in paths)
        raise InputError(f"no questions in {names}; a bank is Markdown with one heading, bold line or item a question")
    return banks


def _rows(banks: list[Bank], vocabulary: Vocabulary, report: Report) -> Iterator[QuestionRow]:
    nlp = make_pipeline(vocabulary)
    total, done = sum(len(bank.questions) for bank in banks), 0
    for bank in banks:
        for question in bank.questions:
            yield row_of(nlp(bank.text[question.start : question.end]), question)
            done += 1
            if done % _STEP == 0 or done == total:
                report(Progress("extract", done, total))


def _inputs(lexicon: Path | None, cues: Path) -> list[Input]:
    roles: list[tuple[InputRole, Path | None]] = [("lexicon", lexicon), ("cues", cues)]
    return [Input(role, path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for role, path in roles if path]


def tool() -> str:
    """Name and version of what makes the graph."""
    try:
        return f"concept-atlas {version('concept-atlas')}"
    except PackageNotFoundError:
        return "concept-atlas (not installed)"
