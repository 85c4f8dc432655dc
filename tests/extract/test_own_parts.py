"""What a user adds: lexicon lines, cue lines, spaCy components; each changes the graph in the way it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from extract.components import own
from kg.cli import run
from kg.errors import InputError
from tests.extract.small import CUES, LEXICON, built, lines

BANK = """# 仓库

## 1. 什么是 Zyxel 缓冲？

Zyxel 缓冲 sits on the LoRA 适配器。Zyxel 缓冲 mopt 幻觉。

## 2. 什么是 LoRA？

LoRA 是一种微调方法。
"""

ZYXEL = {"id": "zyxel", "name": {"en": "Zyxel", "zh": "Zyxel 缓冲"}, "kind": "component"}
MOPS = {"id": "zh-mops", "language": "zh", "type": "ADDRESSES", "cues": ["mopt"], "confidence": 0.9}


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "depot.md"
    path.write_text(BANK, encoding="utf-8")
    return path


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    path = tmp_path / "lexicon.jsonl"
    path.write_text(
        LEXICON.read_text(encoding="utf-8") + json.dumps(ZYXEL, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


def test_a_lexicon_line_of_ones_own_makes_a_concept(bank: Path, lexicon: Path) -> None:
    concept = built(bank, lexicon=lexicon).concepts["zyxel"]
    assert (concept.name, str(concept.kind), concept.origin) == ("Zyxel 缓冲", "component", "lexicon")


def test_a_cue_line_of_ones_own_makes_a_relation(bank: Path, lexicon: Path, tmp_path: Path) -> None:
    own_cues = tmp_path / "cues.jsonl"
    own_cues.write_text(
        CUES.read_text(encoding="utf-8") + json.dumps(MOPS, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    rules = {("zyxel", "ADDRESSES"): "zh-mops"}
    for cues, wanted in ((CUES, {}), (own_cues, rules)):
        graph = built(bank, lexicon=lexicon, cues=cues)
        found = {(one.head, str(one.type)): one.evidence[0].rule for one in graph.relations if one.type == "ADDRESSES"}
        assert {pair: rule for pair, rule in found.items() if rule == "zh-mops"} == wanted


def documented() -> str:
    """The example in the documentation of the module."""
    shown = re.search(r"::\n\n(.*?)\n\n``kg build", own.__doc__ or "", re.DOTALL)
    assert shown
    return re.sub(r"(?m)^    ", "", shown[1])


def test_the_documented_component_adds_its_relation(bank: Path, lexicon: Path, tmp_path: Path) -> None:
    rules = tmp_path / "my_rules.py"
    rules.write_text(documented(), encoding="utf-8")
    graph = built(bank, lexicon=lexicon, components=[f"{rules}:sits_on"])
    found = [one for one in graph.relations if any(evidence.rule == "sits-on" for evidence in one.evidence)]
    assert [(one.head, str(one.type), one.tail) for one in found] == [("zyxel", "USES", "lora")]
    assert found[0].evidence[0].quote == "Zyxel 缓冲 sits on the LoRA"


def test_the_command_line_takes_all_of_them(bank: Path, lexicon: Path, tmp_path: Path) -> None:
    rules, store = tmp_path / "more_rules.py", tmp_path / "graph.json"
    rules.write_text(documented().replace("sits_on", "sits_on_too"), encoding="utf-8")
    cues = lines(tmp_path / "few.jsonl", [MOPS])
    options = ["--lexicon", str(lexicon), "--cues", str(cues), "--component", f"{rules}:sits_on_too"]
    assert run(["build", str(bank), "--store", str(store), *options]) == 0
    assert '"rule":"sits-on"' in store.read_text(encoding="utf-8")
    assert '"rule":"zh-mops"' in store.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "told"),
    [("nowhere.py:x", "give FILE.py:NAME"), ("plain", "give FILE.py:NAME"), ("{file}:other", "registers no component")],
)
def test_a_component_that_is_not_there_is_named(place: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        own.loaded(place.format(file=tmp_path / "empty.py"))
