"""Placement on the graph of the bundled banks: 500 seeded learners of each of two models against guessing.

The error is the number of concepts with a prerequisite edge that the estimate has wrong. It is held against the best
fixed guess without questions (what most learners of the model know) and against eight random questions.
"""

import sys
from functools import cache
from pathlib import Path
from random import Random

import pytest

from extract import build
from kg.study.index import StudyIndex, study_index
from kg.study.placement import MOST, Placement, place
from kg.study.population import learning, seeking

DATA = Path(__file__).parent.parent.parent / "data"
LEARNERS = 500


@pytest.fixture(scope="module")
def index() -> StudyIndex:
    maps = [DATA / "prerequisites.csv"]
    graph = build([DATA / "banks"], lexicon=DATA / "lexicon.jsonl", cues=DATA / "cues.jsonl", prerequisites=maps)
    return study_index(graph)


@pytest.mark.parametrize(
    ("model", "seed", "factor"), [(seeking, 99, 1.2), (learning, 98, 1.05)], ids=["goals", "likely"]
)
def test_eight_questions_tell_more_than_a_guess(index: StudyIndex, model, seed: int, factor: float):
    order = sorted(index.before.keys() | index.after.keys(), key=index.place.__getitem__)
    chance = Random(seed)  # noqa: S311 -- imagined learners
    bits = model(index, order, LEARNERS, chance)
    learners = [{concept for concept in order if bits[concept] >> one & 1} for one in range(LEARNERS)]

    @cache
    def placed(answers: tuple[tuple[str, bool], ...]) -> Placement:
        return place(index, dict(answers))

    fixed = {concept for concept in order if 2 * bits[concept].bit_count() > LEARNERS}
    guessed = asked = at_random = 0
    for knows in learners:
        answers: tuple[tuple[str, bool], ...] = ()
        while (concept := placed(answers).ask) is not None:
            answers += ((concept, concept in knows),)
        assert len(answers) <= MOST
        guessed += len(fixed ^ knows)
        asked += len(knows ^ set(placed(answers).known))
        eight = {concept: concept in knows for concept in chance.sample(order, MOST)}
        at_random += len(knows ^ set(place(index, eight).known))
    sys.stdout.write(
        f"\n{model.__name__}: of {len(order)} concepts a fixed guess has {guessed / LEARNERS:.1f} wrong, "
        f"{MOST} questions {asked / LEARNERS:.1f} ({1 - asked / guessed:.0%} less), "
        f"random ones {at_random / asked:.2f} times as many"
    )
    assert asked <= 0.75 * guessed
    assert at_random >= factor * asked
