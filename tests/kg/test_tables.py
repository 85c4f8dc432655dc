from kg import tables
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
