"""Topics and the map: properties that hold for any graph, and the values of a small one."""

import math
import os
import random
import subprocess
import sys
from collections import defaultdict
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kg.derived.discs import packed
from kg.derived.links import links
from kg.derived.positions import positions
from kg.derived.topics import communities
from kg.model import KnowledgeGraph
from tests.graphs import random_graphs


@given(random_graphs(acyclic=False))
def test_a_topic_is_the_most_important_of_those_who_share_it(graph: KnowledgeGraph):
    members = defaultdict(list)
    for concept in graph.concepts.values():
        members[concept.topic].append(concept)
    for topic, group in members.items():
        best = max(group, key=lambda one: (one.importance or 0.0, [-ord(letter) for letter in one.id]))
        assert best.id == topic


@given(random_graphs(acyclic=False))
def test_every_concept_has_a_place_of_its_own(graph: KnowledgeGraph):
    places = [(one.map_x, one.map_y) for one in graph.concepts.values()]
    assert all(x is not None and y is not None and math.isfinite(x + y) for x, y in places)
    assert all(math.dist(one, other) > 0.3 for one, other in combinations(places, 2))  # type: ignore[arg-type]


@given(st.lists(st.floats(0.5, 5), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_discs_do_not_overlap(radii: list[float], chosen: random.Random):
    pairs = {pair: chosen.random() for pair in combinations(range(len(radii)), 2) if chosen.random() < 0.5}
    places = packed(radii, pairs).tolist()
    for one, other in combinations(range(len(radii)), 2):
        assert math.dist(places[one], places[other]) >= radii[one] + radii[other] + 1 - 1e-6


def test_two_cliques_are_two_topics_on_two_islands():
    cliques = [range(5), range(5, 10)]
    linked = {pair: 1.0 for clique in cliques for pair in combinations(clique, 2)} | {(0, 5): 0.5}
    groups = communities(12, linked)
    assert [set(group) for group in groups] == [set(range(5)), set(range(5, 10)), {10}, {11}]
    places = positions(12, groups, linked)
    middles = [[sum(axis) / 5 for axis in zip(*(places[n] for n in clique), strict=True)] for clique in cliques]
    for number in range(10):
        own, other = middles[number // 5], middles[1 - number // 5]
        assert math.dist(places[number], own) < math.dist(places[number], other)


def test_islands_and_attention_of_the_tiny_graph(tiny_graph: KnowledgeGraph):
    topic = {one.id: one.topic for one in tiny_graph.concepts.values()}
    assert topic["rlhf"] == topic["reward-model"] == "reward-model"
    assert topic["mqa"] == topic["gqa"] != topic["rlhf"]


def test_what_a_question_mentions_is_tied_to_what_it_asks_about(tiny_graph: KnowledgeGraph):
    alone = links(tiny_graph.concepts, (), (), tiny_graph.mentions)
    ids = list(tiny_graph.concepts)
    assert (ids.index("reward-model"), ids.index("rlhf")) in alone
    assert all(weight > 0 and one < other for (one, other), weight in alone.items())


def test_no_hash_seed_changes_a_graph():
    program = "import hashlib; from tests.graphs import tiny_graph; from kg.exports.node_link import fingerprint; "
    program += "print(fingerprint(tiny_graph()))"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
