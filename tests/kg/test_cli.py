import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from kg.cli import commands
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph
from kg.stores import open_store
from tests.graphs import TINY_BANK

ROOT = Path(__file__).parent.parent.parent


def _kg(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "kg", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, encoding="utf-8", timeout=60, check=False, **options
    )


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_explains_itself_with_an_example(kg, name: str):
    ran = kg(name, "--help")
    assert ran.code == 0
    assert f"kg {name}" in ran.out.partition("Example")[2]


def test_kg_alone_shows_the_commands(kg):
    ran = kg()
    assert (ran.code, ran.err) == (0, "")
    assert "path" in ran.out
    assert kg("--version").out == "concept-atlas 0.1.0\n"


def test_a_plan_as_json(kg):
    document = kg("path", "GQA", "--known", "MHA", "--known", "KV cache", "--format", "json").json()
    assert [step["concept"] for step in document["steps"]] == ["mqa", "gqa"]
    assert document["known"] == ["kv-cache", "multi-head-attention"]
    assert document["steps"][0]["name"] == "多查询注意力"


def test_a_chain_as_json(kg):
    document = kg(
        "path", "gqa", "--from", "注意力机制", "--alternatives", "1", "--lang", "en", "--format", "json"
    ).json()
    assert document["steps"][0]["name"] == "Attention"
    assert document["mode"] == "chain"
    assert len(document["alternatives"]) == 1


def test_no_way_is_an_answer(kg):
    ran = kg("path", "RLHF", "--from", "GQA")
    assert ran.code == 0
    assert "缺失环节" in ran.out


def test_the_table_of_a_plan(kg):
    out = kg("path", "gqa", "--max-steps", "2", "--known", "注意力").out
    assert "自注意力" in out
    assert "#3" in out
    assert "not needed: 注意力机制" in out
    assert "3 more steps lead to the goal" in out
    lines = [line for line in out.splitlines() if line.startswith("│")]
    assert len({cell_len(line) for line in lines}) == 1


def test_a_walk_along_relations_names_only_its_ends(kg):
    out = kg("path", "kv-cache", "--from", "memory-fragmentation", "--lang", "en").out
    assert "No prerequisites lead there; these relations do:" in out
    assert (out.count("the start"), out.count("the goal")) == (1, 1)


def test_an_outline_shows_the_nearest_first(kg):
    rows = [line for line in kg("path", "gqa", "--format", "outline", "--lang", "en").out.splitlines() if "│" in line]
    assert [row.split("│")[1].strip() for row in rows] == ["0", "1", "2", "3"]
    assert "Grouped-Query Attention" in rows[0]
    assert kg("path", "gqa", "--format", "outline", "--depth", "1").out.splitlines()[-1] == (
        "and 2 more concepts below these (--depth)"
    )
    assert "没有要学的了" in kg("path", "gqa", "--format", "outline", "--known", "gqa", "--lang", "zh").out


def test_basics_are_a_level_or_a_concept_with_all_it_needs(kg):
    def steps(*options: str) -> list[str]:
        return [one["concept"] for one in kg("path", "gqa", *options, "--format", "json").json()["steps"]]

    assert steps("--basics", "1") == ["self-attention", "multi-head-attention", "kv-cache", "mqa", "gqa"]
    assert steps("--basics", "1", "--basics", "自注意力") == ["multi-head-attention", "kv-cache", "mqa", "gqa"]
    assert steps("--basics", "99") == steps("--basics", "gqa") == ["gqa"]
    assert kg("next", "--basics", "1", "--format", "json").json()["known"]
    asked = kg("place", "--goal", "gqa", "--basics", "自注意力", "--format", "json").json()
    assert {"attention", "self-attention"} <= set(asked["known"])
    evening = ("plan", "gqa", "--evenings", "1", "--minutes", "1", "--format", "json")
    assert kg(*evening, "--basics", "99").json()["evenings"][0]["questions"][0]["question"] == "tiny.zh#7"


def test_markdown_and_mermaid(kg):
    markdown = kg("path", "mqa", "--format", "markdown").out
    assert markdown.startswith("# 多查询注意力\n\n1. **注意力机制** (第 0 层)\n   > 学「自注意力」要用到：tiny.zh\\#2")
    assert "   - [ ] tiny.zh\\#6 MQA 是什么？" in markdown
    mermaid = kg("path", "gqa", "--format", "mermaid").out
    assert mermaid.startswith('flowchart LR\n    n1["注意力机制"]\n')
    assert mermaid.count("-->") == 6


