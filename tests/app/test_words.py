"""Words and text: both languages have the same gaps, examples in docstrings run, foreign text is no markup."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest
from markdown_it import MarkdownIt
from markupsafe import escape

import app
from app.atlas import Atlas
from app.i18n import WORDS, Words
from app.markup import plain, render
from app.offline import offline_page
from app.view import SORTS
from kg.model import Kind

MODULES = sorted(one.name for one in pkgutil.iter_modules(app.__path__) if not one.ispkg and one.name != "main")


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"app.{name}")).failed == 0


@pytest.mark.parametrize("key", sorted(WORDS))
def test_both_languages_have_the_same_gaps(key: str) -> None:
    zh, en = ({gap for _, gap, _, _ in Formatter().parse(text) if gap} for text in WORDS[key])
    assert zh == en
    assert all(WORDS[key])


def test_every_kind_and_relation_has_words() -> None:
    words = Words("zh")
    assert all(words.kind(kind) for kind in Kind)
    assert all(words.reading(sort, inverse=False) for sort in SORTS)
    assert all(words.reading(sort, inverse=True) for sort in SORTS if sort != "PREREQUISITE_OF")


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](http://example.org/x.png)",
    "https://example.org/ www.example.org",
    "**bold** _it_ `code` ~~gone~~",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "&lt;b&gt;",
    "\\*",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_no_markdown(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"]).parse(plain(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    shown = "".join(child.content for child in tokens[1].children or () if child.type in ("text", "text_special"))
    assert {child.type for child in tokens[1].children or ()} <= {"text", "text_special"}
    assert shown.replace("\u2060", "") == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_no_html(text: str) -> None:
    html = render("results.html", words=Words("en"), text=text, groups=[], questions=[], near=[], left=0)
    assert f"Nothing is called “{escape(text)}”." in html


def test_data_inside_a_script_element_cannot_end_it(atlas: Atlas) -> None:
    hostile = "</script><script>alert(1)</script>"
    view = {"nodes": [{"id": "gqa", "label": hostile}]}
    page = offline_page(atlas, view, ["gqa"], Words("en"), hostile)
    assert hostile not in page
    assert page.count("</script>") == 3
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", page.partition("<script")[0])


def test_no_docstring_is_drawn_on_a_page() -> None:
    config = tomllib.loads((Path(app.__path__[0]) / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["runner"]["magicEnabled"] is False


def test_only_a_running_query_looks_at_the_clock_by_itself() -> None:
    """`run_every` and a change of page that meet leave an empty page; `concept_atlas.pulse` waits for quiet."""
    folder = Path(app.__path__[0])
    users = {file.name for file in folder.rglob("*.py") if "run_every=" in file.read_text(encoding="utf-8")}
    assert users == {"__init__.py", "cypher.py"}
