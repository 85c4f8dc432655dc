"""Study path in a real browser: what a long plan hides, placement by keys, evenings, marks saved and restored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_link_shows_what_lies_below(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/path?goal=gqa&depth=1&lang=en")
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.get_by_text("2 more concepts lie below and are not shown").wait_for()
    assert page.locator(".atlas-step").count() == 4
    page.locator(".st-key-path-drawn img").wait_for()
    page.locator(".atlas-hidden a", has_text="Show 1 more").click()
    page.locator(".atlas-step").nth(4).wait_for()
    page.wait_for_url("**depth=2**")


def test_the_goal_of_a_wide_picture_is_in_sight(page: Page, tiny_server: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 700})
    page.goto(tiny_server + "/path?goal=gqa&lang=en")
    page.locator(".st-key-path-drawn img").wait_for()
    page.wait_for_timeout(300)
    left, most = page.locator(".st-key-path-picture").evaluate("e => [e.scrollLeft, e.scrollWidth - e.clientWidth]")
    assert abs(left - most / 2) <= 2


def test_placement_by_keys_then_marks_saved_and_restored(page: Page, tiny_server: str, tmp_path: Path) -> None:
    page.goto(tiny_server + "/path?view=place&goal=gqa&lang=en")
    page.get_by_text("Question 1 of at most 8").wait_for()
    page.get_by_role("button", name="Yes").wait_for()
    page.keyboard.press("y")
    page.get_by_text("Question 2 of at most 8").wait_for()
    while not page.get_by_role("heading", name="That is enough").is_visible():
        asked = page.locator(".atlas-placing h2").inner_text()
        page.keyboard.press("n")
        page.wait_for_function("asked => document.querySelector('.atlas-placing h2')?.innerText !== asked", arg=asked)
    page.get_by_role("button", name="as known").click()
    page.get_by_role("button", name="as known").wait_for(state="detached")

    page.get_by_role("button", name="What I know (not kept)").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click()
    file = tmp_path / "progress.jsonl"
    download.value.save_as(file)
    assert '"mark": "known"' in file.read_text(encoding="utf-8")

    other = page.context.new_page()
    other.goto(tiny_server + "/path?goal=gqa&lang=en")
    other.locator(".atlas-step").first.wait_for()
    assert other.locator(".atlas-skipped").count() == 0
    other.get_by_role("button", name="What I know (not kept)").click()
    other.locator("input[type=file]").set_input_files(file)
    other.locator(".atlas-skipped").first.wait_for()


def test_evenings_lead_to_their_questions(page: Page, tiny_server: str) -> None:
    page.goto(tiny_server + "/path?view=dates&goals=gqa,rlhf&evenings=3&minutes=5&lang=en")
    page.wait_for_selector("html[data-atlas-links]", state="attached")
    page.get_by_role("heading", name="Evening 1").wait_for()
    page.locator(".atlas-evenings a.atlas-question").last.click()
    page.locator(".atlas-question-head").wait_for()
    assert len(page.context.pages) == 1
