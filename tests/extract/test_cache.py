"""Rows kept from build to build: the same graph with less work, and never a byte that is not sure."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extract.bulk import RowRecipe
from extract.cache import KEY, cache_folder, digest, shelf
from extract.shards import Pool, Recipe, Task
from tests.extract.small import CUES, LEXICON, built, exported, many_questions

FINGERPRINT = digest(b"one")
COUNT = 60


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "many.md"
    path.write_text(many_questions(COUNT), encoding="utf-8")
    return path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The tasks of pass 2 that were not found among the kept rows."""
    return watched(monkeypatch, lambda recipe: isinstance(recipe, RowRecipe))


@pytest.fixture
def observed(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """The tasks of discovery that were not found."""
    return watched(monkeypatch, lambda recipe: not isinstance(recipe, RowRecipe))


def watched(monkeypatch: pytest.MonkeyPatch, is_meant: Callable[[Recipe], bool]) -> list[Task]:
    seen: list[Task] = []
    records = Pool.records

    def watching(pool: Pool, recipe: Recipe, tasks: list[Task]) -> Iterator[bytes]:
        seen.extend(tasks if is_meant(recipe) else ())
        return records(pool, recipe, tasks)

    monkeypatch.setattr(Pool, "records", watching)
    return seen


def fill(folder: Path, records: dict[bytes, bytes], fingerprint: bytes = FINGERPRINT) -> Path:
    with shelf(folder, "bank", fingerprint) as kept:
        for name, record in records.items():
            kept.put(digest(name), record)
        assert [kept[digest(name)] for name in records] == list(records.values())
    return folder / "bank.rows"


def test_what_was_put_is_there_the_next_time(tmp_path: Path) -> None:
    fill(tmp_path, {b"a": b"first", b"b": b"", b"c": b"x" * 100_000})
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert [kept.get(digest(name)) for name in (b"a", b"b", b"c", b"d")] == [b"first", b"", b"x" * 100_000, None]
        assert [kept.keep(digest(name)) for name in (b"a", b"d", b"a")] == [True, False, True]
        assert kept[digest(b"a")] == b"first"
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert [kept.get(digest(name)) for name in (b"a", b"b")] == [b"first", None]
    with pytest.raises(KeyError), shelf(tmp_path, "bank", FINGERPRINT) as kept:
        kept[digest(b"c")]


def test_another_fingerprint_or_an_interrupted_build_finds_and_loses_nothing(tmp_path: Path) -> None:
    fill(tmp_path, {b"a": b"first"})
    with shelf(tmp_path, "bank", digest(b"two")) as other:
        assert other.get(digest(b"a")) is None
        other.put(digest(b"z"), b"of another program")
    assert fill(tmp_path, {b"a": b"first"}).exists()
    with pytest.raises(KeyError), shelf(tmp_path, "bank", FINGERPRINT) as kept:
        kept.put(kept[b"nothing is here"], b"second")
    assert [file.name for file in tmp_path.iterdir()] == ["bank.rows"]
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert kept.get(digest(b"a")) == b"first"


@pytest.mark.parametrize("place", range(0, 150, 3))
def test_a_changed_byte_is_never_believed(tmp_path: Path, place: int) -> None:
    records = {b"a": b"the first record", b"b": b"the second record"}
    path = fill(tmp_path, records)
    spoilt = bytearray(path.read_bytes())
    spoilt[place % len(spoilt)] ^= 0x40
    path.write_bytes(spoilt)
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert all(kept.get(digest(name)) in (None, record) for name, record in records.items())
        assert any(kept.get(digest(name)) is None for name in records)


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-9], lambda data: b"", lambda data: data[:30], lambda data: data * 2]
)
def test_a_torn_file_is_empty(tmp_path: Path, spoil: Callable[[bytes], bytes]) -> None:
    path = fill(tmp_path, {b"a": b"the first record"})
    path.write_bytes(spoil(path.read_bytes()))
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert kept.get(digest(b"a")) in (None, b"the first record")


def test_records_that_changed_places_are_not_believed(tmp_path: Path) -> None:
    path = fill(tmp_path, {b"a": b"first", b"b": b"other"})
    path.write_bytes(path.read_bytes().replace(b"firstother", b"otherfirst"))
    with shelf(tmp_path, "bank", FINGERPRINT) as kept:
        assert [kept.get(digest(name)) for name in (b"a", b"b")] == [None, None]


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_the_folder_is_private_or_not_used(tmp_path: Path) -> None:
    fill(tmp_path / "new", {b"a": b"first"})
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "bank.rows").stat().st_mode & 0o077 == 0
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    fill(tmp_path / "shared", {b"a": b"first"})
    assert list((tmp_path / "shared").iterdir()) == []
    (tmp_path / "file").write_text("in the way")
    fill(tmp_path / "file" / "below", {b"a": b"first"})


