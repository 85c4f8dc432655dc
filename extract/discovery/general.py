"""General words: data/general.jsonl comes in, a word list that knows each word's role goes out.

One line, some words of one language and role::

    {"language": "zh", "role": "verb", "words": ["提高", "降低"]}

==========  ==========================================================================================
function    particles, pronouns, conjunctions, words of asking and of layout: a term never holds one
verb        never inside a term of running text (English: its -ing form counts as an action)
quality     a term never begins or ends with it, but may hold it
action      a verbal noun: may be part of a term, is none alone
noun        may be part of a term, is none alone
vague       of the nouns and actions those that seldom make a term of the word before them (效率, 过程)
fray        single ideographs, verbs most of them, that begin few terms
start, end  single ideographs that rarely begin or end a term, though many terms hold them inside
==========  ==========================================================================================

The words belong to no field: none of them is a term of any lexicon.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import ahocorasick_rs

from kg.errors import InputError
from kg.model import Language

GENERAL_WORDS = Path(__file__).parents[2] / "data" / "general.jsonl"

_LANGUAGES = frozenset(get_args(Language))
_DOUBLING = "bdgmnprt"
_VOWELS = "aeiou"


class Role(StrEnum):
    """What a general word may do in a term."""

    FUNCTION = "function"
    VERB = "verb"
    QUALITY = "quality"
    ACTION = "action"
    NOUN = "noun"
    START = "start"
    END = "end"
    VAGUE = "vague"
    FRAY = "fray"


_SETS = (Role.START, Role.END, Role.VAGUE, Role.FRAY)


@dataclass(frozen=True)
class General:
    """The general words of both languages; English ones with their inflected forms."""

    chinese: dict[str, Role] = field(default_factory=dict)
    english: dict[str, Role] = field(default_factory=dict)
    starts: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    frays: frozenset[str] = frozenset()

    @cached_property
    def roles(self) -> list[Role]:
        """The roles of the words that ``cut`` finds; weak single ideographs have START."""
        return [*self.chinese.values(), *(Role.START for _ in self._edges)]

    @cached_property
    def _edges(self) -> list[str]:
        return sorted((self.starts | self.ends) - self.chinese.keys())

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        words = [*self.chinese, *self._edges]
        return ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def cut(self, text: str) -> list[tuple[int, int, int]]:
        """The Chinese general words of ``text``, leftmost and longest: (place in ``roles``, start, end)."""
        found: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(text)
        return found


def load_general(path: Path = GENERAL_WORDS) -> General:
    """The general words in ``path``; InputError names file, line and mend for the first line that is not right."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise InputError(f"no list of general words {path}; restore data/general.jsonl") from None
    chinese: dict[str, Role] = {}
    english: dict[str, Role] = {}
    sets: dict[Role, set[str]] = {role: set() for role in _SETS}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        language, role, words = _record(line, f"{path.name}:{number}")
        if role in sets:
            sets[role].update(words)
        elif language == "zh":
            chinese.update(dict.fromkeys(words, role))
        else:
            for word in words:
                english[word] = role
    return General(chinese, _inflected(english), *(frozenset(sets[role]) for role in _SETS))


def _record(line: str, place: str) -> tuple[str, Role, list[str]]:
    try:
        record: dict[str, Any] = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON ({error}); one object a line") from None
    language, role, words = record.get("language"), record.get("role"), record.get("words")
    if language not in _LANGUAGES or role not in set(Role) or not isinstance(words, list):
        choices = ", ".join(Role)
        raise InputError(f"{place}: needs language (zh, en), role ({choices}) and a list of words")
    return str(language), Role(role), words


def _inflected(words: dict[str, Role]) -> dict[str, Role]:
    """The words with their forms; a form never takes the place of a word that is listed itself."""
    forms: dict[str, Role] = {}
    for word, role in words.items():
        if role is Role.VERB:
            forms.update(_verb_forms(word))
    forms.update((_plural(word), role) for word, role in words.items() if role is Role.NOUN)
    return {**forms, **words}


def _verb_forms(verb: str) -> Iterator[tuple[str, Role]]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb
    short = len(verb) > 2 and verb[-1] in _DOUBLING and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
    for base in (stem, verb + verb[-1]) if short else (stem,):
        yield base + "ing", Role.ACTION
        yield (base[:-1] + "ied" if _is_y(base) else base + "ed"), Role.QUALITY
    yield _plural(verb), Role.VERB


def _plural(word: str) -> str:
    """The form of a word with s.

    >>> [_plural(word) for word in ("case", "class", "policy", "key")]
    ['cases', 'classes', 'policies', 'keys']
    """
    if _is_y(word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _is_y(word: str) -> bool:
    return len(word) > 2 and word.endswith("y") and word[-2] not in _VOWELS
