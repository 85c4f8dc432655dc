"""A query's patterns in, an error out for those of which one engine makes something else than the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.cypher import functions
from kg.cypher.script import Script

_SHORTEST = frozenset({"shortestpath", "allshortestpaths"})


def check(script: Script, parameters: Mapping[str, Any]) -> None:
    """CypherError ``refused`` for counts of self-loops, and for shortest paths whose ends may be one node."""
    names = functions.called(script)
    shortest = {opening for _, opening, name in functions.calls(script) if name in _SHORTEST}
    for opening in script.closing:
        if script.symbol(opening) != "(":
            continue
        other, many = _other_end(script, opening)
        left, right = _variable(script, opening), _variable(script, other)
        if other and script.around[opening] in shortest:
            _check_ends(script, (opening, other), parameters)
        elif other and left and left == right and not many and "count" in names:
            form = f"write ({left})-[…]-(other) WHERE other = {left}"
            raise script.error(opening, f"counts of a pattern from {left} to itself differ; {form}")


def _other_end(script: Script, opening: int) -> tuple[int, bool]:
    """The node that a relationship joins to this one, if any, and whether over several steps."""
    place, many, dash = script.closing[opening] + 1, False, False
    while script.symbol(place) in {"<", "-", ">", "[", "+", "*"} or (dash and script.symbol(place) == "{"):
        if script.symbol(place) in {"[", "{"}:
            end = script.closing[place]
            many = many or script.symbol(place) == "{" or any(script.symbol(one) == "*" for one in range(place, end))
            place = end
        dash = dash or script.symbol(place) == "-"
        place += 1
    return (place, many) if dash and script.symbol(place) == "(" else (0, False)


def _variable(script: Script, opening: int) -> str:
    token = script.tokens[opening + 1]
    return token.value if token.kind in {"name", "quoted"} and token.word != "WHERE" else ""


def _check_ends(script: Script, ends: tuple[int, int], parameters: Mapping[str, Any]) -> None:
    """The ends of a shortest path must visibly be two nodes: the server refuses one, the engine gives an empty path."""
    left, right = (_variable(script, end) for end in ends)
    if (not left or left != right) and (
        _told_apart(script, {left, right}) or _differ(script, ends, parameters) or not (left and right)
    ):
        return
    form = f"WHERE {left or 'a'} <> {right if right and right != left else 'b'}"
    raise script.error(ends[0], f"the server refuses a shortest path from a node to itself; add {form}")


def _told_apart(script: Script, names: set[str]) -> bool:
    for place, token in enumerate(script.tokens):
        if token.text in {"<>", "<", ">"} and not is_arrow(script, place):
            left, right = place - 1, place + 1
            if script.symbol(left - 1) == ".":
                left -= 2
            if right < len(script.tokens) and {script.tokens[left].value, script.tokens[right].value} == names:
                return True
    return False


def _differ(script: Script, ends: tuple[int, int], parameters: Mapping[str, Any]) -> bool:
    known = [_identity(script, _variable(script, end), parameters) for end in ends]
    labels, ids = [one[0] for one in known], [one[1] for one in known]
    return (None not in labels and labels[0] != labels[1]) or (None not in ids and ids[0] != ids[1])


def _identity(script: Script, name: str, parameters: Mapping[str, Any]) -> tuple[Any, Any]:
    """The label and the id that the text gives a variable, as far as it does."""
    label = found = None
    for place, token in enumerate(script.tokens):
        if token.value != name or token.kind not in {"name", "quoted"}:
            continue
        following = [script.tokens[one].value for one in range(place + 1, min(place + 8, len(script.tokens)))]
        if following[:1] == [":"] and script.symbol(place - 1) == "(":
            label = following[1]
            following = following[2:]
        if following[:3] == ["{", "id", ":"] or following[:3] == [".", "id", "="]:
            value = script.tokens[place + 1 + (2 if script.symbol(place + 1) == ":" else 0) + 3]
            if value.kind == "parameter":
                found = parameters.get(value.value)
            elif value.kind == "string":
                found = value.value
    return label, found


def is_arrow(script: Script, place: int) -> bool:
    """Whether < or > belongs to a relationship."""
    if script.symbol(place) == "<":
        return script.symbol(place + 1) == "-" and script.symbol(place - 1) == ")"
    return script.symbol(place) == ">" and script.symbol(place - 1) == "-"
