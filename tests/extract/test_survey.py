"""What is found in banks before a build: the same questions as the build's, and its very lines beside bad files."""

from __future__ import annotations

from pathlib import Path

import pytest

import extract
from extract.lexicon import load_lexicon
from kg.errors import InputError
from kg.progress import Progress
from kg.settings import data_folder
from tests.graphs import TINY_BANK

DATA = data_folder()
CUES = DATA / "cues.jsonl"
BAD = {
    "utf16.md": b"\xff\xfea\0",
    "latin.md": "## 1. caf\xe9?\n\nx".encode("latin-1"),
    "binary.md": b"\x89PNG\0",
    "empty.md": b"",
}


def test_the_questions_are_those_of_the_build(tmp_path: Path) -> None:
    (tmp_path / "tiny.md").write_text(TINY_BANK, encoding="utf-8")
    events = []
    found = extract.survey([tmp_path], lexicon=None, report=events.append)
    graph = extract.build([tmp_path], lexicon=None, cues=CUES)
    assert {one.id: one.title for one in found.banks[0].questions} == {
        key: one.title for key, one in graph.questions.items()
    }
    assert found.unknown is None
    assert events == [Progress("read", 1, 1, "banks")]


def test_bad_files_have_the_lines_of_the_build_and_spoil_no_other(tmp_path: Path) -> None:
    for name, data in BAD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "notes.md").write_text("nothing is asked here", encoding="utf-8")
    (tmp_path / "tiny.md").write_text(TINY_BANK, encoding="utf-8")
    found = {one.file.name: one for one in extract.survey([tmp_path], lexicon=None).banks}
    assert len(found["tiny.md"].questions) == 12
    for name in (*BAD, "notes.md"):
        with pytest.raises(InputError) as said:
            extract.build([tmp_path / name], lexicon=None, cues=CUES)
        assert found[name].error == str(said.value)


def test_the_share_of_unknown_terms_is_high_in_another_field(tmp_path: Path) -> None:
    other = tmp_path / "cooking.md"
    other.write_text("## 1. 什么是焦糖化？\n\n糖受热。\n\n## 2. 什么是油封鸭？\n\n用油慢煮。\n", encoding="utf-8")
    home = DATA / "banks" / "llm-interview.zh.md"
    lexicon = DATA / "lexicon.jsonl"
    assert load_lexicon(lexicon)
    shares = [extract.survey([path], lexicon=lexicon).unknown for path in (home, other)]
    assert shares[0] < 0.3
    assert shares[1] > 0.9


def test_no_file_at_all_is_said_as_by_a_build(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no bank in folder"):
        extract.survey([tmp_path], lexicon=None)
