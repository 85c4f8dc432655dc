"""``kg build --prerequisites``: a map alone, a map beside a bank, and what is told of it."""

from pathlib import Path

import pytest

from tests.graphs import TINY_BANK

MAP = "before,after,reason\n导数,梯度,由它组成\n梯度,梯度下降,沿着它走\n梯度下降,导数,绕回来\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.csv").write_text(MAP, encoding="utf-8")
    (tmp_path / "bank.md").write_text(TINY_BANK, encoding="utf-8")
    return tmp_path


def test_a_map_alone_can_be_studied(kg, folder: Path):
    ran = kg("build", "--prerequisites", "map.csv", "--lexicon", "none", "--store", "map.json")
    assert ran.code == 0
    assert "0 questions of 0 banks, 3 concepts" in ran.out
    dropped = [line for line in ran.err.splitlines() if "closes a cycle" in line]
    assert len(dropped) == 1
    assert "梯度下降 before 导数" in dropped[0]
    assert "map.csv line 4" in dropped[0]
    document = kg("path", "梯度下降", "--store", "map.json", "--format", "json").json()
    assert [one["name"] for one in document["steps"]] == ["导数", "梯度", "梯度下降"]
    assert document["steps"][0]["needed_by"][0]["evidence"] == [{"file": "map.csv", "line": 2, "reason": "由它组成"}]
    assert kg("next", "--store", "map.json", "--format", "json").json()["unlocks"][0]["concept"] == "导数"
    assert kg("plan", "梯度", "--evenings", "1", "--minutes", "9", "--store", "map.json").code == 0
    assert kg("field", "--store", "map.json").code == 0
    again = kg("build", "--prerequisites", "map.csv", "--lexicon", "none", "--store", "map.json", "--if-changed")
    assert again.out == "map.json is up to date: no input changed\n"


def test_a_map_beside_a_bank(kg, folder: Path):
    (folder / "more.csv").write_text("KV cache,量子引力\n", encoding="utf-8")
    ran = kg("build", "bank.md", "--prerequisites", "more.csv", "--store", "both.json", "--format", "json")
    assert ran.json()["questions"] == 12
    needs = kg("show", "量子引力", "--store", "both.json", "--format", "json").json()["needs"]
    assert [(one["concept"], one["origin"], one["confidence"]) for one in needs] == [("kv-cache", "imported", 1.0)]


@pytest.mark.parametrize(
    ("text", "said"), [("", "map.csv has no edge"), ("a\n", "map.csv line 1 is 'a'"), ("before,after\n", "no edge")]
)
def test_what_is_no_map_is_bad_input(kg, folder: Path, text: str, said: str):
    (folder / "map.csv").write_text(text, encoding="utf-8")
    ran = kg("build", "--prerequisites", "map.csv", "--store", "map.json")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (folder / "map.json").exists()
