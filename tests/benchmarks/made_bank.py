"""A number of questions in, a bank of that many distinct ones out: the bundled bank's sentences anew, terms exchanged.

Every question takes its title from one question of the bundled bank and its sentences, shuffled, from that and from
others, until it is about as long as is asked. Of the field's terms in them a third are exchanged for others of the
same kind, so that a large bank speaks about the whole field and no two questions are alike.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.cues import load_cues
from extract.lexicon import Entry, load_lexicon
from extract.reader import read_bank
from extract.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
BANK, LEXICON, CUES = (ROOT / "data" / name for name in ("banks/llm-interview.zh.md", "lexicon.jsonl", "cues.jsonl"))

USUAL_LENGTH = 450
"""Characters of a question, title and marks included."""
_EXCHANGED = 1 / 3
_SENTENCE = re.compile(r"(?<=[。！？])|(?<=[.!?] )")

Sort = tuple[str, bool]
"""Kind of a term and whether it is written in Latin letters."""
Template = tuple[tuple[str, Sort | None], ...]
"""Stretches of text; a term has its sort, other text has none."""


@dataclass(frozen=True, slots=True)
class Material:
    """What questions are made of: titles with the sentences of their answers, and the terms of each sort."""

    questions: tuple[tuple[Template, tuple[Template, ...]], ...]
    terms: dict[Sort, tuple[str, ...]]


def material(bank: Path = BANK) -> Material:
    """The titles and sentences of a bank."""
    vocabulary = Vocabulary(load_lexicon(LEXICON), load_cues(CUES))
    read = read_bank(bank, bank.stem)
    questions = tuple(
        (_template(one.title, vocabulary), tuple(_template(line, vocabulary) for line in _lines(one.answer)))
        for one in read.questions
    )
    return Material(questions, _terms(vocabulary.entries))


def made_bank(count: int, made_of: Material, *, seed: int = 1, length: int = USUAL_LENGTH) -> Iterator[str]:
    """The Markdown of a bank piece by piece: a heading for the bank, then one piece a question.

    >>> first = [*made_bank(3, material())]
    >>> len(first), first[1].startswith("## 1. "), first == [*made_bank(3, material())], len(set(first))
    (4, True, True, 4)
    """
    chance = random.Random(seed)  # noqa: S311 -- made-up text
    yield "# 题库\n\n"
    for number in range(1, count + 1):
        yield _question(number, made_of, chance, length)


def write_bank(path: Path, count: int, made_of: Material, *, seed: int = 1) -> Path:
    """A file of ``count`` questions."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(made_bank(count, made_of, seed=seed))
    return path


def _question(number: int, made_of: Material, chance: random.Random, length: int) -> str:
    title, lines = chance.choice(made_of.questions)
    _, others = chance.choice(made_of.questions)
    chosen = chance.sample(lines, len(lines)) + chance.sample(others, len(others))
    swaps: dict[str, str] = {}
    parts = [f"## {number}. {_filled(title, made_of, chance, swaps)}\n"]
    size = len(parts[0])
    while size < length and chosen:
        line = _filled(chosen.pop(0), made_of, chance, swaps)
        if size + len(line) / 2 > length:
            break
        listed = _is_item(line) and _is_item(parts[-1].lstrip())
        parts.append(f"{'' if listed else chr(10)}{line}\n")
        size += len(parts[-1])
    return "".join(parts) + "\n"


def _is_item(line: str) -> bool:
    return line.startswith(("- ", "1. "))


def _filled(template: Template, made_of: Material, chance: random.Random, swaps: dict[str, str]) -> str:
    """The text of a template with some terms exchanged, one term for the same other one in a whole question."""
    words = []
    for text, sort in template:
        if sort is None:
            words.append(text)
            continue
        if text not in swaps:
            swaps[text] = chance.choice(made_of.terms[sort]) if chance.random() < _EXCHANGED else text
        words.append(swaps[text])
    return "".join(words)


def _lines(answer: str) -> Iterator[str]:
    """The items and sentences of an answer."""
    code = False
    for line in answer.splitlines():
        code ^= line.startswith("```")
        if code or not line.strip() or line.startswith(("```", "|", "#")):
            continue
        line = re.sub(r"^\d+\. ", "1. ", line)  # noqa: PLW2901
        if _is_item(line):
            yield line
        else:
            yield from (sentence for sentence in _SENTENCE.split(line) if sentence.strip())


def _template(text: str, vocabulary: Vocabulary) -> Template:
    parts: list[tuple[str, Sort | None]] = []
    last = 0
    for start, end, entry in vocabulary.find(text):
        parts += [(text[last:start], None), (text[start:end], (vocabulary.entries[entry].kind, text[start].isascii()))]
        last = end
    return (*parts, (text[last:], None))


def _terms(entries: Sequence[Entry]) -> dict[Sort, tuple[str, ...]]:
    found: dict[Sort, list[str]] = defaultdict(list)
    for entry in entries:
        for name in (entry.name_zh, entry.name_en):
            if name:
                found[entry.kind, name[0].isascii()].append(name)
    return {sort: tuple(names) for sort, names in found.items()}
