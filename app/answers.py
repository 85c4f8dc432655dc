"""A question in, the Markdown of its answer out: concepts linked, pictures from the banks' folder, nothing remote.

The text of a bank is never trusted: HTML stays text (streamlit shows it so), remote pictures become links, links that
lead anywhere but to the web become text, and dollars that are money are no formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from app.finding import hits
from app.links import concept_link
from kg.model import Mention, Question


class Edit(NamedTuple):
    """A part of the answer that is replaced."""

    start: int
    end: int
    text: str


Picture = Callable[[str], str | None]
"""From the target of a picture to a data address, None where there is no such file."""

_FENCE = re.compile(r"^(?P<mark>`{3,}|~{3,}).*?(?:^(?P=mark)[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.|\n(?!\n))+?(?<!`)\1(?!`)")
_DISPLAY = re.compile(r"\$\$.+?\$\$", re.DOTALL)
_BRACKETED = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\n\\]|\\.)+?)(?<![\s\\])\$(?![\d$])")
_FORMULA = re.compile(r"[\\^_={}]|^[A-Za-z]\w?$|^[A-Za-z(][^一-鿿]*$")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]\n]*)\]\(\s*<?(?P<target>[^)>\n]*?)>?(?:\s+[\"'][^)\n]*)?\)")
_TAG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?(?P<target>[^\"'\s>]+)[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]\n]|\\.)*)\]\(\s*<?(?P<target>[^)>\n]*?)>?(?:\s+[\"'][^)\n]*)?\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*\S.*$", re.MULTILINE)
_AUTOLINK = re.compile(r"<https?://[^>\s]*>|\bhttps?://[^\s<>()（）]+")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DOLLAR = re.compile(r"(?<!\\)\$")
_DIRECTIVE = re.compile(r":(?=[a-z]+(-[a-z]+)*\[|material/\w|[\w+-]+:)")
_MARKUP = re.compile(r"[\[\]\n`|<>*_:~#\\]")
_WEB = re.compile(r"(?i)^https?://")
_REMOTE = re.compile(r"(?i)^([a-z][a-z0-9+.-]*:|//)")


def readable(
    question: Question, mentions: Iterable[Mention], picture: Picture = lambda _: None, *, searched: str = ""
) -> str:
    """The answer as Markdown for the page: each concept a link where it is first mentioned, hits of a search marked.

    >>> answer = "A ![x](http://a.b/c.png) of $5 and $6."
    >>> readable(Question("b#1", "b", "1", "t", answer, 0, "en", 0, 0), ())
    'A [x](http://a.b/c.png) of \\\\$5 and \\\\$6.'
    """
    text = question.answer
    edits: list[Edit] = []
    for found in (_untouched(text), _formulas(text), _pictures(text, picture), _links(text), _signs(text)):
        edits += _free(edits, found)
    for mention in mentions:
        edits += _first_link(question, mention, edits)
    edits += _free(edits, _marks(text, searched))
    return _applied(text, edits)


def _free(taken: Sequence[Edit], found: Iterable[Edit]) -> list[Edit]:
    """The edits that touch nothing that was decided before."""
    return [one for one in found if not any(one.start < other.end and other.start < one.end for other in taken)]


def _applied(text: str, edits: Iterable[Edit]) -> str:
    parts, at = [], 0
    for edit in sorted(edits):
        if edit.start >= at:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
    return "".join((*parts, text[at:]))


def _untouched(text: str) -> Iterator[Edit]:
    """Code stays as it is."""
    fences = [Edit(*match.span(), match[0]) for match in _FENCE.finditer(text)]
    yield from fences
    yield from _free(fences, (Edit(*match.span(), match[0]) for match in _CODE.finditer(text)))


def _formulas(text: str) -> Iterator[Edit]:
    """What is a formula stays or gets the dollars that streamlit knows."""
    yield from (Edit(*match.span(), match[0]) for match in _DISPLAY.finditer(text))
    for match in _BRACKETED.finditer(text):
        yield Edit(*match.span(), f"${match[1].strip()}$" if match[1] else f"$${match[2].strip()}$$")
    for match in _INLINE.finditer(text):
        if _FORMULA.search(match[1]):
            yield Edit(*match.span(), match[0])


def _pictures(text: str, picture: Picture) -> Iterator[Edit]:
    for match in chain(_IMAGE.finditer(text), _TAG.finditer(text)):
        target, alt = match["target"].strip(), match.groupdict().get("alt") or ""
        yield Edit(*match.span(), _picture(target, alt, picture))


def _picture(target: str, alt: str, picture: Picture) -> str:
    name = _bare(alt) or _bare(target.rsplit("/", 1)[-1]) or "?"
    if _WEB.match(target):
        return f"[{name}]({target})"
    found = None if _REMOTE.match(target) else picture(target)
    return f"![{name}]({found})" if found else f"`🖼 {_bare(target.rsplit('/', 1)[-1]) or name}`"


def _bare(text: str) -> str:
    return re.sub(r"[\[\]`<>\\]", "", text).strip()


def _links(text: str) -> Iterator[Edit]:
    """Links to the web stay, all others leave their text; bare addresses are not looked into."""
    for match in _LINK.finditer(text):
        yield Edit(*match.span(), match[0] if _WEB.match(match["target"].strip()) else match["text"])
    yield from (Edit(*match.span(), "") for match in _REFERENCE.finditer(text))
    yield from (Edit(*match.span(), match[0]) for match in _AUTOLINK.finditer(text))


def _signs(text: str) -> Iterator[Edit]:
    yield from (Edit(*match.span(), "  \n") for match in _BREAK.finditer(text))
    yield from (Edit(*match.span(), "\\$") for match in _DOLLAR.finditer(text))
    yield from (Edit(*match.span(), "\\:\u2060") for match in _DIRECTIVE.finditer(text))


def _marks(text: str, searched: str) -> Iterator[Edit]:
    """The hits of a search but those that hold markup and those beside stars, which would lose their sense."""
    at = 0
    for piece in hits(text, searched):
        end = at + len(piece.text)
        beside = text[max(0, at - 1) : at] + text[end : end + 1]
        if piece.hit and not _MARKUP.search(piece.text) and not set(beside) & set("*_"):
            yield Edit(at, end, f":blue-background[{piece.text}]")
        at = end


def _first_link(question: Question, mention: Mention, taken: Sequence[Edit]) -> list[Edit]:
    """The link of a concept where it is first mentioned and can be one."""
    target, first = concept_link(mention.concept), question.answer_start
    found = (_linked(question.answer, start - first, end - first, target) for start, end in mention.spans)
    return next((free for one in found if one and (free := _free(taken, [one]))), [])


def _linked(text: str, start: int, end: int, target: str) -> Edit | None:
    """The link around a mention; around its stars where it is all that they emphasise, else not among stars at all.

    A bracket beside a star would keep Markdown from seeing the emphasis.
    """
    if not 0 <= start < end <= len(text) or re.search(r"[\[\]\n`|<>*_]", text[start:end]):
        return None
    stars = re.search(r"[*_]*$", text[:start])
    after = re.match(r"[*_]*", text[end:])
    left, right = (stars[0] if stars else ""), (after[0] if after else "")
    if left != right[::-1]:
        return None
    start, end = start - len(left), end + len(right)
    return Edit(start, end, f"[{text[start:end]}]({target})")
