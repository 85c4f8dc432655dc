"""The functions that a query may call, and what is called instead where the two engines differ."""

from __future__ import annotations

from collections.abc import Iterator

from kg.cypher.edits import Edit
from kg.cypher.lexer import words
from kg.cypher.script import Script

AGGREGATES = words("avg collect count max min percentilecont percentiledisc stdev stdevp sum")

_PLAIN = words(
    """abs acos all allshortestpaths any asin atan atan2 btrim ceil char_length character_length coalesce cos degrees e
    endnode exists exp floor haversin head isempty isnan keys labels last left length log log10 lower ltrim nodes none
    normalize nullif pi properties radians rand randomuuid range reduce relationships replace reverse right round rtrim
    shortestpath sign sin single size split sqrt startnode substring tail tan timestamp toboolean tobooleanlist
    tobooleanornull tofloat tofloatlist tofloatornull tointeger tointegerlist tointegerornull tolower tostring
    tostringlist tostringornull toupper trim type upper"""
)
_TEMPORAL = ("date", "datetime", "localdatetime", "localtime", "time")
TEMPORAL = frozenset(
    [*_TEMPORAL, "duration", "datetime.fromepoch", "datetime.fromepochmillis"]
    + [f"{one}.{part}" for one in _TEMPORAL for part in ("realtime", "statement", "transaction", "truncate")]
    + [f"duration.{part}" for part in ("between", "indays", "inmonths", "inseconds")]
)
POINTS = frozenset({"point", "point.distance", "point.withinbbox"})
ALLOWED = AGGREGATES | _PLAIN | TEMPORAL | POINTS

INSTEAD = {
    "id": "n.id is",
    "elementid": "n.id is",
    "valuetype": "write n.level IS :: INTEGER",
    "cot": "write 1 / tan(x)",
    "charlength": "write size(x)",
}
"""Functions that somebody may look for, and the form that runs in both modes."""

_WRAPPED = {
    "tointeger": "sql.kg_unpadded",
    "tointegerornull": "sql.kg_unpadded",
    "tointegerlist": "sql.kg_unpadded",
    "toboolean": "sql.kg_trimmed",
    "tobooleanornull": "sql.kg_trimmed",
    "tobooleanlist": "sql.kg_trimmed",
}

_NO_FUNCTIONS = words(
    """AND AS ASC ASCENDING BY CALL CASE CONTAINS DESC DESCENDING DISTINCT ELSE END ENDS IN IS LIMIT MATCH NOT OFFSET ON
    OPTIONAL OR ORDER RETURN SKIP STARTS THEN UNION UNWIND WHEN WHERE WITH XOR YIELD"""
)


def calls(script: Script) -> Iterator[tuple[int, int, str]]:
    """Every call of a function: its first token, its opening bracket and its dotted name in small letters.

    >>> from kg.cypher.script import read
    >>> [name for _, _, name in calls(read("RETURN DATE.truncate('day', date()), n.x, (1)"))]
    ['date.truncate', 'date']
    """
    for place in range(1, len(script.tokens)):
        token = script.tokens[place - 1]
        if script.symbol(place) != "(" or token.kind not in {"name", "quoted"}:
            continue
        first = place - 1
        while script.symbol(first - 1) == "." and script.tokens[first - 2].kind in {"name", "quoted"}:
            first -= 2
        if script.word(first - 1) == "CALL":
            continue  # a procedure
        if first == place - 1 and (script.word(first) in _NO_FUNCTIONS or script.is_name(first)):
            continue
        name = ".".join(script.tokens[one].value for one in range(first, place, 2)).lower()
        yield first, place, name


def called(script: Script) -> frozenset[str]:
    """The names of all functions that the text calls."""
    return frozenset(name for _, _, name in calls(script))


def common_edits(script: Script) -> Iterator[Edit]:
    """Changes for both engines: one of them gives a whole percentile as an integer."""
    for first, opening, name in calls(script):
        if name == "percentilecont":
            start, end = script.tokens[first].start, script.tokens[script.closing[opening]].end
            yield Edit(start, start, "toFloat(")
            yield Edit(end, end, ")")


def embedded_edits(script: Script) -> Iterator[Edit]:
    """Changes for the embedded engine, whose functions the worker supplies (``kg.cypher.supplied``)."""
    for first, opening, name in calls(script):
        inner = script.tokens[opening].end
        close = script.tokens[script.closing[opening]].start
        if name in _WRAPPED:
            yield Edit(inner, inner, f"{_WRAPPED[name]}(")
            yield Edit(close, close, ")")
        elif name == "range" and len(script.parts(opening + 1, script.closing[opening])) == 3:
            yield Edit(script.tokens[first].start, script.tokens[opening].start, "sql.kg_range")
