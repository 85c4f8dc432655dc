"""What a page shows in, the link to the Cypher page with the query of the same content out."""

from __future__ import annotations

from collections.abc import Collection

from app.finding import Filter
from app.i18n import Words
from app.links import cypher_link
from app.markup import render
from app.view import SORTS
from kg.model import Language
from kg.study.path import StudyPath


def shown_as_cypher(link: str, words: Words) -> str:
    """The small link as HTML, alike on every page."""
    return render("as_cypher.html", words=words, link=link)


def important(most: int) -> str:
    """The most important concepts."""
    text = f"""MATCH (concept:Concept)
WHERE concept.importance IS NOT NULL
RETURN concept.id AS id, concept.name AS name, concept.level AS level, concept.importance AS importance
ORDER BY importance DESC, id LIMIT {most}"""
    return cypher_link(text)


def levels() -> str:
    """How many concepts each prerequisite level has."""
    return cypher_link("MATCH (concept:Concept)\nRETURN concept.level AS level, count(*) AS concepts\nORDER BY level")


def topics() -> str:
    """How many concepts each topic has, and about how many of them a question asks."""
    return cypher_link(
        """MATCH (concept:Concept)
OPTIONAL MATCH (concept)<-[:ABOUT]-(question:Question)
WITH concept, count(question) AS questions
RETURN concept.topic AS topic, count(*) AS concepts, sum(CASE WHEN questions > 0 THEN 1 ELSE 0 END) AS asked
ORDER BY concepts DESC, topic"""
    )


def neighbourhood(concept: str, depth: int, sorts: Collection[str]) -> str:
    """What Explore draws around a concept: chains of relations and direct prerequisites of these types."""
    types, reach = "|".join(one for one in SORTS if one in sorts), f"*1..{depth}"
    text = f"""MATCH chain = (:Concept {{id: $concept}})-[:{types}{reach}]-(:Concept)
WHERE all(edge IN relationships(chain) WHERE type(edge) <> 'PREREQUISITE_OF' OR edge.direct)
RETURN chain"""
    return cypher_link(text, {"concept": concept})


def plan(path: StudyPath, depth: int | None = None) -> str | None:
    """The steps of a plan, at most ``depth`` edges before its goal; None for a chain, which is no set of concepts."""
    if path.mode != "plan" or not path.steps:
        return None
    goal, skipped = path.goal, [one.concept for one in path.skipped]
    reach = "" if depth is None else str(depth)
    lines = [f"MATCH (step:Concept)-[:PREREQUISITE_OF*0..{reach}]->(:Concept {{id: $goal}})"]
    if skipped:
        lines.append("WHERE NOT step.id IN $skipped")
    lines.append("RETURN DISTINCT step.level AS level, step.id AS id, step.name AS name")
    lines.append("ORDER BY level, id")
    return cypher_link("\n".join(lines), {"goal": goal} | ({"skipped": sorted(skipped)} if skipped else {}))


def listed(asked: Filter, language: Language) -> str | None:
    """A list of questions; None for what no query finds alike: marks, and a search that folds spelling.

    Of a question and its translation the one in the reader's language is listed, as on the page.
    """
    if asked.text.strip() or asked.marked is not None:
        return None
    lines, values = ["MATCH (question:Question)"], {}
    if asked.concept:
        lines[0] += "-[:MENTIONS]->(:Concept {id: $concept})"
        values["concept"] = asked.concept
    if asked.topic:
        lines.append("MATCH (question)-[:RELATED_TO*0..1 {reason: 'translation'}]-(:Question)")
        lines[-1] += "-[:ABOUT]->(:Concept {topic: $topic})"
        values["topic"] = asked.topic
    if asked.bank:
        lines.append("WHERE question.bank = $bank")
        values["bank"] = asked.bank
    else:
        lines.append("WHERE question.language = $language")
        lines.append("  OR NOT (question)-[:RELATED_TO {reason: 'translation'}]-(:Question)")
        values["language"] = language
    lines.append("RETURN DISTINCT question.id AS id, question.title AS title, question.difficulty AS difficulty")
    lines.append("ORDER BY id")
    return cypher_link("\n".join(lines), values)
