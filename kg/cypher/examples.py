"""Useful queries over our schema, each with what it answers in both languages; tests run every one in both modes."""

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
    answers_zh: str
    text: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


EXAMPLES = (
    Example(
        "A concept with everything around it, as a picture",
        "一个概念和它周围的一切，画成图",
        """MATCH (one:Concept {id: $concept})-[edge]-(other:Concept)
RETURN one, edge, other""",
        {"concept": "lora"},
    ),
    Example(
        "Every way of prerequisites to a concept, as a picture",
        "通向一个概念的先修路线，画成图",
        """MATCH way = (:Concept)-[:PREREQUISITE_OF*1..20 {direct: true}]->(:Concept {id: $concept})
RETURN way""",
        {"concept": "lora"},
    ),
    Example(
        "What to learn before a concept, easiest first",
        "学一个概念之前要先懂什么，从易到难",
        """MATCH (before:Concept)-[:PREREQUISITE_OF*1..20]->(goal:Concept {id: $concept})
RETURN DISTINCT before.level AS level, before.id AS id, before.name AS name
ORDER BY level, id""",
        {"concept": "lora"},
    ),
    Example(
        "Why one has to be known before the other",
        "为什么要先懂前一个：原文或先修表的理由",
        """MATCH (before:Concept)-[edge:PREREQUISITE_OF {direct: true}]->(:Concept {id: $concept})
RETURN before.name AS before, edge.confidence AS confidence,
  coalesce(edge.evidence_quotes, edge.evidence_reasons) AS because
ORDER BY confidence DESC, before""",
        {"concept": "lora"},
    ),
    Example(
        "Questions two steps away from a question",
        "和一道题隔着一道题的题目",
        """MATCH (here:Question {id: $question})-[:RELATED_TO]-(between:Question)-[:RELATED_TO]-(there:Question)
WHERE there <> here AND NOT (here)-[:RELATED_TO]-(there)
RETURN there.id AS id, there.title AS title, count(DISTINCT between) AS ways
ORDER BY ways DESC, id LIMIT 20""",
        {"question": "llm-interview.zh#7"},
    ),
    Example(
        "Concepts that are set against each other",
        "被拿来对比的概念",
        """MATCH (one:Concept)-[edge:CONTRASTS_WITH]->(other:Concept)
RETURN one.name AS one, other.name AS other, edge.confidence AS confidence, edge.evidence_quotes[0] AS quote
ORDER BY confidence DESC, one, other""",
    ),
    Example(
        "Concepts that are asked about but never explained in the banks",
        "题目问到、题库却没有解释的概念",
        """MATCH (concept:Concept)<-[:ABOUT]-(question:Question)
WHERE concept.definition IS NULL OR concept.definition_source <> 'bank'
RETURN concept.id AS id, concept.name AS name, count(question) AS asked
ORDER BY asked DESC, id LIMIT 30""",
    ),
    Example(
        "Bottlenecks: concepts that most others wait for",
        "瓶颈：最多概念以它为前提",
        """MATCH (concept:Concept)-[:PREREQUISITE_OF {direct: true}]->(after:Concept)
RETURN concept.id AS id, concept.name AS name, concept.level AS level, count(after) AS waiting
ORDER BY waiting DESC, id LIMIT 20""",
    ),
    Example(
        "Where to start: important concepts that need nothing first",
        "从哪里开始：不用先学别的重要概念",
        """MATCH (concept:Concept)
WHERE concept.level = 0 AND (concept)-[:PREREQUISITE_OF]->()
RETURN concept.id AS id, concept.name AS name, concept.importance AS importance
ORDER BY importance DESC, id LIMIT 20""",
    ),
    Example(
        "Questions that teach a concept, the most devoted first",
        "讲某个概念的题目，讲得最专的在前",
        """MATCH (question:Question)-[mention:MENTIONS]->(:Concept {id: $concept})
RETURN question.id AS id, question.title AS title, mention.count AS times, mention.salience AS salience
ORDER BY salience DESC, id LIMIT 20""",
        {"concept": "lora"},
    ),
    Example(
        "Concepts that come up together with one",
        "常和一个概念一起出现的概念",
        """MATCH (:Concept {id: $concept})<-[:MENTIONS]-(question:Question)-[:MENTIONS]->(other:Concept)
RETURN other.id AS id, other.name AS name, count(question) AS together
ORDER BY together DESC, id LIMIT 20""",
        {"concept": "lora"},
    ),
    Example(
        "How two concepts hang together: the shortest chains of relations",
        "两个概念怎样相连：最短的关系链",
        """MATCH (one:Concept {id: $concept}), (other:Concept {id: $other})
MATCH chain = allShortestPaths((one)-[*..6]-(other))
WHERE one <> other AND all(edge IN relationships(chain) WHERE type(edge) <> 'MENTIONS')
RETURN chain""",
        {"concept": "lora", "other": "quantization"},
    ),
    Example(
        "What helps against which problem",
        "哪个问题用什么解决",
        """MATCH (means:Concept)-[edge:ADDRESSES]->(problem:Concept)
RETURN problem.name AS problem, collect(DISTINCT means.name) AS means, count(*) AS many
ORDER BY many DESC, problem LIMIT 30""",
    ),
    Example(
        "Topics: how large they are and what they hold",
        "话题：有多大，包含什么",
        """MATCH (concept:Concept)
WHERE concept.topic IS NOT NULL
WITH concept.topic AS topic, concept ORDER BY concept.importance DESC, concept.id
RETURN topic, count(*) AS concepts, collect(concept.name)[0..5] AS most
ORDER BY concepts DESC, topic LIMIT 20""",
    ),
    Example(
        "How hard the questions of each language are",
        "各语言题目的难度分布",
        """MATCH (question:Question)
WHERE question.difficulty IS NOT NULL
RETURN question.language AS language, question.difficulty AS difficulty, count(*) AS questions
ORDER BY language, difficulty DESC""",
    ),
    Example(
        "Questions that say the same, and translations of each other",
        "内容相同的题目和互为译文的题目",
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

    >>> print(_command(Example("", "", "RETURN $x", {"x": "a"})))
    kg query 'RETURN $x' --param 'x="a"'
    """
    words = ["kg", "query", example.text]
    for name, value in example.parameters.items():
        words += ["--param", f"{name}={json.dumps(value, ensure_ascii=False)}"]
    return shlex.join(words)
