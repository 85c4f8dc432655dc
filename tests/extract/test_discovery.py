"""What a bank's own words tell: terms without a lexicon, thresholds by what the lexicon knows, kinds, order."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from extract.cache import shelf
from extract.discovery import Discovery, discover
from extract.discovery.gathering import gather
from extract.discovery.general import GENERAL_WORDS, Role, load_general
from extract.discovery.kinds import kind_of
from extract.discovery.observing import TermRecipe
from extract.discovery.pieces import chunks_in, pieces_in
from extract.discovery.prose import Prose, Sort
from extract.gather import Desk
from extract.lexicon import Entry, Lexicon, load_lexicon
from extract.lines import scan_lines
from extract.markdown import mask
from extract.reader import parse_bank
from extract.shards import Pool, alone
from extract.vocabulary import Vocabulary
from kg.errors import InputError
from kg.model import Kind, Question
from kg.names import fold, key
from kg.progress import Progress

ROOT = Path(__file__).parents[2]
LEXICON = ROOT / "data" / "lexicon.jsonl"
QUALITY = Path(__file__).with_name("quality")
GENERAL = load_general()


def asked(text: str, name: str = "bank") -> list[tuple[Question, str]]:
    bank = parse_bank(text, name)
    return [(question, text[question.start : question.end]) for question in bank.questions]


def quality(bank: str) -> list[tuple[Question, str]]:
    return asked((QUALITY / f"{bank}.md").read_text(encoding="utf-8"), bank)


@cache
def found(bank: str) -> Discovery:
    return discover(quality(bank), Lexicon())


def names(discovery: Discovery) -> set[str]:
    return {surface for entry in discovery.entries for surface in entry.surfaces}


def concepts_f1(bank: str) -> tuple[float, float]:
    """Precision and recall of the concepts that stand in each question, against the annotated ones."""
    vocabulary = Vocabulary(Lexicon(found(bank).entries), ())
    gold = [json.loads(line) for line in (QUALITY / f"{bank}.gold.jsonl").read_text(encoding="utf-8").splitlines()]
    hits = said = right = must = 0
    texts = {key(question.title): text for question, text in quality(bank)}
    for question in gold:
        text = texts[key(question["title"].replace("_", ""))]
        masked = mask(text, scan_lines(text))
        system: dict[int, set[str]] = {}
        for start, end, entry in vocabulary.find(masked):
            system.setdefault(entry, set(map(key, vocabulary.entries[entry].surfaces))).add(key(masked[start:end]))
        wanted = [(set(map(key, [c["name"], *c["surfaces"]])), c["by"] == 2) for c in question["concepts"]]
        taken: set[int] = set()
        for keys in system.values():
            place = next((n for n, (surfaces, _) in enumerate(wanted) if n not in taken and keys & surfaces), None)
            taken.update(() if place is None else (place,))
        said, right = said + len(system), right + len(taken)
        must, hits = must + sum(sure for _, sure in wanted), hits + sum(wanted[place][1] for place in taken)
    return right / said, hits / must


@pytest.mark.parametrize(
    ("bank", "floor"), [("os-notes.zh", 0.66), ("database.en", 0.70), ("llm-notes.zh", 0.72), ("llm.en", 0.76)]
)
def test_without_a_lexicon_the_concepts_of_any_field_are_found(bank: str, floor: float):
    precision, recall = concepts_f1(bank)
    assert 2 * precision * recall / (precision + recall) >= floor, (precision, recall)


def test_the_general_words_hold_no_term_of_the_field():
    entries = load_lexicon(LEXICON).entries
    terms = {form for entry in entries for surface in entry.surfaces for form in (fold(surface), key(surface))}
    records = [json.loads(line) for line in GENERAL_WORDS.read_text(encoding="utf-8").splitlines()]
    listed = {word for record in records for word in record["words"]}
    assert sorted(word for word in listed if fold(word) in terms) == []


def test_a_general_word_has_one_role():
    roles: dict[tuple[str, str], set[str]] = {}
    for line in GENERAL_WORDS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["role"] not in (Role.START, Role.END, Role.VAGUE, Role.FRAY):
            for word in record["words"]:
                roles.setdefault((record["language"], word), set()).add(record["role"])
    assert {word: kinds for word, kinds in roles.items() if len(kinds) > 1} == {}


@pytest.mark.parametrize(
    "line", ["{", '{"language": "fr", "role": "verb", "words": []}', '{"language": "zh", "role": "x", "words": []}']
)
def test_a_line_of_general_words_that_is_wrong_is_named(tmp_path: Path, line: str):
    path = tmp_path / "general.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=r"general\.jsonl:1"):
        load_general(path)


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("通过奖励模型引导策略网络的训练", ["奖励模型引导策略网络", "训练"]),
        ("强化学习与参数量化", ["强化学习", "参数量化"]),
        ("对模型进行对抗训练", ["模型", "对抗训练"]),
        ("提高可解释性和性能", ["可解释性", "性能"]),
        ("在 Transformer 架构中，KV cache 占用显存", ["Transformer 架构", "KV cache", "显存"]),
        ("计数有什么问题", ["计数", "问题"]),
    ],
)
def test_chinese_is_cut_at_general_words_only(text: str, chunks: list[str]):
    assert [text[c.start : c.end] for c in chunks_in(Prose(text, "zh", GENERAL))] == chunks


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("A hash index answers equality lookups.", ["hash index", "equality lookups"]),
        ("The query planner's choice depends on Zipf's law.", ["query", "choice", "Zipf's law"]),
        ("It is used by the write-ahead log, too.", ["used", "write-ahead log"]),
    ],
)
def test_english_is_cut_at_general_words_plurals_and_owners(text: str, chunks: list[str]):
    assert [text[c.start : c.end] for c in chunks_in(Prose(text, "en", GENERAL))] == chunks


def test_known_terms_are_pieces_of_their_own():
    text = "跨层算子融合"
    pieces = pieces_in(Prose(text, "zh", GENERAL, ((2, 6),)), 0, len(text))
    assert [piece and (text[piece.start : piece.end], piece.sort) for piece in pieces] == [
        ("跨层", Sort.UNKNOWN),
        ("算子融合", Sort.KNOWN),
    ]


NOTES = """# 数据库

