"""The deadline plan: closed, within time, and near the best that a search over all plans finds."""

from dataclasses import replace
from random import Random

from kg.model import Concept, KnowledgeGraph, Mention, Prerequisite, Question, Quote
from kg.study.deadline import Evenings, Task, evening_plan, task
from kg.study.evenings import evenings_document
from kg.study.index import StudyIndex, study_index
from kg.study.minutes import minutes
from tests.graphs import bilingual_graph

CASES = 200


def _random_graph(chance: Random) -> KnowledgeGraph:
    """Up to 12 concepts, up to 11 questions of 1 to 9 minutes about one or two of them."""
    nodes = [f"c{n}" for n in range(chance.randint(3, 12))]
    density = chance.uniform(0.1, 0.5)
    edges = [(a, b) for n, a in enumerate(nodes) for b in nodes[n + 1 :] if chance.random() < density]
    quote = (Quote("b#0", 0, 1, "q", "r"),)
    questions = {
        f"b#{n}": Question(f"b#{n}", "b", str(n), f"t{n}", "字" * 300 * chance.randint(1, 9), 0, "zh", 0, 9)
        for n in range(chance.randint(3, 11))
    }
    mentions = [
        Mention(question, concept, 1, (), ((0, 1),), True)
        for question in questions
        for concept in chance.sample(nodes, chance.choice((1, 1, 2)))
    ]
    prerequisites = tuple(Prerequisite(a, b, 1.0, ("r",), quote) for a, b in edges)
    return KnowledgeGraph(questions, {n: Concept(n, n) for n in nodes}, tuple(mentions), (), prerequisites)


def _needs(index: StudyIndex, question: str, known: set[str]) -> set[str]:
    """What must be taught before a question, worked out anew: step by step backward from what it asks about."""
    subjects = set(index.about[question])
    found, todo = set[str](), list(subjects - known)
    while todo:
        heads = {edge.before for edge in index.before.get(todo.pop(), ())} - known - found
        found |= heads
        todo += heads
    return {one for one in found - subjects if index.asked.get(one)}


def _possible(index: StudyIndex, given: Task, known: set[str]) -> set[str]:
    """The questions that can be studied at all when each must come after all it needs."""
    found, taught = set[str](), set(known)
    while more := {one for one in given.needs if one not in found and _needs(index, one, known) <= taught}:
        found |= more
        taught |= {concept for one in more for concept in index.about[one]}
    return found


def _best(index: StudyIndex, given: Task) -> int:
    """The most goal questions of any plan: for every set that can be planned the least evenings and minutes."""
    needs = given.needs
    times = {one: minutes(index.graph.questions[one]) for one in needs}
    least = {frozenset[str](): (0, 0)}
    for done in (sets := [frozenset[str]()]):  # grows from smaller sets to larger ones
        evening, used = least[done]
        taught = {concept for one in done for concept in index.about[one]}
        for one, time in times.items():
            if one not in done and needs[one] <= taught and time <= given.length:
                after = (evening, used + time) if used + time <= given.length else (evening + 1, time)
                more = done | {one}
                if after[0] < given.evenings:
                    sets += [] if more in least else [more]
                    least[more] = min(after, least.get(more, after))
    return max(len(done & given.wanted) for done in least)


def _check(index: StudyIndex, given: Task, plan: Evenings, known: set[str]) -> None:
    taught, possible = set(known), _possible(index, given, known)
    planned = [question for evening in plan for question in evening]
    assert len(set(planned)) == len(planned)
    assert len(plan) <= given.evenings
    for evening in plan:
        assert sum(given.minutes[one] for one in evening) <= given.length
        for question in evening:
            assert given.needs[question] <= taught
            if given.needs[question] != _needs(index, question, known):
                assert given.needs[question] < _needs(index, question, known)
                assert question not in possible  # its needs go round in circles
            taught |= set(index.about[question])


def test_plans_are_closed_within_time_and_near_the_best():
    shares = []
    for seed in range(CASES):
        chance = Random(seed)  # noqa: S311 -- cases, no secrets
        graph = _random_graph(chance)
        index = study_index(graph)
        goals = chance.sample(sorted(graph.concepts), chance.randint(1, 3))
        known = set(chance.sample(sorted(graph.concepts), chance.choice((0, 0, 1, 2))))
        given = task(index, goals, evenings=chance.randint(1, 3), length=chance.randint(5, 20), known=known)
        plan = evening_plan(given)
        _check(index, given, plan, known)
        best = _best(index, given)
        planned = {question for evening in plan for question in evening}
        assert len(planned & given.wanted) <= best
        if best:
            shares.append(len(planned & given.wanted) / best)
    assert sum(shares) / len(shares) >= 0.97
    assert min(shares) >= 0.5


def test_a_plan_for_gqa(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    known = frozenset({"attention"})
    given = task(index, ["gqa", "transformer", "rlhf"], evenings=2, length=3, known=known, language="zh")
    document = evenings_document(index, given, evening_plan(given), "zh", known=known)
    assert list(document) == ["goals", "evenings", "left_out"]
    planned = [one for evening in document["evenings"] for one in evening["questions"]]
    asked = [one["question"] for one in planned]
    assert asked.index("tiny.zh#2") < asked.index("tiny.zh#3")
    assert {"question": "tiny.zh#2", "minutes": 1, "teaches": ["self-attention"]} in planned
    assert [evening["minutes"] for evening in document["evenings"]] == [3, 3]
    assert document["left_out"][0]["goal"] in {"gqa", "transformer", "rlhf"}
    assert "排不进" in document["left_out"][0]["because"]


def test_mastered_questions_and_translations_are_not_planned_again():
    index = study_index(bilingual_graph())
    given = task(index, ["gqa"], evenings=9, length=9, mastered=["tiny.en#3"], language="en")
    assert given.wanted == {"tiny.en#7"}
    planned = [question for evening in evening_plan(given) for question in evening]
    assert planned == ["tiny.en#1", "tiny.en#2", "tiny.en#5", "tiny.en#7"]
    document = evenings_document(index, given, evening_plan(given), "zh", known=frozenset())
    assert document["evenings"][0]["questions"][-1]["question"] == "tiny.zh#7"
    done = task(index, ["gqa"], evenings=9, length=9, mastered=["tiny.en#7"])
    left = evenings_document(index, done, evening_plan(done), "en", known=frozenset())["left_out"]
    assert left == [{"goal": "gqa", "because": "every question about it is mastered"}]


def test_reading_time_grows_with_the_answer():
    question = Question("b#1", "b", "1", "", "字" * 600 + "x" * 1000, 0, "zh", 0, 9)
    assert minutes(question) == 3
    assert minutes(replace(question, answer="")) == 1