def test_marks_of_the_progress_file_count(kg, tmp_path: Path):
    lines = [{"concept": "multi-head-attention", "mark": "known"}, {"concept": "gone", "mark": "known"}]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "progress.jsonl").write_text(text, encoding="utf-8")
    ran = kg("path", "mqa", "--format", "json")
    assert [step["concept"] for step in ran.json()["steps"]] == ["mqa"]
    assert ran.err == "note: marked as known, but not in this graph: gone\n"
    assert len(kg("path", "mqa", "--format", "json", "--progress", "none").json()["steps"]) == 4
    (tmp_path / "other.jsonl").write_text('{"concept": "MHA", "mark": "known"}\n', encoding="utf-8")
    assert len(kg("path", "mqa", "--format", "json", "--progress", "other.jsonl").json()["steps"]) == 1


def test_stats_search_show(kg):
    stats = kg("stats", "--format", "json").json()
    assert (stats["questions"], stats["concepts"], stats["prerequisites"]) == (12, 11, 10)
    assert "PART_OF 2" in kg("stats").out
    found = kg("search", "注意力", "--format", "json").json()
    assert found["concepts"][0] == {"concept": "attention", "name": "注意力机制", "kind": "component"}
    assert found["questions"][0]["question"] == "tiny.zh#1"
    assert "什么是注意力机制？" in kg("search", "注意力").out
    assert kg("search", "没有这个").code == 0
    concept = kg("show", "MHA", "--format", "json").json()
    assert [one["concept"] for one in concept["needs"]] == ["self-attention"]
    assert [one["concept"] for one in concept["unlocks"]] == ["gqa", "mqa", "transformer"]
    assert concept["questions"][0] == {
        "question": "tiny.zh#3",
        "title": "什么是多头注意力？",
        "about": True,
        "count": 3,
    }
    assert "把自注意力并行做多次" in kg("show", "MHA").out
    question = kg("show", "#7", "--format", "json").json()
    assert question["question"]["id"] == "tiny.zh#7"
    assert {one["type"] for one in question["relations"]} == {"CONTRASTS_WITH", "IMPROVES"}
    assert [(one["concept"], one["after"]) for one in question["prerequisites"]] == [
        ("mqa", "gqa"),
        ("multi-head-attention", "gqa"),
    ]
    assert "GQA 的效果好于 MQA" in kg("show", "tiny.zh#7").out


def test_export_and_load_keep_every_byte(kg, tmp_path: Path, tiny_graph: KnowledgeGraph):
    assert kg("export", "--format", "json").out.encode() == dumps(tiny_graph)
    assert kg("export", "-o", "copy.json").out == ""
    assert (tmp_path / "copy.json").read_bytes() == dumps(tiny_graph)
    assert kg("load", "copy.json", "other.json", "--format", "json").json()["concepts"] == 11
    assert (tmp_path / "other.json").read_bytes() == dumps(tiny_graph)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("path gqa --basics zzz", "no concept 'zzz' in this graph"),
        ("path gqa --from MHA --format outline", "--format outline is for a whole plan; leave out --from"),
        ("path RHLF", "no concept 'RHLF' in this graph; nearest: RLHF"),
        ("path gqa --from nothing-like-it", "no concept 'nothing-like-it'"),
        ("path gqa --known zzz", "no concept 'zzz'"),
        ("show #99", "no concept or question '#99'"),
        ("path", "Missing argument 'GOAL'"),
        ("path gqa --depth -1", "--depth"),
        ("path gqa --min-confidence 2", "--min-confidence"),
        ("path gqa --format yaml", "yaml"),
        ("path gqa --lang fr", "fr"),
        ("nonsense", "No such command 'nonsense'"),
        ("stats --store none.json", "no graph at none.json; `kg build"),
        ("stats --store mysql://x", "no store for mysql://"),
        ("stats --store .", "cannot read ."),
        ("load graph.json no/where.json", "there is no folder"),
        ("export -o no/where.json", "cannot write no/where.json"),
        ("build", "nothing to build from"),
        ("build missing.md", "missing.md"),
        ("build bank.md --store no/where.json", "there is no folder"),
        ("build bank.md --store .", "it is a folder"),
        ("serve --store no/where.json", "there is no folder no"),
        ("serve --host no.such.host.invalid", ""),
        ("search ''", "nothing to search for"),
    ],
)
def test_bad_input_is_one_line_and_leaves_the_graph(kg, tmp_path: Path, tiny_graph, arguments: str, said: str):
    (tmp_path / "bank.md").write_text(TINY_BANK, encoding="utf-8")
    ran = kg(*(part.strip("'") for part in arguments.split()))
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("kg: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err
    assert (tmp_path / "graph.json").read_bytes() == dumps(tiny_graph)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"[]", b'{"graph": {"schema": 2}}', b'{"nodes": []}'])
def test_a_foreign_store_is_named(kg, tmp_path: Path, data: bytes):
    (tmp_path / "foreign.json").write_bytes(data)
    for command in ("stats", "export"):
        ran = kg(command, "--store", "foreign.json")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("kg: foreign.json ")
        assert "`kg build`" in ran.err


