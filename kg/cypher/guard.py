"""A query's text and parameters in, what each engine shall run out; refused is what writes, reaches out or differs.

This is the one place that decides for both modes. Neither engine is trusted to: Neo4j's read mode lets LOAD CSV and
administration pass, its plans hide both inside expressions, and the embedded engine calls any SQL function. So only
clauses, procedures and functions that are known to read pass at all; the modes keep their own locks behind this.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.cypher import aggregates, functions, portable
from kg.cypher.columns import columns, key_columns, star_edits
from kg.cypher.edits import Edited, edited
from kg.cypher.lexer import at
from kg.cypher.script import TOP, Script, read
from kg.cypher.values import CypherResult, Plain
from kg.errors import CypherError

PROCEDURES = frozenset({"db.labels", "db.relationshipTypes"})
LONGEST_SECONDS = 600
DEEPEST = 100
"""So far brackets and parameters may nest."""

_BEGINNINGS = frozenset({"MATCH", "OPTIONAL", "UNWIND", "WITH", "CALL", "RETURN"})
_REASONS: Mapping[str, str] = {
    **dict.fromkeys(
        ("CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "INSERT"),
        "writes, and a query only reads; `kg build` and `kg load` change a graph",
    ),
    **dict.fromkeys(
        ("DROP", "ALTER", "GRANT", "DENY", "REVOKE", "RENAME", "START", "STOP", "ENABLE", "DEALLOCATE", "REALLOCATE"),
        "changes the database, and a query only reads",
    ),
    **dict.fromkeys(("SHOW", "TERMINATE", "DRYRUN"), "is administration; CALL db.labels() may be called"),
    **dict.fromkeys(("EXPLAIN", "PROFILE", "CYPHER"), "is a prefix for other tools; write the query alone"),
    "USE": "names a database; the store's address does: ?database=NAME",
    "USING": "is a hint for one engine; leave it out",
    "LOAD": "reads files and addresses; a query reads the graph alone",
    "TRANSACTIONS": "is for writing in parts; leave IN TRANSACTIONS out",
    "LET": "is not known to the server; write WITH",
    "FOR": "is not known to the server; write UNWIND",
    "FILTER": "is not known to the server; write WITH * WHERE",
    "FINISH": "gives no rows; write RETURN",
}
_ONLY_FIRST = frozenset({"START", "STOP", "ENABLE", "RENAME"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: the text for each engine, its columns, and what its values may be."""

    script: Script
    server: Edited
    embedded: Edited
    parameters: dict[str, Any]
    columns: tuple[str, ...]
    keys: tuple[bool, ...]
    plain: Plain
    paths: bool

    def result(self, rows: Iterable[Sequence[Any]], *, truncated: bool, ms: float) -> CypherResult:
        """The result of these rows; a column of keys() comes sorted, since the modes order keys otherwise."""
        sorted_ = {place for place, one in enumerate(self.keys) if one}
        shown = tuple(
            tuple(sorted(one) if place in sorted_ and isinstance(one, list) else one for place, one in enumerate(row))
            for row in rows
        )
        return CypherResult(self.columns, shown, truncated, ms)

    def error_at(self, text: Edited, line: int, column: int, message: str) -> CypherError:
        """A syntax error that an engine found in its text, at the place of the original."""
        return at(self.script.text, text.original(line, column), message)


def checked(text: str, parameters: Mapping[str, Any] | None = None) -> Checked:
    """What may run; CypherError ``refused`` with the reason, or ``syntax`` with the place.

    >>> checked("MATCH (n) RETURN n.id").columns
    ('n.id',)
    >>> checked("MATCH (n) RETURN id(n)")
    Traceback (most recent call last):
    kg.errors.CypherError: the function id is not the same in both modes; n.id is (line 1, column 18)
    """
    script = read(text)
    values = {name: _value(value, f"parameter {name}", 0) for name, value in (parameters or {}).items()}
    paths = _has_paths(script)
    if paths:
        _check_record_ids(script, values)
    _check_load(script)
    _check_nesting(script)
    _check_clauses(script)
    _check_procedures(script)
    _check_names(script, values)
    portable.check(script, values)
    aggregates.check(script)
    names = functions.called(script)
    plain = Plain(temporal=bool(names & functions.TEMPORAL), points=bool(names & functions.POINTS))
    common = [*functions.common_edits(script), *star_edits(script)]
    return Checked(
        script,
        edited(script.text, common),
        edited(script.text, [*common, *functions.embedded_edits(script)]),
        values,
        tuple(columns(script)),
        key_columns(script),
        plain,
        paths,
    )


def bounds(timeout: float, max_rows: int) -> tuple[float, int]:
    """The bounds of a query as given; CypherError ``refused`` for what is none.

    >>> bounds(0, 10)
    Traceback (most recent call last):
    kg.errors.CypherError: a time-out of 0 s; choose more than 0 and at most 600
    """
    if not 0 < timeout <= LONGEST_SECONDS:
        raise CypherError("refused", f"a time-out of {timeout:g} s; choose more than 0 and at most {LONGEST_SECONDS}")
    if max_rows < 1:
        raise CypherError("refused", f"at most {max_rows} rows; choose 1 or more")
    return timeout, max_rows


