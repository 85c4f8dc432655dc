"""A query in, an error out for what would not give the same rows in both modes, with the form that does.

The differences were measured between the embedded engine and Neo4j 5.26 (tests/kg/cypher); what cannot be told from a
text is listed in ``KNOWN``, which ``kg query --help`` shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from kg.cypher import functions, patterns
from kg.cypher.columns import alias, elements, items
from kg.cypher.lexer import words
from kg.cypher.patterns import is_arrow
from kg.cypher.script import TOP, Script

KNOWN: tuple[str, ...] = (
    "Sums, averages and other fractions may differ in their last digits.",
    "Without ORDER BY rows come in any order, and so do the elements of collect(), keys() and pattern comprehensions.",
    "Nodes and relationships have no order of their own: sort by a property.",
    "Where a value has the wrong type (a text plus true, a text as a condition) the embedded engine may still answer.",
    "The server refuses an invalid regular expression, the embedded engine finds nothing with it.",
    "The embedded engine sorts only by what RETURN gives, beside an aggregate or where an alias hides a variable.",
    "The server refuses shortestPath between ends that turn out to be one node; add WHERE a <> b.",
    "A list that one operation builds may be refused for its size by one of them only (kind memory).",
    "split() takes one separator, IS :: one type.",
)
"""What may differ between the two modes, for the help."""

_ALIAS_FORM = "give it a name: WITH n.id AS id"
_COMPARISONS = frozenset({"<", ">", "<=", ">="})
_ENDS_OPERAND = words("AND OR XOR RETURN WITH MATCH OPTIONAL UNWIND CALL ORDER UNION")
_BOOLEAN = frozenset({"direct"})
_BROKEN = re.compile(r"unterminated|missing \)|unbalanced|nothing to repeat|multiple repeat")


def check(script: Script, parameters: Mapping[str, Any]) -> None:
    """CypherError ``refused`` where the modes would differ and the text shows it."""
    for rule in _RULES:
        rule(script)
    _check_functions(script)
    patterns.check(script, parameters)
    for place, token in enumerate(script.tokens):
        if token.text == "=~":
            _check_regex(script, place + 1, parameters)


def _check_end(script: Script) -> None:
    clauses = [one for one in script.clauses(TOP) if one.word not in {"ORDER", "SKIP", "LIMIT", "OFFSET"}]
    words = [one.word for one in clauses]
    is_call = words and words[0] == "CALL" and script.symbol(clauses[0].end - 1) != "}" and set(words) <= _STANDALONE
    if script.tokens and not is_call and (not words or words[-1] != "RETURN"):
        names = {script.word(place): place for place in script.within(TOP) if script.is_variable(place)}
        meant = get_close_matches("RETURN", names, 1, 0.7)
        place = names[meant[0]] if meant else len(script.tokens)
        raise script.error(place, "the query must end with RETURN", "syntax")


_STANDALONE = frozenset({"CALL", "YIELD", "WHERE"})


def _check_with(script: Script) -> None:
    for scope in script.scopes():
        for clause in script.clauses(scope):
            if clause.word == "WITH":
                for first, end in items(script, clause):
                    if end - first > 1 and alias(script, first, end) is None:
                        raise script.error(first, f"an expression of WITH has no name; {_ALIAS_FORM}")


def _check_words(script: Script) -> None:
    for place, token in enumerate(script.tokens):
        if token.word == "SHORTEST" and not script.is_name(place):
            raise script.error(place, "SHORTEST is known to one mode only; write shortestPath((a)-[*]-(b))")
        if token.text == "!=":
            raise script.error(place, "!= is no operator of Cypher; write <>")
        if token.text == ":" and script.symbol(place - 1) == "|":
            raise script.error(place, "|: is refused by the server; write A|B")
        if token.text == "+" and {script.word(place - 1), script.word(place + 1)} & {"TRUE", "FALSE"}:
            raise script.error(place, "a boolean cannot be added; write toString(true)")
        is_dynamic = token.text == "$" or (token.kind == "parameter" and script.symbol(place + 1) == "(")
        if is_dynamic and script.symbol(place - 1) in {":", "|", "&", "!"}:
            message = "a type or label that is computed means different things in the two modes"
            raise script.error(place, f"{message}; write WHERE type(r) = $type, WHERE $label IN labels(n)")


def _check_comparisons(script: Script) -> None:
    bound = set(elements(script))
    for place, token in enumerate(script.tokens):
        if token.kind != "symbol" or token.text not in _COMPARISONS or is_arrow(script, place):
            continue
        left, right = place - 1, place + 1
        left_bare = script.is_variable(left) and script.tokens[left].value in bound
        right_bare = script.is_variable(right) and script.tokens[right].value in bound
        if left_bare or (right_bare and script.symbol(right + 1) not in {".", "[", "("}):
            raise script.error(place, "nodes and relationships have no order; compare a property: a.id < b.id")


def _check_conditions(script: Script) -> None:
    """A condition that is no boolean: a literal, or a property that never is one."""
    bound = set(elements(script))
    for place, token in enumerate(script.tokens):
        if script.is_name(place) or token.word not in {"WHERE", "AND", "OR", "XOR", "NOT"}:
            continue
        first, deep = place + 1, 0
        while script.symbol(first) == "(":
            first, deep = first + 1, deep + 1
        kind = script.kind(first)
        if kind in {"string", "number"} and _ends(script, first + 1, deep):
            raise script.error(first, "a condition must be true or false; compare it: n.kind = 'method'")
        is_property = script.is_variable(first) and script.symbol(first + 1) == "." and _ends(script, first + 3, deep)
        if is_property and script.tokens[first].value in bound and script.tokens[first + 2].value not in _BOOLEAN:
            name = script.source(first, first + 3)
            raise script.error(first, f"a condition must be true or false; compare it, or write {name} IS NOT NULL")


def _ends(script: Script, place: int, deep: int) -> bool:
    """Whether an operand ends before this place, and with it so many brackets around it."""
    if any(script.symbol(one) != ")" for one in range(place, place + deep)):
        return False
    place += deep
    if script.kind(place) in {"symbol", ""}:
        return script.symbol(place) in {")", "}", "]", "|", ""}
    return script.word(place) in _ENDS_OPERAND


_RULES: tuple[Callable[[Script], None], ...] = (
    _check_end,
    _check_with,
    _check_words,
    _check_comparisons,
    _check_conditions,
)


def _check_functions(script: Script) -> None:
    names = functions.called(script)
    for first, opening, name in functions.calls(script):
        if name not in functions.ALLOWED:
            form = functions.INSTEAD.get(name, "`kg query --help` tells what differs")
            raise script.error(first, f"the function {name} is not the same in both modes; {form}")
        if name == "exists" and script.symbol(opening + 1) != "(":
            raise script.error(first, "exists(n.name) is refused by the server; write n.name IS NOT NULL")
        if name.startswith("tostring") and names & (functions.TEMPORAL | functions.POINTS):
            raise script.error(first, f"{name} writes times and points differently; return the value itself")
        parts = script.parts(opening + 1, script.closing[opening])
        if name == "split" and len(parts) == 2:
            _check_split(script, *parts[1])
        if name in {"length", "size"} and script.symbol(opening + 1) == "{":
            raise script.error(first, f"a map has no {name}; write size(keys(m))")
        if name == "length" and script.tokens[opening + 1].kind == "string":
            raise script.error(first, "length() is for paths; write size(text)")
        if name in {"head", "last"} and script.word(opening + 1) == "KEYS":
            raise script.error(first, "keys() come in any order; sort them first: UNWIND keys(n) AS key … ORDER BY key")


def _check_split(script: Script, first: int, end: int) -> None:
    if script.symbol(first) == "[":
        raise script.error(
            first, "split() by several separators is known to the server only; replace() the others first"
        )
    if end == first + 1 and script.tokens[first].kind == "string" and not script.tokens[first].value:
        form = "[i IN range(0, size(text) - 1) | substring(text, i, 1)]"
        raise script.error(first, f"split() by nothing breaks some characters on the server; write {form}")


def _check_regex(script: Script, place: int, parameters: Mapping[str, Any]) -> None:
    if place >= len(script.tokens):
        return
    token = script.tokens[place]
    pattern = parameters.get(token.value) if token.kind == "parameter" else token.value
    if token.kind not in {"string", "parameter"} or not isinstance(pattern, str):
        return
    try:
        re.compile(re.sub(r"\\[pP]\{[^}]*\}", "a", pattern).replace("[", r"["))
    except re.error as error:
        if _BROKEN.search(error.msg):
            raise script.error(place, f"no regular expression: {error.msg}", "syntax") from error
    except FutureWarning:
        return
