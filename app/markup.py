"""Text of a bank or of a name in, text that Markdown or HTML shows literally out: nothing in it is markup any more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_SIGNS = re.compile(r"([\\`*_\[\]<>$~|&:#{}])")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto)(?=\\?:)|\b(www)(?=\.)")
_BREAK = "\u2060"  # word joiner: it is not seen, and what it splits is no address and no icon name


def plain(text: str) -> str:
    r"""Markdown that shows ``text`` on one line as it is: no formula, icon, link, colour or list.

    >>> plain("价格 $5 *和* [x](y)")
    '价格 \\$5 \\*和\\* \\[x\\](y)'
    >>> plain("1. a")
    '1\\. a'
    """
    one_line = " ".join(text.split())
    signs = _SIGNS.sub(r"\\\1", one_line)
    signs = re.sub(r"^([-+=])", r"\\\1", re.sub(r"^(\d+)([.)])", r"\1\\\2", signs))
    signs = re.sub(r"\\:(?=[\w/+-])", r"\\:" + _BREAK, signs)
    return _LINK.sub(lambda match: match[0][0] + _BREAK + match[0][1:], signs)


def render(template: str, **values: object) -> str:
    """HTML of a template in app/templates; every value in it is escaped, a missing one is an error."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def shortened(text: str, most: int) -> str:
    """At most that many characters on one line, with a sign where something was left out.

    >>> shortened("one two  three", 8)
    'one two…'
    """
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else one_line[: most - 1].rstrip() + "…"
