"""Concepts and how they hold together in, the topic of each concept out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kg.derived.links import Links
from kg.model import Concept

SEED = 7


def communities(count: int, links: Links) -> list[list[int]]:
    """The numbers 0 to ``count`` in groups that hold together, the largest first.

    Louvain's method: Blondel, Guillaume, Lambiotte, Lefebvre, "Fast unfolding of communities in large networks"
    (2008). Numbers instead of ids, so that no hash seed decides the order of a set.

    >>> communities(5, {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 1.0})
    [[0, 1, 2], [3], [4]]
    """
    from networkx import Graph  # noqa: PLC0415 -- half a second that no command but build needs
    from networkx.algorithms.community import louvain_communities  # noqa: PLC0415

    if not links:
        return [[number] for number in range(count)]
    network: Graph[int] = Graph()
    network.add_nodes_from(range(count))
    network.add_weighted_edges_from((a, b, weight) for (a, b), weight in sorted(links.items()))
    groups = [sorted(group) for group in louvain_communities(network, weight="weight", seed=SEED)]
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def topics(concepts: Mapping[str, Concept], groups: Sequence[Sequence[int]]) -> dict[str, str]:
    """For each concept the most important one of its group; of equally important ones the first by id."""
    ids = list(concepts)
    found: dict[str, str] = {}
    for group in groups:
        members = [ids[number] for number in group]
        best = min(members, key=lambda one: (-(concepts[one].importance or 0.0), one))
        found.update(dict.fromkeys(members, best))
    return found
