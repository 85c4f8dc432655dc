"""From the list items and numbered lines of a page to those that are questions, nested ones among them.

Items are told apart by how deep they are nested and how they are marked. A list of which half asks is a list of
questions, if its kind mostly asks or all of it ends with question marks. An item that does not ask is a question if its
number goes on from the question before it, or if its neighbours ask and it is not the head of a group. Everything else
is part of an answer.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extract.bank.page import Candidate, Page
from extract.bank.phrases import is_answering, is_closing

_GROUP = re.compile(r"\*\*[^*?？]{1,60}\*\*|[^。.?？]{1,60}[:：]")
ITEMS = ("item", "numbered line")
Kind = tuple[int, str]


@dataclass(slots=True, eq=False)
class Item:
    """A list item in its place: ``region`` is the part of the page it stands in, ``rank`` its depth in nested lists."""

    title: Candidate
    region: int
    rank: int = 0
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)
    asking_below: int = 0

    @property
    def kind(self) -> Kind:
        """How deep it is nested and how it is marked."""
        number = self.title.title.number
        if self.title.layout == "item":
            return self.rank, "numbered bullet" if number else "bullet"
        return self.rank, "number" if number[:1].isdigit() else "ideograph"

    @property
    def asks(self) -> bool:
        """Whether its title asks."""
        return self.title.asks == 2

    @property
    def asks_plainly(self) -> bool:
        """Whether its title ends with a question mark."""
        return self.asks and self.title.title.text.endswith(("?", "？"))


def nest(found: Iterable[tuple[Candidate, int]]) -> list[Item]:
    """Items with their parents, from candidates in order, each with its region."""
    items: list[Item] = []
    path: list[Item] = []
    for title, region in found:
        while path and (path[-1].region != region or path[-1].title.depth >= title.depth):
            path.pop()
        item = Item(title, region, len(path), path[-1] if path else None)
        if path:
            path[-1].children.append(item)
        path.append(item)
        items.append(item)
    for item in reversed(items):
        item.asking_below = sum(child.asking_below + child.asks for child in item.children)
    return items


def question_items(items: list[Item]) -> list[Item]:
    """The items that are questions, in order."""
    kinds: dict[Kind, list[Item]] = defaultdict(list)
    for item in items:
        if not _is_noise(item):
            kinds[item.kind].append(item)
    chosen = {id(item) for kind, members in kinds.items() for item in _questions_of(kind, members)}
    return [item for item in items if id(item) in chosen]


def _is_noise(item: Item) -> bool:
    words = item.title.title.text
    return is_answering(words) or is_closing(words) or not any(character.isalpha() for character in words)


def _questions_of(kind: Kind, members: list[Item]) -> Iterator[Item]:
    """The questions of a kind, list by list: a list asks if half of it does, and its kind does or it asks plainly."""
    lists: dict[tuple[int, int], list[Item]] = defaultdict(list)
    for item in _in_sequence(members) if kind[1] == "number" else members:
        if item.asks or not item.asking_below:
            lists[item.region, id(item.parent)].append(item)
    asking = [entries for entries in lists.values() if any(item.asks for item in entries)]
    share = _share([item for entries in asking for item in entries])
    for entries in lists.values() if asking else ():
        if _share(entries) >= 0.5 and (share >= 0.5 or all(item.asks_plainly for item in entries)):
            generous = kind[1] == "number" or share >= 0.6
            yield from (item for item in entries if item.asks or (generous and not (item.parent and item.parent.asks)))


def _share(items: list[Item]) -> float:
    """How much of some items asks; one that may ask counts half."""
    return sum(item.asks + 0.5 * (item.title.asks == 1) for item in items) / max(len(items), 1)


def _in_sequence(members: list[Item]) -> list[Item]:
    """The numbered items that ask or whose number goes on from the question before; steps start again at 1.

    A list that is the first of its region may start at 1, too.
    """
    chosen: list[Item] = []
    expected, step, region = 1, -1, -1
    for item in members:
        value = int(item.title.title.number) if item.title.title.number.isdecimal() else -1
        begins = item.region != region and value == 1
        if item.asks or begins or (value == expected and value != step + 1):
            chosen.append(item)
            expected, step = value + 1, -1
        else:
            step = value
        region = item.region
    return chosen


def ends_of(page: Page, items: list[Item], chosen: list[Item], limits: list[int]) -> list[int]:
    """Where the room of each chosen item ends, at most at its limit (the next question or the end of its region).

    An item ends with its list. Text that is not indented is its answer, too, if that is so for most items of its kind,
    or if it stands between two questions and the item has no other answer (after the last of a region: if that comes
    twice elsewhere); then the next question, the head of a group or a note such as "view answer" ends it.
    """
    starts = {item.title.start for item in chosen}
    groups = _group_starts(items, chosen)
    places = [
        _place(page, item, min([limit, *groups.get(index, [])]), limit, followed=limit in starts)
        for index, (item, limit) in enumerate(zip(chosen, limits, strict=True))
    ]
    loose: dict[Kind, list[bool]] = defaultdict(list)
    for item, place in zip(chosen, places, strict=True):
        loose[item.kind].append(place.loose)
    keep = {kind for kind, flags in loose.items() if 2 * sum(flags) > len(flags)}
    answered = Counter(
        item.kind for item, place in zip(chosen, places, strict=True) if place.bare and place.followed and place.between
    )
    return [
        place.wide
        if item.kind in keep or (place.bare and (place.followed or answered[item.kind] > 1))
        else place.natural
        for item, place in zip(chosen, places, strict=True)
    ]


class _Place(NamedTuple):
    """Where an item ends with its list (``natural``) and with the text below (``wide``).

    ``loose`` if anything stands below it, ``between`` if anything that may be its answer does; ``bare`` if it has no
    answer of its own, ``followed`` if another question comes next.
    """

    natural: int
    wide: int
    loose: bool
    between: bool
    bare: bool
    followed: bool


def _place(page: Page, item: Item, wide: int, limit: int, *, followed: bool) -> _Place:
    natural = _list_end(page, item, limit)
    end = _without_labels(page, natural, wide) if followed else wide
    loose, between = bool(page.text[natural:limit].strip()), bool(page.text[natural:end].strip())
    bare = not page.text[item.title.body : natural].strip()
    return _Place(natural, max(natural, end), loose, between, bare, followed)


def _without_labels(page: Page, start: int, end: int) -> int:
    """The end of what stands between two questions, without the names of a group above the second ("**Trees**")."""
    while start < end:
        text = page.text[start:end].rstrip()
        begin = max(text.rfind("\n"), text.rfind("\r")) + 1
        if not _GROUP.fullmatch(text[begin:].strip()) or (
            begin and text[:begin].rstrip(" \t\r\n") == text[: begin - 1]
        ):
            return start + len(text)
        end = start + begin
    return start


def _list_end(page: Page, item: Item, limit: int) -> int:
    """The first line after the item that is not indented below it: another item, or a paragraph after a blank line."""
    lines, blank = page.lines, False
    for number in range(item.title.after, len(lines)):
        line = lines[number]
        if line.start >= limit:
            break
        stripped = line.text.strip()
        if page.hidden[number] or not stripped:
            blank = blank or not stripped
            continue
        indent = len(line.text.expandtabs(4)) - len(line.text.expandtabs(4).lstrip())
        if indent <= item.title.depth and (blank or stripped[0] in "-*+•" or stripped[:1].isdigit()):
            return line.start
        blank = False
    return limit


def _group_starts(items: list[Item], chosen: list[Item]) -> dict[int, list[int]]:
    """For each chosen item, by position, the heads of groups and the notes between it and the next one."""
    positions = {id(item): index for index, item in enumerate(chosen)}
    starts: dict[int, list[int]] = defaultdict(list)
    current: Item | None = None
    for item in items:
        if id(item) in positions:
            current = item
        elif (
            current is not None
            and item.region == current.region
            and item.rank <= current.rank
            and (item.asking_below or _is_noise(item))
        ):
            starts[positions[id(current)]].append(item.title.start)
    return starts
