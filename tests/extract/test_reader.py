"""The bank reader: every style of bank, the properties that hold for any text, and its speed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extract.bank.layouts import LAYOUTS
from extract.bank.titles import clean
from extract.reader import Bank, language_of, parse_bank, read_bank

BANKS = Path(__file__).parent / "banks"
QUALITY = Path(__file__).parent / "quality"
STYLES = sorted(path.with_suffix(".md") for path in BANKS.glob("*.json"))
SEED = Path(__file__).parents[3] / "shared" / "seed" / "llm-interview-104.zh.md"


def seed_text() -> str:
    if not SEED.exists():
        pytest.skip(f"the seed bank is not at {SEED}")
    return SEED.read_text(encoding="utf-8")


def check_offsets(bank: Bank) -> None:
    """What must hold for every bank: exact answers, questions in order that never overlap, distinct ids."""
    end = 0
    for question in bank.questions:
        assert bank.text[question.answer_start : question.answer_start + len(question.answer)] == question.answer
        assert end <= question.start < question.end <= len(bank.text)
        assert question.start <= question.answer_start <= question.answer_start + len(question.answer) <= question.end
        assert question.title.strip() == question.title != ""
        assert not question.answer or question.answer.strip("\r\n") == question.answer
        end = question.end
    ids = [question.id for question in bank.questions]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_style(path: Path) -> None:
    bank = read_bank(path, "bank")
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = [
        {"number": question.number, "title": question.title, "answer": question.answer} for question in bank.questions
    ]
    assert found == expected["questions"]
    assert bank.unit == expected["unit"]
    check_offsets(bank)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_line_ends_change_nothing_but_offsets(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    windows = parse_bank("\ufeff" + text.replace("\n", "\r\n"), "bank")
    check_offsets(windows)
    plain = parse_bank(text, "bank")
    assert [(question.id, question.title, question.answer.replace("\r\n", "\n")) for question in windows.questions] == [
        (question.id, question.title, question.answer) for question in plain.questions
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_reads_its_own_example(layout: object) -> None:
    bank = parse_bank(layout.example, "bank")  # type: ignore[attr-defined]
    assert len(bank.questions) >= 1
    assert all(question.title.endswith(("?", "？")) for question in bank.questions)
    check_offsets(bank)


@pytest.mark.parametrize("path", sorted(QUALITY.glob("*.gold.jsonl")), ids=lambda path: path.name.split(".gold")[0])
def test_the_annotated_banks_have_the_questions_of_their_gold(path: Path) -> None:
    bank = read_bank(path.with_name(path.name.replace(".gold.jsonl", ".md")), "bank")
    expected = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(question.number, question.title) for question in bank.questions] == [
        (str(entry["q"]), clean(entry["title"])) for entry in expected
    ]
    assert bank.unit == ("sections" if "notes" in path.name and "llm" not in path.name else "questions")
    assert all(question.answer for question in bank.questions)
    check_offsets(bank)


def test_the_seed_has_104_questions() -> None:
    bank = parse_bank(seed_text(), "llm")
    assert [question.number for question in bank.questions] == [str(number) for number in range(1, 105)]
    assert bank.warnings == ()
    assert bank.layouts == ("heading",)
    assert {question.language for question in bank.questions} == {"zh"}
    assert all(question.answer for question in bank.questions)
    check_offsets(bank)


def test_ids_of_repeated_and_missing_numbers() -> None:
    text = "## 7. What is A?\n\na\n\n## What is B?\n\nb\n\n## 7. What is C?\n\nc\n\n## What is D?\n\nd\n"
    bank = parse_bank(text, "x/y")
    assert [question.id for question in bank.questions] == ["x/y#7", "x/y#~1", "x/y#7~2", "x/y#~2"]
    assert bank.warnings == ("x/y: repeated question numbers get ~2, ~3 …: 7 (2 times)",)


def test_a_page_without_questions_is_an_empty_bank() -> None:
    assert parse_bank("Nothing to ask here.\n\nReally.\n", "bank").questions == ()


def test_front_matter_describes_the_input() -> None:
    text = "---\ntitle: Locks\nlang: zh\nlicence: CC-BY-4.0\n---\n\n## 1. `f()`?\n\n```\nx\n```\n"
    bank = parse_bank(text, "bank")
    assert (bank.input.title, bank.input.language, bank.input.licence) == ("Locks", "zh", "CC-BY-4.0")
    assert [question.title for question in bank.questions] == ["f()?"]


@pytest.mark.parametrize(
    ("title", "answer", "default", "language"),
    [
        ("什么是 LoRA？", "Low-Rank Adaptation", None, "zh"),
        ("What is LoRA?", "一句 Low-Rank Adaptation of a large model, in five words", None, "en"),
        ("What is it?", "```\n中文注释都在代码里，不算语言，一点也不算\n```", None, "en"),
        ("1 + 1", "", "zh", "zh"),
    ],
)
def test_language(title: str, answer: str, default: str | None, language: str) -> None:
    assert language_of(title, answer, default) == language  # type: ignore[arg-type]


PIECES = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "### 1. ",
            "###### ",
            "- ",
            "  * ",
            "1. ",
            "2、",
            "（3）",
            "一、",
            "**",
            "__",
            "Q: ",
            "A: ",
            "问：",
            "答：",
            "> ",
        ),
        *(
            "<details>",
            "<summary>",
            "</summary>",
            "</details>",
            "<h3>",
            "</h3>",
            "<br>",
            "<!--",
            "-->",
            "<tr><td>",
            "</td></tr>",
            "|",
            "|--|--|",
        ),
        *("```", "~~~", "---", "===", "$$", "`", "\\", "[", "](#a)", "&lt;", "🔥", "\ufeff", "\u2028", "\t", " "),
        *("\n", "\n\n", "\r\n", "\r", "What is it?", "什么是它？", "Answer", "Contents", "a", "注意力", "1", "."),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
@example("<h3><h3>### 1. </h3>")
def test_any_text_of_markup_is_read_with_exact_offsets(text: str) -> None:
    check_offsets(parse_bank(text, "bank"))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    check_offsets(parse_bank(text, "bank"))


QUESTION = st.tuples(
    st.sampled_from(["What is {}?", "Explain {}.", "什么是{}？", "{} 和 B 有什么区别"]),
    st.sampled_from(["A", "锁", "KV cache", "`x`"]),
)
ANSWER = st.sampled_from(
    [
        "Short.",
        "一句话。\n\n1. 一\n2. 二",
        "- a\n  - b\n\n```py\n# 1. What is c?\n```",
        "| a | b |\n|--|--|\n| 1 | 2 |",
        "**要点**：无。",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(QUESTION, ANSWER), min_size=2, max_size=8),
    st.sampled_from(["## {}. ", "#### {}、", "###{}.", "### Q{}: ", "# 第 {} 题 "]),
)
def test_numbered_headings_are_read_back(entries: list[tuple[tuple[str, str], str]], mark: str) -> None:
    blocks = [
        mark.format(number) + pattern.format(word) + "\n\n" + answer
        for number, ((pattern, word), answer) in enumerate(entries, 1)
    ]
    bank = parse_bank("\n\n".join(blocks) + "\n", "bank")
    assert [(question.number, question.answer) for question in bank.questions] == [
        (str(number), answer) for number, (_, answer) in enumerate(entries, 1)
    ]
    check_offsets(bank)


def indented(answer: str) -> str:
    return answer.replace("\n", "\n   ")


STYLE_OF = {
    "numbered heading": ("### {number}. {title}", "{answer}"),
    "heading": ("### {title}", "{answer}"),
    "heading without space": ("####{number}.{title}", "{answer}"),
    "Chinese number": ("### {number}、{title}", "{answer}"),
    "numbered label": ("### Q{number}: {title}", "{answer}"),
    "brackets": ("### ({number}) {title}", "{answer}"),
    "bold": ("**{number}. {title}**", "{answer}"),
    "HTML": ("<h3>{number}. {title}</h3>", "{answer}"),
    "fold": ("<details>\n<summary>{title}</summary>", "{answer}\n\n</details>"),
    "label": ("Q: {title}", "A: {answer}"),
    "Chinese label": ("问：{title}", "答：{answer}"),
    "item": ("{number}. {title}", "   {indented}"),
    "item heading": ("{number}. ### {title}", "   {indented}"),
    "bare item": ("- {title}", ""),
    "numbered line": ("{number}、{title}", "{answer}"),
}
ENTRIES = [
    ("什么是{}？", "一段话。\n\n- 点一\n- 点二"),
    ("How does {} work?", "Short."),
    ("{} 的原理", "```py\n# 1. What?\n```"),
    ("为什么需要 {}？", "| a | b |\n|--|--|\n| 1 | 2 |"),
]


def part(style: str, word: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The text of a few questions in a style, and their numbers, titles and answers."""
    heading, below = STYLE_OF[style]
    blocks, expected = [], []
    for number, (pattern, answer) in enumerate(ENTRIES, 1):
        title = pattern.format(word)
        fields = {"number": number, "title": title, "answer": answer, "indented": indented(answer)}
        blocks.append(f"{heading}\n\n{below}\n".format(**fields))
        said = {"": "", "   {indented}": indented(answer)}.get(below, answer)
        expected.append((str(number) if "{number}" in heading else "", title, said))
    return "\n".join(blocks), expected


