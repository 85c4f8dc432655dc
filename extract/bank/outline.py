"""From the headings of a page to its outline: how they nest, what each says itself, and which are asides.

Contents, references and advertisements are asides: they hold no questions, and they end the answer before them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from extract.bank.anchors import Anchors, anchors_of
from extract.bank.layouts import headings
from extract.bank.page import Candidate, Page, leads_to_anchor
from extract.bank.phrases import is_answering, is_closing, is_contents, is_listing
from extract.bank.titles import doubtful

_LABEL = re.compile(r"([^:：]{1,20})[:：]")
_LABELS = 3
"""So many headings with the same label are parts of answers."""
_SAYING = re.compile(r"\w")
_SILENT = re.compile(r"[ \t]*<(?:a[ \t]|/?br|!--|/?div|/?p\b)[^<>]*>(?:</\w+>)?[ \t]*$", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Node:
    """A heading, its room ending at offset ``end``; ``aside`` if it can be no question.

    ``lead`` counts the lines it says before its first child, ``linked`` those of them that only lead to an anchor.
    """

    title: Candidate
    order: int
    level: int
    asks: bool
    children: list[Node] = field(default_factory=list)
    end: int = 0
    lead: int = 0
    linked: int = 0
    asking_below: int = 0
    aside: bool = False

    @property
    def parts(self) -> list[Node]:
        """The children that may hold questions."""
        return [child for child in self.children if not child.aside]


@dataclass(slots=True)
class Outline:
    """The headings of a page and those without parent; how many of each level there are, ask, ask with a number, ask
    and say nothing.

    ``counted`` are the levels with some that ask whose numbers run on through the whole page; ``anchors`` is where its
    links lead.
    """

    nodes: list[Node]
    roots: list[Node]
    counts: Counter[int]
    asking: Counter[int]
    printed: Counter[int]
    terse: Counter[int]
    counted: set[int]
    anchors: Anchors

    def mostly_asks(self) -> bool:
        """Whether there is a level of which most headings ask."""
        return any(self.asking[level] >= 2 and self.share(level) >= 0.6 for level in self.counts)

    def share(self, level: int) -> float:
        """The share of the headings of a level that ask, or all if their numbers run on."""
        if level in self.counted:
            return 1.0
        return self.asking[level] / self.counts[level] if self.counts[level] else 0.0


def outline_of(page: Page) -> Outline:
    """The outline of a page; headings that only announce an answer are part of the answer."""
    found = headings(page)
    anchors = anchors_of(page, (title.title for title in found))
    titles = _trusted(_without_labels([title for title in found if not is_answering(title.title.bare)]))
    nodes = [Node(title, order, title.depth, _asks(title)) for order, title in enumerate(titles)]
    roots = _link(nodes, len(page.text))
    _measure(page, nodes, anchors)
    _mark_asides(nodes)
    for node in reversed(nodes):
        node.asking_below = sum(child.asking_below + child.asks for child in node.parts)
    title = title_of(roots)
    counted = [node for node in nodes if not node.aside and node is not title]
    asking = [node for node in counted if node.asks]
    terse = [node for node in asking if not (node.lead or node.children)]
    plainly = [node for node in asking if node.title.asks == 2]
    numbered = {level for level in _levels(plainly) if _runs_on_level(counted, level)}
    printed = [node for node in asking if node.title.title.number]
    return Outline(nodes, roots, _levels(counted), _levels(asking), _levels(printed), _levels(terse), numbered, anchors)


def _runs_on_level(nodes: list[Node], level: int) -> bool:
    numbers = [node.title.title.number for node in nodes if node.level == level]
    return len(numbers) >= 3 and runs_on(numbers)


def _asks(title: Candidate) -> bool:
    """Whether a heading asks, or hints so and is numbered."""
    return title.asks == 2 or (title.asks == 1 and bool(title.title.number) and not doubtful(title.title))


def _levels(nodes: list[Node]) -> Counter[int]:
    return Counter(node.level for node in nodes)


def title_of(roots: list[Node]) -> Node | None:
    """The heading that names the whole page: the only one of level one, standing first."""
    tops = [node for node in roots if node.level == 1]
    return tops[0] if len(tops) == 1 and tops[0] is roots[0] and not tops[0].aside else None


def _without_labels(titles: list[Candidate]) -> list[Candidate]:
    """Without headings that only label a part of an answer ("Author: …"), the same label coming three times or more."""
    labels = [_label(title) for title in titles]
    counts = Counter(filter(None, labels))
    return [title for title, label in zip(titles, labels, strict=True) if counts[label] < _LABELS]


def _label(title: Candidate) -> str:
    """What a heading that neither asks nor is numbered says before its colon."""
    words = title.title
    found = None if title.asks == 2 or words.number or words.labelled else _LABEL.match(words.text)
    return found[1].casefold() if found else ""


def _trusted(titles: list[Candidate]) -> list[Candidate]:
    """Without paragraphs above a ``---``, seldom meant as headings, unless they ask or nothing else is there."""
    dashed = [title for title in titles if title.layout == "setext" and title.depth == 2]
    if not dashed or len(dashed) == len(titles) or 2 * sum(title.asks == 2 for title in dashed) >= len(dashed):
        return titles
    return [title for title in titles if title.layout != "setext" or title.depth == 1]


def _link(nodes: list[Node], length: int) -> list[Node]:
    """Hangs every node below the nearest heading before it that is of a higher level; the roots are returned.

    A question that counts on from the question above it ("## 1. …", "### 2. …") is put on the same level, and so is a
    "Q:" below a "Q:".
    """
    roots: list[Node] = []
    path: list[Node] = []
    for node in nodes:
        node.level = next((above.level for above in path if _beside(path, above, node)), node.level)
        while path and path[-1].level >= node.level:
            path.pop().end = node.title.start
        (path[-1].children if path else roots).append(node)
        path.append(node)
    for node in path:
        node.end = length
    return roots


def _beside(path: list[Node], above: Node, node: Node) -> bool:
    """Whether a heading of a lower level than one in the ``path`` above it stands beside that one all the same."""
    return above.level < node.level and (_both_labelled(above, node) or (above is path[-1] and _counts_on(above, node)))


def _counts_on(above: Node, node: Node) -> bool:
    first, second = above.title.title.number, node.title.title.number
    asking = above.asks and node.asks and first.isdecimal() and second.isdecimal() and int(second) == int(first) + 1
    return asking and not any(child.title.title.number for child in above.children)


def _both_labelled(above: Node, node: Node) -> bool:
    """Whether both headings begin with "Q:" and the like, so that the one is no part of the other."""
    first, second = above.title.title, node.title.title
    return first.labelled and second.labelled and not first.number and not second.number


def _measure(page: Page, nodes: list[Node], anchors: Anchors) -> None:
    """Counts for every heading what it says itself."""
    content = [0, *accumulate(_says(line.text) for line in page.lines)]
    linked = [0, *accumulate("](#" in line.text and leads_to_anchor(line.text) for line in page.lines)]
    living = [0, *accumulate("](#" in line.text and anchors.lists(line.text) for line in page.lines)]
    for node, following in zip(nodes, [*nodes[1:], None], strict=False):
        after = node.title.after
        until = max(following.title.line, after) if following else len(page.lines)
        rest = page.text[
            node.title.body : min(page.lines[after - 1].end, following.title.start if following else node.end)
        ]
        node.lead = content[until] - content[after] + bool(_SAYING.search(rest))
        links, alive = linked[until] - linked[after], living[until] - living[after]
        node.linked = links if 2 * alive >= links else alive


def _says(text: str) -> bool:
    """Whether a line says anything: anchors, breaks, comments and rules do not."""
    return bool(text) and _SAYING.search(text) is not None and ("<" not in text or _SILENT.match(text) is None)


def _mark_asides(nodes: list[Node]) -> None:
    for node in nodes:
        words = node.title.title.text
        listed = node.linked > 1 and node.linked >= 0.8 * node.lead and not node.children
        if listed or is_contents(words) or (is_listing(words) and 2 * node.linked >= node.lead):
            node.aside = True
        elif node.aside or is_closing(node.title.title.text):
            node.aside = True
            for child in node.children:
                child.aside = True


def runs_on(numbers: list[str]) -> bool:
    """Whether arabic numbers count up through a whole bank.

    >>> runs_on(["1", "2", "3"]), runs_on(["1", "2", "1"]), runs_on(["一", "二"])
    (True, False, False)
    """
    values = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    steps = sum(after == before + 1 for before, after in pairwise(values))
    return len(values) >= 0.8 * len(numbers) and len(values) > 1 and steps >= 0.8 * (len(values) - 1)
