"""A transaction in, what a database holds out: our Atlas node, nothing, or a stranger's data, which is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from kg.errors import StoreError
from kg.stores.flat import LABELS, Properties
from kg.stores.neo4j_connection import Transaction, rows

LOADING, COMPLETE = "loading", "complete"
ID = "atlas"

_OURS = (*LABELS, "Atlas")
_SCANNED = 1_000_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal says: which database, and whether other data may lie beside ours."""

    url: str
    beside: bool


def read_atlas(transaction: Transaction) -> Properties | None:
    """The properties of our Atlas; None where there is not exactly one that names a schema."""
    found = [atlas for [atlas] in rows(transaction, "MATCH (atlas:Atlas) RETURN properties(atlas) LIMIT 2")]
    if len(found) != 1 or found[0].get("id") != ID or type(found[0].get("schema")) is not int:
        return None
    return cast(Properties, found[0])


def refuse_foreign(transaction: Transaction, refusal: Refusal) -> None:
    """StoreError for a database that is neither ours nor empty nor, where that was asked for, free of our labels."""
    [[total]] = rows(transaction, "MATCH (n) RETURN count(n)")
    if not total or read_atlas(transaction) is not None:
        return
    counts = _by_label(transaction, total)
    if not refusal.beside:
        mend = "name an empty one, or add --beside to keep both in one"
    elif counts.keys().isdisjoint(_OURS):
        return
    else:
        mend = f"even with --beside it may hold no {', no '.join(_OURS)}"
    listed = ", ".join(f"{label} {count}" for label, count in sorted(counts.items()))
    raise StoreError(f"{refusal.url} holds data that is not Concept Atlas's ({listed}); {mend}")


def _by_label(transaction: Transaction, total: int) -> dict[str, int]:
    """Nodes by label from the server's own counts; those without a label only where looking at every node is quick."""
    counts = {}
    for [label] in rows(transaction, "CALL db.labels() YIELD label RETURN label"):
        [[counts[label]]] = rows(transaction, f"MATCH (n:{_quoted(label)}) RETURN count(n)")
    if total <= _SCANNED:
        [[counts["(no label)"]]] = rows(transaction, "MATCH (n) WHERE size(labels(n)) = 0 RETURN count(n)")
    return {label: count for label, count in counts.items() if count}


def _quoted(label: str) -> str:
    r"""A label of somebody else as Cypher takes it; the server reads ``\u…`` before it reads backticks.

    >>> print(_quoted("a`b\\c"))
    `a``b\u005Cc`
    """
    return f"`{label.replace('`', '``')}`".replace("\\", "\\u005C")
