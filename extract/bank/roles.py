"""From an outline to the roles of its headings: questions, groups, sub-headings of an answer, or sections of notes.

A heading that asks is a question with everything below it, unless its children ask, too, and it says nothing itself.
One that does not ask is a group if something below it asks, and a question if the headings of its level mostly ask.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extract.bank.outline import Node, Outline, runs_on, title_of
from extract.bank.page import Candidate
from extract.bank.phrases import is_advert, is_opening


def asking_headings(outline: Outline) -> Iterator[tuple[Node, int]]:
    """The headings that ask or stand among such, each with the offset where its room ends; rooms do not overlap."""
    pending = list(reversed(outline.roots))
    title = title_of(outline.roots)
    nested = _question_levels(outline)
    while pending:
        node = pending.pop()
        if node is title or node.aside or not _is_question(outline, node):
            pending.extend(reversed(node.children))
        else:
            inner = node.children if any(part.level in nested and part.asks for part in node.parts) else []
            yield node, inner[0].title.start if inner else node.end
            pending.extend(reversed(inner))


def _question_levels(outline: Outline) -> set[int]:
    """Levels of headings that are questions although they stand below questions.

    They nearly all ask, each something else, most questions above have such parts, and their numbers do not restart.
    """
    asking = [node for node in outline.nodes if node.asks and not node.aside]
    inner = [part for node in asking for part in node.parts]
    divided = sum(bool(node.parts) for node in asking if node.level < max((part.level for part in inner), default=0))
    levels = {part.level for part in inner if outline.share(part.level) >= 0.75 and outline.asking[part.level] >= 4}
    above = sum(outline.asking[level] for level in outline.asking if levels and level < min(levels))
    if 2 * divided < above or _is_substructure([node for node in asking if node.parts]):
        return set()
    return levels


def _is_question(outline: Outline, node: Node) -> bool:
    parts = node.parts
    enough = 2 if not node.lead else len(parts) + 1 if node.asks else 5
    if len(parts) >= enough and sum(part.asks for part in parts) >= 0.8 * len(parts):
        return False
    return node.asks or (_among_questions(outline, node) and _fits(outline, node))


def _among_questions(outline: Outline, node: Node) -> bool:
    """Whether a heading that does not ask stands on a level where enough others do."""
    counted = node.level in outline.counted
    if (counted and not node.title.title.number) or is_opening(node.title.title.text):
        return False
    return outline.asking[node.level] >= 2 - counted and outline.share(node.level) >= 0.4


def _fits(outline: Outline, node: Node) -> bool:
    """Whether such a heading is a question like those, and no group: by what it says, its parts and its number."""
    asking, number = outline.asking[node.level], node.title.title.number
    in_print = 2 * outline.printed[node.level] > asking
    if in_print and not (number or node.lead) and any(part.title.title.number for part in node.parts):
        return False
    if node.asking_below:
        return outline.share(node.level) >= 0.6 and not _deeper(outline, node)
    terse = 2 * outline.terse[node.level] >= asking
    return bool(node.lead or node.parts) or (in_print and bool(number)) or terse


def _deeper(outline: Outline, node: Node) -> bool:
    """Whether the parts of a heading that does not ask stand on a level with more questions than its own."""
    levels = {part.level for part in node.parts if part.asks}
    return any(outline.asking[level] > outline.asking[node.level] and outline.share(level) >= 0.4 for level in levels)


def sections(outline: Outline) -> list[Node]:
    """The headings that cut notes into study units: from the top down to where most have no parts any more.

    Stops above sub-headings that come again and again (Definition, Example) and numbers that restart below numbers.
    """
    title = title_of(outline.roots)
    current = [node for node in outline.roots if not node.aside and node is not title]
    if title and title.parts:
        current = sorted([*title.parts, *current], key=lambda node: node.order)
    while True:
        divided = [node for node in current if node.parts]
        if 2 * len(divided) < len(current) or _is_substructure(divided, current) or _speak(divided, current):
            return current or ([title] if title else [])
        current = [part for node in current for part in (node.parts or [node])]


def _speak(divided: list[Node], current: list[Node]) -> bool:
    """Whether headings with parts are units, as others without parts are: most say something before their parts."""
    leading = sum(node.lead > 0 for node in divided)
    return not divided or (3 * leading >= 2 * len(divided) and 5 * len(divided) < 4 * len(current))


def _is_substructure(divided: list[Node], level: list[Node] | None = None) -> bool:
    """Whether the parts of headings are parts of an answer: their names come again, or numbers above run on.

    ``level`` are the headings among which the divided ones stand, if some of those have no parts.
    """
    parts = [part for node in divided for part in node.parts]
    names = Counter(part.title.title.text.casefold() for part in parts)
    if len(parts) >= 4 and len(names) <= 0.6 * len(parts):
        return True
    numbers = [node.title.title.number for node in level or divided]
    if len(divided) >= 3 and runs_on(numbers):
        return not any("." in part.title.title.number for part in parts)
    return False


def advert_below(node: Node) -> Candidate | None:
    """The first heading below a question that advertises or ends the bank, where its answer has to end."""
    pending = list(reversed(node.children))
    while pending:
        child = pending.pop()
        if is_advert(child.title.title.text):
            return child.title
        pending.extend(reversed(child.children))
    return None
