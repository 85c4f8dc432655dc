"""A dozen useful queries over our schema, each with what it answers; tests run every one in both modes."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Example:
    """A query with the parameters it takes; their values are to be replaced by one's own."""

    answers: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


EXAMPLES = (
    Example(
        "What to learn before a concept, easiest first",
        """MATCH (before:Concept)-[:PREREQUISITE_OF*1..20]->(goal:Concept {id: $concept})
RETURN DISTINCT before.level AS level, before.id AS id, before.name AS name
ORDER BY level, id""",
        {"concept": "lora"},
    ),
    Example(
        "Why one has to be known before the other: the quotes",
        """MATCH (before:Concept)-[edge:PREREQUISITE_OF {direct: true}]->(:Concept {id: $concept})
RETURN before.name AS before, edge.confidence AS confidence, edge.evidence_quotes AS quotes
ORDER BY confidence DESC, before""",
        {"concept": "lora"},
    ),
    Example(
        "Questions two steps away from a question",
        """MATCH (here:Question {id: $question})-[:RELATED_TO]-(between:Question)-[:RELATED_TO]-(there:Question)
WHERE there <> here AND NOT (here)-[:RELATED_TO]-(there)
RETURN there.id AS id, there.title AS title, count(DISTINCT between) AS ways
ORDER BY ways DESC, id LIMIT 20""",
        {"question": "llm-interview.zh#7"},
    ),
    Example(
        "Concepts that are set against each other",
        """MATCH (one:Concept)-[edge:CONTRASTS_WITH]->(other:Concept)
RETURN one.name AS one, other.name AS other, edge.confidence AS confidence, edge.evidence_quotes[0] AS quote
ORDER BY confidence DESC, one, other""",
    ),
    Example(
        "Concepts that are asked about but never explained in the banks",
        """MATCH (concept:Concept)<-[:ABOUT]-(question:Question)
WHERE concept.definition IS NULL OR concept.definition_source <> 'bank'
RETURN concept.id AS id, concept.name AS name, count(question) AS asked
ORDER BY asked DESC, id LIMIT 30""",
    ),
    Example(
        "Bottlenecks: concepts that most others wait for",
        """MATCH (concept:Concept)-[:PREREQUISITE_OF {direct: true}]->(after:Concept)
RETURN concept.id AS id, concept.name AS name, concept.level AS level, count(after) AS waiting
ORDER BY waiting DESC, id LIMIT 20""",
    ),
    Example(
        "Where to start: important concepts that need nothing first",
        """MATCH (concept:Concept)
WHERE concept.level = 0 AND (concept)-[:PREREQUISITE_OF]->()
RETURN concept.id AS id, concept.name AS name, concept.importance AS importance
ORDER BY importance DESC, id LIMIT 20""",
    ),
    Example(
        "Questions that teach a concept, the most devoted first",
        """MATCH (question:Question)-[mention:MENTIONS]->(:Concept {id: $concept})
RETURN question.id AS id, question.title AS title, mention.count AS times, mention.salience AS salience
ORDER BY salience DESC, id LIMIT 20""",
        {"concept": "lora"},
    ),
    Example(
        "Concepts that come up together with one",
        """MATCH (:Concept {id: $concept})<-[:MENTIONS]-(question:Question)-[:MENTIONS]->(other:Concept)
RETURN other.id AS id, other.name AS name, count(question) AS together
ORDER BY together DESC, id LIMIT 20""",
        {"concept": "lora"},
    ),
    Example(
        "How two concepts hang together: the shortest chains of relations",
        """MATCH (one:Concept {id: $concept}), (other:Concept {id: $other})
MATCH chain = allShortestPaths((one)-[*..6]-(other))
WHERE one <> other AND all(edge IN relationships(chain) WHERE type(edge) <> 'MENTIONS')
RETURN chain""",
        {"concept": "lora", "other": "quantization"},
    ),
    Example(
        "What helps against which problem",
        """MATCH (means:Concept)-[edge:ADDRESSES]->(problem:Concept)
RETURN problem.name AS problem, collect(DISTINCT means.name) AS means, count(*) AS many
ORDER BY many DESC, problem LIMIT 30""",
    ),
    Example(
        "Topics: how large they are and what they hold",
        """MATCH (concept:Concept)
WHERE concept.topic IS NOT NULL
WITH concept.topic AS topic, concept ORDER BY concept.importance DESC, concept.id
RETURN topic, count(*) AS concepts, collect(concept.name)[0..5] AS most
ORDER BY concepts DESC, topic LIMIT 20""",
    ),
    Example(
        "The hardest questions of each language",
        """MATCH (question:Question)
WHERE question.difficulty IS NOT NULL
RETURN question.language AS language, question.difficulty AS difficulty, count(*) AS questions
ORDER BY language, difficulty DESC""",
    ),
    Example(
        "Questions that say the same, and translations of each other",
        """MATCH (one:Question)-[edge:RELATED_TO]-(other:Question)
WHERE edge.reason IN ['duplicate', 'translation'] AND one.id < other.id
RETURN edge.reason AS reason, one.id AS one, other.id AS other, edge.score AS score
ORDER BY reason, score DESC, one, other LIMIT 30""",
    ),
)


def told() -> str:
    """Every example as a comment and a command line to copy."""
    return "\n".join(f"# {one.answers}\n{_command(one)}\n" for one in EXAMPLES)


def _command(example: Example) -> str:
    """The command line.

    >>> print(_command(Example("", "RETURN $x", {"x": "a"})))
    kg query 'RETURN $x' --param 'x="a"'
    """
    words = ["kg", "query", example.text]
    for name, value in example.parameters.items():
        words += ["--param", f"{name}={json.dumps(value, ensure_ascii=False)}"]
    return shlex.join(words)
