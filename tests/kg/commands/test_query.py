"""``kg query`` as people and programs call it: shapes, parameters, errors with a caret, exit codes, time."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from kg.cli import run
from kg.cypher import embedded
from kg.cypher.examples import EXAMPLES
from kg.cypher.portable import KNOWN
from kg.stores import open_store
from tests.graphs import tiny_graph as make_tiny_graph

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        path = tmp_path_factory.mktemp("store") / "graph.json"
        open_store(path).save(make_tiny_graph())
        yield str(path)
        embedded.close()


def _query(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["query", *words])
    out, err = capfd.readouterr()
    return code, out, err


def test_json_is_one_document_with_our_ids(asked: str, capfd: pytest.CaptureFixture[str]):
    text = "MATCH p = (:Concept {id: $id})-[r:IS_A]->(c) RETURN c, r, p, 1.5 AS n, null AS nothing"
    code, out, _ = _query(capfd, text, "--param", 'id="self-attention"', "--store", asked, "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert list(document) == ["columns", "rows", "truncated", "ms"]
    assert document["columns"] == ["c", "r", "p", "n", "nothing"]
    [[concept, edge, path, number, nothing]] = document["rows"]
    assert list(concept) == ["id", "labels", "properties"]
    assert concept["id"] == concept["properties"]["id"] == "attention"
    assert {name: edge[name] for name in ("type", "start", "end")} == {
        "type": "IS_A",
        "start": "self-attention",
        "end": "attention",
    }
    assert (path["nodes"][1], path["relationships"]) == (concept, [edge])
    assert (number, nothing, document["truncated"]) == (1.5, None, False)


def test_columns_stand_for_an_empty_result_too(asked: str, capfd: pytest.CaptureFixture[str]):
    text = "MATCH (n:Nope) RETURN n.a, n AS `x y`, 1 + 1"
    _, out, _ = _query(capfd, text, "--store", asked, "--format", "json")
    assert json.loads(out)["columns"] == ["n.a", "x y", "1 + 1"]


def test_csv_keeps_texts_and_writes_the_rest_as_json(asked: str, capfd: pytest.CaptureFixture[str]):
    text = "UNWIND [1, 2, 3] AS n RETURN n, 'a,\"b\n中' AS t, null AS x, [1, true] AS l, {a: 'b'} AS m ORDER BY n"
    code, out, err = _query(capfd, text, "--store", asked, "--format", "csv", "--max-rows", "2")
    rows = list(csv.reader(io.StringIO(out, newline="")))
    assert code == 0
    assert rows == [["n", "t", "x", "l", "m"], *([n, 'a,"b\n中', "", "[1, true]", '{"a": "b"}'] for n in ("1", "2"))]
    assert "only the first 2 rows" in err


def test_the_table_reads_well_with_chinese(asked: str, capfd: pytest.CaptureFixture[str]):
    text = "MATCH (c:Concept)-[r:USES]->(d) RETURN c.name AS 名称, r, d ORDER BY c.id LIMIT 5"
    code, out, _ = _query(capfd, text, "--store", asked, "--max-rows", "1")
    assert code == 0
    assert "名称" in out
    assert "(multi-head-attention)-[:USES]->(self-attention)" in out
    assert "(:Concept self-attention)" in out
    assert "1 row in" in out
    assert "there are more" in out
    assert len({cell_len(line) for line in out.splitlines()[:-1]}) == 1, "columns that do not line up"


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("MATCH (概念:Concept) RETRUN 概念", "RETRUN"),
        ("MATCH (概念:Concept) RETURN 概念 + nope", "nope"),
        ("MATCH (c)\nRETURN '😀' + c.id, toInteger('1') ? 2", "?"),
        ("MATCH (c) DELETE c", "DELETE"),
        ("RETURN $who", "$who"),
    ],
)
def test_a_mistake_draws_a_caret_under_its_place(asked: str, capfd: pytest.CaptureFixture[str], text: str, under: str):
    code, out, err = _query(capfd, text, "--store", asked)
    first, line, caret = err.splitlines()
    assert (code, out) == (2, "")
    assert first.startswith("kg: ")
    assert line[2:] in text.split("\n")
    assert caret.strip() == "^"
    assert cell_len(line[: line.index(under)]) == len(caret) - 1


def test_an_error_in_json_is_one_line(asked: str, capfd: pytest.CaptureFixture[str]):
    code, out, err = _query(capfd, "RETURN 1 +", "--store", asked, "--format", "json")
    assert (code, out) == (2, "")
    [line] = err.splitlines()
    document = json.loads(line)
    assert list(document) == ["error", "message", "line", "column"]
    assert (document["error"], document["line"], document["column"]) == ("syntax", 1, 11)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no query; give one"),
        (["RETURN 1", "--param", "x"], "write NAME=JSON"),
        (["RETURN $x", "--param", "x=abc"], "is no JSON; a text stands in quotes"),
        (["RETURN 1", "--timeout", "0"], "choose more than 0"),
        (["RETURN 1", "--max-rows", "0"], "choose 1 or more"),
        (["RETURN 1", "--store", "no/graph.json"], "no graph at"),
        (["RETURN 1", "--store", "mysql://x"], "no store for mysql://"),
        (["SHOW USERS"], "SHOW is administration"),
    ],
)
def test_what_the_caller_can_mend_ends_with_2(
    asked: str, capfd: pytest.CaptureFixture[str], words: list[str], said: str
):
    code, out, err = _query(capfd, *words, *([] if "--store" in words else ["--store", asked]))
    assert (code, out) == (2, "")
    assert said in err


def test_help_lists_every_known_difference_and_examples_show_a_dozen(capfd: pytest.CaptureFixture[str]):
    _, shown, _ = _query(capfd, "--help")
    assert [one for one in KNOWN if one not in shown] == []
    code, out, _ = _query(capfd, "--examples")
    assert code == 0
    assert len(EXAMPLES) >= 12
    for example in EXAMPLES:
        assert example.answers in out


def test_the_command_ends_within_two_seconds_of_its_time_out(asked: str):
    endless = "RETURN reduce(s = 0, i IN range(1, 900000) | s + reduce(t = 0, j IN range(1, 900000) | t + j)) AS x"
    command = [sys.executable, "-m", "kg", "query", endless, "--timeout", "2", "--store", asked]
    simple = [sys.executable, "-m", "kg", "query", "RETURN 1", "--store", asked]
    started = time.monotonic()
    subprocess.run(simple, cwd=ROOT, check=True, capture_output=True)
    usual = time.monotonic() - started
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    took = time.monotonic() - started
    assert done.returncode == 1
    assert done.stderr.startswith("kg: no answer within 2 s")
    # On a machine so busy that a plain query takes long, starting is what takes long.
    assert took < max(2 + 2, 2 + 1 + 1.5 * usual)
