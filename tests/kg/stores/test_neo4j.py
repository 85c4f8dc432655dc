"""What a Neo4j store makes of a database, whose data it touches, and what it says of a graph that is being loaded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from kg.errors import InputError, KGError, StoreError
from kg.exports.node_link import fingerprint
from kg.model import Concept, KnowledgeGraph, MapEntry, Mention, Related, RelatedReason, Relation, RelationType
from kg.progress import Event, Notice, Progress
from kg.stores import check_different, open_store
from kg.stores import neo4j_load as load
from kg.stores.flat import atlas, flatten
from tests.large_graph import large_graph
from tests.servers.neo4j_database import Database


@pytest.fixture
def ask(neo4j_server: Database, neo4j_url: str):
    """Runs one statement of a person's own on the emptied database."""

    def run(statement: str, **parameters: Any) -> list[Any]:
        with neo4j_server.session() as session:
            return session.run(statement, parameters).values()

    return run


@pytest.fixture
def full_graph(tiny_graph: KnowledgeGraph) -> KnowledgeGraph:
    """The tiny graph with an edge of each type and properties that strain quoting."""
    odd = Concept("o`dd\\u0027'\"", 'Name "with" `quotes`', aliases=("\\", "'", "\x01", "🤖"), topic="mqa", level=0)
    pair = Related("tiny.zh#5", "tiny.zh#6", 0.5, ("kv-cache", "mqa"), RelatedReason.FOLLOW_UP)
    line = MapEntry("m.csv", 1, "因为")
    more = [Relation("attention", one, odd.id, 1.0, (line,), "imported") for one in RelationType]
    return replace(
        tiny_graph,
        concepts={**tiny_graph.concepts, odd.id: odd},
        relations=tuple(sorted([*tiny_graph.relations, *more], key=lambda one: (one.head, one.tail, one.type))),
        related=(pair,),
    )


def _schema(ask) -> Counter[str]:
    text = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' AND name <> 'concept_atlas_tests' RETURN name"
    return Counter(name for [name] in ask(text))


def test_what_cypher_sees_are_the_flat_properties(neo4j_url: str, ask, full_graph: KnowledgeGraph):
    open_store(neo4j_url).save(full_graph)
    flat = flatten(full_graph)
    for label, rows in flat.nodes.items():
        assert {row["id"]: row for row in rows} == dict(ask(f"MATCH (n:{label}) RETURN n.id, properties(n)"))
    for type_, rows in flat.relationships.items():
        found = ask(f"MATCH (a)-[r:{type_}]->(b) RETURN a.id, b.id, properties(r)")
        assert sorted(map(tuple, found), key=str) == sorted(rows, key=str)
    assert ask("MATCH (n:Atlas) RETURN properties(n)") == [[atlas(full_graph, fingerprint(full_graph), "complete")]]
    assert open_store(neo4j_url).load() == full_graph


