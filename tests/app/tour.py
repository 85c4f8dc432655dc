"""The guided tour of README: its steps walked in a browser, each where a picture of it is taken.

``python -m tests.app.tour`` walks it in both languages, from no graph at all, and makes the pictures anew.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import Words
from kg.model import Language
from tests.servers.streamlit_server import streamlit_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "app" / "main.py"
PICTURES = ROOT / "app" / "pictures"
BUILD = 300_000
"""Milliseconds that the build may take; it takes seconds on a machine that does nothing else."""
MAP = "[...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.stage')).find(Boolean).drawing"


@dataclass(frozen=True, slots=True)
class Step:
    """What README says of a step, in both languages, what its picture shows, and how a reader takes it."""

    name: str
    en: str
    zh: str
    alt_en: str
    alt_zh: str
    walk: Callable[[Page, Words], None]

    def text(self, language: Language) -> str:
        """The sentences of README."""
        return self.zh if language == "zh" else self.en

    def picture(self, language: Language) -> str:
        """The line of README that shows the picture."""
        alt = self.alt_zh if language == "zh" else self.alt_en
        return f"![{alt}](app/pictures/{self.file(language)})"

    def file(self, language: Language) -> str:
        """The name of the picture."""
        return f"tour-{self.name}.{language}.png"


def _start(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words("bundled-begin")).wait_for()


def _overview(page: Page, words: Words) -> None:
    page.get_by_role("button", name=words("bundled-begin")).click()
    page.get_by_role("heading", name=words("report-import", names="llm-interview.en")).wait_for(timeout=BUILD)
    page.get_by_role("link", name=words("overview")).click()
    page.locator(".atlas-overview").wait_for()
    page.wait_for_selector(".stage[data-drawn]")
    _heard(page)
    page.mouse.click(*page.evaluate(f"{MAP}.screen('fine-tuning')"))
    page.locator(".card.pinned a").first.wait_for()


def _explore(page: Page, words: Words) -> None:
    page.locator(".card a", has_text=words("open-explore")).click()
    page.locator(".atlas-panel h2").wait_for()
    page.wait_for_selector(".stage[data-drawn]")
    page.mouse.click(*page.evaluate(f"{MAP}.screen('lora')"))
    page.locator(".atlas-panel h2", has_text="LoRA").wait_for()


def _question(page: Page, words: Words) -> None:
    _heard(page)
    page.locator(".atlas-block", has_text=words("questions")).locator("a.atlas-question").first.click()
    page.locator(".st-key-answer-text").wait_for()


def _path(page: Page, words: Words) -> None:
    _heard(page)
    page.locator(".atlas-question-head .atlas-chips a", has_text="LoRA").first.click()
    page.locator(".atlas-panel h2", has_text="LoRA").wait_for()
    page.get_by_text(words("path-here")).click()
    page.get_by_text(words("open-path")).click()
    page.locator(".atlas-step").first.wait_for()
    _heard(page)
    page.locator(".atlas-step a.atlas-tick").first.click()
    page.locator(".atlas-skipped").first.wait_for()
    page.get_by_role("img", name=words("path-alt", name="LoRA")).wait_for()


def _heard(page: Page) -> None:
    """From now on clicks on links stay in this session."""
    page.wait_for_selector("html[data-atlas-links]", state="attached")


TOUR = (
    Step(
        "start",
        "Start with `.venv/bin/kg serve` and open http://127.0.0.1:8501. Without a graph the explorer offers the "
        "bundled bank: press **Build the bundled bank** and wait for the report. (After `make app` the graph is there "
        "already.)",
        "运行 `.venv/bin/kg serve`，打开 http://127.0.0.1:8501。还没有图谱时，首页给出自带的题库：点**建自带题库的图谱**，等到报告出现。"
        "（用 `make app` 启动的话已经建好。）",
        "The first page without a graph: the bundled bank or your own notes",
        "还没有图谱时的首页：用自带的题库，或者用自己的笔记",
        _start,
    ),
    Step(
        "overview",
        "**Overview** shows the whole bank: a map of all concepts with topics as islands, what matters most, how far "
        "topics are covered and known, bottlenecks and gaps. Press **fine-tuning** on the map.",
        "**总览**是整个题库：所有概念的地图（每个岛是一个话题）、最重要的概念、各话题的覆盖和掌握、瓶颈和缺口。"
        "在地图上点**微调**。",
        "Overview: the map of the field with the card of fine-tuning, beside it the most important concepts",
        "总览：概念地图和「微调」的卡片，旁边是最重要的概念",
        _overview,
    ),
    Step(
        "explore",
        "**Show in Explore** draws it with its neighbours. Press **LoRA**: beside the picture stand its definition, "
        "what to learn first and what it unlocks, each with the passage that says so.",
        "**在探索中查看**画出它和相邻的概念。点 **LoRA**：旁边是它的定义、先要懂什么、学会后可以学什么，"
        "每一条都附出处。",
        "Explore: LoRA among its neighbours, with definition and evidence",
        "探索：LoRA 和它的邻居，附定义和出处",
        _explore,
    ),
    Step(
        "question",
        "Press a question of the panel: its answer opens with every concept as a link, and below it the questions that "
        "an interviewer asks next.",
        "点面板里的一道题：打开它的答案，其中每个概念都是链接；下面是相关的题和面试官接着会问的题。",
        "Questions: an answer about LoRA with its concepts as links",
        "题目：一道讲 LoRA 的题，答案里的概念都是链接",
        _question,
    ),
    Step(
        "path",
        "Press **LoRA** under the title, then **Study path to here** and **Open as a study path**: what to learn, in "
        "order, why, and which questions teach it. Tick what you know, and the path gets shorter.",
        "点标题下的 **LoRA**，再点**到这里的学习路径**和**在学习路径里打开**：按先后列出要学什么、为什么、哪些题讲它。"
        "勾掉已会的，路径就变短。",
        "Study path: the steps to LoRA, one of them ticked as known",
        "学习路径：学到 LoRA 的步骤，其中一步已勾为掌握",
        _path,
    ),
)
"""From no graph to a study path."""


def walk(page: Page, address: str, language: Language, arrived: Callable[[Step], None]) -> None:
    """Take all steps at a server that has no graph yet; ``arrived`` is called after each."""
    page.goto(f"{address}/?lang={language}")
    for step in TOUR:
        step.walk(page, Words(language))
        arrived(step)


def section(language: Language) -> str:
    """The steps as README writes them, lines not yet broken."""
    return "\n\n".join(
        f"{number}. {step.text(language)}\n\n   {step.picture(language)}" for number, step in enumerate(TOUR, 1)
    )


def make_pictures() -> None:
    """Walk the tour in both languages and keep a small picture of each step."""
    from tests.servers.browser import browser, page_of  # noqa: PLC0415 -- Playwright is needed here only

    for language in ("en", "zh"):
        with (
            tempfile.TemporaryDirectory() as folder,
            streamlit_server(
                MAIN, folder=Path(folder), KG_STORE="graph.json", KG_BANKS="banks", KG_PROGRESS="progress.jsonl"
            ) as address,
            browser() as started,
            page_of(started) as page,
        ):

            def keep(step: Step, page: Page = page, language: Language = language) -> None:
                page.wait_for_timeout(1500)
                (PICTURES / step.file(language)).write_bytes(small(page.screenshot()))

            walk(page, address, language, keep)


def small(picture: bytes) -> bytes:
    """The picture with 256 colours, those of large areas exact."""
    from PIL import Image  # noqa: PLC0415 -- streamlit brings it

    kept = BytesIO()
    flat = Image.open(BytesIO(picture)).convert("RGB")
    few = flat.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()


if __name__ == "__main__":
    sys.exit(make_pictures())
