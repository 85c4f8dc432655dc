"""An address in, a driver of its own for one query at a time out; those that answered are kept for the next.

A driver a query, because closing it is the only way to be rid of a connection on which the server computes on.
"""

from __future__ import annotations

import atexit
import time
from collections import defaultdict
from contextlib import suppress
from threading import Lock, Thread

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from kg.stores.neo4j_address import Address

_KEPT = 8
_KEPT_SECONDS = 60.0
_REACH_SECONDS = 3.5

Account = tuple[str, tuple[str, str] | None]
_idle: dict[Account, list[tuple[float, neo4j.Driver]]] = defaultdict(list)
_lock = Lock()


def take(address: Address) -> tuple[neo4j.Driver, bool]:
    """A driver, and whether it has answered before."""
    with _lock:
        idle = _idle[address.server, address.account]
        old = [driver for since, driver in idle if time.monotonic() - since > _KEPT_SECONDS]
        idle[:] = [one for one in idle if one[1] not in old]
        found = idle.pop()[1] if idle else None
    for driver in old:
        end(driver)
    return (found, True) if found is not None else (_new(address), False)


def give_back(address: Address, driver: neo4j.Driver) -> None:
    """Keep a driver whose query ended."""
    with _lock:
        idle = _idle[address.server, address.account]
        keep = len(idle) < _KEPT
        if keep:
            idle.append((time.monotonic(), driver))
    if not keep:
        end(driver)


def end(driver: neo4j.Driver) -> None:
    """Close a driver and its connection, without waiting for a server that is busy."""
    Thread(target=_close, args=(driver,), daemon=True).start()


def close() -> None:
    """Close every idle driver."""
    with _lock:
        drivers = [driver for idle in _idle.values() for _, driver in idle]
        _idle.clear()
    for driver in drivers:
        _close(driver)


atexit.register(close)


def _new(address: Address) -> neo4j.Driver:
    return neo4j.GraphDatabase.driver(
        address.server,
        auth=address.account,
        connection_timeout=_REACH_SECONDS,
        connection_acquisition_timeout=_REACH_SECONDS,
        max_transaction_retry_time=0,
        notifications_min_severity="OFF",
    )


def _close(driver: neo4j.Driver) -> None:
    with suppress(DriverError, Neo4jError, OSError):
        driver.close()
