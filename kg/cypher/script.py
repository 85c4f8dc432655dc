"""A Cypher text in, its brackets and clauses out: as much structure as the checks need, and no more.

Whether a text is valid is for the engines to say; what stands here only has to be right for texts that are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from kg.cypher.lexer import Token, at, decoded, tokens, words
from kg.errors import CypherError

TOP = -1
"""The scope that no bracket encloses."""

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLAUSES = words("MATCH WHERE WITH RETURN UNWIND CALL ORDER SKIP LIMIT OFFSET UNION YIELD FINISH")
_SUBQUERIES = frozenset({"EXISTS", "COUNT", "COLLECT", "CALL"})
_BEFORE_NAMES = frozenset({".", ":", "|", "&", "!"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its word, and the tokens after the word up to the next clause of the same scope."""

    word: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Script:
    """The text as engines shall read it, its tokens, and for each the bracket around it (``TOP``: none)."""

    text: str
    tokens: tuple[Token, ...]
    around: tuple[int, ...]
    closing: dict[int, int]

    def word(self, place: int) -> str:
        """The bare name at a place in capitals; empty where there is none."""
        return self.tokens[place].word if 0 <= place < len(self.tokens) else ""

    def kind(self, place: int) -> str:
        """What sort of token stands at a place; empty past the end."""
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def is_variable(self, place: int) -> bool:
        """Whether a name stands alone: no property, no key, no label."""
        return self.kind(place) in {"name", "quoted"} and not self.is_name(place)

    def symbol(self, place: int) -> str:
        """The symbol at a place; empty where there is none."""
        if not 0 <= place < len(self.tokens):
            return ""
        token = self.tokens[place]
        return token.text if token.kind == "symbol" else ""

    def is_name(self, place: int) -> bool:
        """Whether a word stands where only a name can: a property, label, type or key of a map."""
        if self.symbol(place - 1) in _BEFORE_NAMES:
            return not self._is_key_colon(place - 1)
        return self.symbol(place - 1) in {"{", ","} and self.symbol(place + 1) == ":"

    def error(self, place: int, message: str, kind: str = "refused") -> CypherError:
        """The error about the token at a place, or about the end of the text."""
        start = self.tokens[place].start if place < len(self.tokens) else len(self.text.rstrip())
        return at(self.text, start, message, kind)

    def scopes(self) -> list[int]:
        """The top and every brace that holds clauses."""
        return [TOP, *(place for place in self.closing if self._is_subquery(place))]

    def within(self, scope: int) -> Iterator[int]:
        """The places directly in a scope, not deeper."""
        end = self.closing.get(scope, len(self.tokens))
        return (place for place in range(scope + 1, end) if self.around[place] == scope)

    def clauses(self, scope: int = TOP) -> list[Clause]:
        """The clauses of a scope in order; OPTIONAL stays with the end of the clause before."""
        starts = [place for place in self.within(scope) if self._starts_clause(place)]
        ends = [*starts[1:], self.closing.get(scope, len(self.tokens))][-len(starts) :]
        return [
            Clause(self.word(start), start + 1, end - (self.word(end - 1) == "OPTIONAL"))
            for start, end in zip(starts, ends, strict=False)
        ]

    def parts(self, first: int, end: int) -> list[tuple[int, int]]:
        """The stretches between commas that no bracket encloses further."""
        if first >= end:
            return []
        cases = [(self.word(place) == "CASE") - (self.word(place) == "END") for place in range(first, end)]
        open_cases = list(accumulate(cases))
        commas = [
            place
            for place in range(first, end)
            if self.symbol(place) == "," and self.around[place] == self.around[first] and not open_cases[place - first]
        ]
        return list(zip([first, *(comma + 1 for comma in commas)], [*commas, end], strict=True))

    def source(self, first: int, end: int) -> str:
        """The text from one token up to another."""
        return self.text[self.tokens[first].start : self.tokens[end - 1].end]

    def _is_key_colon(self, place: int) -> bool:
        """Whether a colon follows the key of a map, so that a value comes next."""
        opener = self.around[place]
        return self.symbol(place) == ":" and self.symbol(opener) == "{" and self.symbol(place - 2) in {"{", ","}

    def _is_subquery(self, place: int) -> bool:
        if self.symbol(place) != "{":
            return False
        before = place - 1
        if self.symbol(before) == ")":
            before = next(opening for opening, closing in self.closing.items() if closing == before) - 1
            return self.word(before) == "CALL"
        return self.word(before) in _SUBQUERIES and not self.is_name(before)

    def _starts_clause(self, place: int) -> bool:
        word = self.word(place)
        if word not in _CLAUSES or self.is_name(place) or self.word(place - 1) == "AS":
            return False
        if word == "WITH":
            return self.word(place - 1) not in {"STARTS", "ENDS"}
        return word != "ORDER" or self.word(place + 1) == "BY"


def read(text: str) -> Script:
    """The structure of a text; CypherError for odd characters and for brackets that do not match.

    >>> script = read("MATCH (n) WHERE n.name STARTS WITH 'a' RETURN n.id AS id, count(*)")
    >>> [clause.word for clause in script.clauses()]
    ['MATCH', 'WHERE', 'RETURN']
    >>> [script.source(*part) for part in script.parts(script.clauses()[-1].first, len(script.tokens))]
    ['n.id AS id', 'count(*)']
    """
    text, found = tokens(decoded(text))
    while found and found[-1].text == ";":
        last = found.pop()
        text = f"{text[: last.start]} {text[last.end :]}"
    around: list[int] = []
    closing: dict[int, int] = {}
    open_: list[int] = []
    for place, token in enumerate(found):
        bracket = token.text if token.kind == "symbol" else ""
        if bracket in _PAIRS.values():
            if not open_ or _PAIRS[found[open_[-1]].text] != bracket:
                raise at(text, token.start, f"a {bracket} that nothing opens")
            closing[open_.pop()] = place
        around.append(open_[-1] if open_ else TOP)
        if bracket in _PAIRS:
            open_.append(place)
    if open_:
        raise at(text, found[open_[-1]].start, f"a {found[open_[-1]].text} that nothing closes")
    return Script(text, tuple(found), tuple(around), closing)
