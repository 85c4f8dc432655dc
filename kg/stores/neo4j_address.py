"""A URL and the environment in, where a Neo4j database is and with which account out; a password never in a URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from kg.errors import InputError

USERNAME, PASSWORD = "NEO4J_USERNAME", "NEO4J_PASSWORD"
EXAMPLE = "neo4j://HOST:7687 or neo4j://HOST:7687?database=NAME"


@dataclass(frozen=True, slots=True)
class Address:
    """``server`` is what the driver takes; without ``database`` the server's own default is meant."""

    server: str
    database: str | None = None
    account: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The address as a person gives it."""
        return f"{self.server}?database={self.database}" if self.database else self.server


def parse_address(url: str, environment: Mapping[str, str]) -> Address:
    """The address that ``url`` and NEO4J_USERNAME, NEO4J_PASSWORD name; InputError, which never repeats a secret.

    >>> parse_address("NEO4J+s://Example.org?database=study", {}).url
    'neo4j+s://example.org:7687?database=study'
    >>> parse_address("bolt://neo4j:secret@localhost", {})
    Traceback (most recent call last):
    kg.errors.InputError: a store URL holds no user name and password; put them into NEO4J_USERNAME and NEO4J_PASSWORD
    """
    if "@" in url:
        raise InputError(f"a store URL holds no user name and password; put them into {USERNAME} and {PASSWORD}")
    return Address(_server(url), _database(url), _account(environment))


def _server(url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 7687
    except ValueError:  # whose text would repeat what may be a secret
        host = None
    if not host or parts.path not in {"", "/"} or parts.fragment:
        raise InputError(f"this store URL cannot be read; it looks like {EXAMPLE}")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _database(url: str) -> str | None:
    options = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    unknown = sorted({name for name, _ in options} - {"database"})
    if unknown:
        raise InputError(f"a store URL takes no {unknown[0]!r}, only ?database=NAME")
    if len(options) > 1 or (options and not options[0][1]):
        raise InputError(f"a store URL names one database, as in {EXAMPLE}")
    return options[0][1] if options else None


def _account(environment: Mapping[str, str]) -> tuple[str, str] | None:
    """User name and password; a password alone is the one of the user that every server has, none means no account."""
    password = environment.get(PASSWORD)
    return (environment.get(USERNAME) or "neo4j", password) if password else None