## 1. 什么是写前日志（WAL）？

写前日志（WAL）是一种先写日志、再改数据页的方法。崩溃后用写前日志恢复。

- **检查点**：把脏页刷到磁盘，缩短恢复时间。
- **先来先服务**：按到达顺序处理请求。
- **提高性能**：减少开销。

## 2. 脏读和幻读有什么区别？

脏读读到未提交的修改，幻读读到新插入的行。常见的隔离级别有读已提交、可重复读等。
"""


def test_structure_names_terms_and_phrases_are_none():
    terms = names(discover(asked(NOTES), Lexicon()))
    assert {"写前日志", "WAL", "检查点", "先来先服务", "脏读", "幻读"} <= terms
    assert not terms & {"性能", "提高性能", "区别", "方法", "减少开销", "恢复时间", "用写前日志"}


def test_a_pair_makes_one_concept_of_both_names():
    entry = next(e for e in discover(asked(NOTES), Lexicon()).entries if e.name_en == "WAL")
    assert (entry.id, entry.name_zh) == ("wal", "写前日志")


def test_ids_are_free_of_those_of_the_lexicon():
    lexicon = Lexicon((Entry("wal", "washing and laundry", None, Kind.TASK),))
    assert "wal-2" in {entry.id for entry in discover(asked(NOTES), lexicon).entries}


def test_what_the_lexicon_knows_gets_the_banks_other_name():
    lexicon = Lexicon((Entry("write-ahead-log", "WAL", None, Kind.METHOD),))
    discovery = discover(asked(NOTES), lexicon)
    assert discovery.lexicon_aliases == {"write-ahead-log": ("写前日志",)}
    assert not names(discovery) & {"WAL", "写前日志"}


def test_what_the_lexicon_keeps_apart_is_reported_not_joined():
    lexicon = Lexicon((Entry("log", None, "写前日志", Kind.METHOD), Entry("wal", "WAL", None, Kind.TOOL)))
    discovery = discover(asked(NOTES), lexicon)
    assert discovery.lexicon_aliases == {}
    assert any("写前日志 = WAL" in line and "log, wal" in line for line in discovery.conflicts)


OPERATORS = """## 1. 算子融合有哪些？

