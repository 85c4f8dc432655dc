"""The command line: arguments in, documents, tables and one line per error out; it alone prints and imports extract."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

import click

from kg import __version__
from kg.commands.building import Sources, Watch, sources, told, unchanged
from kg.commands.look import search, show, stats
from kg.commands.marks import known
from kg.commands.move import export, load
from kg.commands.options import beside_option, format_option, store_option
from kg.commands.overview import field
from kg.commands.placing import place, plan
from kg.commands.query import QueryError, query
from kg.commands.questions import chain, related
from kg.commands.reporting import reporting
from kg.commands.score import score
from kg.commands.serving import serve
from kg.commands.study import next_, path
from kg.errors import KGError
from kg.settings import TOOL
from kg.stores import open_store
from kg.survey import survey_document, survey_told

_PIPE_WIDTH = 120


@click.group(invoke_without_command=True)
@click.version_option(__version__, message="concept-atlas %(version)s")
@click.pass_context
def commands(context: click.Context) -> Any:
    """Turn a bank of interview questions into a graph of concepts, and study along it.

    \b
    Example:
      kg build data/banks --store graph.json
      kg path RLHF
    """
    return None if context.invoked_subcommand else context.get_help() + "\n"


@commands.command()
@click.argument("banks", nargs=-1, metavar="[BANK]...", type=click.Path(path_type=Path))
@click.option(
    "--prerequisites",
    multiple=True,
    metavar="CSV|none",
    help="A map of prerequisites: before,after,reason; may be repeated. none: without the field's own.",
)
@click.option("--lexicon", metavar="PATH|none", help="Another lexicon, or none (default: data/lexicon.jsonl).")
@click.option("--cues", type=click.Path(path_type=Path), metavar="PATH", help="Other cue words than data/cues.jsonl.")
@click.option("--component", "components", multiple=True, metavar="FILE.py:NAME", help="A spaCy component of your own.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="So many processes (default: one a core for a large bank, else one); the graph is the same.",
)
@click.option("--dry-run", is_flag=True, help="Only say what is in these files; the store stays as it is.")
@click.option("--if-changed", is_flag=True, help="Only if an input or the program changed.")
@store_option
@beside_option
@format_option("table", "json")
def build(banks: tuple[Path, ...], prerequisites: tuple[str, ...], lexicon: str | None, **options: Any) -> Any:
    """Replace the store with the graph of exactly these banks: Markdown files or folders of them.

    \b
    Example:
      kg build notes.md more-notes/ --store graph.json
    """
    given = sources(banks, lexicon, prerequisites, cues=options["cues"])
    if options["dry_run"]:
        return _surveyed(given, options["shape"])
    store = open_store(options["store"], beside=options["beside"])
    store.check_writable()
    if options["if_changed"] and unchanged(store, given):
        document: dict[str, Any] = {"store": store.url, "unchanged": True}
    else:
        import extract  # noqa: PLC0415 -- spaCy takes a second that no other command needs

        with reporting(options["shape"]) as show_event:
            watch = Watch(show_event)
            graph = extract.build(
                given.banks,
                lexicon=given.lexicon,
                cues=given.cues,
                prerequisites=given.prerequisites,
                components=options["components"],
                jobs=options["jobs"],
                report=watch,
            )
            graph = replace(graph, tool=TOOL)
            store.save(graph, report=watch)
        document = watch.summary(store, graph)
    return document if options["shape"] == "json" else told(document)


def _surveyed(given: Sources, shape: str) -> Any:
    """What a build would read, with what is wrong beside each file."""
    import extract  # noqa: PLC0415 -- as above

    with reporting(shape) as show_event:
        document = survey_document(extract.survey(given.banks, lexicon=given.lexicon, report=show_event))
    return document if shape == "json" else survey_told(document)


for command in (
    stats,
    search,
    show,
    path,
    next_,
    place,
    plan,
    known,
    related,
    chain,
    field,
    query,
    export,
    load,
    score,
    serve,
):
    commands.add_command(command)


@commands.result_callback()
def print_result(result: Any) -> None:
    """A document as JSON, bytes and texts as they are, anything else by rich."""
    if isinstance(result, dict):
        result = json.dumps(result, ensure_ascii=False, indent=2) + "\n"
    if isinstance(result, str):
        click.echo(result.encode("utf-8", "replace"), nl=False)
    elif isinstance(result, bytes):
        click.echo(result, nl=False)
    elif result is not None:
        _draw(result)


def _draw(result: Any) -> None:
    from rich.console import Console  # noqa: PLC0415 -- rich is for tables only

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    Console(width=width, highlight=False, markup=False, emoji=False).print(result)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and answer its exit code; errors become one line on standard error."""
    try:
        code = commands.main(list(arguments), prog_name="kg", standalone_mode=False)
    except click.UsageError as error:
        help_of = error.ctx.command_path if error.ctx else "kg"
        return _fail(f"{error.format_message()} (`{help_of} --help` tells more)", 2)
    except QueryError as error:
        click.echo(error.told, err=True)
        return error.exit_code
    except KGError as error:
        return _fail(str(error), error.exit_code)
    except click.Abort:
        return _fail("stopped; the graph is as it was", 1)
    return code if isinstance(code, int) else 0


def _fail(message: str, code: int) -> int:
    click.echo(f"kg: {' '.join(message.split())}", err=True)
    return code


def main() -> None:
    """The entry point of ``kg``."""
    sys.excepthook = _told_unexpected
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def _told_unexpected(sort: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of the program itself in one line; KG_TRACEBACK=1 shows where it is."""
    if os.environ.get("KG_TRACEBACK"):
        sys.__excepthook__(sort, error, trace)
    else:
        _fail(f"a fault of the program: {sort.__name__}: {error} (KG_TRACEBACK=1 shows where)", 1)