@pytest.mark.parametrize("first", STYLE_OF)
def test_any_two_layouts_may_be_mixed(first: str) -> None:
    for second in STYLE_OF:
        (above, before), (below, after) = part(first, "KV"), part(second, "TLS")
        bank = parse_bank(f"# Bank\n\n## Part one\n\n{above}\n## Part two\n\n{below}", "bank")
        found = [(question.number, question.title, question.answer) for question in bank.questions]
        assert found == before + after, second
        check_offsets(bank)


def rate(text: str, runs: int = 3) -> float:
    """Characters a second of processor time, the best of some runs."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        parse_bank(text, "bank")
        times.append(time.process_time() - begun)
    return len(text) / max(min(times), 1e-6)


def test_speed() -> None:
    """The goal is 3 million characters a second; the floor leaves room for a busy machine."""
    assert rate(seed_text() * 10) > 1e6


HOSTILE = {
    "headings": "## What is x?\n\ny\n\n",
    "plain headings": "## x\n",
    "items": "- What is x?\n",
    "opening folds": "<details><summary>What is x?\nyes\n",
    "fences": "```a\n\n## What?\n",
    "quoted fences": "> ```\nx\n",
    "shortcodes": '{{< details "What is x?" >}}\n',
    "comments": "<!-- a\n",
    "closing tags": "</div>\n",
    "links": "- [x](#a)\n",
    "rows": "<tr><td>What is x?\n",
    "bold": "**What is x?** **\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_cost_is_linear(name: str) -> None:
    """Eight times the text may cost 24 times as much (a busy machine); cost that grows with the square would be 64."""
    small, large = "## Begin?\n" + HOSTILE[name] * 125, "## Begin?\n" + HOSTILE[name] * 1_000
    assert rate(large, 2) > rate(small) / 3


@pytest.mark.parametrize(
    "piece", ["[", "*", "_", "`", "<", "1", "[[x](", "&a", "一", "?", "|", "> ", "- ", "==a", "<a ", "(", "a)", " "]
)
@pytest.mark.parametrize("length", [700, 200_000])
def test_no_pattern_backtracks_without_end(piece: str, length: int) -> None:
    line = piece * (length // len(piece))
    text = f"## {line}\n\n**{line}**\n\n- {line}\n1. {line}\n\n{line}\n---\n" * (8 if length < 1000 else 1)
    begun = time.process_time()
    parse_bank(text, "bank")
    assert time.process_time() - begun < 3


def test_deep_lists() -> None:
    text = "".join(" " * depth + f"- What is x{depth}?\n" for depth in range(500))
    assert len(parse_bank(text, "bank").questions) == 500


def test_reading_is_deterministic() -> None:
    paths = STYLES
    assert all(read_bank(path, "b") == read_bank(path, "b") for path in paths)