def test_the_oldest_files_go_when_all_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(4):
        with shelf(tmp_path, f"bank{place}", FINGERPRINT) as kept:
            kept.put(digest(b"a"), b"x" * 1000)
        os.utime(tmp_path / f"bank{place}.rows", (place, place))
    monkeypatch.setattr("extract.cache.LARGEST", 2500)
    with shelf(tmp_path, "bank9", FINGERPRINT) as kept:
        kept.put(digest(b"a"), b"x" * 1000)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bank3.rows", "bank9.rows"]


def test_only_an_edited_question_is_read_again(folder: Path, bank: Path, read: list[Task]) -> None:
    built(bank)
    assert len(read) == COUNT
    bank.write_text(bank.read_text(encoding="utf-8").replace("编号 74", "编号一百"), encoding="utf-8")
    read.clear()
    again = exported(built(bank))
    assert [title for title, _ in read] == ["注意力机制 和 幻觉 在第 2 个项目里有什么区别？"]
    os.environ["KG_CACHE"] = "none"
    assert exported(built(bank)) == again


@pytest.mark.parametrize("lexicon", [LEXICON, None])
def test_discovery_too_reads_only_an_edited_question_again(
    folder: Path, bank: Path, observed: list[Task], lexicon: Path | None
) -> None:
    built(bank, lexicon=lexicon)
    assert len(observed) == 2 * COUNT  # titles and questions
    bank.write_text(bank.read_text(encoding="utf-8").replace("编号 74", "编号一百"), encoding="utf-8")
    observed.clear()
    again = exported(built(bank, lexicon=lexicon))
    assert [asked[:2] for asked, _ in observed] == ["zh"]
    assert "编号一百" in observed[0][1]
    os.environ["KG_CACHE"] = "none"
    assert exported(built(bank, lexicon=lexicon)) == again


def test_questions_that_are_the_same_are_read_once(folder: Path, bank: Path, read: list[Task]) -> None:
    text = bank.read_text(encoding="utf-8")
    twice = bank.with_name("twice.md")
    twice.write_text(f"{text}\n{text}", encoding="utf-8")
    graph = built(twice)
    assert (len(graph.questions), len(read)) == (2 * COUNT, COUNT)
    os.environ["KG_CACHE"] = "none"
    assert exported(built(twice)) == exported(graph)


def test_a_corrupt_cache_is_rebuilt(folder: Path, bank: Path, read: list[Task]) -> None:
    whole = exported(built(bank))
    (file,) = folder.iterdir()
    spoilt = bytearray(file.read_bytes())
    for place in range(40, len(spoilt), 997):
        spoilt[place] ^= 0xFF
    file.write_bytes(spoilt)
    read.clear()
    assert exported(built(bank)) == whole
    assert read
    read.clear()
    assert exported(built(bank)) == whole
    assert not read


def test_new_terms_of_the_bank_count_only_where_they_stand(folder: Path, bank: Path, read: list[Task]) -> None:
    built(bank)
    text = bank.read_text(encoding="utf-8")
    bank.write_text(
        text + "\n## 900. 什么是 ZyxelNorm（泽科归一化）？\n\nZyxelNorm（泽科归一化）是一种归一化。\n", encoding="utf-8"
    )
    read.clear()
    again = exported(built(bank))
    assert len(read) == 1
    os.environ["KG_CACHE"] = "none"
    assert exported(built(bank)) == again


@pytest.mark.parametrize("changed", ["lexicon", "cues"])
def test_other_data_files_read_all_again(
    folder: Path, bank: Path, read: list[Task], tmp_path: Path, changed: str
) -> None:
    files = {"lexicon": LEXICON, "cues": CUES}
    built(bank, **files)
    copy = tmp_path / "changed.jsonl"
    copy.write_text(files[changed].read_text(encoding="utf-8") + "\n", encoding="utf-8")
    read.clear()
    built(bank, **{**files, changed: copy})
    assert len(read) == COUNT


def test_the_folder_follows_the_environment(tmp_path: Path) -> None:
    assert cache_folder({"KG_CACHE": "none"}) is None
    assert cache_folder({"KG_CACHE": str(tmp_path)}) == tmp_path
    assert "concept-atlas" in str(cache_folder({}))
    assert len(FINGERPRINT) == KEY
