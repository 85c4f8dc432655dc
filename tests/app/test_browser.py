"""Explore in a real browser: it draws, a click fills the panel, expanding moves nothing, nothing goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.stage')).find(Boolean).drawing"


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The test's page; an error of a script on it fails the test."""
    errors: list[str] = []
    browser_page.on("pageerror", lambda error: errors.append(str(error)))
    yield browser_page
    assert errors == []


def test_the_first_page_is_drawn_and_answers(
    page: Page, serve: Callable[..., str], store: Path, tmp_path: Path
) -> None:
    page.goto(serve(store) + "/?node=gqa&lang=zh")
    page.wait_for_selector(".stage[data-drawn]")
    page.get_by_role("heading", name="GQA").wait_for()
    picture = tmp_path / "explore.png"
    page.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")

    page.mouse.click(*page.evaluate(f"{PLACES}.screen('mqa')"))
    page.get_by_role("heading", name="MQA").wait_for()
    assert "node=mqa" in page.url

    page.locator(".atlas-panel a.atlas-concept:visible", has_text="多头注意力").first.click()
    page.get_by_role("heading", name="多头注意力").wait_for()
    assert len(page.context.pages) == 1

    before = page.evaluate(f"{PLACES}.positions()")
    page.mouse.dblclick(*page.evaluate(f"{PLACES}.screen('multi-head-attention')"))
    page.wait_for_selector(f".stage[data-nodes='{len(before) + 2}']")
    after = page.evaluate(f"{PLACES}.positions()")
    assert {one: after[one] for one in before} == before
