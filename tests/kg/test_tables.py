from kg import tables
from kg.cypher.values import CypherResult, Node, Relationship
from kg.model import KnowledgeGraph


def test_one_row_for_each(tiny_graph: KnowledgeGraph):
    assert len(tables.concepts_table(tiny_graph)) == len(tiny_graph.concepts)
    assert len(tables.questions_table(tiny_graph)) == len(tiny_graph.questions)
    assert len(tables.relations_table(tiny_graph)) == len(tiny_graph.relations)
    assert len(tables.prerequisites_table(tiny_graph)) == len(tiny_graph.prerequisites)
    assert len(tables.mentions_table(tiny_graph)) == len(tiny_graph.mentions)


def test_names_counts_and_evidence_in_words(tiny_graph: KnowledgeGraph):
    concepts = tables.concepts_table(tiny_graph, "en").set_index("id")
    assert concepts.loc["gqa", "name"] == "Grouped-Query Attention"
    assert (concepts.loc["gqa", "questions"], concepts.loc["gqa", "asked"]) == (1, 1)
    edges = tables.prerequisites_table(tiny_graph, "zh").set_index(["before", "after"])
    assert edges.loc[("attention", "self-attention"), "before_name"] == "注意力机制"
    assert edges.loc[("attention", "self-attention"), "evidence"] == "tiny.zh#2: “理解自注意力要先懂注意力机制。”"
    assert edges.loc[("kv-cache", "gqa"), "evidence"].startswith("prerequisites.csv line 3: ")


def test_an_empty_graph_has_empty_tables_with_columns():
    for table in (tables.concepts_table, tables.questions_table, tables.relations_table, tables.prerequisites_table):
        frame = table(KnowledgeGraph())
        assert len(frame) == 0
        assert "id" in frame.columns or "evidence" in frame.columns


def result(*rows: tuple[object, ...]) -> CypherResult:
    columns = tuple("abcdef"[: len(rows[0])]) if rows else ("a", "b")
    return CypherResult(columns, rows, False, 1.0)  # type: ignore[arg-type]


def test_a_result_keeps_numbers_as_numbers_with_gaps():
    frame = tables.result_table(result((1, 1, True, "x"), (None, 2.5, None, None), (10, None, False, "y")))
    assert list(map(str, frame.dtypes)) == ["Int64", "Float64", "boolean", "string"]
    assert frame.sort_values("a")["a"].tolist()[:2] == [1, 10]
    assert frame.isna().sum().tolist() == [1, 1, 1, 1]


def test_a_result_shows_what_is_no_number_as_one_line():
    node = Node("lora", ("Concept",), {"id": "lora"})
    edge = Relationship("USES", "lora", "rank", {})
    frame = tables.result_table(result((node, edge, [node, None], {"k": 1}), (1, "t" * 500, [], None)), most=10)
    assert frame["a"].tolist() == ["(:Concept…", "1"]
    assert frame["b"].tolist() == ["(lora)-[:…", "ttttttttt…"]
    whole = tables.result_table(result((node, edge, [node, None], {"k": 1})))
    assert whole.iloc[0].tolist() == ["(:Concept lora)", "(lora)-[:USES]->(rank)", "[(:Concept lora), null]", "{k: 1}"]


def test_a_result_without_rows_has_its_columns():
    assert list(tables.result_table(result()).columns) == ["a", "b"]
