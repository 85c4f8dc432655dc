"""The structure of a query in, the names of its columns out: as written, where no alias names them."""

from __future__ import annotations

from kg.cypher.edits import Edit
from kg.cypher.script import TOP, Clause, Script

_YIELDED = {"db.labels": "label", "db.relationshiptypes": "relationshipType"}
_FLAGS = frozenset({"DISTINCT", "ALL"})


def columns(script: Script) -> list[str]:
    """The names of the result's columns, in order.

    >>> from kg.cypher.script import read
    >>> columns(read("MATCH (b)-[a]->() WITH *, 1 AS x RETURN *, x + 1, count( * ) AS n"))
    ['a', 'b', 'x', 'x + 1', 'n']
    >>> columns(read("CALL db.labels()"))
    ['label']
    """
    return _columns(script, TOP)


def key_columns(script: Script) -> tuple[bool, ...]:
    """Which of the columns are just keys(…)."""
    last = _last(script, TOP)
    if last is None or last.word != "RETURN":
        return ()
    return tuple(script.word(first) == "KEYS" and _ends_call(script, first, end) for first, end in items(script, last))


def _ends_call(script: Script, first: int, end: int) -> bool:
    close = script.closing.get(first + 1)
    return close is not None and (end == close + 1 or (end == close + 3 and script.word(end - 2) == "AS"))


def star_edits(script: Script) -> list[Edit]:
    """Changes that write out ``*`` beside other items of RETURN, which one engine overlooks."""
    found = []
    for scope in script.scopes():
        for clause in script.clauses(scope):
            first = _items_start(script, clause)
            if clause.word == "RETURN" and script.symbol(first) == "*" and script.symbol(first + 1) == ",":
                names = ", ".join(_quoted(name) for name in _variables(script, scope, clause.first))
                star = script.tokens[first]
                found.append(Edit(star.start, star.end, names))
    return found


def items(script: Script, clause: Clause) -> list[tuple[int, int]]:
    """The items of WITH, RETURN or YIELD."""
    return script.parts(_items_start(script, clause), clause.end)


def alias(script: Script, first: int, end: int) -> str | None:
    """The name after AS."""
    return script.tokens[end - 1].value if end - first > 2 and script.word(end - 2) == "AS" else None


def elements(script: Script, first: int = 0, end: int | None = None) -> list[str]:
    """Variables that patterns bind to nodes and relationships between two tokens."""
    found = []
    for place in range(first, len(script.tokens) if end is None else end):
        if script.symbol(place - 1) in {"(", "["} and script.tokens[place].kind in {"name", "quoted"}:
            following, word = script.symbol(place + 1), script.word(place + 1)
            bracket = script.symbol(place - 1)
            in_pattern = _is_pattern(script, place - 1)
            ends = following in {":", "{", ")" if bracket == "(" else "]", "*"} or word in {"WHERE", "IS"}
            if in_pattern and ends:
                found.append(script.tokens[place].value)
    return found


def _is_pattern(script: Script, opening: int) -> bool:
    """Whether a bracket belongs to a pattern: beside it stands a dash, or a clause that matches."""
    if script.symbol(opening) == "[":
        return script.symbol(opening - 1) == "-"
    before, closing = script.symbol(opening - 1), script.closing[opening]
    after = script.symbol(closing + 1) + script.symbol(closing + 2)
    if before in {"-", ">"} or after[:2] in {"-[", "--", "<-", "->"}:
        return True
    word = script.word(opening - 1)
    return word in {"MATCH", "EXISTS"} or before in {",", "=", "{", "("}


def _items_start(script: Script, clause: Clause) -> int:
    return clause.first + (script.word(clause.first) in _FLAGS and script.symbol(clause.first + 1) != ".")


def _columns(script: Script, scope: int) -> list[str]:
    last = _last(script, scope)
    if last is None:
        return []
    if last.word == "CALL":
        return _called(script, last)
    return _item_names(script, scope, last)


def _last(script: Script, scope: int) -> Clause | None:
    """The clause that names the columns: of the first branch, where there are several."""
    clauses = script.clauses(scope)
    first_branch = next((place for place, one in enumerate(clauses) if one.word == "UNION"), len(clauses))
    return next((one for one in reversed(clauses[:first_branch]) if one.word in {"RETURN", "YIELD", "CALL"}), None)


def _item_names(script: Script, scope: int, clause: Clause) -> list[str]:
    names = list[str]()
    for first, end in items(script, clause):
        if script.symbol(first) == "*" and end == first + 1:
            names += _starred(script, scope, clause)
        else:
            names.append(alias(script, first, end) or _bare(script, first, end))
    return names


def _starred(script: Script, scope: int, clause: Clause) -> list[str]:
    """What ``*`` stands for: every variable, or what the procedure gives."""
    if clause.word == "RETURN":
        return _variables(script, scope, clause.first)
    called = [one for one in script.clauses(scope) if one.word == "CALL" and one.first < clause.first]
    return _called(script, called[-1]) if called else []


def _bare(script: Script, first: int, end: int) -> str:
    return script.tokens[first].value if end == first + 1 else script.source(first, end)


def _called(script: Script, clause: Clause) -> list[str]:
    """Columns of a CALL: of its subquery, or of a procedure."""
    braces = [place for place in range(clause.first, clause.end) if script.symbol(place) == "{"]
    if braces:
        return _columns(script, braces[0])
    dotted = [token.value for token in script.tokens[clause.first : clause.end] if token.kind in {"name", "quoted"}]
    return [_YIELDED[name] for name in [".".join(dotted).lower()] if name in _YIELDED]


def _variables(script: Script, scope: int, until: int) -> list[str]:
    """Every variable in scope before a place, by name."""
    known = set[str]()
    for clause in script.clauses(scope):
        if clause.first >= until:
            break
        if clause.word == "UNION":
            known = set()
        elif clause.word == "WITH":
            known = _projected(script, clause, known)
        elif clause.word in {"MATCH", "UNWIND"}:
            known |= _bound(script, clause)
        elif clause.word == "YIELD":
            known |= set(_item_names(script, scope, clause))
        elif clause.word == "CALL":
            known |= set(_called(script, clause)) if script.symbol(clause.end - 1) == "}" else set()
    return sorted(known)


def _projected(script: Script, clause: Clause, known: set[str]) -> set[str]:
    names = set[str]()
    for first, end in items(script, clause):
        star = script.symbol(first) == "*"
        names |= known if star else {alias(script, first, end) or _bare(script, first, end)}
    return names


def _bound(script: Script, clause: Clause) -> set[str]:
    if clause.word == "UNWIND":
        return {script.tokens[clause.end - 1].value}
    paths = {
        script.tokens[place - 1].value
        for place in range(clause.first + 1, clause.end)
        if script.symbol(place) == "=" and script.around[place] == script.around[clause.first - 1]
    }
    return paths | set(elements(script, clause.first, clause.end))


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