def _check_load(script: Script) -> None:
    words = set(re.findall(r"[A-Z]+", script.text.upper()))
    if {"LOAD", "CSV"} <= words:
        raise CypherError(
            "refused", "a text with the words LOAD and CSV is refused: together they read files and addresses"
        )


def _check_nesting(script: Script) -> None:
    depths: list[int] = []
    for place, around in enumerate(script.around):
        depths.append(depths[around] + 1 if around != TOP else 0)
        if depths[-1] > DEEPEST:
            raise script.error(place, f"brackets nest deeper than {DEEPEST}")


def _check_clauses(script: Script) -> None:
    if not script.tokens:
        raise CypherError("syntax", "the query is empty; `kg query --examples` shows some", position=(1, 1))
    for scope in script.scopes():
        first = scope + 1
        word = script.word(first)
        if word in _BEGINNINGS or (scope != TOP and script.symbol(first) == "(") or script.symbol(first + 1) == "=":
            continue
        if word in _REASONS:
            raise script.error(first, f"{word} {_REASONS[word]}")
        if scope == TOP or script.word(scope - 1) == "CALL":
            choices = ", ".join(sorted(_BEGINNINGS - {"OPTIONAL"}))
            raise script.error(min(first, len(script.tokens)), f"a query begins with one of {choices}", "syntax")
    for place, token in enumerate(script.tokens):
        if token.text == ";":
            raise script.error(place, "one query at a time; leave the ; out")
        if token.word in _REASONS and token.word not in _ONLY_FIRST and not script.is_name(place):
            hint = f" (if {token.text} is a name here, write `{token.text}`)"
            raise script.error(place, f"{token.word} {_REASONS[token.word]}{hint if place else ''}")


def _check_procedures(script: Script) -> None:
    for place, token in enumerate(script.tokens):
        if token.word != "CALL" or script.is_name(place) or script.symbol(place + 1) in {"{", "("}:
            continue
        name, following = [], place + 1
        while following < len(script.tokens) and script.tokens[following].kind in {"name", "quoted"}:
            name.append(script.tokens[following].value)
            following += 2
            if script.symbol(following - 1) != ".":
                break
        if ".".join(name) not in PROCEDURES:
            choices = " and ".join(sorted(PROCEDURES))
            raise script.error(place, f"the procedure {'.'.join(name) or '?'} may not be called; only {choices} may")


def _check_names(script: Script, values: Mapping[str, Any]) -> None:
    for place, token in enumerate(script.tokens):
        if token.kind == "parameter" and script.symbol(place + 1) != "(" and token.value not in values:
            raise script.error(place, f"no value for ${token.value}; give one: --param {token.value}=JSON", "syntax")
        if token.kind == "quoted" and token.value.startswith("@"):
            raise script.error(place, "a name that begins with @ is the embedded engine's own; choose another")


_LIKE_PATH = re.compile(r"\(#\d+:\d")


def _has_paths(script: Script) -> bool:
    """Whether a pattern has a name, so that a value can be a path."""
    starts = [place + 1 for place, token in enumerate(script.tokens) if token.text == "="]
    return any(script.symbol(place) == "(" or "SHORTEST" in script.word(place) for place in starts)


def _check_record_ids(script: Script, values: Mapping[str, Any]) -> None:
    """The embedded engine gives a path as a text like (#1:0), which nothing else in a query with paths may hold."""
    for place, token in enumerate(script.tokens):
        if token.kind == "string" and _LIKE_PATH.search(token.value):
            raise script.error(place, "in a query with paths a text like (#1:0) is refused, as it looks like one")
    if any(_LIKE_PATH.search(text) for text in texts(values)):
        raise CypherError("refused", "in a query with paths a parameter like (#1:0) is refused, as it looks like one")


def texts(value: Any) -> Iterator[str]:
    """Every text in a parameter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def _value(value: Any, name: str, depth: int) -> Any:
    """A parameter as both engines take it."""
    if depth > DEEPEST:
        raise CypherError("refused", f"{name} nests deeper than {DEEPEST}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise CypherError("refused", f"{name} holds {value}, which has more than 64 bits; give a float or a text")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise CypherError("refused", f"{name} holds {value}; give a finite number")
        return float(value)
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, (list, tuple)):
        return [_value(one, name, depth + 1) for one in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) and not key.startswith("@") for key in value):
        return {_text(key, name): _value(one, name, depth + 1) for key, one in value.items()}
    choices = "null, booleans, numbers, texts, lists and maps whose keys are texts without @"
    raise CypherError("refused", f"{name} is a {type(value).__name__}; parameters hold {choices}")


def _text(value: str, name: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CypherError("refused", f"{name} holds half a character (a lone surrogate)") from error
    return str(value)
