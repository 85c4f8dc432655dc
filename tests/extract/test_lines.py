"""Lines, fences and headings as markdown-it-py sees them, and tolerance where it has none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extract.bank.frontmatter import read_front_matter
from extract.bank.layouts import candidates, headings
from extract.bank.page import page_of
from extract.lines import Line, scan_lines

BANKS = Path(__file__).parent / "banks"
TOLERANT = {"an-unclosed-fence", "fences-after-labels", "headings-numbered-without-space"}
"""Banks whose mistakes we forgive and CommonMark does not."""


def code_lines(text: str) -> list[int]:
    return [number for number, line in enumerate(scan_lines(text)) if line.code]


def oracle(text: str) -> tuple[list[int], list[tuple[int, int]], set[int]]:
    """The lines of fences, the (line, level) of headings outside quotes, and the first lines of list items."""
    fences: list[int] = []
    titles: list[tuple[int, int]] = []
    items: set[int] = set()
    for token in MarkdownIt().parse(text):
        if token.map is None:
            continue
        if token.type == "fence":
            fences += range(*token.map)
        elif token.type == "heading_open":
            titles.append((token.map[0], int(token.tag[1])))
        elif token.type == "list_item_open":
            items.add(token.map[0])
    return fences, titles, items


def ours(text: str) -> tuple[list[int], list[tuple[int, int]], set[int]]:
    page = page_of(text, scan_lines(text))
    titles = [(title.line, title.depth) for title in headings(page)]
    items = {
        item.line for item in candidates(page, 0, len(page.lines)) if item.layout in ("item", "numbered line", "label")
    }
    return code_lines(text), titles, items


WORD = st.sampled_from(["What is it?", "plain words", "`code` here", "**bold** words", "注意力是什么？", "1 + 1"])
BLOCK = st.one_of(
    st.builds("{} {}\n".format, st.sampled_from(["#", "##", "###", "######"]), WORD),
    st.builds("{}\n{}\n".format, WORD, st.sampled_from(["=====", "-----"])),
    st.builds("{}\n".format, WORD),
    st.builds("- {}\n- {}\n".format, WORD, WORD),
    st.builds("1. {}\n2. {}\n".format, WORD, WORD),
    st.builds("- {}\n  - {}\n".format, WORD, WORD),
    st.builds(
        "{0}{1}\n# {2}\n- {2}\n{0}\n".format,
        st.sampled_from(["```", "~~~", "`````"]),
        st.sampled_from(["", "py"]),
        WORD,
    ),
    st.builds("- {0}\n\n  ```js\n  # {0}\n  ```\n".format, WORD),
    st.builds("> {0}\n".format, WORD),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(BLOCK, max_size=12).map("\n".join))
def test_fences_headings_and_items_as_commonmark_sees_them(text: str) -> None:
    fences, titles, items = oracle(text)
    our_fences, our_titles, our_items = ours(text)
    assert our_fences == fences
    assert our_titles == titles
    assert our_items == items


@pytest.mark.parametrize(
    "path", [path for path in sorted(BANKS.glob("*.md")) if path.stem not in TOLERANT], ids=lambda path: path.stem
)
def test_banks_as_commonmark_sees_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8").removeprefix("\ufeff")
    text = text[read_front_matter(text).end :]
    fences, titles, _ = oracle(text)
    our_fences, our_titles, _ = ours(text)
    assert our_fences == fences
    assert [title for title in titles if title not in our_titles] == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab`~#>-1. \n\r\t\u2028\ufeff注"), max_size=80), st.integers(0, 20))
def test_offsets_are_exact_and_cover_everything_but_line_breaks(text: str, start: int) -> None:
    start = min(start, len(text))
    lines = scan_lines(text, start)
    assert all(line.text == text[line.start : line.end] for line in lines)
    assert not any("\n" in line.text or "\r" in line.text for line in lines)
    gaps = [text[before.end : after.start] for before, after in pairwise(lines)]
    assert set(gaps) <= {"\n", "\r", "\r\n"}


def test_line_breaks_and_bom() -> None:
    assert scan_lines("\ufeffa\r\nb\u2028c\rd\n\ne") == [
        Line(1, 2, "a", False),
        Line(4, 7, "b\u2028c", False),
        Line(8, 9, "d", False),
        Line(10, 10, "", False),
        Line(11, 12, "e", False),
    ]
    assert scan_lines("") == []
    assert scan_lines("abcdef", 2, 4) == [Line(2, 4, "cd", False)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```\na\n```\nb", [0, 1, 2]),
        ("````\n```\n````\nb", [0, 1, 2]),
        ("~~~\n```\n~~~\nb", [0, 1, 2]),
        ("```a`b\nc", []),
        ("1. ```py\n   x\n   ```\nb", [0, 1, 2]),
        ("  ```py\nx\n      ```\nb", [0, 1, 2]),
        ("> ```\n> a\nb", [0, 1]),
        ("```\na\n\n# b", [0, 1, 2, 3]),
        ("```py\na\n\n## What?\nb", [0, 1, 2]),
        ("```py\na\n\n## What?\nb\n```py\nc\n```\nd", [0, 1, 2, 5, 6, 7]),
        ("```\na\n\n## What?\nb\n```\nc\n```\nd", [0, 1, 2, 5, 6, 7]),
        ("```\n## no title\n```\n\n```\na\n```\n", [0, 1, 2, 4, 5, 6]),
    ],
)
def test_fences(text: str, code: list[int]) -> None:
    assert code_lines(text) == code
