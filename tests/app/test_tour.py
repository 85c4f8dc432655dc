"""The guided tour: README tells it as it is walked here, from no graph to a study path, and shows its pictures."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from kg.model import Language
from tests.app.tour import PICTURES, ROOT, TOUR, section, walk

if TYPE_CHECKING:
    from playwright.sync_api import Page

README = {"en": ("README.md", "## A guided tour"), "zh": ("README.zh.md", "## 导览")}


@pytest.mark.parametrize("language", README)
def test_readme_tells_the_steps_that_are_walked(language: Language) -> None:
    name, heading = README[language]
    told = (ROOT / name).read_text(encoding="utf-8").partition(f"\n{heading}")[2].partition("\n## ")[0]
    assert as_one_line(section(language)) in as_one_line(told)


def as_one_line(text: str) -> str:
    """Where README breaks its lines says nothing, nor does the space that stands for a break between Chinese signs."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("file", [step.file(language) for step in TOUR for language in ("en", "zh")])
def test_its_pictures_are_small(file: str) -> None:
    picture = PICTURES / file
    assert picture.stat().st_size < 250_000
    with Image.open(picture) as opened:
        assert (opened.format, opened.size) == ("PNG", (1280, 900))


@pytest.mark.timeout(600)  # it builds the graph of the bundled bank
def test_the_tour_leads_from_no_graph_to_a_study_path(page: Page, tmp_path: Path, serve: Callable[..., str]) -> None:
    marks = tmp_path / "progress.jsonl"
    address = serve(tmp_path / "graph.json", KG_BANKS=str(tmp_path / "banks"), KG_PROGRESS=str(marks))
    seen: list[str] = []
    walk(page, address, "zh", lambda step: seen.append(step.name))
    assert seen == [step.name for step in TOUR]
    assert len(page.context.pages) == 1
    assert sorted(os.listdir(tmp_path / "banks")) != []  # noqa: PTH208 -- names alone
    assert '"known"' in marks.read_text(encoding="utf-8")
