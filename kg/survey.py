"""What banks hold, found before any build of them; in: files read, out: the document of ``kg build --dry-run``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kg.model import Question

T = TypeVar("T")
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One file: its questions and warnings, or the line that a build would end with."""

    bank: str
    file: Path
    title: str | None = None
    questions: tuple[Question, ...] = ()
    layouts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """All files; ``unknown`` is the share of the terms in titles that the lexicon lacks, None where there is none."""

    banks: tuple[Found, ...]
    unknown: float | None


def survey_document(found: Survey) -> dict[str, Any]:
    """The JSON document of ``kg build --dry-run``."""
    questions = [question for bank in found.banks for question in bank.questions]
    return {
        "dry_run": True,
        "questions": len(questions),
        "languages": _languages(questions),
        "unknown_terms": found.unknown,
        "errors": sum(bank.error is not None for bank in found.banks),
        "banks": [_record(bank) for bank in found.banks],
    }


def _record(bank: Found) -> dict[str, Any]:
    return {
        "bank": bank.bank,
        "file": str(bank.file),
        "title": bank.title,
        "questions": len(bank.questions),
        "answered": sum(bool(question.answer.strip()) for question in bank.questions),
        "languages": _languages(bank.questions),
        "layouts": list(bank.layouts),
        "sample": [{"number": one.number, "title": one.title} for one in spread(bank.questions, _SAMPLE)],
        "warnings": list(bank.warnings),
        "error": bank.error,
    }


def _languages(questions: Iterable[Question]) -> dict[str, int]:
    return dict(sorted(Counter(question.language for question in questions).items()))


def spread(whole: Sequence[T], most: int) -> list[T]:
    """At most so many, evenly from the first to the last.

    >>> spread("abcdefghij", 4)
    ['a', 'd', 'g', 'j']
    """
    if len(whole) <= most:
        return list(whole)
    return [whole[place * (len(whole) - 1) // (most - 1)] for place in range(most)]


def survey_told(document: dict[str, Any]) -> str:
    """The document as a text."""
    lines = [line for bank in document["banks"] for line in _bank_lines(bank)]
    unknown = document["unknown_terms"]
    share = "" if unknown is None else f"; {unknown:.0%} of the terms in titles are new to the lexicon"
    lines.append(f"together: {document['questions']} questions{share}")
    if document["errors"]:
        lines.append(f"{document['errors']} of {len(document['banks'])} files cannot be used")
    return "\n".join(lines) + "\n"


def _bank_lines(bank: dict[str, Any]) -> Iterable[str]:
    if bank["error"]:
        return [f"{bank['bank']}: error: {bank['error']}"]
    languages = ", ".join(f"{count} {language}" for language, count in bank["languages"].items())
    head = f"{bank['bank']}: {bank['questions']} questions ({languages}), {bank['answered']} with an answer"
    asked = [f"  {one['number']}. {one['title']}" if one["number"] else f"  {one['title']}" for one in bank["sample"]]
    return [head, *asked, *(f"  warning: {one}" for one in bank["warnings"])]
