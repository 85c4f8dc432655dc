"""The explorer in a real browser: it draws and answers, links stay in the session, hostile banks run nothing.

The fixture of the page fails a test whose page asks another machine for anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.model import KnowledgeGraph
from kg.stores.file import FileStore
from tests.graphs import tiny_graph

if TYPE_CHECKING:
    from playwright.sync_api import Page

Serve = Callable[..., str]

PLACES = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.stage')).find(Boolean).drawing"


def test_the_first_page_is_drawn_and_answers(page: Page, tiny_server: str, tmp_path: Path) -> None:
    page.goto(tiny_server + "/?node=gqa&lang=zh")
    page.wait_for_selector(".stage[data-drawn]")
    page.get_by_role("heading", name="GQA").wait_for()
    picture = tmp_path / "explore.png"
    page.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")

    page.mouse.click(*page.evaluate(f"{PLACES}.screen('mqa')"))
    page.get_by_role("heading", name="MQA").wait_for()
    page.wait_for_url("**/?*node=mqa*")

    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.locator(".atlas-panel a.atlas-concept:visible", has_text="多头注意力").first.click()
    page.get_by_role("heading", name="多头注意力").wait_for()
    assert len(page.context.pages) == 1

    before = page.evaluate(f"{PLACES}.positions()")
    page.mouse.dblclick(*page.evaluate(f"{PLACES}.screen('multi-head-attention')"))
    page.wait_for_selector(f".stage[data-nodes='{len(before) + 2}']")
    after = page.evaluate(f"{PLACES}.positions()")
    assert {one: after[one] for one in before} == before


def test_search_as_one_types_and_the_canvas_by_keyboard(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/?lang=en")
    page.get_by_role("heading", name="Start from a concept").wait_for()
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.get_by_role("searchbox").press_sequentially("mha")
    page.locator(".atlas-results a", has_text="Multi-Head Attention").click()
    page.wait_for_selector(".stage[data-drawn]")
    page.wait_for_selector(".atlas-results", state="detached")

    page.locator(".stage").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('.atlas-panel h2').textContent.startsWith('Multi-Head')")
    chip = page.locator(".legend button").first
    chip.click()
    assert chip.get_attribute("aria-pressed") == "false"


def test_the_tools_of_the_canvas(page: Page, tiny_server: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(tiny_server + "/?node=gqa&lang=en")
    page.wait_for_selector(".stage[data-drawn]")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name="Copy a link to this view").click()
    page.get_by_text("Copied").first.wait_for()
    assert "node=gqa" in page.evaluate("navigator.clipboard.readText()")

    scale = page.evaluate(f"{PLACES}.network.getScale()")
    page.get_by_role("button", name="Zoom in (+)").click()
    zoomed = page.evaluate(f"{PLACES}.network.getScale()")
    assert zoomed > scale
    page.locator(".stage").focus()
    page.keyboard.press("f")
    page.wait_for_function(f"{PLACES}.network.getScale() < {zoomed} - 1e-6")
    page.keyboard.press("ArrowDown")
    assert "connections" in page.locator(".spoken").text_content()

    edge = page.evaluate(f"{PLACES}.view.edges.find(({{ smooth }}) => !smooth).id")
    page.mouse.move(*page.evaluate(f"{PLACES}.middle({edge!r})"))
    page.wait_for_function(f"{PLACES}.hoveredEdge === {edge!r}")


def test_the_browsers_back_keeps_the_drawing(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/?node=gqa&lang=en")
    page.wait_for_selector(".stage[data-drawn]")
    page.evaluate(f"{PLACES}.expand('kv-cache')")
    page.wait_for_url("**/?*grown=kv-cache*")
    page.evaluate(f"{PLACES}.select('mqa')")
    page.wait_for_url("**/?*node=mqa*")
    before = page.evaluate(f"{PLACES}.positions()")
    page.go_back()
    page.get_by_role("heading", name="KV cache").wait_for()
    assert page.evaluate(f"{PLACES}.positions()") == before
    page.goto(page.url)
    page.wait_for_selector(".stage[data-drawn]")
    assert page.evaluate(f"{PLACES}.positions()") == before


def test_links_lead_from_page_to_page_in_one_session(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/?node=gqa&lang=en")
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.locator(".atlas-panel a.atlas-place:visible", has_text="tiny.zh · 7").first.click()
    page.locator(".atlas-question-head").wait_for()
    page.locator(".st-key-answer-text a", has_text="多头注意力").first.click()
    page.get_by_role("heading", name="Multi-Head Attention").wait_for()

    page.get_by_text("Study path to here").click()
    page.get_by_text("Open as a study path").click()
    page.locator(".atlas-step").first.wait_for()
    page.get_by_role("img", name="What leads to Multi-Head Attention").wait_for()
    page.locator(".atlas-step a.atlas-tick").first.click()
    page.locator(".atlas-skipped").first.wait_for()
    assert len(page.context.pages) == 1
    assert "lang=en" in page.url


HOSTILE = (
    "<img src=x onerror=alert(1)></script><script>alert(2)</script>",
    '"]; click n0 href "javascript:alert(3)" %%{init: {"securityLevel":"loose"}}%%',
    "<svg onload=alert(4)> ![x](https://example.org/spy.png) $\\href{javascript:alert(5)}{x}$ [y](javascript:alert(6))",
)


def hostile_graph() -> KnowledgeGraph:
    """The small graph with names, definitions, titles and answers that try to run something."""
    graph = tiny_graph()
    concepts = {
        key: replace(
            one, name=f"{one.id} {text}", name_en=text, name_zh=None, definition=text, definition_source="bank"
        )
        for (key, one), text in zip(graph.concepts.items(), HOSTILE * 9, strict=False)
    }
    questions = {
        key: replace(one, title=f"{text} {one.title}", answer=f"{one.answer}\n\n{text}\n\n<iframe src=//example.org>")
        for (key, one), text in zip(graph.questions.items(), HOSTILE * 9, strict=False)
    }
    return replace(graph, concepts=concepts, questions=questions)


@pytest.fixture(scope="module")
def hostile_server(tmp_path_factory: pytest.TempPathFactory, serve: Serve) -> str:
    path = tmp_path_factory.mktemp("hostile") / "graph.json"
    FileStore(path).save(hostile_graph())
    return serve(path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hostile_bank_runs_nothing_and_breaks_no_page(page: Page, hostile_server: str, language: str) -> None:
    address = hostile_server
    page.goto(f"{address}/?node=gqa&depth=2&lang={language}")
    page.wait_for_selector(".stage[data-drawn]")
    page.locator(".atlas-panel h2").wait_for()
    for question in ("1", "2", "3"):
        page.goto(f"{address}/questions?question=tiny.zh%23{question}&q=alert&lang={language}")
        page.locator(".st-key-answer-text").wait_for()
    page.goto(f"{address}/path?goal=gqa&known=kv-cache&lang={language}")
    page.locator(".atlas-step").first.wait_for()
    page.locator(
        "[data-testid='stMermaidChart'] svg, .st-key-path-picture img, .st-key-path-picture svg"
    ).first.wait_for()
    page.goto(f"{address}/overview?lang={language}")
    page.wait_for_selector(".stage[data-drawn]")
    page.mouse.click(*page.evaluate(f"{PLACES}.screen('gqa')"))
    page.locator(".card a").first.wait_for()
    page.wait_for_timeout(500)
    assert page.locator("iframe, img[src='x'], script[src*='example']").count() == 0


def test_two_sessions_without_a_progress_file_do_not_share_marks(page: Page, tiny_server: str) -> None:
    address = tiny_server + "/path?goal=gqa&lang=en"
    page.goto(address)
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.locator(".atlas-step a.atlas-tick").first.click()
    page.locator(".atlas-skipped").first.wait_for()
    other = page.context.new_page()
    other.goto(address)
    other.locator(".atlas-step").first.wait_for()
    assert other.locator(".atlas-skipped").count() == 0


def test_the_offline_page_needs_no_server(page: Page, tiny_server: str, tmp_path: Path) -> None:
    page.goto(tiny_server + "/?node=gqa&lang=en")
    page.wait_for_selector(".stage[data-drawn]")
    page.get_by_role("button", name="Options").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Offline page").click()
    file = tmp_path / "offline.html"
    download.value.save_as(file)
    page.goto(file.as_uri())
    page.wait_for_selector(".stage[data-drawn]")
    assert page.locator("#panel h2").text_content() == "Grouped-Query Attention"
    assert page.evaluate("document.querySelectorAll('script[src], link[href], img').length") == 0
