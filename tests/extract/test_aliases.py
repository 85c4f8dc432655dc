"""Names in brackets: which two are one thing, and what the whole bank says against it."""

from __future__ import annotations

import pytest

from extract.aliases import Pair, abbreviates, pairs_in
from extract.discovery.general import load_general
from extract.discovery.merging import merged

GENERAL = load_general()


def sure(text: str) -> list[tuple[str, str]]:
    return [(pair.name, pair.other) for pair in pairs_in(text, GENERAL) if pair.sure]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("**检索增强生成（RAG）**：", [("检索增强生成", "RAG")]),
        ("写前日志 (WAL) 先落盘", [("写前日志", "WAL")]),
        ("LoRA（Low-Rank Adaptation）很小", [("LoRA", "Low-Rank Adaptation")]),
        ("uses Byte Pair Encoding (BPE) to", [("Byte Pair Encoding", "BPE")]),
        ("Trust Region Policy Optimization (TRPO)", [("Trust Region Policy Optimization", "TRPO")]),
        (
            "思维链（CoT, Chain-of-Thought）提示",
            [("思维链", "CoT"), ("思维链", "Chain-of-Thought"), ("CoT", "Chain-of-Thought")],
        ),
        ("进程控制块（又称 PCB）", [("进程控制块", "PCB")]),
        ("先来先服务（FCFS）", [("先来先服务", "FCFS")]),
        ("GQA（分组查询注意力）", [("GQA", "分组查询注意力")]),
        (
            "**短作业优先 shortest job first（SJF）**",
            [("shortest job first", "SJF"), ("短作业优先", "shortest job first")],
        ),
        ("管程，又称监视器，用来同步。", [("管程", "监视器")]),
        ("A latch, also known as a spinlock, spins.", []),
        ("Mutual exclusion, also called mutex, is", [("Mutual exclusion", "mutex")]),
        ("大模型（如 GPT-4）", []),
        ("深度学习框架（例如 PyTorch）", []),
        ("模型（Model）", []),
        ("训练（约 3 天）", []),
        ("BERT (Google)", []),
        ("参数高效的微调（PEFT）", []),
        ("tools (such as Docker)", []),
        ("优化器（SGD、Adam 等）", []),
        ("见图（图 3）", []),
    ],
)
def test_a_bracket_gives_another_name_or_none(text: str, pairs: list[tuple[str, str]]):
    assert sure(text) == pairs


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("KV", "key-value"),
        ("LLMs", "large language models"),
        ("BERT", "Bidirectional Encoder Representations from Transformers"),
        ("TTFT", "time to first token"),
    ],
)
def test_initials_in_order_abbreviate(short: str, long: str):
    assert abbreviates(short, long)


@pytest.mark.parametrize(
    ("short", "long"),
    [("GPT", "Google"), ("RAG", "retrieval"), ("ReLU", "ReGLU"), ("bytes", "build subwords"), ("A", "alpha")],
)
def test_other_letters_do_not(short: str, long: str):
    assert not abbreviates(short, long)


def test_names_are_joined_across_the_bank():
    pairs = [Pair("思维链", "CoT", True), Pair("CoT", "Chain-of-Thought", True), Pair("RAG", "检索增强生成", True)]
    assert merged(pairs).groups == (("RAG", "检索增强生成"), ("思维链", "CoT", "Chain-of-Thought"))


def test_one_abbreviation_of_two_things_goes_to_the_more_frequent_and_is_reported():
    pairs = [Pair("注意力下沉", "AS", True), Pair("自治系统", "AS", True), Pair("自治系统", "AS", True)]
    groups = merged(pairs)
    assert groups.groups == (("自治系统", "AS"),)
    assert len(groups.conflicts) == 1
    assert "注意力下沉" in groups.conflicts[0]


def test_a_class_beside_its_instances_is_joined_with_one_at_most():
    groups = merged([Pair("优化器", "Adam", True), Pair("优化器", "SGD", True)])
    assert not any({"Adam", "SGD"} <= set(group) for group in groups.groups)
    assert groups.conflicts


def test_the_order_of_the_bank_does_not_matter():
    pairs = [Pair("思维链", "CoT", True), Pair("CoT", "Chain-of-Thought", True), Pair("RAG", "检索增强生成", True)]
    assert merged(pairs) == merged(pairs[::-1])


def test_unsure_pairs_join_nothing():
    assert merged([Pair("微调", "PEFT", False)]).groups == ()
