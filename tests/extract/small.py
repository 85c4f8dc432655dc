"""A small bank and small data files for tests of the extraction as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from extract import build
from kg.exports.node_link import dumps
from kg.model import KnowledgeGraph

ROOT = Path(__file__).resolve().parents[2]
LEXICON, CUES = ROOT / "data" / "lexicon.jsonl", ROOT / "data" / "cues.jsonl"
BANK = ROOT / "tests" / "extract" / "quality" / "llm-notes.zh.md"


def built(
    bank: Path, *, lexicon: Path | None = LEXICON, cues: Path = CUES, components: Sequence[str] = (), jobs: int = 1
) -> KnowledgeGraph:
    """The graph of one bank without any map."""
    return build([bank], lexicon=lexicon, cues=cues, components=components, jobs=jobs)


def exported(graph: KnowledgeGraph) -> bytes:
    """The bytes by which two graphs are the same."""
    return dumps(graph)


def lines(path: Path, records: Sequence[dict]) -> Path:
    """A JSONL file."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")
    return path


def many_questions(count: int) -> str:
    """A bank of ``count`` questions, no two alike, that name concepts of the lexicon."""
    names = ("LoRA", "RAG", "BERT", "注意力机制", "量化", "微调", "Transformer", "位置编码", "奖励模型", "幻觉")
    parts = ["# 题库"]
    for place in range(count):
        one, other, third = (names[(place * step + step) % len(names)] for step in (1, 3, 7))
        parts.append(
            f"## {place + 1}. {one} 和 {other} 在第 {place} 个项目里有什么区别？\n\n"
            f"{one} 基于 {third}，第 {place} 版缓解了幻觉。\n\n- **{other}**：用于文本分类，编号 {place * 37 % 101}。\n"
        )
    return "\n".join(parts)
