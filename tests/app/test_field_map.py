"""The map of Overview in a real browser: drawn at once, each mark leads on, and the way back to the same view."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kg.model import KnowledgeGraph
from kg.stores.file import FileStore
from tests.large_graph import large_graph

if TYPE_CHECKING:
    from playwright.sync_api import Page

MAP = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.stage')).find(Boolean)"
DRAW = f"""() => {{
  const [pen, began] = [{MAP}.querySelector('canvas').getContext('2d'), performance.now()];
  {MAP}.drawing.draw();
  pen.getImageData(0, 0, 1, 1); // not before everything is painted
  return performance.now() - began;
}}"""
PAINTED = f"""() => {{
  const canvas = {MAP}.querySelector('canvas');
  const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value, at) => at % 4 === 3 && value > 0);
}}"""


def whole_field(concepts: int = 5000, topic: int = 250) -> KnowledgeGraph:
    """A large graph whose topics lie on the map as islands, each a spiral of its concepts."""
    graph = large_graph(500, concepts, 40_000)
    placed = {}
    for number, (key, one) in enumerate(graph.concepts.items()):
        island, member = divmod(number, topic)
        reach, turn = 0.6 * math.sqrt(member), 2.4 * member
        x, y = island % 5 * 22 + reach * math.cos(turn), island // 5 * 22 + reach * math.sin(turn)
        first = f"c{island * topic}"
        placed[key] = replace(one, name_zh=key, topic=first, importance=1 / (number + 1), map_x=x, map_y=y)
    return replace(graph, concepts=placed)


@pytest.fixture(scope="module")
def large_server(tmp_path_factory: pytest.TempPathFactory, serve: Callable[..., str]) -> str:
    path = tmp_path_factory.mktemp("large") / "graph.json"
    FileStore(path).save(whole_field())
    return serve(path, KG_PROGRESS="none")


def test_five_thousand_concepts_are_drawn_at_once(page: Page, large_server: str) -> None:
    page.goto(large_server + "/overview?lang=en")
    page.wait_for_selector(".stage[data-drawn][data-nodes='5000']")
    page.locator(".atlas-overview").wait_for()
    assert page.evaluate(PAINTED)
    times = [page.evaluate(DRAW) for _ in range(5)]
    print(f"5,000 concepts: drawn in {min(times):.0f} to {max(times):.0f} ms")  # noqa: T201 -- shown by -s
    assert min(times) < 250  # the others say how busy the machine is
    page.mouse.click(*page.evaluate(f"{MAP}.drawing.screen('c250')"))
    page.locator(".card.pinned strong", has_text="Concept 250").wait_for()


def test_a_concept_of_the_map_leads_to_the_other_pages_and_back(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/overview?lang=zh")
    page.wait_for_selector(".stage[data-drawn]")
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.get_by_role("button", name="放大").click()
    look = page.evaluate(f"{MAP}.drawing.look")
    for link, arrived, address in (
        ("在探索中查看", ".atlas-panel h2", "**/?*node=gqa*"),
        ("到这里的学习路径", ".atlas-step", "**/path?*goal=gqa*"),
        ("讲到它的题目", ".atlas-questions", "**/questions?*concept=gqa*"),
    ):
        page.mouse.click(*page.evaluate(f"{MAP}.drawing.screen('gqa')"))
        page.locator(".card a", has_text=link).click()
        page.locator(arrived).first.wait_for()
        page.wait_for_url(address)
        page.go_back()
        page.wait_for_selector(".stage[data-drawn][data-nodes='11']")
        page.locator(".atlas-overview").wait_for()
        assert page.evaluate(f"{MAP}.drawing.look") == look
        assert page.evaluate(f"{MAP}.drawing.colours.ground") == "#ffffff"
    assert len(page.context.pages) == 1


def test_the_map_by_keyboard_and_legend(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/overview?lang=en")
    page.wait_for_selector(".stage[data-drawn]")
    page.locator(".stage").focus()
    page.keyboard.press("ArrowDown")
    card = page.locator(".card.pinned strong")
    visited = {card.text_content()}
    for arrow in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
        page.keyboard.press(arrow)
        visited.add(card.text_content())
    assert len(visited) > 1
    assert (page.locator(".spoken").text_content() or "").startswith(card.text_content() or "?")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{MAP}.getRootNode().activeElement.textContent") == "Show in Explore"
    page.keyboard.press("Escape")
    page.locator(".card.pinned").wait_for(state="hidden")

    page.get_by_role("button", name="Level").click()
    chip = page.locator(".legend button").first
    chip.click()
    assert chip.get_attribute("aria-pressed") == "false"
    hidden = page.evaluate(f"{MAP}.drawing.view.concepts.id.filter((_, i) => !{MAP}.drawing.shown(i)).length")
    assert hidden == int(chip.locator(".count").text_content() or "0") > 0


def test_a_level_lists_its_concepts(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/overview?lang=en")
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.locator(".atlas-levels a").nth(1).click()
    page.get_by_role("heading", name="Level 1:").wait_for()
    page.wait_for_url("**/overview?*level=1*")
    page.locator(".atlas-overview .atlas-chips a").first.click()
    page.locator(".atlas-panel h2").wait_for()
