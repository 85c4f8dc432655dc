"""An address and a checked query in, its rows out, from a Neo4j server that is told to read and to stop in time.

The server does not stop inside one expression (a nested reduce, a list of lists): then the waiting ends here, the
connection is closed and the error says that the server computes on.
"""

from __future__ import annotations

import re
import time
from functools import partial
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from kg.cypher import server_drivers as drivers
from kg.cypher import server_plan as plan
from kg.cypher.guard import Checked
from kg.cypher.server_values import Converting, ends_of, measure
from kg.cypher.values import CypherResult, Size
from kg.errors import CypherError, KGError, StoreLost
from kg.giving_up import GivenUpError, within
from kg.stores.neo4j_address import Address
from kg.stores.neo4j_atlas import COMPLETE, read_atlas
from kg.stores.neo4j_errors import explained

_GRACE = 0.4
_PAUSE = 0.1
_MOST_ACCEPTED = 500
_POSITION = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_accepted: dict[tuple[str, str], None] = {}


def query(address: Address, checked: Checked, bounds: tuple[float, int]) -> CypherResult:
    """The rows of a checked query over the database as it is now; ``bounds`` are seconds and rows.

    While the graph is being replaced the query waits and runs anew, so that no result mixes two graphs.
    """
    timeout, _ = bounds
    deadline = time.monotonic() + timeout
    while True:
        result = _attempt(address, checked, bounds, deadline)
        if result is not None:
            return result
        if time.monotonic() + _PAUSE >= deadline:
            message = "is loading: a load of it runs or was cut off; when one has ended, ask again"
            raise CypherError("unavailable", f"{address.url} {message}")
        time.sleep(_PAUSE)


def _attempt(address: Address, checked: Checked, bounds: tuple[float, int], deadline: float) -> CypherResult | None:
    """One run; None where the graph was not whole or another after it."""
    while True:
        driver, used = _driver(address)
        try:
            result = within(_left(deadline), partial(_run, driver, address, checked, (bounds[1], deadline)))
        except GivenUpError as error:
            drivers.end(driver)
            message = f"no answer within {bounds[0]:g} s; the connection was closed, but the server may compute on"
            raise CypherError("timeout", f"{message} until that expression is done") from error
        except Neo4jError as error:
            drivers.give_back(address, driver)
            raise _explained(error, address, checked) from error
        except DriverError as error:
            drivers.end(driver)
            if used:
                continue  # the server was started anew since the last query
            raise _unreachable(error, address) from error
        except KGError:
            drivers.give_back(address, driver)
            raise
        except BaseException:
            drivers.end(driver)
            raise
        drivers.give_back(address, driver)
        return result


def _left(deadline: float) -> float:
    return max(0.01, deadline + _GRACE - time.monotonic())


def _driver(address: Address) -> tuple[neo4j.Driver, bool]:
    try:
        return drivers.take(address)
    except (DriverError, Neo4jError) as error:
        raise _unreachable(error, address) from error


def _run(driver: neo4j.Driver, address: Address, checked: Checked, bounds: tuple[int, float]) -> CypherResult | None:
    most, deadline = bounds
    left = max(0.1, deadline - time.monotonic())
    with (
        driver.session(database=address.database, default_access_mode=neo4j.READ_ACCESS) as session,
        session.begin_transaction(timeout=left) as transaction,
    ):
        before = _atlas(transaction, address)
        if before.get("state") != COMPLETE:
            return None
        _check_plan(transaction, address, checked)
        started = time.perf_counter()
        result = transaction.run(checked.server.text, checked.parameters)
        size, rows = Size(), list[list[Any]]()
        for record in result:
            if len(rows) > most:
                break
            rows.append(record.values())
            measure(rows[-1], size)
        if len(checked.columns) != len(result.keys()):
            raise CypherError(
                "crashed", f"the server gave the columns {', '.join(result.keys())}: a fault of this program"
            )
        shown = rows[:most]
        ids = _ids(transaction, shown)
        ms = (time.perf_counter() - started) * 1000
        if _atlas(transaction, address) != before:
            return None
    convert = Converting(checked.plain, ids, size)
    values = ([convert.value(value) for value in row] for row in shown)
    return checked.result(values, truncated=len(rows) > most, ms=ms)


def _atlas(transaction: neo4j.Transaction, address: Address) -> dict[str, Any]:
    found = read_atlas(transaction)  # type: ignore[arg-type]
    if found is None:
        raise CypherError(
            "unavailable", f"no graph at {address.url}; `kg load graph.json {address.url}` puts one there"
        )
    return found


def _check_plan(transaction: neo4j.Transaction, address: Address, checked: Checked) -> None:
    """EXPLAIN once for each text: it runs nothing and shows what would run."""
    key = (address.url, checked.server.text)
    if key in _accepted:
        return
    plan.check(transaction.run(f"EXPLAIN {checked.server.text}", checked.parameters).consume())
    while len(_accepted) >= _MOST_ACCEPTED:
        _accepted.pop(next(iter(_accepted)), None)
    _accepted[key] = None


def _ids(transaction: neo4j.Transaction, rows: list[list[Any]]) -> dict[str, str | None]:
    """Our ids of the nodes at the ends of relationships, by the server's element ids."""
    ends = sorted({one.element_id for row in rows for value in row for one in ends_of(value)})
    if not ends:
        return {}
    text = "UNWIND $ends AS place MATCH (n) WHERE elementId(n) = place RETURN place, n.id AS id"
    found = transaction.run(text, ends=ends).values()
    return {place: id_ if isinstance(id_, str) else None for place, id_ in found}


def _unreachable(error: DriverError | Neo4jError, address: Address) -> CypherError:
    mended = explained(error, address, answered=False)
    kind = "crashed" if isinstance(mended, StoreLost) else "unavailable"
    return CypherError(kind, str(mended))


def _explained(error: Neo4jError, address: Address, checked: Checked) -> CypherError:
    """What the server raised as our error."""
    code, said = str(error.code), " ".join((error.message or "").split())
    if "TimedOut" in code or "Terminated" in code:
        return CypherError("timeout", "the query was stopped; it ran too long")
    if "Memory" in code or "StackOverflow" in code:
        return CypherError(
            "memory", f"the query needs more memory than the server gives it ({said[:200]}); ask for less"
        )
    if "AccessMode" in code or "ReadOnly" in code or "ExternalResource" in code:
        return CypherError("refused", f"the server refuses: {said[:200]}")
    position = _POSITION.search(said)
    if position:
        line, column = int(position[1]), _points(checked.server.text, int(position[1]), int(position[2]))
        return checked.error_at(checked.server, line, column, said[: position.start()].strip()[:300])
    if ".Statement." in code or ".Procedure." in code:
        return CypherError("syntax", said[:300])
    return _unreachable(error, address)


def _points(text: str, line: int, column: int) -> int:
    """A column that counts UTF-16 units, as the server does, in characters."""
    whole = text.split("\n")[line - 1] if line <= text.count("\n") + 1 else ""
    head = whole.encode("utf-16-le")[: (column - 1) * 2]
    return len(head.decode("utf-16-le", "ignore")) + 1
