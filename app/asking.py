"""A query as it was typed in, its result or what is wrong with it out, by a thread of its own: no page waits."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from threading import Event, Thread
from typing import Any

from app.atlas import Atlas
from app.result_graph import Drawn, laid_out
from kg.cypher.values import CypherResult
from kg.errors import CypherError, InputError, KGError
from kg.progress import Event as Said
from kg.progress import Progress
from kg.stores import open_store

SECONDS = 5.0
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class Query:
    """What stands in the editor: the text, and the parameters as JSON."""

    text: str = ""
    parameters: str = ""


class ParametersError(InputError):
    """Parameters that are no JSON object; ``line`` and ``column`` (both from 1) say where, ``source`` is that line."""

    def __init__(self, message: str, line: int = 0, column: int = 0, source: str = "") -> None:
        self.line, self.column, self.source = line, column, source
        super().__init__(message)


def values_of(text: str) -> dict[str, Any]:
    """The parameters that a JSON object names; ParametersError where the text is none. Nothing is no parameter.

    >>> values_of('{"id": "lora"}'), values_of(" ")
    ({'id': 'lora'}, {})
    """
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        source = text.splitlines()[error.lineno - 1] if error.pos < len(text) else text.splitlines()[-1]
        raise ParametersError(error.msg, error.lineno, error.colno, source) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets in brackets without end
        raise ParametersError(str(error)) from error
    if not isinstance(found, dict):
        raise ParametersError(f"{text.strip():.60}")
    return found


_numbers = count(1)


class Asked:
    """A query that runs, or ran: then ``result`` is there, or ``error``.

    ``drawn`` is what of the result has a place on the canvas, ``progress`` the copying before a first query.
    ``number`` tells this run from others.
    """

    def __init__(self, atlas: Atlas, query: Query) -> None:
        self.query = query
        self.result: CypherResult | None = None
        self.drawn: Drawn | None = None
        self.error: KGError | None = None
        self.progress: Progress | None = None
        self.number = next(_numbers)
        self._began = time.monotonic()
        self._ended = Event()
        Thread(target=self._run, args=(atlas,), daemon=True).start()

    def ended(self, seconds: float = 0.0) -> bool:
        """Whether it has ended, or does within some seconds."""
        return self._ended.wait(seconds)

    def seconds(self) -> float:
        """How long it has been running."""
        return time.monotonic() - self._began

    def _run(self, atlas: Atlas) -> None:
        try:
            values, store = values_of(self.query.parameters), open_store(atlas.url)
            result = store.cypher(self.query.text, values, timeout=SECONDS, max_rows=MOST_ROWS, report=self._hear)
            self.drawn = laid_out(atlas, result)
            self.result = result
        except KGError as error:
            self.error = error
        finally:
            if self.result is None and self.error is None:
                self.error = CypherError("crashed", "the query ended without an answer: a fault of this program")
            self._ended.set()

    def _hear(self, event: Said) -> None:
        if isinstance(event, Progress):
            self.progress = event if event.done < event.total else None


def place_of(error: KGError) -> Mapping[str, Any] | None:
    """Where in its text a query or its parameters are wrong: line, column, and the line in three parts for a caret."""
    line, column, source = (getattr(error, name, None) for name in ("line", "column", "source"))
    if not line or not column or source is None:
        return None
    at = column - 1
    start = max(0, at - 60) if len(source) > 120 else 0
    return {
        "line": line,
        "column": column,
        "before": ("…" if start else "") + source[start:at],
        "at": source[at : at + 1] or " ",
        "after": source[at + 1 : start + 120],
    }
