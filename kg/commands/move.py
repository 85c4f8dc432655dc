"""The commands that copy a graph: export, load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.commands.options import format_option, store_option
from kg.exports.node_link import dumps
from kg.progress import Event, Notice
from kg.stores import open_store
from kg.stores.file import write_whole


@click.command()
@click.option("-o", "--output", metavar="OUT", help="A file instead of standard output.")
@store_option
@format_option("json")
def export(output: str | None, store: str, shape: str) -> Any:
    """Write the whole graph in another form.

    \b
    Example:
      kg export --format json -o copy.json
    """
    data = dumps(open_store(store).load())
    if output is None:
        return data
    write_whole(Path(output), [data])
    return None


@click.command()
@click.argument("from_store")
@click.argument("to_store")
@format_option("table", "json")
def load(from_store: str, to_store: str, shape: str) -> Any:
    """Copy a graph into another store, which then holds just that graph.

    \b
    Example:
      kg load graph.json copy.json
    """
    source, target = open_store(from_store), open_store(to_store)
    graph = source.load(report=_told)
    target.check_writable()
    target.save(graph, report=_told)
    document = {
        "from": source.url,
        "to": target.url,
        "questions": len(graph.questions),
        "concepts": len(graph.concepts),
    }
    if shape == "json":
        return document
    return f"{target.url} now holds {document['questions']} questions and {document['concepts']} concepts\n"


def _told(event: Event) -> None:
    if isinstance(event, Notice):
        click.echo(event.text, err=True)
