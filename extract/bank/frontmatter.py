"""From the first lines of a bank to its front matter: title, language, licence and where the text proper begins."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.model import Language

_BLOCK = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n((?:(?!\1).*\r?\n){0,200}?)\1[ \t]*(?:\r?\n|$)")
_FIELD = re.compile(r"""^[ \t]{0,2}["']?([A-Za-z_-]+)["']?[ \t]*[:=][ \t]*(\S.*?)[ \t]*$""", re.MULTILINE)


class FrontMatter(NamedTuple):
    """What a bank says of itself; ``end`` is where its text begins, ``title_start`` where its title stands."""

    end: int = 0
    title: str | None = None
    title_start: int = 0
    title_end: int = 0
    language: Language | None = None
    licence: str | None = None


def read_front_matter(text: str) -> FrontMatter:
    """The front matter between ``---`` (or ``+++``) lines at the very start; without one everything is empty.

    >>> found = read_front_matter("---\\ntitle: 'Locks'\\nlang: zh-CN\\nlicense: MIT\\n---\\n# 1")
    >>> found.title, found.language, found.licence, found.end
    ('Locks', 'zh', 'MIT', 48)
    """
    block = _BLOCK.match(text)
    fields = {found[1].lower(): found for found in _FIELD.finditer(text, block.start(2), block.end(2))} if block else {}
    if block is None or (not fields and block[2].strip()):
        return FrontMatter()
    title = fields.get("title")
    return FrontMatter(
        end=block.end(),
        title=_value(title),
        title_start=title.start(2) if title else 0,
        title_end=title.end(2) if title else 0,
        language=_language(_value(fields.get("language") or fields.get("lang") or fields.get("locale"))),
        licence=_value(fields.get("licence") or fields.get("license")),
    )


def _value(found: re.Match[str] | None) -> str | None:
    value = found[2].strip().strip("\"'").strip() if found else ""
    return value or None


def _language(value: str | None) -> Language | None:
    code = (value or "").lower()
    if code.startswith(("zh", "cn", "chinese", "中文")):
        return "zh"
    return "en" if code.startswith(("en", "english")) else None