def test_first_use_makes_constraints_and_a_full_text_index(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    open_store(neo4j_url).save(tiny_graph)
    kinds = {(*labels, *names) for labels, names in ask("SHOW CONSTRAINTS YIELD labelsOrTypes, properties")}
    assert kinds >= {("Question", "id"), ("Concept", "id"), ("Atlas", "id")}
    ask("CALL db.awaitIndexes(60)")

    def found(text: str) -> set[str]:
        query = "CALL db.index.fulltext.queryNodes('concept_atlas_text', $text) YIELD node RETURN node.id"
        return {id_ for [id_] in ask(query, text=text)}

    assert "multi-head-attention" in found("MHA")  # an alias
    assert {"self-attention", "tiny.zh#2"} <= found("自注意")  # a name and a title
    assert "memory-fragmentation" in found("碎片")


def test_an_index_follows_later_loads(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    open_store(neo4j_url).save(tiny_graph)
    renamed = replace(tiny_graph.concepts["rlhf"], name="新的名字", name_zh=None)
    open_store(neo4j_url).save(replace(tiny_graph, concepts={**tiny_graph.concepts, "rlhf": renamed}))
    query = "CALL db.index.fulltext.queryNodes('concept_atlas_text', $text) YIELD node RETURN node.id"
    assert ask(query, text="新的名字") == [["rlhf"]]
    assert open_store(neo4j_url).load().concepts["rlhf"] == renamed


def test_a_load_mends_what_others_did_to_our_data(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    store = open_store(neo4j_url)
    store.save(tiny_graph)
    ask("MATCH (n:Concept {id: 'mqa'}) SET n.note = 'mine', n.name = 'no' REMOVE n.kind")
    ask("MATCH (a:Concept {id: 'gqa'})-[r:IMPROVES]->(b) CREATE (a)-[s:IMPROVES]->(b) SET s = properties(r)")
    ask("CREATE (:Concept {name: 'without an id'})-[:USES]->(:Concept {id: 7})")
    with pytest.raises(StoreError, match="damaged"):
        store.load()
    store.save(tiny_graph)
    assert store.load() == tiny_graph
    assert ask("MATCH (n:Concept {id: 'mqa'}) RETURN n.note") == [[None]]
    assert ask("MATCH (n:Concept) RETURN count(n)") == [[len(tiny_graph.concepts)]]


STRANGERS = "CREATE (:Person {name: 'Ada'})-[:KNOWS]->(:Person:`Odd``label\\u005Cu0041` {name: 'Bo'}), ({x: 1})"


def test_a_strangers_database_is_refused_before_anything_is_made(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    ask(STRANGERS)
    everything = (
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() RETURN elementId(n), properties(n), type(r) ORDER BY elementId(n)"
    )
    before = ask(everything)
    store = open_store(neo4j_url)
    assert not store.exists()
    for act in (store.check_writable, lambda: store.save(tiny_graph)):
        with pytest.raises(StoreError) as raised:
            act()
        assert "(no label) 1, Odd`label\\u0041 1, Person 2" in str(raised.value)
        assert "--beside" in str(raised.value)
    with pytest.raises(StoreError, match="no graph at"):
        store.load()
    assert _schema(ask) == {}
    assert ask(everything) == before


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE (:Atlas {id: 'atlas'})",
        "CREATE (:Atlas {id: 'atlas', schema: 'one'})",
        "CREATE (:Atlas {id: 'world', schema: 1})",
        "CREATE (:Atlas {id: 'atlas', schema: 1}), (:Atlas {id: 'atlas', schema: 1})",
        "CREATE (:Concept {id: 'theirs'})",
    ],
)
def test_labels_like_ours_are_not_taken_for_ours(neo4j_url: str, ask, theirs: str):
    ask(theirs)
    for beside in (False, True):
        with pytest.raises(StoreError, match="not Concept Atlas's"):
            open_store(neo4j_url, beside=beside).save(KnowledgeGraph())
    assert _schema(ask) == {}


def test_beside_is_asked_once_and_keeps_the_strangers_data(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    ask(STRANGERS)
    open_store(neo4j_url, beside=True).check_writable()
    open_store(neo4j_url, beside=True).save(tiny_graph)
    ask("MATCH (p:Person {name: 'Ada'}), (c:Concept) WHERE c.id IN ['mqa', 'rlhf'] CREATE (p)-[:USES]->(c)")
    assert open_store(neo4j_url).load() == tiny_graph
    open_store(neo4j_url).check_writable()
    without = replace(
        tiny_graph,
        concepts={id_: one for id_, one in tiny_graph.concepts.items() if id_ != "rlhf"},
        mentions=tuple(one for one in tiny_graph.mentions if one.concept != "rlhf"),
        relations=tuple(one for one in tiny_graph.relations if "rlhf" not in {one.head, one.tail}),
        prerequisites=tuple(one for one in tiny_graph.prerequisites if "rlhf" not in {one.before, one.after}),
        related=tuple(one for one in tiny_graph.related if "rlhf" not in one.shared),
    )
    open_store(neo4j_url).save(without)
    assert open_store(neo4j_url).load() == without
    assert ask("MATCH (:Person)-[:KNOWS]->(p:Person) RETURN p.name") == [["Bo"]]
    assert ask("MATCH (:Person)-[:USES]->(c) RETURN c.id") == [["mqa"]]
    assert ask("MATCH (n) WHERE n:Person OR size(labels(n)) = 0 RETURN count(n)") == [[3]]


def test_a_node_with_many_strangers_edges_goes_in_batches(neo4j_url: str, ask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load, "_CUT", 7)
    store = open_store(neo4j_url)
    store.save(KnowledgeGraph({}, {"a": Concept("a", "A"), "b": Concept("b", "B")}))
    ask("MATCH (c:Concept) UNWIND range(1, 20) AS i CREATE (:Person)-[:LIKES]->(c)-[:IN]->(c)")
    store.save(KnowledgeGraph({}, {"b": Concept("b", "B")}))
    assert ask("MATCH (n:Person) RETURN count(n)") == [[40]]
    assert ask("MATCH ()-[r]->() RETURN count(r)") == [[40]]


def test_a_load_that_was_cut_off_is_told_and_read_as_far_as_it_goes(neo4j_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load, "BATCH", 20)
    old, new = large_graph(30, 20, 400, seed=1), large_graph(40, 30, 500, seed=2)
    store = open_store(neo4j_url)
    store.save(old)
    total = len(_done(store, new))
    assert total > 20
    for stop in range(1, total, 6):
        store.save(old)
        with pytest.raises(_StopError):
            store.save(new, report=_stopping(stop))
        said: list[Event] = []
        part = store.load(report=said.append)
        assert [one.text for one in said if isinstance(one, Notice) and "is loading" in one.text]
        assert store.exists()
        assert not store.is_whole()
        assert store.sha256() == fingerprint(part)
        edges = {(one.head, one.type, one.tail) for one in part.relations}
        whole = [{(one.head, one.type, one.tail) for one in graph.relations} for graph in (old, new)]
        assert edges <= whole[0] or edges <= whole[1]
        assert all(one.topic is None or one.topic in part.concepts for one in part.concepts.values())
    store.save(new)
    said = []
    assert store.load(report=said.append) == new
    assert not [one for one in said if isinstance(one, Notice)]
    assert store.sha256() == fingerprint(new)


class _StopError(Exception):
    pass


def _stopping(after: int):
    seen = 0

    def report(event: Event) -> None:
        nonlocal seen
        seen += isinstance(event, Progress)
        if seen == after:
            raise _StopError

    return report


def _done(store, graph: KnowledgeGraph) -> list[Progress]:
    said: list[Event] = []
    store.save(graph, report=said.append)
    done = [one for one in said if isinstance(one, Progress)]
    assert [one.done for one in done] == sorted(one.done for one in done)
    assert {one.total for one in done} == {done[-1].done}
    return done


def test_of_two_loads_at_a_time_the_later_wins_whole(neo4j_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(load, "BATCH", 20)
    early, late = large_graph(30, 20, 400, seed=1), large_graph(40, 30, 500, seed=2)

    def overtake(event: Event) -> None:
        if isinstance(event, Progress) and 200 < event.done <= 220:
            open_store(neo4j_url).save(late)

    with pytest.raises(KGError, match="another load has taken"):
        open_store(neo4j_url).save(early, report=overtake)
    assert open_store(neo4j_url).load() == late
    assert open_store(neo4j_url).is_whole()


def test_rows_that_somebody_else_writes_meanwhile_are_noticed(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    def disturb(event: Event) -> None:
        if isinstance(event, Progress) and event.done == event.total:
            ask("MERGE (:Concept {id: 'theirs'})")

    with pytest.raises(KGError, match="12 Concept, not 11"):
        open_store(neo4j_url).save(tiny_graph, report=disturb)
    assert not open_store(neo4j_url).is_whole()


def test_an_edge_without_its_node_is_refused(neo4j_url: str, tiny_graph: KnowledgeGraph):
    torn = replace(tiny_graph, mentions=(*tiny_graph.mentions, Mention("tiny.zh#1", "nowhere", 1, ("n",), ((1, 2),))))
    with pytest.raises(StoreError, match="leads to no node"):
        open_store(neo4j_url).save(torn)


def test_a_number_that_no_database_holds_is_refused(neo4j_url: str, tiny_graph: KnowledgeGraph):
    question = replace(tiny_graph.questions["tiny.zh#1"], end=2**63)
    with pytest.raises(StoreError, match="64 bits"):
        open_store(neo4j_url).save(replace(tiny_graph, questions={**tiny_graph.questions, question.id: question}))


def test_long_answers_go_in_shorter_batches(neo4j_url: str, tiny_graph: KnowledgeGraph):
    long = replace(tiny_graph.questions["tiny.zh#1"], answer="长" * 900_000, end=10**7)
    questions = {f"b#{number}": replace(long, id=f"b#{number}") for number in range(5)}
    graph = KnowledgeGraph(questions)
    assert len(_done(open_store(neo4j_url), graph)) == 3
    assert open_store(neo4j_url).load() == graph


def test_a_graph_of_another_schema_names_both_numbers(neo4j_url: str, ask, tiny_graph: KnowledgeGraph):
    store = open_store(neo4j_url)
    store.save(tiny_graph)
    ask("MATCH (n:Atlas) SET n.schema = 99")
    with pytest.raises(StoreError, match=r"has schema 99, this version reads schema 1; `kg build`"):
        store.load()
    store.save(tiny_graph)
    assert store.load() == tiny_graph


def test_a_database_is_known_by_any_of_its_addresses(neo4j_url: str):
    bolt = neo4j_url.replace("neo4j://127.0.0.1", "bolt://localhost")
    for other in (neo4j_url, bolt, f"{bolt}?database=neo4j"):
        with pytest.raises(InputError, match="are the same database"):
            check_different(open_store(neo4j_url), open_store(other))
    check_different(open_store(neo4j_url), open_store("graph.json"))
