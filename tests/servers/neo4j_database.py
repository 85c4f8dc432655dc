"""Takes the address of a Neo4j; gives a database that tests may fill and empty; a stranger's is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from tests.servers.neo4j_jars import UnavailableError

MARKER = "concept_atlas_tests"  # a constraint over no node: it marks the database and leaves it empty all the same


@dataclass(frozen=True)
class Database:
    """An address with the credentials for it; the password is not shown when a test fails."""

    url: str
    username: str
    password: str = field(repr=False)

    @contextmanager
    def session(self) -> Iterator[neo4j.Session]:
        """A session of the driver on this database."""
        driver = neo4j.GraphDatabase.driver(self.url, auth=(self.username, self.password), connection_timeout=5)
        with driver, driver.session() as session:
            yield session


def claim(database: Database) -> None:
    """Mark an empty database as the tests' own; one that holds anything and bears no mark is refused untouched."""
    try:
        with database.session() as session:
            if MARKER not in _names(session, "CONSTRAINTS"):
                _refuse_unless_empty(session, database.url)
                session.run(f"CREATE CONSTRAINT {MARKER} FOR (n:ConceptAtlasTests) REQUIRE n.id IS UNIQUE").consume()
    except (DriverError, Neo4jError) as error:
        raise UnavailableError(f"NEO4J_URL {database.url} cannot be used: {error}") from error


def _refuse_unless_empty(session: neo4j.Session, url: str) -> None:
    nodes = session.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"]
    schema = _names(session, "CONSTRAINTS") + _names(session, "INDEXES")
    if nodes or schema:
        held = f"{nodes} nodes" if nodes else f"the schema {', '.join(schema)}"
        raise UnavailableError(f"NEO4J_URL {url} holds {held} that are not the tests'; name an empty database")


def _names(session: neo4j.Session, what: str) -> list[str]:
    """Constraints, or indexes but those that every database has; an index that serves a constraint goes with it."""
    kept = "WHERE type <> 'LOOKUP' AND owningConstraint IS NULL" if what == "INDEXES" else ""
    return sorted(session.run(f"SHOW {what} YIELD * {kept} RETURN name").value("name"))


def empty(database: Database) -> None:
    """Delete every constraint, index, relationship and node, and leave the mark."""
    with database.session() as session:
        for what, one in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
            for name in _names(session, what):
                if name != MARKER:
                    session.run(f"DROP {one} `{name}`").consume()
        for pattern in ("()-[x]->()", "(x)"):  # nodes with their relationships in one go break a small heap
            session.run(f"MATCH {pattern} CALL (x) {{ DELETE x }} IN TRANSACTIONS OF 10000 ROWS").consume()


def release(database: Database) -> None:
    """Empty the database and take the mark away: it is as it was found."""
    empty(database)
    with database.session() as session:
        session.run(f"DROP CONSTRAINT {MARKER} IF EXISTS").consume()
