"""An address in, a connection to its Neo4j out, on which every call ends: with its answer, or soon with an error."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from kg.errors import StoreError
from kg.giving_up import Call, GivenUpError, within
from kg.stores.neo4j_address import Address
from kg.stores.neo4j_errors import check_version, explained, lost, silent

T = TypeVar("T")
Rows = list[list[Any]]
Transaction = neo4j.ManagedTransaction
Work = Callable[[Transaction], T]

REACH_SECONDS = 3.5
"""An unreachable server is said to be one after so long."""

_QUIET_SECONDS = 3.0
_PROBE_SECONDS = 5.0
_RETRY_SECONDS = 3.0
_TRANSACTION_SECONDS = 300.0

# Without a handler of its own, a library's warning goes to standard error, beside the one line that we say.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Connection:
    """One session on one database; ``read`` and ``write`` raise KGError alone."""

    address: Address
    driver: neo4j.Driver
    session: neo4j.Session

    def read(self, work: Work[T]) -> T:
        """What ``work`` gives in a transaction that may change nothing."""
        return self.answer(lambda: self.session.execute_read(_timed(work)))

    def write(self, work: Work[T]) -> T:
        """What ``work`` gives in a transaction that the driver may repeat: it must be able to run twice."""
        return self.answer(lambda: self.session.execute_write(_timed(work)))

    def answer(self, call: Callable[[], T]) -> T:
        """What a call of the driver gives; StoreLost soon after the server has become silent or is gone."""
        try:
            return _watched(call, self._lives, self.address)
        except (DriverError, Neo4jError) as error:
            raise explained(error, self.address, answered=True) from error
        except OverflowError as error:
            raise StoreError(f"{self.address.url} holds no number of more than 64 bits, as this graph has") from error

    def open_database(self) -> None:
        """Raise what only a first query finds out: no such database, a password that must be changed."""
        self.session.execute_read(lambda transaction: rows(transaction, "RETURN 1"))

    def _lives(self) -> None:
        with _driver(self.address, _PROBE_SECONDS) as other:
            other.verify_connectivity()


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """A connection to a server that answers, lets this account in and is new enough, and has the database."""
    driver = _open(address)
    session = driver.session(database=address.database)
    try:
        connection = Connection(address, driver, session)
        _reach(connection)
        connection.answer(connection.open_database)
        yield connection
    finally:
        # The driver first: it shuts the sockets, on which a thread may still wait for a server that is gone.
        with suppress(DriverError, Neo4jError, OSError):
            driver.close()
        with suppress(DriverError, Neo4jError, OSError):
            session.close()


def rows(transaction: Transaction, text: str, **parameters: Any) -> Rows:
    """All rows of one statement."""
    return transaction.run(text, parameters).values()


def _open(address: Address) -> neo4j.Driver:
    try:
        return _driver(address, REACH_SECONDS)
    except (DriverError, Neo4jError) as error:
        raise explained(error, address, answered=False) from error


def _driver(address: Address, seconds: float) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        address.server,
        auth=address.account,
        connection_timeout=seconds,
        connection_acquisition_timeout=seconds,
        max_transaction_retry_time=_RETRY_SECONDS,
        notifications_min_severity="OFF",
    )


def _reach(connection: Connection) -> None:
    try:
        within(REACH_SECONDS, lambda: _greet(connection))
    except GivenUpError as error:
        raise silent(connection.address, REACH_SECONDS) from error


def _greet(connection: Connection) -> None:
    try:
        check_version(connection.driver.get_server_info().agent, connection.address)
    except (DriverError, Neo4jError) as error:
        raise explained(error, connection.address, answered=False) from error


def _timed(work: Work[T]) -> Work[T]:
    """The same work with a time limit at the server, so that a forgotten lock of others does not hold it for ever."""
    return neo4j.unit_of_work(timeout=_TRANSACTION_SECONDS)(work)


def _watched(call: Callable[[], T], lives: Callable[[], None], address: Address) -> T:
    """Wait for the call as long as the server answers a second connection."""
    running, started = Call(call), time.monotonic()
    while not running.ended(_QUIET_SECONDS):
        probe = Call(lives)
        if not probe.ended(_PROBE_SECONDS) and not running.ended(0):
            raise lost(address, f"silent for {time.monotonic() - started:.0f} s")
        with suppress(Neo4jError):  # an answer too
            _probed(probe, running)
    return running.result()


def _probed(probe: Call[None], running: Call[Any]) -> None:
    """Raise what the probe raised unless the call itself has ended meanwhile."""
    if not running.ended(0):
        probe.result()
