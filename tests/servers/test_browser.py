"""The browser of the tests: it draws a local page, Chinese included, and notes who calls outside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.browser import NoBrowserError, find_chromium, page_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """<!doctype html><meta charset="utf-8"><title>概念</title><link rel="icon" href="data:,">
<button onclick="this.textContent='注意力机制'">RoPE</button>"""


class _OnePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _OnePage) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_is_drawn_clicked_and_photographed(browser_page: Page, address: str, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browser_page.goto(address)
    browser_page.get_by_role("button", name="RoPE").click()
    assert browser_page.get_by_role("button").text_content() == "注意力机制"
    browser_page.screenshot(path=picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


DRAWN = """([...'图谱'].map(character => {
    const pen = document.createElement('canvas').getContext('2d')
    pen.font = '40px sans-serif'
    pen.fillText(character, 0, 40)
    return pen.canvas.toDataURL()
}))"""


def test_chinese_has_a_font(browser_page: Page) -> None:
    first, second = browser_page.evaluate(DRAWN)
    assert first != second, "both characters are drawn as the same empty box: no Chinese font is installed"


def _call_outside(started: Browser, address: str) -> None:
    with page_of(started) as page:
        page.goto(address)
        page.evaluate("fetch('http://localhost.invalid/spy').catch(() => null)")


def test_a_page_that_calls_outside_fails(chromium: Browser, address: str) -> None:
    with pytest.raises(AssertionError, match=r"localhost\.invalid/spy"):
        _call_outside(chromium, address)


def test_a_machine_without_browser_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CHROMIUM", "/no/such/browser")
    with pytest.raises(NoBrowserError, match="apt-get install chromium"):
        find_chromium()
