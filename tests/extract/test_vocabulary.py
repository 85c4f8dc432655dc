"""The vocabulary says which concept a surface means: weak, shared and excluded ones by what stands around them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extract.cues import Cue
from extract.lexicon import Entry, Lexicon, load_lexicon
from extract.vocabulary import Vocabulary
from kg.model import Kind, RelationType

LEXICON = Path(__file__).parents[2] / "data" / "lexicon.jsonl"


def vocabulary(*entries: Entry) -> Vocabulary:
    return Vocabulary(Lexicon(tuple(sorted(entries, key=lambda entry: entry.id))), ())


def read(words: Vocabulary, text: str) -> list[tuple[str, str]]:
    return [(text[start:end], words.entries[entry].id) for start, end, entry in words.find(text)]


@cache
def field() -> Vocabulary:
    return Vocabulary(load_lexicon(LEXICON), ())


def ids(text: str) -> list[str]:
    return [concept for _, concept in read(field(), text)]


REWARD = Entry("reward", "reward signal", "奖励信号", Kind.COMPONENT, ("奖励",), weak=frozenset({"奖励"}))
INFERENCE = Entry("inference", "inference", None, Kind.TASK, ("推理",), sense={"推理": ("速度", "部署")})
REASONING = Entry("reasoning", "reasoning", None, Kind.TASK, ("推理",), sense={"推理": ("逻辑", "数学")})


def test_a_weak_surface_counts_only_beside_another_of_its_concept():
    words = vocabulary(REWARD)
    assert read(words, "给予一定的奖励") == []
    assert read(words, "奖励信号越强，奖励越高") == [("奖励信号", "reward"), ("奖励", "reward")]


def test_the_words_close_by_decide_a_shared_surface():
    words = vocabulary(INFERENCE, REASONING)
    assert read(words, "推理速度与部署") == [("推理", "inference")]
    assert read(words, "逻辑推理") == [("推理", "reasoning")]


def test_far_words_decide_where_no_near_one_does():
    words = vocabulary(INFERENCE, REASONING)
    assert read(words, "推理" + "，而后" * 20 + "数学") == [("推理", "reasoning")]


def test_without_a_clue_the_entry_without_clues_has_it():
    default = Entry("reasoning", "reasoning", None, Kind.TASK, ("推理",), sense={"推理": ()})
    assert read(vocabulary(INFERENCE, default), "推理") == [("推理", "reasoning")]


def test_an_excluded_longer_string_hides_the_surface():
    words = vocabulary(Entry("quantization", "quantization", "量化", Kind.METHOD, excluded=("量化投资",)))
    assert read(words, "量化投资，量化") == [("量化", "quantization")]


@pytest.mark.parametrize("text", ["注意力机制", "注意力", "attention mechanism", "attention", "Attention mechanisms"])
def test_a_trailing_word_for_method_is_optional(text):
    words = vocabulary(Entry("attention", "attention mechanism", "注意力机制", Kind.COMPONENT))
    assert [concept for _, concept in read(words, text)] == ["attention"]


@pytest.mark.parametrize("short", ["PI", "IR"])
def test_two_latin_letters_need_their_capitals(short):
    words = vocabulary(Entry("x", short, None, Kind.METHOD))
    assert read(words, f"{short} 与 {short.lower()}") == [(short, "x")]


def test_signals_are_cue_words_that_stand_alone():
    cue = Cue("zh-uses", "zh", RelationType.USES, ("采用", "use"))
    words = Vocabulary(Lexicon(), (cue,))
    text = "采用 use, reuse"
    assert [text[start:end] for start, end, _ in words.signals(text)] == ["采用", "use"]


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("大模型的推理速度和推理延迟", ["inference-speed", "inference-latency"]),
        ("在 GPU 上推理，部署时要看吞吐", ["gpu", "model-inference", "throughput"]),
        ("用思维链做数学推理，让推理更有逻辑", ["chain-of-thought", "mathematical-reasoning", "reasoning"]),
        ("查询（Query）、键（Key）和值（Value）", ["query-vector", "key-vector", "value-vector"]),
        ("每个键值对都会缓存", ["key-value-pair"]),
        ("Adapter Tuning 插入适配器模块", ["adapter-tuning", "adapter"]),
        ("多头注意力机制中每个头独立计算", ["multi-head-attention", "attention-head"]),
        ("QLoRA 不是 LoRA", ["qlora", "lora"]),
        ("GPT3.5 与 GPT-3", ["gpt-3-5", "gpt-3"]),
        ("预测下一个单词", ["next-token-prediction"]),
        ("流水线式的并行计算", ["pipeline-parallelism"]),
        ("8 位整数（int8）", ["int8", "int8"]),
        ("BPE 合并最频繁的字节对", ["byte-pair-encoding", "byte-pair"]),
        ("Model weights are quantized", ["weight", "quantization"]),
    ],
)
def test_the_lexicon_of_the_field_reads(text, concepts):
    assert ids(text) == concepts


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("累积概率达到 p 值的单词", "p-value"),
        ("预设的停止条件", "stop-word"),
        ("较低精度的数据表示形式", "low-precision-training"),
        ("满足批次内的独立性假设", "conditional-independence"),
        ("模型的选择范围", "model-selection"),
        ("扩大数据收集的范围", "big-data"),
        ("通过采样得到", "oversampling"),
        ("字符的频繁共现模式", "co-occurrence-matrix"),
        ("利用外部知识", "non-parametric-knowledge"),
        ("print8(run[ning])", "int8"),
        ("Math is hard.", "math"),
        ("Less is more.", "less-data-selection"),
        ("Rome fell.", "rome"),
        ("the key idea", "key-vector"),
        ("the value of it", "value-vector"),
        ("twice per token", "per-token-quantization"),
    ],
)
def test_ordinary_words_are_no_concepts(text, concept):
    assert any(entry.id == concept for entry in field().entries)
    assert concept not in ids(text)
