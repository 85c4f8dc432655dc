"""The commands that copy a graph: export, load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.commands.options import beside_option, format_option, graph_of, store_option
from kg.commands.reporting import reporting
from kg.exports.node_link import dumps
from kg.stores import check_different, open_store
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
    data = dumps(graph_of(store))
    if output is None:
        return data
    write_whole(Path(output), [data])
    return None


@click.command()
@click.argument("from_store")
@click.argument("to_store")
@beside_option
@format_option("table", "json")
def load(from_store: str, to_store: str, beside: bool, shape: str) -> Any:
    """Copy a graph into another store, which then holds just that graph.

    \b
    Examples:
      kg load graph.json copy.json
      kg load graph.json neo4j://localhost
    """
    source, target = open_store(from_store), open_store(to_store, beside=beside)
    check_different(source, target)
    with reporting(shape) as report:
        graph = source.load(report=report)
        target.check_writable()
        target.save(graph, report=report)
    document = {
        "from": source.url,
        "to": target.url,
        "questions": len(graph.questions),
        "concepts": len(graph.concepts),
    }
    if shape == "json":
        return document
    return f"{target.url} now holds {document['questions']} questions and {document['concepts']} concepts\n"
