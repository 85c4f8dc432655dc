"""The structure of one question's Markdown: text comes in, masked text, blocks and clauses go out.

All offsets are those of the text given. Masking replaces what is no prose (code, formulas, images, link targets,
HTML tags) by a filler of the same length, so that offsets stay valid and no term is found there.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from extract.lines import Line

FILLER = "\ufffc"
"""Stands where something was masked; no part of any surface."""

_NOT_PROSE = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)"  # image
    r"|\]\([^)\s]*(?:\s\"[^\"\n]*\")?\)"  # target of a link, its text stays
    r"|<!--.*?-->|</?[A-Za-z][^<>\n]{0,300}>"
    r"|https?://[^\s)>，。；]+"
    r"|\$\$.{1,2000}?\$\$|\\\[.{1,2000}?\\\]"
    r"|\$(?=[^\s$])[^$\n]{0,200}[^\s$\\]\$(?!\d)|\$[^\s$]\$(?!\d)",
    re.DOTALL,
)
_ITEM = re.compile(r"^(\s*)((?:[-*+•]|\d{1,3}[.、)）]|[（(]\d{1,3}[)）])(?:\s+|(?=\*\*)|(?<=[、）])))+")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s*")
_ROW = re.compile(r"^\s*\|")
_RULE_ROW = re.compile(r"^[\s|:\-]+$")
_BOLD_LEAD = re.compile(r"\s*(?:\*\*|__)(.{1,80}?)(?:\*\*|__)\s*(?:[：:]|[-–—](?=\s)|(?=\s*$)|(?=[（(]))?")
_PLAIN_LEAD = re.compile(r"\s*([^：:。，,；;！？!?\n]{1,40}?)(?:[：:](?!//)|\s[-–—]\s)")
_STOP = re.compile(r"[。！？!?；;]+[”\"’）)]*|\.(?=\s|$)|\n")
_ABBREVIATED = ("e.g", "i.e", " vs", "etc", "al", "Fig", "fig", "cf")
_CLAUSE_END = re.compile(r"[，,：:]|——|\s[-–—]\s")

BlockKind = Literal["title", "heading", "item", "text", "row"]


class Block(NamedTuple):
    """A line of structure: ``text[start:end]`` without its marker.

    ``lead`` is the range of a lead-in ("**LoRA**：", "优点："); ``body`` where what follows it begins; ``parent`` the
    index of the block that this one stands under: an item's upper item, the line that introduces a list, a heading.
    ``introduces`` says that the block ends with a colon, so that what follows belongs to it.
    """

    kind: BlockKind
    start: int
    end: int
    body: int
    depth: int
    lead: tuple[int, int] | None
    parent: int | None
    introduces: bool


def mask(text: str, lines: list[Line]) -> str:
    """``text`` with everything that is no prose filled; line breaks stay.

    >>> from extract.lines import scan_lines
    >>> mask("见 $x+y$ 与 `LoRA`", scan_lines("见 $x+y$ 与 `LoRA`")).replace(FILLER, "_")
    '见 _____ 与 `LoRA`'
    """
    parts, last = [], 0
    for line in lines:
        if line.code and line.end > line.start:
            parts += [text[last : line.start], FILLER * (line.end - line.start)]
            last = line.end
    parts.append(text[last:])
    joined = "".join(parts)
    if "$" not in joined and "](" not in joined and "<" not in joined and "://" not in joined and "\\[" not in joined:
        return joined
    return _NOT_PROSE.sub(_fill, joined)


def _fill(found: re.Match[str]) -> str:
    return "".join("\n" if char == "\n" else FILLER for char in found.group())


def blocks(text: str, lines: list[Line]) -> list[Block]:
    """The blocks of a masked question, the title first, parents before what stands under them."""
    found: list[Block] = []
    frames: list[tuple[int, int]] = []  # (depth, block) of what a later line may stand under
    title = True
    previous: Line | None = None
    for line in lines:
        content = text[line.start : line.end]
        if line.code or not content.strip() or _RULE_ROW.match(content):
            previous = None
            continue
        if title:
            found.append(_title(content, line))
            title, previous = False, None
            continue
        block = _block(content, line)
        if block.kind == "text" and previous is not None and found[-1].kind in ("text", "item"):
            found[-1] = _extended(found[-1], text, block.end)
        else:
            _hang(block, found, frames)
        previous = line
    return found


def _title(content: str, line: Line) -> Block:
    marker = _HEADING.match(content)
    start = line.start + (marker.end() if marker else 0)
    return Block("title", start, line.end, start, -100, None, None, introduces=False)


def _block(content: str, line: Line) -> Block:
    if heading := _HEADING.match(content):
        start = line.start + heading.end()
        return Block(
            "heading", start, line.end, line.end, len(heading[1]) - 50, (start, line.end), None, introduces=True
        )
    if _ROW.match(content):
        return Block("row", line.start, line.end, line.start, 0, None, None, introduces=False)
    item = _ITEM.match(content)
    start = line.start + (item.end() if item else 0)
    lead, body = _lead(content, line.start, item.end() if item else 0, in_item=item is not None)
    kind: BlockKind = "item" if item else "text"
    depth = len(item[1].expandtabs(4)) if item else 0
    return Block(kind, start, line.end, body, depth, lead, None, introduces=content.rstrip().endswith(("：", ":")))


def _lead(content: str, offset: int, begin: int, *, in_item: bool) -> tuple[tuple[int, int] | None, int]:
    """The range of the lead-in and where the body after it begins."""
    found = _BOLD_LEAD.match(content, begin)
    if found is None and (in_item or content.rstrip().endswith(("：", ":"))):
        found = _PLAIN_LEAD.match(content, begin)
    if found is None:
        return None, offset + begin
    return (offset + found.start(1), offset + found.end(1)), offset + found.end()


def _extended(block: Block, text: str, end: int) -> Block:
    introduces = text[block.start : end].rstrip().endswith(("：", ":"))
    return block._replace(end=end, introduces=introduces)


def _hang(block: Block, found: list[Block], frames: list[tuple[int, int]]) -> None:
    """Append ``block`` under the innermost open block that may hold it."""
    if block.kind == "item":
        while frames and frames[-1][0] >= block.depth and found[frames[-1][1]].kind == "item":
            frames.pop()
    else:
        while frames and (found[frames[-1][1]].kind != "heading" or frames[-1][0] >= block.depth):
            frames.pop()
    parent = frames[-1][1] if frames else None
    found.append(block if parent is None else block._replace(parent=parent))
    if block.kind != "row":
        frames.append((block.depth if block.kind != "text" else -1, len(found) - 1))


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the sentences of ``text[start:end]``, their end marks included.

    A line break ends a sentence after an ideograph; inside Latin text it is a space.

    >>> sample = "A 是 B。C uses D. E"
    >>> [sample[a:b] for a, b in sentences(sample, 0, len(sample))]
    ['A 是 B。', 'C uses D.', ' E']
    """
    ranges, last = [], start
    for found in _STOP.finditer(text, start, end):
        if found.group() in (".", "\n") and not _ends_sentence(text, last, found):
            continue
        ranges.append((last, found.end()))
        last = found.end()
    if text[last:end].strip():
        ranges.append((last, end))
    return ranges


def _ends_sentence(text: str, start: int, found: re.Match[str]) -> bool:
    before = text[start : found.start()].rstrip()
    if found.group() == "\n":
        return not before[-1:].isascii()
    return not (before.endswith(_ABBREVIATED) or (before[-1:].isdigit() and before[-2:-1] in ("\n", "")))


def clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges of the clauses of a sentence, cut after commas and colons."""
    cuts = [found.end() for found in _CLAUSE_END.finditer(text, start, end)]
    return [(a, b) for a, b in zip([start, *cuts], [*cuts, end], strict=True) if a < b]
