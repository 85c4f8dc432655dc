"""README cannot lie: its commands run, and print what it shows."""

from __future__ import annotations

import re

import pytest

from tests.readme import PAGES, ROOT, commands, prepared, with_output


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_shows(page, tmp_path):
    assert with_output(text(page), prepared(tmp_path)) == text(page)


def test_both_languages_run_the_same_commands():
    english, chinese = (commands(text(page)) for page in PAGES)
    assert english == chinese


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_exist(page):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text(page))
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
