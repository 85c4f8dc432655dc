"""One read-only Cypher query in, its rows out, alike whether a file or a Neo4j database holds the graph.

``guard`` decides what runs (for both), ``server`` runs it in Neo4j, ``embedded`` in a child process over a copy of the
file, ``values`` says what the rows are made of.
"""