def test_what_a_build_leaves_behind(kg, tmp_path: Path):
    (tmp_path / "bank.md").write_text(TINY_BANK, encoding="utf-8")
    ran = kg("build", "bank.md", "--store", "built.json", "--format", "json")
    summary = ran.json()
    assert (summary["questions"], summary["banks"], summary["unchanged"]) == (12, 1, False)
    events = [json.loads(line) for line in ran.err.splitlines()]
    assert [one["stage"] for one in events if one.get("done") == one.get("total", -1)] == [
        "read",
        "discover",
        "extract",
        "derive",
    ]
    built = (tmp_path / "built.json").read_bytes()
    again = kg("build", "bank.md", "--store", "built.json", "--if-changed")
    assert again.out == "built.json is up to date: no input changed\n"
    (tmp_path / "bank.md").write_text(
        TINY_BANK + "\n### 13. 什么是 PPO？\n\nPPO 是一种强化学习算法。\n", encoding="utf-8"
    )
    assert kg("build", "bank.md", "--store", "built.json", "--if-changed", "--format", "json").json()["questions"] == 13
    assert (tmp_path / "built.json").read_bytes() != built
    (tmp_path / "bank.md").write_bytes(b"\xff\xfe")
    now = (tmp_path / "built.json").read_bytes()
    assert kg("build", "bank.md", "--store", "built.json", "--if-changed").code == 2
    assert (tmp_path / "built.json").read_bytes() == now


def test_a_dry_run_says_what_is_there_and_writes_nothing(kg, tmp_path: Path):
    (tmp_path / "bank.md").write_text(TINY_BANK, encoding="utf-8")
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    ran = kg("build", "--dry-run", "bank.md", "bad.md", "--store", "none.json", "--format", "json")
    found = ran.json()
    assert (ran.code, found["questions"], found["errors"], found["languages"]) == (0, 12, 1, {"en": 1, "zh": 11})
    assert [one["bank"] for one in found["banks"]] == ["bank", "bad"]
    assert [one["number"] for one in found["banks"][0]["sample"]] == ["1", "3", "6", "9", "12"]
    assert found["banks"][1]["error"] == "bad.md is UTF-16, not UTF-8; save it as UTF-8"
    assert json.loads(ran.err.splitlines()[-1]) == {"stage": "read", "done": 2, "total": 2, "unit": "banks"}
    told = kg("build", "--dry-run", "bank.md", "bad.md").out
    assert "bank: 12 questions (1 en, 11 zh), 12 with an answer" in told
    assert "1 of 2 files cannot be used" in told
    assert sorted(one.name for one in tmp_path.iterdir()) == ["bad.md", "bank.md", "graph.json", "two.json"]


def test_a_study_command_is_quick_and_imports_little(tmp_path: Path, tiny_graph: KnowledgeGraph):
    open_store(tmp_path / "graph.json").save(tiny_graph)
    program = (
        "import sys; from kg.cli import run; assert run(sys.argv[1:]) == 0; "
        "print([one for one in ('spacy', 'pandas', 'streamlit', 'networkx', 'scipy', 'numpy', 'neo4j', 'extract')"
        " if one in sys.modules], file=sys.stderr)"
    )
    for arguments in (
        ["path", "gqa"],
        ["show", "gqa"],
        ["search", "g"],
        ["stats"],
        ["path", "gqa", "--format", "json"],
    ):
        command = [sys.executable, "-c", program, *arguments, "--store", str(tmp_path / "graph.json")]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=True)
        assert ran.stderr == "[]\n"


def test_the_module_runs_and_a_pipe_may_close(tmp_path: Path, tiny_graph: KnowledgeGraph):
    open_store(tmp_path / "graph.json").save(tiny_graph)
    ran = _kg("path", "GQA", "--format", "json", cwd=tmp_path)
    assert json.loads(ran.stdout)["goal"] == "gqa"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "kg", "export"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe) as export:
        assert export.stdout is not None
        assert export.stderr is not None
        export.stdout.close()
        assert export.stderr.read() == b""


def test_an_unexpected_fault_is_one_line(tmp_path: Path):
    program = "import kg.cli, kg.commands.options; kg.commands.options.open_store = None; kg.cli.main()"
    command = [sys.executable, "-c", program, "stats"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert ran.returncode == 1
    assert ran.stderr.startswith("kg: a fault of the program: TypeError")
    assert ran.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("kill", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_the_old_graph_or_the_new_one(tmp_path: Path, tiny_graph, kill: signal.Signals):
    store = open_store(tmp_path / "graph.json")
    store.save(tiny_graph)
    (tmp_path / "bank.md").write_text(TINY_BANK * 40, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kg", "build", "bank.md", "--format", "json"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=pipe, stderr=pipe, text=True) as building:
        assert building.stderr is not None
        building.stderr.readline()  # the first sign of work
        building.send_signal(kill)
        said = building.stderr.read()
        assert building.wait(20) != 0
    assert store.load() == tiny_graph
    if kill is signal.SIGINT:
        assert said.endswith("kg: stopped; the graph is as it was\n")
        assert building.returncode == 1
