"""Real servers for tests: a private Neo4j and a headless Chromium, and a loud word where one of them is missing.

With ``KG_REQUIRE_NEO4J=1`` or ``KG_REQUIRE_BROWSER=1`` a missing server is a failure; otherwise its tests skip.
Property tests draw the same examples in every run; ``HYPOTHESIS_PROFILE=search`` looks for new ones.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings

from tests.servers import browser
from tests.servers import neo4j_server as private
from tests.servers.neo4j_database import Database, claim, empty, release
from tests.servers.neo4j_home import USER
from tests.servers.neo4j_jars import UnavailableError, fetch, jars, java

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


if (
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN
):  # a run in the background ignores Ctrl-C, and so would its children
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("same", derandomize=True)
settings.register_profile("search", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def _give_up(server: str, variable: str, reason: Exception) -> NoReturn:
    """Fail where the variable asks for the server, else skip."""
    if os.environ.get(variable) == "1":
        pytest.fail(f"{variable}=1 and no {server}: {reason}", pytrace=False)
    pytest.skip(f"no {server}: {reason} ({variable}=1 makes this a failure)")


@pytest.fixture(scope="session")
def neo4j_jars() -> Path:
    """The folder with what a private Neo4j runs on, fetched only where the server is required."""
    try:
        java()
        if os.environ.get("KG_REQUIRE_NEO4J") != "1" and not jars().is_dir():
            raise UnavailableError("it was never fetched; `make neo4j` does it once")
        return fetch().parent
    except UnavailableError as reason:
        _give_up("Neo4j", "KG_REQUIRE_NEO4J", reason)


@pytest.fixture(scope="session")
def short_lived() -> bool:
    """Whether the servers of this run start quickly rather than run quickly; benchmarks want the latter."""
    return True


@pytest.fixture(scope="session")
def neo4j_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One live database for the whole run: the one that ``NEO4J_URL`` names if it is empty, else a private server's.

    Never kill it and change no setting: `private_neo4j` is for that. `neo4j_url` gives it emptied.
    """
    with ExitStack() as ending:
        try:
            database = _named() or _own(request, tmp_path_factory, ending)
            claim(database)
        except UnavailableError as reason:
            _give_up("Neo4j", "KG_REQUIRE_NEO4J", reason)
        ending.callback(release, database)
        yield database


def _named() -> Database | None:
    url = os.environ.get("NEO4J_URL")
    credentials = os.environ.get("NEO4J_USERNAME", USER), os.environ.get("NEO4J_PASSWORD", "")
    return Database(url, *credentials) if url else None


def _own(request: pytest.FixtureRequest, temporary: pytest.TempPathFactory, ending: ExitStack) -> Database:
    folder, short = request.getfixturevalue("neo4j_jars"), request.getfixturevalue("short_lived")
    server = private.start(temporary.mktemp("neo4j") / "home", folder=folder, short=short)
    ending.callback(private.stop, server)
    return Database(server.url, USER, server.password)


@pytest.fixture
def neo4j_url(neo4j_server: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the live database, emptied, with its credentials in the environment."""
    empty(neo4j_server)
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.username)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    return neo4j_server.url


@pytest.fixture
def private_neo4j(neo4j_jars: Path, tmp_path: Path) -> Iterator[Callable[..., private.Server]]:
    """Call it for a server of the test's own, to kill, stop and start again: ``private_neo4j(settings={…}, port=…)``.

    The home stays the same from call to call within a test, so a second start finds the data of the first; its
    user is ``neo4j`` with ``server.password``.
    """
    with ExitStack() as ending:

        def start(**options: Any) -> private.Server:
            server = private.start(tmp_path / "neo4j", folder=neo4j_jars, **{"short": True, **options})
            ending.callback(private.stop, server)
            return server

        yield start


@pytest.fixture(scope="module")  # not longer: while Playwright runs, its thread has an event loop that others trip over
def chromium() -> Iterator[Browser]:
    """A headless Chromium of this machine."""
    with ExitStack() as ending:
        try:
            started = ending.enter_context(browser.browser())
        except browser.NoBrowserError as reason:
            _give_up("browser", "KG_REQUIRE_BROWSER", reason)
        yield started


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of 1280 by 900 in Chinese; the test fails if it asks for an address outside this machine."""
    with browser.page_of(chromium) as page:
        yield page


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not tested, and why, where nobody can overlook it."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
    for reason, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} skipped: {reason}", red=True)
