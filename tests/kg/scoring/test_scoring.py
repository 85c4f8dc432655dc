"""`kg score`: against a re-count by brute force over the exported file, and a reference script where there is one."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cli import run
from kg.commands.score import score_document
from kg.errors import InputError
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph
from kg.names import key
from kg.scoring.gold import load_pairs, load_questions
from kg.stores import open_store
from tests.graphs import TINY_BANK, random_graphs, tiny_graph

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT.parent / "shared" / "score.py"

NAMES = ["多头注意力", "KV cache", "MQA", "自注意力", "前馈网络", "没有的概念", "kv-cache 机制", "C0", "別名", "c1"]
concepts = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(NAMES),
            "surfaces": st.lists(st.sampled_from(NAMES), max_size=2),
            "role": st.sampled_from(["about", "mention", "either"]),
            "by": st.sampled_from([1, 2]),
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one["name"],
)


@st.composite
def gold_questions(draw: st.DrawFn, graph: KnowledgeGraph) -> list[dict]:
    found = []
    for question in draw(st.lists(st.sampled_from(sorted(graph.questions)), min_size=1, max_size=4, unique=True)):
        listed = draw(concepts)
        names = st.sampled_from([one["name"] for one in listed])
        types = st.sampled_from(["IS_A", "USES", "PART_OF", "CONTRASTS_WITH"])
        relation = st.fixed_dictionaries({"head": names, "type": types, "tail": names, "by": st.sampled_from([1, 2])})
        title = draw(st.sampled_from([graph.questions[question].title, "不在图里的题"]))
        relations = draw(st.lists(relation, max_size=6))
        found.append(
            {"q": graph.questions[question].number, "title": title, "concepts": listed, "relations": relations}
        )
    return found


def written(folder: Path, name: str, lines: list[dict]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def recounted(exported: dict, gold: list[dict]) -> dict[str, list[int]]:
    """Found, right, wanted, met of each sort: the definitions of GUIDE.md applied by looking at every combination."""
    nodes = {node["id"]: node for node in exported["nodes"]}
    counts = {sort: [0, 0, 0, 0] for sort in ("concepts", "about", "relations", "untyped")}
    for line in gold:
        question = next(
            (
                i
                for i, n in nodes.items()
                if n["label"] == "Question" and n["title"] == line["title"] and n["number"] == line["q"]
            ),
            None,
        )
        edges = [edge for edge in exported["edges"] if edge["source"] == question]
        mentions = {e["target"]: e for e in edges if e["type"] == "MENTIONS"}
        about = {e["target"] for e in edges if e["type"] == "ABOUT"}
        same = paired(nodes, mentions, line["concepts"])
        add(counts["concepts"], len(mentions), len(same), line["concepts"], lambda place, same=same: place in same)
        counts["about"][0] += len(about)
        counts["about"][1] += sum(same[i] in about and line["concepts"][i]["role"] != "mention" for i in same)
        musts = [i for i, one in enumerate(line["concepts"]) if one["by"] == 2 and one["role"] == "about"]
        counts["about"][2] += len(musts)
        counts["about"][3] += sum(same.get(i) in about for i in musts)
        name_of = {concept: line["concepts"][place]["name"] for place, concept in same.items()}
        said = {
            undirected(name_of.get(e["source"], e["source"]), e["type"], name_of.get(e["target"], e["target"]))
            for e in exported["edges"]
            if e["type"] not in ("PREREQUISITE_OF", "MENTIONS", "ABOUT", "RELATED_TO")
            and any(one.get("question") == question for one in e["evidence"])
        }
        true = {undirected(r["head"], r["type"], r["tail"]) for r in line["relations"]}
        must = {undirected(r["head"], r["type"], r["tail"]) for r in line["relations"] if r["by"] == 2}
        joined = [frozenset((h, t)) for h, _, t in true]
        said_joined = [frozenset((h, t)) for h, _, t in said]
        for sort, right, met in (
            ("relations", len(said & true), len(must & said)),
            (
                "untyped",
                sum(one in joined for one in said_joined),
                sum(frozenset((h, t)) in said_joined for h, _, t in must),
            ),
        ):
            for place, more in enumerate((len(said), right, len(must), met)):
                counts[sort][place] += more
    return counts


def undirected(head: str, kind: str, tail: str) -> tuple[str, str, str]:
    return (min(head, tail), kind, max(head, tail)) if kind == "CONTRASTS_WITH" else (head, kind, tail)


def paired(nodes: dict, mentions: dict, gold: list[dict]) -> dict[int, str]:
    pairs: dict[int, str] = {}
    for concept in sorted(mentions, key=lambda one: (-len(mentions[one]["surfaces"]), list(mentions).index(one))):
        node = nodes[concept]
        names = [
            node["name"],
            node.get("name_en"),
            node.get("name_zh"),
            *node["aliases"],
            *mentions[concept]["surfaces"],
        ]
        ours = {key(name) for name in names if name}
        common = [len(ours & {key(name) for name in (one["name"], *one["surfaces"])}) for one in gold]
        free = [place for place in range(len(gold)) if place not in pairs and common[place]]
        if free:
            pairs[max(free, key=lambda place: (common[place], -place))] = concept
    return pairs


def add(counts: list[int], found: int, right: int, gold: list[dict], met) -> None:
    musts = [place for place, one in enumerate(gold) if one["by"] == 2]
    for place, more in enumerate((found, right, len(musts), sum(map(met, musts)))):
        counts[place] += more


def measured(found: int, right: int, wanted: int, met: int) -> list[float]:
    precision, recall = right / found if found else 0, met / wanted if wanted else 0
    return [precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("score")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_counts_are_those_of_a_recount(folder: Path, data: st.DataObject) -> None:
    graph = data.draw(st.one_of(st.just(tiny_graph()), random_graphs()))
    gold = data.draw(gold_questions(graph))
    wanted = recounted(json.loads(dumps(graph)), gold)
    path = written(folder, "gold.jsonl", gold)
    document = score_document(graph, path, prerequisites=None, bank_file=None, misses=0)
    for sort, name in (("concepts",) * 2, ("about",) * 2, ("relations",) * 2, ("untyped", "relations_untyped")):
        assert list(document[name].values()) == pytest.approx(measured(*wanted[sort])), name


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_orders_are_those_of_all_paths(folder: Path, data: st.DataObject) -> None:
    graph = data.draw(random_graphs(acyclic=False))
    names = st.sampled_from([*sorted(graph.concepts), "nobody"])
    labels = st.sampled_from(["x_first", "y_first", "none"])
    pairs = data.draw(
        st.lists(st.fixed_dictionaries({"x": names, "y": names, "label": labels}), min_size=1, max_size=8)
    )
    # The name of a random concept may be another's id or alias; only the ids that name one concept are asked about.
    owners = {
        one: [c.id for c in graph.concepts.values() if key(one) in map(key, c.surfaces)] for one in graph.concepts
    }
    pairs = [one for one in pairs if all(len(owners.get(one[end], [])) < 2 for end in "xy")]
    if not pairs:
        return
    edges = {(edge.before, edge.after) for edge in graph.prerequisites}
    closure = set(edges)
    for middle, start, end in product(*[sorted(graph.concepts)] * 3):
        if (start, middle) in closure and (middle, end) in closure:
            closure.add((start, end))
    right = 0
    for pair in pairs:
        x, y = ((owners.get(pair[end]) or [pair[end]])[0] for end in "xy")
        forward, backward = ((a, b) in closure and a != b for a, b in ((x, y), (y, x)))
        said = {(True, False): "x_first", (False, True): "y_first", (False, False): "none"}.get((forward, backward))
        right += said == pair["label"]
    path = written(folder, "pairs.jsonl", pairs)
    gold = written(folder, "one.jsonl", [{"q": 1, "title": "t", "concepts": [], "relations": []}])
    document = score_document(graph, gold, prerequisites=path, bank_file=None, misses=0)
    assert document["prerequisites"]["right"] == right
    assert document["prerequisites"]["pairs"] == len(pairs)


def test_evidence_of_a_good_graph_has_no_fault_and_of_a_spoilt_one_has(tmp_path: Path) -> None:
    bank = tmp_path / "tiny.zh.md"
    bank.write_text(TINY_BANK, encoding="utf-8")
    gold = written(tmp_path, "gold.jsonl", [{"q": 1, "title": "t", "concepts": [], "relations": []}])
    document = score_document(tiny_graph(), gold, prerequisites=None, bank_file=bank, misses=0)
    assert document["evidence"]["faults"] == {}
    assert document["evidence"]["quotes"] > 5
    bank.write_text(TINY_BANK.replace("注意力", "注 意力", 1), encoding="utf-8")
    spoilt = score_document(tiny_graph(), gold, prerequisites=None, bank_file=bank, misses=0)
    assert spoilt["evidence"]["faults"]["not byte-equal"] > 5


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "gold.jsonl:1 is no annotation"),
        ('{"q": 1}', "lacks 'concepts'"),
        ('{"q": 1, "title": "t", "concepts": [{"name": "A", "surfaces": [], "role": "hero", "by": 2}]}', "role 'hero'"),
        (
            '{"q": 1, "title": "", "concepts": [], "relations": [{"head": "A", "tail": "B", "type": "USES", "by": 1}]}',
            "'A'",
        ),
        ("", "holds no annotation"),
    ],
)
def test_bad_annotations_are_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match="annotation") as caught:
        load_questions(path)
    assert told in str(caught.value)


def test_missing_files_and_wrong_labels_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        load_pairs(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="label 'first'"):
        load_pairs(written(tmp_path, "pairs.jsonl", [{"x": "a", "y": "b", "label": "first"}]))


def test_the_command_prints_a_table_and_a_document(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    store = tmp_path / "graph.json"
    store.write_bytes(dumps(tiny_graph()))
    mqa = {"name": "MQA", "surfaces": [], "role": "about", "by": 2}
    gold = written(tmp_path, "gold.jsonl", [{"q": 6, "title": "MQA 是什么？", "concepts": [mqa], "relations": []}])
    assert run(["score", str(store), str(gold), "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["about"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert run(["score", str(store), str(gold), "--misses", "3"]) == 0
    shown = capfd.readouterr().out
    assert "relations untyped" in shown
    assert "not in gold, concept: KV cache" in shown
    assert run(["score", str(store), str(tmp_path / "none.jsonl")]) == 2


@pytest.mark.skipif(not REFERENCE.exists(), reason="no ../shared/score.py beside the project")
def test_the_reference_script_says_the_same(tmp_path: Path) -> None:
    shared = REFERENCE.parent
    bank, gold = shared / "seed" / "llm-interview-104.zh.md", shared / "gold" / "dev.jsonl"
    pairs, store = shared / "gold" / "dev_prerequisites.jsonl", tmp_path / "graph.json"
    assert run(["build", str(bank), "--store", str(store)]) == 0
    options = ["--prerequisites", str(pairs), "--bank-file", str(bank)]
    command = [sys.executable, str(REFERENCE), str(store), "--gold", str(gold), *options, "--json"]
    reference = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    graph = open_store(str(store)).load()
    document = score_document(graph, gold, prerequisites=pairs, bank_file=bank, misses=0)
    for name in ("concepts", "about", "relations", "relations_untyped", "prerequisites"):
        ours = [document[name][one] for one in ("precision", "recall", "f1")]
        assert ours == pytest.approx(reference[name]), name
    for kind, tally in document["relation_types"].items():
        assert list(tally.values()) == pytest.approx(reference[f"  {kind}"]), kind
    detail, ours = reference["prerequisites_detail"], document["prerequisites"]
    assert [ours[one] for one in ("pairs", "right", "reversed", "unknown")] == [
        detail[one] for one in ("n", "right", "reversed", "unknown")
    ]
    assert document["evidence"] == {"quotes": reference["evidence"], "faults": reference["evidence_faults"]}
