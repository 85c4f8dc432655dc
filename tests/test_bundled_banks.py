"""The bundled banks: both files in order, of the right size, in our own words, and saying the same in two languages."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import pytest

from extract import build
from extract.reader import parse_bank
from kg.model import KnowledgeGraph, Question
from tests.servers.streamlit_server import PATIENCE, streamlit_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
SEED = ROOT.parent / "shared" / "seed" / "llm-interview-104.zh.md"
LANGUAGES = ("zh", "en")
SUBSTANCE = {"zh": range(120, 351), "en": range(80, 221)}
UNIT = {"zh": re.compile(r"[一-鿿]"), "en": re.compile(r"[A-Za-z][\w'’-]*")}
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
LONGEST_SHARED = 19
PAGE = """
import sys
from pathlib import Path
import streamlit as st
from extract.reader import parse_bank
for path in sys.argv[1:]:
    for question in parse_bank(Path(path).read_text(encoding="utf-8"), "bank").questions:
        st.markdown(question.answer, anchors=False)
st.markdown("all is shown")
"""

both = pytest.mark.parametrize("language", LANGUAGES)


def bank(language: str) -> Path:
    return DATA / "banks" / f"llm-interview.{language}.md"


@cache
def text(language: str) -> str:
    return bank(language).read_text(encoding="utf-8")


@cache
def questions(language: str) -> tuple[Question, ...]:
    return tuple(parse_bank(text(language), f"llm-interview.{language}").questions)


def prose(markdown: str) -> str:
    return FORMULA.sub(" ", CODE.sub(" ", markdown))


@both
def test_front_matter_names_title_language_licence_and_version(language: str) -> None:
    opening = text(language).split("---\n")[1]
    fields = dict(line.split(": ", 1) for line in opening.splitlines())
    assert fields.keys() == {"title", "language", "licence", "version"}
    assert "104" in fields["title"]
    assert fields["language"] == language
    assert fields["licence"] == "CC BY 4.0"
    assert re.fullmatch(r"\d+\.\d+", fields["version"])


@both
def test_numbers_run_from_1_to_104(language: str) -> None:
    assert [question.number for question in questions(language)] == [str(number) for number in range(1, 105)]


def test_both_files_have_the_same_formulas_and_code_blocks() -> None:
    """A formula or a program says the same in every language, so each question has the same number of them."""

    def blocks(question: Question) -> tuple[int, int]:
        return question.answer.count("```"), len(re.findall(r"\$\$.+?\$\$", question.answer, re.DOTALL))

    pairs = zip(questions("zh"), questions("en"), strict=True)
    assert [zh.number for zh, en in pairs if blocks(zh) != blocks(en)] == []


@both
def test_no_image_and_no_html(language: str) -> None:
    assert re.findall(r"!\[[^\]]*\]|</?[a-zA-Z!][^>\n]*>|&[a-z]+;", CODE.sub("", text(language))) == []


@both
def test_answers_have_substance_and_an_end(language: str) -> None:
    lengths = {question.number: len(UNIT[language].findall(prose(question.answer))) for question in questions(language)}
    assert {number: length for number, length in lengths.items() if length not in SUBSTANCE[language]} == {}


@both
def test_every_answer_begins_with_a_sentence(language: str) -> None:
    """What a reader sees first answers the question: no list, heading, quotation, formula or program."""
    openings = {question.number: question.answer.split("\n\n")[0] for question in questions(language)}
    assert {number: text for number, text in openings.items() if re.match(r"[-*#>|`$]|\d+\.", text)} == {}


def seed_text() -> str:
    if not SEED.exists():
        pytest.skip(f"the seed bank is not at {SEED.relative_to(ROOT.parent)}")
    return SEED.read_text(encoding="utf-8")


def shared_runs(ours: str, theirs: str, titles: str) -> list[str]:
    """Stretches of more than LONGEST_SHARED characters in both texts that are no title and no term in Latin letters."""
    size = LONGEST_SHARED + 1
    known = {theirs[at : at + size] for at in range(len(theirs) - size + 1)}
    runs = [ours[at : at + size] for at in range(len(ours) - size + 1) if ours[at : at + size] in known]
    return [run for run in runs if run not in titles and not re.fullmatch(r"[ -~（），。、：]*", run)]


@both
def test_no_sentence_of_the_seed_stands_in_the_files(language: str) -> None:
    """Compared without white space, marks of Markdown and expansions in brackets, which are terms."""

    def bare(markdown: str) -> str:
        return re.sub(r"（[ -~，、]*）", "", re.sub(r"[\s*_#`-]+", "", markdown))

    seed = seed_text()
    titles = bare("\n".join(re.findall(r"^#+ .*$", seed, re.MULTILINE)))
    answers = "\n".join(question.answer for question in questions(language))
    assert shared_runs(bare(answers), bare(seed), titles) == []


def test_shared_runs_are_found_where_there_are_some() -> None:
    copied = "这一句话一共有二十几个汉字，它从别处原样抄来的"
    assert shared_runs(f"甲{copied}乙", f"丙{copied}丁", "") != []
    assert shared_runs(f"甲{copied}乙", f"丙{copied}丁", copied) == []


@both
def test_every_formula_is_drawn_in_the_browser(browser_page: Page, tmp_path: Path, language: str) -> None:
    """Shown by the renderer of our pages: as many formulas drawn as are written, and not one in KaTeX's red."""
    script = tmp_path / "page.py"
    script.write_text(PAGE, encoding="utf-8")
    written = sum(len(FORMULA.findall(CODE.sub(" ", question.answer))) for question in questions(language))
    with streamlit_server(script, str(bank(language)), folder=tmp_path) as address:
        browser_page.goto(address)
        failure = browser_page.get_by_test_id("stException")
        failure.or_(browser_page.get_by_text("all is shown")).first.wait_for(timeout=PATIENCE * 1000)
        assert failure.all_text_contents() == []
        assert [element.text_content() for element in browser_page.locator(".katex-error").all()] == []
        assert browser_page.locator(".katex").count() == written
        assert browser_page.locator("[data-testid=stMarkdownContainer] img").count() == 0


@pytest.fixture(scope="module")
def graphs() -> dict[str, KnowledgeGraph]:
    """Each bank built by itself with the default lexicon."""
    lexicon, cues = DATA / "lexicon.jsonl", DATA / "cues.jsonl"
    return {language: build([bank(language)], lexicon=lexicon, cues=cues) for language in LANGUAGES}


def topics(graph: KnowledgeGraph) -> dict[str, set[str]]:
    """What each question asks about, by its number."""
    found: dict[str, set[str]] = {question.number: set() for question in graph.questions.values()}
    for mention in graph.mentions:
        if mention.about:
            found[graph.questions[mention.question].number].add(mention.concept)
    return found


def overlap(one: set[str], other: set[str]) -> float:
    """Jaccard's index; two empty sets share nothing that could be compared, so 0."""
    return len(one & other) / len(one | other) if one | other else 0.0


def test_both_languages_speak_of_the_same_concepts(graphs: dict[str, KnowledgeGraph]) -> None:
    zh, en = (graphs[language].concepts.keys() for language in LANGUAGES)
    assert len(zh & en) >= 0.8 * min(len(zh), len(en)), sorted(zh ^ en)


def test_both_languages_ask_about_the_same_concepts(graphs: dict[str, KnowledgeGraph]) -> None:
    zh, en = (topics(graphs[language]) for language in LANGUAGES)
    assert zh.keys() == en.keys()
    assert median(overlap(zh[number], en[number]) for number in zh) >= 0.6
