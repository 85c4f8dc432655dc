from pathlib import Path

import pytest

from kg.errors import InputError
from kg.lookup import lookup
from kg.model import KnowledgeGraph
from kg.study.progress import in_graph, read_known

LINES = """\
{"concept": "mqa", "mark": "known", "at": "2025-01-01"}
{"concept": "gqa", "mark": "known"}
{"question": "tiny.zh#1", "mark": "mastered", "title": "什么是注意力机制？"}

{"concept": "gqa", "mark": "unsure"}
{"concept": "attention", "mark": "known"}
"""


def test_the_last_mark_counts(tmp_path: Path):
    file = tmp_path / "progress.jsonl"
    file.write_text(LINES, encoding="utf-8")
    assert read_known(file) == ("mqa", "attention")
    assert read_known(tmp_path / "none.jsonl") == ()
    assert read_known(None) == ()


def test_a_last_line_cut_off_is_not_counted(tmp_path: Path):
    file = tmp_path / "progress.jsonl"
    file.write_text(LINES + '{"concept": "rlhf", "ma', encoding="utf-8")
    assert read_known(file) == ("mqa", "attention")
    file.write_text(LINES + '{"concept": "rlhf", "mark": "known"}', encoding="utf-8")
    assert read_known(file) == ("mqa", "attention", "rlhf")


@pytest.mark.parametrize(
    ("data", "said"), [(b"no json\n", "line 1 is no JSON"), (b"[]\n", "object"), (b"\xff\n", "UTF-8")]
)
def test_a_damaged_file_is_named(tmp_path: Path, data: bytes, said: str):
    file = tmp_path / "progress.jsonl"
    file.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_known(file)


def test_ids_that_are_gone_are_sought_by_name(tiny_graph: KnowledgeGraph):
    assert in_graph(lookup(tiny_graph), ["mqa", "MHA", "vanished"]) == (("mqa", "multi-head-attention"), ("vanished",))
