"""The errors of the project, one small tree by meaning.

::

    KGError
    ├── InputError        what the caller gave cannot be used; the message names the value and the mend (exit 2)
    │   ├── UnknownName   a concept or question that the graph does not hold; lists the nearest names
    │   └── StoreError    a store that is missing, foreign, corrupt or unreachable
    ├── StoreLost         the store went away in the middle of the work (exit 1)
    └── CypherError       a query that cannot run or did not end; has a kind and perhaps a position

A message gives the value, the choices where there are any, and the next step. Only the command line and the
explorer turn errors into text for people; nothing else catches them.
"""

from typing import Literal

StoreFault = Literal["missing", "damaged", "loading", "unreachable", "account", "other"]
"""What keeps a store from being opened: no graph there, none that can be read or is whole, no server, no account."""


class KGError(Exception):
    """Anything this project reports to its user."""

    exit_code = 1
    """What the command line ends with: 2 for what the caller can mend, 1 for anything else."""


class InputError(KGError):
    """What the caller gave cannot be used as it is."""

    exit_code = 2


class UnknownName(InputError):  # noqa: N818 -- the name says what is wrong
    """A name that no concept or question of the graph bears."""

    def __init__(self, name: str, nearest: tuple[str, ...] = (), sort: str = "concept") -> None:
        self.name = name
        self.nearest = nearest
        hint = f"; nearest: {', '.join(nearest)}" if nearest else "; `kg search TEXT` finds what there is"
        super().__init__(f"no {sort} {name!r} in this graph{hint}")


class StoreError(InputError):
    """A store that is missing, foreign, corrupt, refused or unreachable; ``fault`` says which."""

    def __init__(self, message: str, fault: StoreFault = "other") -> None:
        self.fault = fault
        super().__init__(message)


class StoreLost(KGError):  # noqa: N818 -- the name says what is wrong
    """A store that answered before and went away in the middle of the work."""


class CypherError(KGError):
    """A query that cannot run or did not end.

    ``kind`` is ``syntax``, ``refused``, ``timeout``, ``memory``, ``crashed`` or ``unavailable``. ``line`` and
    ``column`` (both from 1) say where, if that is known, and ``source`` is that line of the text as it was read.
    """

    def __init__(self, kind: str, message: str, *, position: tuple[int, int] | None = None, source: str = "") -> None:
        self.kind = kind
        self.message = message
        self.line: int | None = position[0] if position else None
        self.column: int | None = position[1] if position else None
        self.source = source
        super().__init__(f"{message} (line {self.line}, column {self.column})" if position else message)

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """2 for what another text, server address or account mends."""
        return 2 if self.kind in {"syntax", "refused", "unavailable"} else 1
