"""A query in, an error out for each aggregate that stands where only one engine computes it rightly.

The embedded engine does not see an aggregate under AND, IN, IS or CONTAINS and then counts row by row, without a word.
"""

from __future__ import annotations

from kg.cypher import functions
from kg.cypher.columns import items
from kg.cypher.lexer import words
from kg.cypher.script import Clause, Script

_UNSEEN = frozenset({"AND", "OR", "XOR", "NOT", "IS", "STARTS", "ENDS", "CONTAINS"})
_WORDS = words(
    """ALL AND ANY AS ASC CASE CONTAINS DESC DISTINCT ELSE END ENDS EXISTS FALSE IN IS NONE NOT NULL OR SINGLE
    STARTS THEN TRUE WHEN WHERE WITH XOR COUNT COLLECT"""
)
_FORM = "take it first: WITH n.kind AS kind, count(*) AS many RETURN …"


def check(script: Script) -> None:
    """CypherError ``refused`` for an aggregate inside an expression that only one engine can compute."""
    found = {first: script.closing[opening] for first, opening, name in functions.calls(script) if _is_one(name)}
    if not found:
        return
    for scope in script.scopes():
        for clause in script.clauses(scope):
            if clause.word in {"RETURN", "WITH", "ORDER"}:
                _check_clause(script, clause, found)


def _is_one(name: str) -> bool:
    return name in functions.AGGREGATES


def _check_clause(script: Script, clause: Clause, found: dict[int, int]) -> None:
    for first, end in items(script, clause):
        inside = [(start, close) for start, close in found.items() if first <= start < end]
        whole = [one for one in inside if not _in_subquery(script, one[0], first)]
        if whole and clause.word != "ORDER":
            _check_item(script, range(first, end), whole)


def _in_subquery(script: Script, place: int, first: int) -> bool:
    scopes = set(script.scopes())
    while (place := script.around[place]) > first:
        if place in scopes:
            return True
    return False


def _check_item(script: Script, item: range, inside: list[tuple[int, int]]) -> None:
    outside = [place for place in item if not any(start <= place <= close for start, close in inside)]
    local = {script.tokens[place - 1].value for place in outside if _binds(script, place)}
    for place in outside:
        if script.word(place - 1) == "AS" and place == item[-1]:
            continue
        token = script.tokens[place]
        if token.word in _UNSEEN or token.text == "=~" or (token.word == "IN" and not _binds(script, place)):
            message = f"{token.text} beside an aggregate means different things in the two modes; {_FORM}"
            raise script.error(place, message)
        if token.text == "." and script.symbol(place - 1) in {")", "]", "}"}:
            raise script.error(place, f"a property of an aggregate is read in one mode only; {_FORM}")
        if token.kind in {"name", "quoted"} and token.value not in local and _is_variable(script, place):
            message = f"{token.text} stands beside an aggregate in one expression, which groups differently; {_FORM}"
            raise script.error(place, message)


def _binds(script: Script, place: int) -> bool:
    """Whether this IN belongs to ``[x IN …]`` or ``any(x IN …)``, or this = to ``reduce(s = …)``."""
    opener = script.around[place]
    if script.word(place) == "IN":
        return opener == place - 2 or (script.symbol(place - 2) == "," and script.symbol(opener) == "(")
    return script.symbol(place) == "=" and opener == place - 2 and script.word(opener - 1) == "REDUCE"


def _is_variable(script: Script, place: int) -> bool:
    if script.is_name(place) or script.symbol(place + 1) == "(" or script.word(place) in _WORDS:
        return False
    return script.symbol(place - 1) != "."
