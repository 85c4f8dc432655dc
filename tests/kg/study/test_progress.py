"""The progress file: which marks count, how damage is met, and that no mark is lost to another process."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.lookup import lookup
from kg.model import KnowledgeGraph
from kg.study.index import study_index
from kg.study.learner import Learner, known_of, learner
from kg.study.progress import Mark, append_marks, lines_of, parsed, read_marks
from tests.graphs import bilingual_graph

ROOT = Path(__file__).parent.parent.parent.parent

LINES = """\
{"concept": "mqa", "mark": "known", "at": "2025-01-01"}
{"concept": "gqa", "mark": "known"}
{"question": "tiny.zh#1", "mark": "mastered", "title": "什么是注意力机制？"}

{"concept": "gqa", "mark": "unsure"}
{"concept": "attention", "mark": "known"}
{"note": "a line of a later version"}
"""


def _known(path: Path | None) -> list[str]:
    return [one.id for one in read_marks(path) if one.mark == "known"]


def test_the_last_mark_counts(tmp_path: Path):
    file = tmp_path / "progress.jsonl"
    file.write_text(LINES, encoding="utf-8")
    assert read_marks(file) == (
        Mark("concept", "mqa", "known", "", "2025-01-01"),
        Mark("question", "tiny.zh#1", "mastered", "什么是注意力机制？"),
        Mark("concept", "gqa", "unsure"),
        Mark("concept", "attention", "known"),
    )
    assert read_marks(tmp_path / "none.jsonl") == ()
    assert read_marks(None) == ()


def test_a_last_line_cut_off_is_not_counted_and_makes_room(tmp_path: Path):
    file = tmp_path / "progress.jsonl"
    file.write_text(LINES + '{"concept": "rlhf", "ma', encoding="utf-8")
    assert _known(file) == ["mqa", "attention"]
    append_marks(file, [Mark("concept", "rlhf", "known")])
    assert file.read_text(encoding="utf-8") == LINES + '{"concept": "rlhf", "mark": "known"}\n'


def test_a_last_line_without_its_end_counts_and_stays(tmp_path: Path):
    file = tmp_path / "progress.jsonl"
    file.write_text(LINES + '{"concept": "rlhf", "mark": "known"}', encoding="utf-8")
    assert _known(file) == ["mqa", "attention", "rlhf"]
    append_marks(file, [Mark("concept", "mqa", None)])
    assert _known(file) == ["attention", "rlhf"]


@pytest.mark.parametrize(
    ("data", "said"), [(b"no json\n", "line 1 is no JSON"), (b"[]\n", "object"), (b"\xff\n", "UTF-8")]
)
def test_a_damaged_file_is_named(tmp_path: Path, data: bytes, said: str):
    file = tmp_path / "progress.jsonl"
    file.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_marks(file)
    with pytest.raises(InputError, match="cannot write"):
        append_marks(tmp_path, [Mark("concept", "mqa", "known")])


_marks = st.builds(
    Mark,
    st.just("concept"),
    st.sampled_from("abcd"),
    st.sampled_from(["known", "unsure", None]),
    st.text(st.characters(codec="utf-8")),
    st.just("2025-01-01T00:00:00+00:00"),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_marks, max_size=3), max_size=4))
def test_what_is_appended_is_read(tmp_path: Path, batches: list[list[Mark]]):
    file = tmp_path / "sub" / "progress.jsonl"
    file.unlink(missing_ok=True)
    expected: dict[str, Mark] = {}
    for batch in batches:
        append_marks(file, batch)
        for mark in batch:
            expected.pop(mark.id, None)
            expected[mark.id] = mark
    assert read_marks(file) == tuple(mark for mark in expected.values() if mark.mark)
    assert parsed(lines_of(read_marks(file))) == read_marks(file)


def test_two_processes_that_mark_at_once_lose_no_mark(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from kg.study.progress import Mark, append_marks\n"
        "path, who = Path(sys.argv[1]), sys.argv[2]\n"
        "for n in range(150): append_marks(path, [Mark('concept', f'{who}-{n}', 'known', '名' * n)])"
    )
    file = tmp_path / "progress.jsonl"
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(file), name], cwd=ROOT) for name in ("one", "two", "three")
    ]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == 450
    assert {one.id for one in read_marks(file)} == {
        f"{name}-{n}" for name in ("one", "two", "three") for n in range(150)
    }


def _learner(graph: KnowledgeGraph, *marks: Mark) -> Learner:
    return learner(study_index(graph), lookup(graph), marks)


def test_concepts_that_moved_are_found_by_their_names(tiny_graph: KnowledgeGraph):
    found = _learner(
        tiny_graph,
        Mark("concept", "mqa", "known"),
        Mark("concept", "MHA", "known"),
        Mark("concept", "renamed", "unsure", "RLHF"),
        Mark("concept", "vanished", "known", "消失"),
    )
    assert found.known == ("mqa", "multi-head-attention")
    assert found.unsure == ("rlhf",)
    assert found.gone == (Mark("concept", "vanished", "known", "消失"),)


def test_a_mark_follows_the_title_of_its_question(tiny_graph: KnowledgeGraph):
    title = tiny_graph.questions["tiny.zh#6"].title
    found = _learner(
        tiny_graph,
        Mark("question", "tiny.zh#2", "mastered", title),
        Mark("question", "tiny.zh#99", "unsure", "什么是  RLHF？"),
        Mark("question", "tiny.zh#3", "mastered"),
        Mark("question", "other#1", "mastered", title),
        Mark("question", "tiny.zh#4", "mastered", "不再有的题"),
    )
    assert found.mastered == ("tiny.zh#3", "tiny.zh#6")
    assert found.unsure_questions == ("tiny.zh#10",)
    assert [one.id for one in found.gone] == ["other#1", "tiny.zh#4"]


def test_the_last_mark_of_a_translated_pair_counts_for_both():
    graph = bilingual_graph()
    mastered, unsure = Mark("question", "tiny.zh#6", "mastered"), Mark("question", "tiny.en#6", "unsure")
    assert _learner(graph, mastered, unsure).unsure_questions == ("tiny.en#6",)
    assert _learner(graph, unsure, mastered).mastered == ("tiny.en#6",)
    assert _learner(graph, unsure, mastered).unsure_questions == ()


def test_a_mastered_question_makes_known_what_it_asks_about(tiny_graph: KnowledgeGraph):
    index = study_index(tiny_graph)
    found = Learner(known=("rlhf",), mastered=("tiny.zh#7",))
    assert known_of(index, found) == {"rlhf", "gqa", "mqa"}
    assert known_of(index, replace(found, unsure=("gqa",)), ["attention"]) == {"rlhf", "mqa", "attention"}
