"""What the driver raises in, the project's own errors out: what happened, to whom it happened, what to do next."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from socket import gaierror

from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

from kg.errors import KGError, StoreError, StoreFault, StoreLost
from kg.stores.neo4j_address import PASSWORD, USERNAME, Address

OLDEST = (5, 7)
"""The oldest server that this store can use; 5.26 (LTS) and later are tested or said to be compatible by Neo4j."""

_MENDS = {
    "Security.Unauthorized": f"refuses this user name or password; check {USERNAME} and {PASSWORD}",
    "Security.AuthenticationRateLimit": "has seen too many wrong passwords; wait some seconds, then try the right one",
    "Security.CredentialsExpired": "wants a new password first: ALTER CURRENT USER SET PASSWORD, on database system",
    "Security.Forbidden": "gives this account no right to do that; another account or its administrator can",
    "Database.DatabaseNotFound": "has no such database; name another with ?database=NAME",
    "General.ForbiddenOnReadOnlyDatabase": "holds this database for reading only",
    "General.WriteOnReadOnlyAccessDatabase": "holds this database for reading only",
    "General.DatabaseUnavailable": "has stopped this database or is still starting it; try again later",
    "Database.DatabaseUnavailable": "has stopped this database or is still starting it; try again later",
}
_FAULTS: dict[str, StoreFault] = {
    "Security.Unauthorized": "account",
    "Security.AuthenticationRateLimit": "account",
    "Security.CredentialsExpired": "account",
    "General.DatabaseUnavailable": "unreachable",
    "Database.DatabaseUnavailable": "unreachable",
}
_MEMORY = "raise its heap or dbms.memory.transaction.total.max (README, Neo4j), then do the same again"
_AGAIN = "do the same again; a load goes on where it must"
_LONGEST = 240


def explained(error: DriverError | Neo4jError, address: Address, *, answered: bool) -> KGError:
    """The error to raise instead; ``answered`` says that the server had answered before.

    >>> from neo4j.exceptions import ServiceUnavailable
    >>> explained(ServiceUnavailable("gone"), Address("bolt://h:1"), answered=True)
    StoreLost('the server at bolt://h:1 went away in the middle (gone); when it is back, do the same again')
    >>> explained(ServiceUnavailable("gone"), Address("bolt://h:1"), answered=False)
    StoreError('cannot reach bolt://h:1: gone; is the server running, and is this its Bolt address?')
    """
    refusal = next((one for one in _causes(error) if isinstance(one, Neo4jError)), None)  # routing wraps them
    if refusal is not None:
        return _refused(refusal, address)
    if isinstance(error, ConfigurationError):
        return StoreError(f"{address.url} is no Neo4j that this version can use; {_versions()} or later is needed")
    reason = _reason(error)
    if answered:
        return lost(address, reason)
    return _unreachable(address, reason)


def lost(address: Address, reason: str) -> StoreLost:
    """A server that answered before and does no longer."""
    return StoreLost(
        f"the server at {address.url} went away in the middle ({reason}); when it is back, do the same again"
    )


def silent(address: Address, seconds: float) -> StoreError:
    """A server that takes a connection, or not even that, and says nothing."""
    return _unreachable(address, f"no answer within {seconds:g} s")


def _unreachable(address: Address, reason: str) -> StoreError:
    text = f"cannot reach {address.url}: {reason}; is the server running, and is this its Bolt address?"
    return StoreError(text, "unreachable")


def check_version(agent: str, address: Address) -> None:
    """StoreError for a server that says it is older than ``OLDEST``.

    >>> check_version("Neo4j/5.26.30", Address("bolt://h:1"))
    >>> check_version("Neo4j/4.4.39", Address("bolt://h:1"))
    Traceback (most recent call last):
    kg.errors.StoreError: bolt://h:1 is Neo4j 4.4.39, which is too old; 5.7 or later is needed, 5.26 (LTS) is tested
    """
    name, _, version = agent.partition("/")
    numbers = [int(one) for one in version.split("-")[0].split(".") if one.isascii() and one.isdigit()]
    if name == "Neo4j" and numbers and tuple(numbers) < OLDEST:
        raise StoreError(f"{address.url} is Neo4j {version}, which is too old; {_versions()} is tested")


def _versions() -> str:
    return f"{OLDEST[0]}.{OLDEST[1]} or later is needed, 5.26 (LTS)"


def _refused(error: Neo4jError, address: Address) -> KGError:
    code = str(error.code).removeprefix("Neo.")
    kind, _, name = code.partition(".")
    said = _shortened(error.message or "")
    if name == "Security.Unauthorized" and address.account is None:
        text = f"{address.url} wants an account; set {USERNAME} and {PASSWORD} in the environment"
        return StoreError(text, "account")
    if name in _MENDS:
        return StoreError(f"{address.url} {_MENDS[name]}", _FAULTS.get(name, "other"))
    if "Memory" in name:
        return KGError(f"{address.url} ran out of memory ({said}); {_MEMORY}")
    if kind == "ClientError" and "TimedOut" not in name:
        return StoreError(f"{address.url} refuses: {said} ({code})")
    return KGError(f"{address.url} failed: {said} ({code}); {_AGAIN}")


def _reason(error: BaseException) -> str:
    """The innermost cause in few words."""
    causes = list(_causes(error))
    text = " ".join(str(one) for one in causes)
    if any(isinstance(one, gaierror) for one in causes):
        return "no such host"
    if "timed out" in str(causes[-1]):  # of a handshake too, which is no lack of encryption
        return "no answer in time"
    if any(isinstance(one, ssl.SSLError) for one in causes) or "encrypted connection" in text:
        return f"no encrypted connection ({_tls(text)})"
    if any(isinstance(one, ConnectionRefusedError) for one in causes) or "Connection refused" in text:
        return "nothing listens there"
    if "looks like HTTP" in text:
        return "a web server answers there, not Bolt, whose port is mostly 7687"
    return "no answer in time" if "deadline" in text or "timed out" in text.lower() else _shortened(str(causes[-1]))


def _tls(text: str) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return "its certificate is not trusted; +ssc instead of +s takes any"
    return "it takes no TLS; a scheme without +s or +ssc goes unencrypted"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else None
        error = inner or error.__cause__ or error.__context__


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
