"""A Cypher text in, its tokens out, and the text again as both engines shall read it.

Engines differ in which characters are white space, in comments and in escapes, and a text that one of them reads
otherwise than we do could carry anything past a check. So ``\\uXXXX`` is decoded here once, what is no token is an
error, and comments and odd white space become plain blanks, place by place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kg.errors import CypherError

Kind = Literal["name", "quoted", "string", "number", "parameter", "symbol"]

LONGEST = 100_000
"""So many characters a text may have."""

_ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_UNICODE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_BLANK = re.compile(r"\s+|//[^\n\r]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    |(?P<quoted>`(?:[^`]|``)+`)
    |(?P<parameter>\$(?:[^\W]\w*|`(?:[^`]|``)+`))
    |(?P<number>0[xX][0-9a-fA-F]+|0o[0-7]+|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\d+|(?<!\.)\.\d+(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d]\w*)
    |(?P<symbol><>|<=|>=|=~|\.\.|\|\||::|\+=|!=|[()\[\]{},.:;+\-*/%^=<>|&!?$])""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its place in the text; ``value`` is what a quoted thing means, else the text itself."""

    kind: Kind
    text: str
    start: int
    value: str

    @property
    def word(self) -> str:
        """A bare name in capitals, as keywords are compared; empty for anything else."""
        return self.text.upper() if self.kind == "name" else ""

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + len(self.text)


def words(text: str) -> frozenset[str]:
    """A set of words, written with blanks between.

    >>> sorted(words("MATCH RETURN"))
    ['MATCH', 'RETURN']
    """
    return frozenset(text.split())


def decoded(text: str) -> str:
    r"""The text with every ``\uXXXX`` replaced, as Neo4j does before it reads anything else.

    >>> decoded(r"RETURN '\u4e2d\uD83D\uDE00'")
    "RETURN '中😀'"
    """
    plain = _UNICODE.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError as error:
        raise CypherError("refused", "the text holds half a character (a lone surrogate); write it whole") from error
    if "\\u" in plain:
        reason = r"a text that still holds \u after its \uXXXX are replaced is refused; write the character itself"
        raise CypherError("refused", reason)
    return plain


def tokens(text: str) -> tuple[str, list[Token]]:
    """The text as engines shall read it, and its tokens; CypherError for what is no token.

    >>> text, found = tokens("RETURN/*x*/n.`a b`,$p // end")
    >>> text
    'RETURN     n.`a b`,$p       '
    >>> [token.value for token in found]
    ['RETURN', 'n', '.', 'a b', ',', 'p']
    """
    if len(text) > LONGEST:
        raise CypherError("refused", f"the text has {len(text)} characters; {LONGEST} are the most")
    found: list[Token] = []
    pieces: list[str] = []
    place = 0
    while place < len(text):
        blank, match = _BLANK.match(text, place), _TOKEN.match(text, place)
        if blank:
            pieces.append(re.sub(r"[^\n]", " ", blank[0]))
        elif match:
            found.append(_token(match, text))
            pieces.append(match[0])
        else:
            raise at(text, place, _odd(text, place))
        place = (blank or match).end()  # type: ignore[union-attr]
    return "".join(pieces), found


def at(text: str, place: int, message: str, kind: str = "syntax") -> CypherError:
    """The error about one place of the text.

    >>> at("RETURN 1\\n  +", 11, "unexpected end").column
    3
    """
    before = text[:place]
    line = before.count("\n") + 1
    start = before.rfind("\n") + 1
    source = text[start:].split("\n", 1)[0]
    return CypherError(kind, message, position=(line, place - start + 1), source=source)


def _token(match: re.Match[str], text: str) -> Token:
    kind: Kind = match.lastgroup  # type: ignore[assignment]
    raw, start = match[0], match.start()
    following = text[match.end() : match.end() + 1]
    if kind == "number" and (following == "_" or following.isalnum()):
        raise at(text, start, f"no number: {raw}{following}…; write digits alone, without _ and letters", "refused")
    if kind == "string":
        return Token(kind, raw, start, _unescaped(raw[1:-1], text, start + 1))
    value = raw[1:] if kind == "parameter" else raw
    if value.startswith("`"):
        value = value[1:-1].replace("``", "`")
    return Token(kind, raw, start, value)


def _unescaped(inner: str, text: str, start: int) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] not in _ESCAPES:
            choices = " ".join(f"\\{escape}" for escape in _ESCAPES)
            raise at(text, start + match.start(), f"no escape: {match[0]}; choose {choices}")
        return _ESCAPES[match[1]]

    return re.sub(r"\\(.)", one, inner, flags=re.DOTALL)


def _odd(text: str, place: int) -> str:
    character = text[place]
    if character in "'\"`":
        return f"a {character} that nothing closes"
    if text.startswith("/*", place):
        return "a comment that nothing closes"
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"the character {shown} means nothing here"
