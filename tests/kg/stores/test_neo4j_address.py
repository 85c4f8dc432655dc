"""Store URLs: every scheme of the driver, one database, and never a secret in a message."""

import traceback

import pytest

from kg.errors import InputError
from kg.stores import NEO4J_SCHEMES, open_store
from kg.stores.neo4j_address import parse_address


@pytest.mark.parametrize("scheme", NEO4J_SCHEMES)
def test_every_scheme_of_the_driver_is_taken(scheme: str):
    assert open_store(f"{scheme}://host").url == f"{scheme}://host:7687"
    assert open_store(f"{scheme.upper()}://Host:1234/").url == f"{scheme}://host:1234"


@pytest.mark.parametrize(
    ("url", "server", "database"),
    [
        ("bolt://[::1]:7000?database=a-b.c", "bolt://[::1]:7000", "a-b.c"),
        ("neo4j://h/?database=%E5%9B%BE", "neo4j://h:7687", "图"),
        ("neo4j+s://x.databases.neo4j.io", "neo4j+s://x.databases.neo4j.io:7687", None),
    ],
)
def test_an_address_has_a_server_and_perhaps_a_database(url: str, server: str, database: str | None):
    address = parse_address(url, {})
    assert (address.server, address.database) == (server, database)
    assert parse_address(address.url, {}) == address


@pytest.mark.parametrize(
    "url",
    [
        "neo4j://neo4j:geheim@host",
        "bolt://neo4j:ge/he?im@host:7687",
        "bolt+s://geheim@host",
        "bolt://neo4j:geheim",
        "bolt://host:geheim",
        "bolt://host/geheim",
        "bolt://host#geheim",
        "neo4j://host?password=geheim",
        "neo4j://host?database=a&password=geheim",
        "neo4j://neo4j%3Ageheim@host",
    ],
)
def test_a_secret_in_a_url_is_refused_and_not_repeated(url: str):
    with pytest.raises(InputError) as raised:
        open_store(url)
    assert "geheim" not in "".join(traceback.format_exception_only(raised.value))
    assert "@" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("bolt://", "looks like neo4j://HOST:7687"),
        ("bolt://host:99999", "looks like"),
        ("neo4j://host/database", "looks like"),
        ("neo4j://host?databse=x", "takes no 'databse', only"),
        ("neo4j://host?database=", "names one database"),
        ("neo4j://host?database=a&database=b", "names one database"),
        ("neo4j+x://host", "no store for neo4j\\+x://"),
    ],
)
def test_other_urls_are_bad_input(url: str, said: str):
    with pytest.raises(InputError, match=said):
        open_store(url)


def test_the_account_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEO4J_USERNAME", "ada")
    monkeypatch.setenv("NEO4J_PASSWORD", "geheim")
    store = open_store("bolt://host")
    assert "geheim" not in repr(store) + store.url
    assert parse_address("bolt://h", {"NEO4J_PASSWORD": "x"}).account == ("neo4j", "x")
    assert parse_address("bolt://h", {"NEO4J_USERNAME": "x"}).account is None


def test_beside_is_for_neo4j():
    with pytest.raises(InputError, match="--beside is for a Neo4j store"):
        open_store("graph.json", beside=True)
