"""Banks before a build: paths come in, what each file holds and what keeps it from being built goes out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from extract.discovery.terms import known_share
from extract.lexicon import Lexicon, load_lexicon
from extract.reader import find_banks, no_questions, read_bank
from kg.errors import InputError
from kg.progress import Progress, Report, silent
from kg.survey import Found, Survey


def survey(paths: Sequence[Path], *, lexicon: Path | None, report: Report = silent) -> Survey:
    """What a build of ``paths`` would read; InputError only where ``build`` would not find its files."""
    named = find_banks(paths)
    banks = []
    for number, (name, path) in enumerate(named, 1):
        banks.append(_found(name, path))
        report(Progress("read", number, len(named), "banks"))
    questions = [question for bank in banks for question in bank.questions]
    known = load_lexicon(lexicon) if lexicon else Lexicon()
    return Survey(tuple(banks), round(1 - known_share(questions, known), 4) if lexicon and questions else None)


def _found(name: str, path: Path) -> Found:
    try:
        bank = read_bank(path, name)
    except InputError as error:
        return Found(name, path, error=str(error))
    nothing = None if bank.questions else no_questions([path])
    return Found(name, path, bank.input.title, bank.questions, bank.layouts, bank.warnings, nothing)