- **跨层算子融合**：合并相邻层的算子融合。
- **算子融合的效果**：延迟更低。

## 2. 什么是算子融合？

算子融合减少内核启动次数，内核启动次数影响延迟，内核启动次数很多。
"""


def test_where_the_lexicon_knows_the_titles_only_new_names_in_strong_places_are_taken():
    lexicon = Lexicon((Entry("operator-fusion", None, "算子融合", Kind.METHOD),))
    discovery = discover(asked(OPERATORS), lexicon)
    assert discovery.coverage == 1.0
    assert names(discovery) == {"跨层算子融合"}


def test_coverage_is_the_known_share_of_the_titles_terms():
    lexicon = Lexicon((Entry("dirty-read", None, "脏读", Kind.PROBLEM), Entry("wal", "WAL", "写前日志", Kind.METHOD)))
    assert discover(asked(NOTES), lexicon).coverage == pytest.approx(3 / 4)


def test_a_bank_without_questions_gives_nothing():
    assert discover([], Lexicon()) == Discovery()


def test_statistics_read_an_even_sample():
    questions = [
        (Question(f"b#{n}", "b", str(n), "什么是锁？", "", 0, "zh", 0, 0), "## 什么是锁？\n" + "锁" * 91)
        for n in range(50)
    ]
    chinese, _ = gather(questions, TermRecipe(Lexicon()), alone, sample=1000)
    numbers = [number for number, _ in chinese.sample]
    assert len(numbers) == 10
    assert {later - earlier for earlier, later in pairwise(numbers)} == {5}


def test_progress_ends_with_all_questions():
    events: list[object] = []
    with shelf(None, "notes", b"") as kept, Pool(1) as pool:
        found = discover(asked(NOTES), Lexicon(), read=Desk(kept, pool, events.append).read)
    assert events == [Progress("discover", 2, 2)]
    assert found == discover(asked(NOTES), Lexicon())


def test_code_formulas_and_links_name_nothing():
    text = "## 1. What is a latch?\n\n```py\nQuuxFactory()\n```\n$E_{Blorp}$ [here](http://Zorp.example/Frobnicator)\n"
    assert not any(
        re.search("quux|blorp|zorp|frob", name, re.IGNORECASE) for name in names(discover(asked(text), Lexicon()))
    )


def test_made_up_words_are_found_like_real_ones():
    made_up = {"WAL": "ZOQ", "脏读": "喵读", "幻读": "嘟读"}
    text = NOTES
    for real, invented in made_up.items():
        text = text.replace(real, invented)
    before, after = names(discover(asked(NOTES), Lexicon())), names(discover(asked(text), Lexicon()))
    assert {made_up.get(name, name) for name in before} == after


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("策略网络", Kind.COMPONENT),
        ("最短作业优先调度", Kind.METHOD),
        ("缓存命中率", Kind.METRIC),
        ("内存溢出", Kind.PROBLEM),
        ("hash join algorithm", Kind.METHOD),
        ("range partitioning", Kind.METHOD),
        ("phantom problem", Kind.PROBLEM),
        ("query planner", Kind.UNKNOWN),
    ],
)
def test_endings_tell_kinds(name: str, kind: Kind):
    assert kind_of(name) is kind


SCRIPT = """
import sys
from pathlib import Path
from extract.discovery import discover
from extract.lexicon import Lexicon
from extract.reader import parse_bank
from extract.shards import Pool, alone
text = Path(sys.argv[1]).read_text(encoding="utf-8")
print(discover([(q, text[q.start:q.end]) for q in parse_bank(text, "b").questions], Lexicon()))
"""


def test_any_hash_seed_finds_the_same():
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(QUALITY / "os-notes.zh.md")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
            cwd=ROOT,
        ).stdout
        for seed in ("0", "42")
    ]
    assert said[0] == said[1]
