"""The command that measures a graph against annotations: ``kg score``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kg.commands.options import format_option, graph_of
from kg.errors import InputError
from kg.model import KnowledgeGraph
from kg.scoring.evidence import check_evidence
from kg.scoring.gold import load_pairs, load_questions
from kg.scoring.prerequisites import score_pairs
from kg.scoring.questions import score_questions

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("graph")
@click.argument("gold", type=_FILE)
@click.option("--prerequisites", type=_FILE, metavar="F", help="Annotated pairs: which of two concepts comes first.")
@click.option("--bank-file", type=_FILE, metavar="F", help="The bank, to hold every quote against it.")
@click.option("--misses", type=click.IntRange(0), default=0, metavar="N", help="Show N misses of each sort.")
@format_option("table", "json")
def score(graph: str, gold: Path, prerequisites: Path | None, bank_file: Path | None, misses: int, shape: str) -> Any:
    """Measure the graph of a store against annotations by hand (JSONL, one question a line).

    \b
    Example:
      kg score graph.json my-gold.jsonl --prerequisites my-pairs.jsonl --misses 5
    """
    document = score_document(graph_of(graph), gold, prerequisites=prerequisites, bank_file=bank_file, misses=misses)
    if shape == "json":
        return document
    from kg.commands.shown import table  # noqa: PLC0415 -- rich is for tables only

    return table(("what", "precision", "recall", "F1"), list(_rows(document)))


def score_document(
    graph: KnowledgeGraph, gold: Path, *, prerequisites: Path | None, bank_file: Path | None, misses: int
) -> dict[str, Any]:
    """What ``kg score`` says, as its JSON document."""
    found = score_questions(graph, load_questions(gold))
    document: dict[str, Any] = {
        "questions": found.questions,
        "questions_not_found": found.not_found,
        "concepts": found.concepts.document(),
        "about": found.about.document(),
        "relations": found.relations.document(),
        "relations_untyped": found.untyped.document(),
        "relation_types": {str(kind): tally.document() for kind, tally in sorted(found.by_type.items())},
    }
    if prerequisites:
        pairs = score_pairs(graph, load_pairs(prerequisites), found.differences)
        counts = {"pairs": pairs.pairs, "right": pairs.right, "reversed": pairs.reversed, "unknown": pairs.unknown}
        document["prerequisites"] = {**pairs.order.document(), **counts}
    if bank_file:
        checked = check_evidence(graph, bank_file.name.rsplit(".", 1)[0], _text(bank_file))
        document["evidence"] = {"quotes": checked.quotes, "faults": dict(sorted(checked.faults.items()))}
    if misses:
        document.update(found.differences.document(misses))
    return document


def _text(bank: Path) -> str:
    try:
        with bank.open(encoding="utf-8", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {bank} ({error}); give the Markdown file of the bank") from None


def _rows(document: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for name in ("concepts", "about", "relations", "relations_untyped"):
        yield _row(name.replace("_", " "), document[name])
    for name, measured in document["relation_types"].items():
        yield _row(f"  {name}", measured)
    if measured := document.get("prerequisites"):
        yield _row(f"prerequisites ({measured['reversed']} reversed, {measured['unknown']} unknown)", measured)
    if checked := document.get("evidence"):
        faults = ", ".join(f"{fault} {count}" for fault, count in checked["faults"].items())
        yield f"evidence: {checked['quotes']} quotes, faults: {faults or 'none'}", "", "", ""
    missing = document["questions_not_found"]
    yield f"questions: {document['questions']}, {missing} not found", "", "", ""
    for name in ("missed", "not_in_gold"):
        for sort, texts in document.get(name, {}).items():
            yield from ((f"{name.replace('_', ' ')}, {sort}: {text}", "", "", "") for text in texts)


def _row(name: str, measured: dict[str, float]) -> tuple[str, str, str, str]:
    precision, recall, mean = (f"{measured[one]:.3f}" for one in ("precision", "recall", "f1"))
    return name, precision, recall, mean
