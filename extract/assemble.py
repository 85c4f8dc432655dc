"""The whole extraction: bank files come in, one derived knowledge graph goes out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extract.bulk import RowRecipe
from extract.components import own
from extract.cues import load_cues
from extract.discovery import Discovery, discover
from extract.discovery.restraint import restrained
from extract.gather import Desk, Sources, rows_of
from extract.graph import Material, concepts_of, mentions_of, relations_of
from extract.lexicon import Lexicon, load_lexicon
from extract.prerequisites import prerequisites_of
from extract.reader import Bank, find_banks, no_questions, read_bank
from extract.shards import Pool
from extract.vocabulary import Vocabulary
from kg.derive import derive
from kg.errors import InputError
from kg.maps import with_maps
from kg.model import Input, InputRole, KnowledgeGraph, Question
from kg.progress import Notice, Progress, Report, silent


def build(
    paths: Sequence[Path],
    *,
    lexicon: Path | None,
    cues: Path,
    prerequisites: Sequence[Path] = (),
    components: Sequence[str] = (),
    jobs: int | None = None,
    report: Report = silent,
) -> KnowledgeGraph:
    """The graph of exactly the banks in ``paths`` (files or folders) and the maps in ``prerequisites``, derived and
    sorted; maps alone, without any bank, will do.

    ``lexicon`` None builds from what the banks say alone; ``components`` are the user's own (``FILE.py:NAME``);
    ``jobs`` processes make the same graph as one (None: one a core for a large bank). Raises InputError for what cannot
    be read.
    """
    banks = _read(paths, report) if paths or not prerequisites else []
    words = load_cues(cues)
    known = load_lexicon(lexicon) if lexicon else Lexicon()
    asked = _asked(banks)
    with Sources(paths, (lexicon, cues, *map(own.file_of, components))).shelf() as kept, Pool(jobs) as pool:
        desk = Desk(kept, pool, report)
        found = restrained(discover(asked, known, read=desk.read), known)
        vocabulary = Vocabulary(_extended(known, found), words)
        recipe = RowRecipe(Lexicon(vocabulary.entries), words, tuple(components))
        rows = rows_of(asked, recipe, known, desk)
    material = Material(
        rows,
        {question.id: question for bank in banks for question in bank.questions},
        {bank.input.name: bank.text for bank in banks},
        {entry.id: entry for entry in vocabulary.entries},
        frozenset(entry.id for entry in found.entries),
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
    named = find_banks(paths)
    for number, (name, path) in enumerate(named, 1):
        bank = read_bank(path, name)
        for warning in bank.warnings:
            report(Notice(warning))
        banks.append(bank)
        report(Progress("read", number, len(named), "banks"))
    if not any(bank.questions for bank in banks):
        raise InputError(no_questions(paths))
    return banks


def _asked(banks: list[Bank]) -> list[tuple[Question, str]]:
    """Every question with its text: title line and answer."""
    return [(question, bank.text[question.start : question.end]) for bank in banks for question in bank.questions]


def _extended(known: Lexicon, found: Discovery) -> Lexicon:
    """The lexicon with the bank's own terms, and with the further names that the bank gives to known concepts."""
    named = found.lexicon_aliases
    entries = (replace(entry, aliases=(*entry.aliases, *named.get(entry.id, ()))) for entry in known.entries)
    return Lexicon(tuple(sorted((*entries, *found.entries), key=lambda entry: entry.id)))


def _inputs(lexicon: Path | None, cues: Path) -> list[Input]:
    roles: list[tuple[InputRole, Path | None]] = [("lexicon", lexicon), ("cues", cues)]
    return [Input(role, path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for role, path in roles if path]


def tool() -> str:
    """Name and version of what makes the graph."""
    try:
        return f"concept-atlas {version('concept-atlas')}"
    except PackageNotFoundError:
        return "concept-atlas (not installed)"
