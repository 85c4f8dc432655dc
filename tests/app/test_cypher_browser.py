"""The Cypher page in a real browser: keyboard, canvas, downloads, a query that never ends, texts that try to run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENDLESS = "RETURN reduce(s = 0, i IN range(1, 15000) | s + reduce(t = 0, j IN range(1, 15000) | t + j % 7)) AS x"
PLACES = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.stage')).find(Boolean).drawing"


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The servers of these tests copy the graph for the embedded engine into a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def come(page: Page, server: str, **asked: str) -> None:
    page.goto(f"{server}/cypher?{urlencode({'lang': 'en'} | asked)}")
    page.locator(".atlas-examples").wait_for()
    page.wait_for_selector("html[data-atlas-links]", state="attached")


def ask(page: Page, text: str) -> None:
    """Type a query and run it by the keyboard alone."""
    editor = page.get_by_role("textbox", name="Cypher query")
    editor.fill(text)
    editor.press("Control+Enter")


def test_a_query_by_link_waits_for_the_keyboard_and_its_nodes_lead_on(
    page: Page, tiny_server: str, tmp_path: Path
) -> None:
    come(page, tiny_server, q="MATCH (a:Concept {id: $id})-[r]-(b:Concept)\nRETURN a, r, b", params='{"id": "gqa"}')
    page.get_by_text("has not run").wait_for()
    assert page.locator(".atlas-summary, .stage").count() == 0

    page.get_by_role("textbox", name="Cypher query").press("Control+Enter")
    page.wait_for_selector(".stage[data-drawn]")
    assert "file, embedded engine" in (page.locator(".atlas-summary").text_content() or "")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    file = tmp_path / "rows.csv"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfa,r,b\n")

    page.mouse.click(*page.evaluate(f"{PLACES}.screen('Concept:mqa')"))
    page.locator(".atlas-picked a", has_text="Multi-Query Attention").click()
    page.get_by_role("heading", name="Multi-Query Attention").wait_for()
    page.locator(".atlas-panel a", has_text="Show as Cypher").click()
    page.get_by_text("has not run").wait_for()
    assert page.get_by_role("textbox", name="Parameters").input_value() == '{"concept": "mqa"}'
    assert len(page.context.pages) == 1


# When each of some selectors first finds something, by the clock of the machine that both pages run on.
WATCH = """selectors => {
  globalThis.seen = {};
  const isNew = (one) => !(one in seen) && document.querySelector(one);
  const look = () => selectors.filter(isNew).forEach((one) => { seen[one] = Date.now(); });
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
}"""


def test_a_query_that_never_ends_blocks_neither_its_page_nor_others(page: Page, tiny_server: str) -> None:
    come(page, tiny_server)
    other = page.context.new_page()
    come(other, tiny_server)
    ask(page, "RETURN 1 AS ready")  # the copy for the engine is built, and one of its children runs
    page.locator(".atlas-summary").wait_for()
    page.evaluate(WATCH, [".atlas-schema", ".atlas-error"])
    other.evaluate(WATCH, [".atlas-summary"])

    ask(page, ENDLESS)
    page.get_by_role("radio", name="Schema").click()
    ask(other, "RETURN 42 AS answer")
    page.get_by_role("alert").get_by_text("Out of time").wait_for()
    other.locator(".atlas-summary").wait_for()
    ended = page.evaluate("seen['.atlas-error']")
    assert page.evaluate("seen['.atlas-schema']") < ended, "its own page answered before the query ended"
    assert other.evaluate("seen['.atlas-summary']") < ended, "another session had its rows before the query ended"
    page.get_by_role("button", name="Run").wait_for()


HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"


def test_hostile_text_runs_nothing_wherever_it_is_shown(page: Page, tiny_server: str) -> None:
    come(page, tiny_server, q=f"RETURN '{HOSTILE}' AS `{HOSTILE}`", params=f'{{"x": "{HOSTILE}"}}')
    editor = page.get_by_role("textbox", name="Cypher query")
    editor.press("Control+Enter")
    page.locator("[data-testid='stDataFrame']").wait_for()
    page.get_by_role("radio", name="JSON").click()
    page.locator("[data-testid='stCode']").wait_for()
    ask(page, f"MATCH ({HOSTILE}")
    page.get_by_role("alert").wait_for()
    page.get_by_role("radio", name="History").click()
    page.locator(".atlas-examples code", has_text="onerror").first.wait_for()
    page.wait_for_timeout(300)
    assert page.locator("img[src='x'], script:has-text('alert(2)')").count() == 0
