"""Takes the Chromium of this machine; gives tests pages of it that may ask this machine alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = ("127.0.0.1", "localhost", "::1")


class NoBrowserError(Exception):
    """No browser can be driven here; the message names the mend."""


def find_chromium() -> str:
    """The browser to drive: ``KG_CHROMIUM``, else the first of the usual names."""
    named = os.environ.get("KG_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None) or (str(MAC) if MAC.exists() else None)
    if found is None or not Path(found).exists():
        raise NoBrowserError(f"no {named or 'Chromium'} is installed; Debian: apt-get install chromium")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium with a fresh profile."""
    path = find_chromium()
    flags = [*QUIET, *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else [])]  # root has no sandbox
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, headless=True, args=flags)
        try:
            yield started
        finally:
            started.close()


@contextmanager
def page_of(started: Browser) -> Iterator[Page]:
    """A page in a context of its own; at the end it must have asked this machine alone."""
    outside: list[str] = []
    context = started.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    context.on("request", lambda request: outside.extend(_foreign(request.url)))
    try:
        yield context.new_page()
    finally:
        context.close()
    if outside:
        raise AssertionError(f"the page asked for addresses outside this machine: {', '.join(sorted(set(outside)))}")


def _foreign(url: str) -> list[str]:
    parts = urlsplit(url)
    return [url] if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HERE else []
