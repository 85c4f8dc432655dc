"""From a bank file (Markdown) to its questions with exact offsets, whichever of the known layouts it is written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from extract.bank.answers import cut
from extract.bank.choice import Unit, choose
from extract.bank.files import find_banks, read_text
from extract.bank.frontmatter import read_front_matter
from extract.bank.page import Candidate, page_of
from extract.lines import scan_lines
from kg.model import Input, Language, Question

__all__ = ["Bank", "find_banks", "no_questions", "parse_bank", "read_bank", "read_text"]


@dataclass(frozen=True)
class Bank:
    """A bank as read: ``unit`` says whether it asks questions or is notes in sections, ``layouts`` how it is set."""

    input: Input
    text: str
    questions: tuple[Question, ...]
    layouts: tuple[str, ...]
    unit: Unit
    warnings: tuple[str, ...]


def read_bank(path: Path, name: str) -> Bank:
    """Reads one file; a file without questions gives a bank with none, so that the caller can decide what it is."""
    text, digest = read_text(path)
    return parse_bank(text, name, digest=digest)


def no_questions(paths: Sequence[Path]) -> str:
    """What is said of files in which nothing is asked."""
    names = ", ".join(str(path) for path in paths)
    return f"no questions in {names}; a bank is Markdown with one heading, bold line or item a question"


def parse_bank(text: str, name: str, *, digest: str = "") -> Bank:
    """Reads the text of a bank.

    >>> bank = parse_bank("# Locks\\n\\n## 1. What is a mutex?\\n\\nA lock.\\n\\n## 2. Why?\\n\\nTo wait.\\n", "locks")
    >>> [(question.id, question.title, question.answer) for question in bank.questions]
    [('locks#1', 'What is a mutex?', 'A lock.'), ('locks#2', 'Why?', 'To wait.')]
    """
    front = read_front_matter(text)
    page = page_of(text, scan_lines(text, front.end))
    choice = choose(page, front)
    answers = [(title, *cut(page, title, end)) for title, end in choice.titles]
    questions = tuple(_questions(text, name, answers, front.language))
    layouts = tuple(dict.fromkeys(title.layout for title, _ in choice.titles))
    digest = digest or sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = Input("bank", name, digest, front.title, front.language, front.licence)
    return Bank(source, text, questions, layouts, choice.unit, tuple(_warnings(name, questions)))


_Answer = tuple[Candidate, int, int]
_FENCED = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff\uf900-\ufaff]+")


def _questions(text: str, bank: str, answers: list[_Answer], default: Language | None) -> Iterator[Question]:
    """The questions with their ids: a number that comes again gets ``~2``, a question without one ``~n``."""
    seen: Counter[str] = Counter()
    for title, start, end in answers:
        number = title.title.number
        seen[number] += 1
        again = f"~{seen[number]}" if seen[number] > 1 or not number else ""
        answer = text[start:end]
        yield Question(
            id=f"{bank}#{number}{again}",
            bank=bank,
            number=number,
            title=title.title.text,
            answer=answer,
            answer_start=start,
            language=language_of(title.title.text, answer, default),
            start=title.start,
            end=max(end, start),
        )


def language_of(title: str, answer: str, default: Language | None = None) -> Language:
    """The language of a question: Chinese if outside code there are three ideographs to five other words.

    >>> language_of("LoRA 是什么？", "Low-rank adaptation"), language_of("What is 注意力?", "This is called attention.")
    ('zh', 'en')
    """
    prose = f"{title}\n{_FENCED.sub('', answer) if '``' in answer or '~~' in answer else answer}"
    ideographs, words = sum(map(len, _IDEOGRAPHS.findall(prose))), len(_WORD.findall(prose))
    if not ideographs and not words:
        return default or "en"
    return "zh" if 5 * ideographs >= 3 * words else "en"


def _warnings(name: str, questions: Iterable[Question]) -> Iterator[str]:
    numbers = Counter(question.number for question in questions if question.number)
    again = [f"{number} ({count} times)" for number, count in numbers.items() if count > 1]
    if again:
        more = f" and {len(again) - 5} more" if len(again) > 5 else ""
        yield f"{name}: repeated question numbers get ~2, ~3 …: {', '.join(again[:5])}{more}"
