"""How much speaks for a candidate: its marks, its use and its shape come in, one number goes out.

The weights are those of a logistic regression over banks whose terms are known, rounded; they name no term. Nothing
but shape and place counts: a made-up word in a term's place scores as the term does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.discovery.ledger import Candidate
from extract.discovery.marks import Mark
from extract.discovery.pieces import pieces_in
from extract.discovery.prose import Prose, Sort
from extract.discovery.statistics import Use
from kg.model import Language

_TERM_ENDING = {
    "zh": re.compile(
        r"(?:学习|搜索|推理|算法|误差|延迟|溢出|网络|函数|编码|矩阵|索引|协议|算子|向量|梯度|损失|缓存|引擎|锁|树|量化|并行|采样|嵌入|归一化|蒸馏|剪枝|微调|拟合|消失|爆炸|识别|分类"
        r"|检测|回归|聚类|分布|传播|攻击|队列|线程|进程|事务|隔离|复制|分区|图谱|数据库|寄存器|中断|调度|器|率|集|库|度|机|体|层|池|码|符|图)$"
    ),
    "en": re.compile(r"(?:tion|sion|ing|ity|ness|ism|er|or|ment|ance|ency|base|cache|index|lock)s?$"),
}
_MOST = 2.0  # a mark that comes again counts up to this often
_MOST_FREEDOM = 3.0
_FEW, _MANY, _RARELY = 20, 0.15, 0.12


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sort of evidence is worth, in log-odds."""

    base: float
    marks: Mapping[Mark, float]
    freedom: float  # entropy of the neighbours
    cohesion: float  # parts stand together more often than by chance
    count: float  # each doubling of the occurrences
    questions: float  # each doubling of the questions that hold it
    marked: float  # share of the occurrences of a single word that stand in a marked place
    never_alone: float
    unmarked_rare: float  # once, in running text
    unmarked_word: float  # a short word of running text
    unmarked_words: float
    general_word: float
    general_words: float
    unmarked_general: float
    action_first: float
    long_word: float
    long: float
    ending: float
    capital: float
    short: float
    everywhere: float  # a short word that many questions use and few places mark


WEIGHTS: Mapping[Language, Weights] = {
    "zh": Weights(
        base=-0.4,
        marks={
            Mark.TITLE: 0.3,
            Mark.PAIR: 0.95,
            Mark.LATIN: 1.15,
            Mark.LEAD: 0.3,
            Mark.HEADING: 0.3,
            Mark.LISTED: 0.2,
            Mark.DEFINED: 0.15,
            Mark.PART: -0.3,
        },
        freedom=0.5,
        cohesion=0.5,
        count=0.3,
        questions=-0.6,
        marked=0.23,
        never_alone=-0.45,
        unmarked_rare=-0.7,
        unmarked_word=-0.4,
        unmarked_words=-0.2,
        general_word=-2.7,
        general_words=-0.5,
        unmarked_general=-0.65,
        action_first=-0.6,
        long_word=0.6,
        long=0.4,
        ending=0.75,
        capital=0.6,
        short=-1.2,
        everywhere=-1.0,
    ),
    "en": Weights(
        base=-1.1,
        marks={
            Mark.TITLE: 0.1,
            Mark.PAIR: 1.0,
            Mark.LATIN: 0.9,
            Mark.LEAD: 0.25,
            Mark.HEADING: 0.3,
            Mark.LISTED: 0.4,
            Mark.DEFINED: 0.5,
            Mark.PART: -0.3,
        },
        freedom=0.5,
        cohesion=1.0,
        count=0.0,
        questions=-0.1,
        marked=-0.05,
        never_alone=-0.3,
        unmarked_rare=-0.7,
        unmarked_word=0.0,
        unmarked_words=-0.1,
        general_word=-3.0,
        general_words=-0.35,
        unmarked_general=0.0,
        action_first=-0.4,
        long_word=0.0,
        long=-0.6,
        ending=0.4,
        capital=0.65,
        short=-0.6,
        everywhere=0.0,
    ),
}
_SPEAKING = tuple(mark for mark in Mark if mark not in (Mark.PART, Mark.CODE))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a surface is made of: the sorts and ends of its pieces, and the length of its longest unknown piece."""

    surface: str
    sorts: tuple[Sort, ...]
    ends: tuple[int, ...]
    unknown: int

    @property
    def is_general(self) -> bool:
        """Whether it holds general words only."""
        return all(sort <= Sort.WEAK for sort in self.sorts)


def shape_of(surface: str, prose: Prose, known: tuple[tuple[int, int], ...] = ()) -> Shape:
    """The shape of ``surface``, cut by the general words of ``prose`` and the places of known terms in it."""
    alone = Prose(surface, prose.language, prose.general, known)
    pieces = [piece for piece in pieces_in(alone, 0, len(surface)) if piece is not None]
    unknown = max((piece.end - piece.start for piece in pieces if piece.sort is Sort.UNKNOWN), default=0)
    return Shape(surface, tuple(piece.sort for piece in pieces), tuple(piece.end for piece in pieces), unknown)


def is_modified(shape: Shape) -> bool:
    """Whether a known term stands behind words that make a new one of it (跨层 + 算子融合), and nothing else does."""
    before = shape.sorts[:-1]
    news = [sort for sort in before if sort in (Sort.UNKNOWN, Sort.LATIN)]
    fits = all(sort in (Sort.UNKNOWN, Sort.LATIN, Sort.KNOWN, Sort.NOUN) for sort in before)
    return shape.sorts[-1] is Sort.KNOWN and fits and len(news) == 1 and len(before) < 3 and shape.unknown != 1


def score(shape: Shape, language: Language, candidate: Candidate | None, use: Use | None, asked: int = 0) -> float:
    """The evidence for a term, about its log-odds; ``asked`` is the number of questions in all."""
    weights = WEIGHTS[language]
    marks: Mapping[Mark, int] = candidate.marks if candidate else {}
    marked = sum(marks.get(mark, 0) for mark in _SPEAKING)
    total = weights.base + sum(
        weight * min(math.log2(1 + marks[mark]), _MOST) for mark, weight in weights.marks.items() if mark in marks
    )
    questions = use.questions if use else len(candidate.questions) if candidate else 0
    total += weights.questions * math.log2(1 + questions)
    if use is not None:
        total += _of_use(use, shape, marked, weights)
    if use is not None and _is_everywhere(shape, use, marked, asked):
        total += weights.everywhere
    if not marked:
        total += _of_running_text(shape, use, weights)
    elif shape.is_general and len(shape.sorts) > 1 and not _is_named(marks):
        total += weights.unmarked_general
    return total + _of_shape(shape, language, weights)


def _of_use(use: Use, shape: Shape, marked: int, weights: Weights) -> float:
    total = weights.count * math.log2(use.count)
    if use.count > 1:
        total += weights.freedom * min(use.freedom, _MOST_FREEDOM) + weights.cohesion * use.cohesion
    if not use.alone:
        total += weights.never_alone
    if len(shape.sorts) == 1 and shape.unknown < 3 and use.count > 2:
        total += weights.marked * math.log2((marked + 0.5) / (use.count + 1))
    return total


def _is_everywhere(shape: Shape, use: Use, marked: int, asked: int) -> bool:
    short = len(shape.sorts) == 1 and shape.sorts[0] is Sort.UNKNOWN and shape.unknown < 3
    return short and asked >= _FEW and use.questions > _MANY * asked and marked < _RARELY * use.count


def _is_named(marks: Mapping[Mark, int]) -> bool:
    """Whether a title, bracket, definition or several enumerations name it; a lead-in alone may be any phrase."""
    return bool(marks.keys() & {Mark.TITLE, Mark.PAIR, Mark.DEFINED}) or marks.get(Mark.LISTED, 0) > 1


def _of_running_text(shape: Shape, use: Use | None, weights: Weights) -> float:
    """What no mark speaks for needs more."""
    total = weights.unmarked_rare if use is None or use.count < 2 else 0.0
    if len(shape.sorts) > 1:
        return total + (weights.unmarked_general if shape.is_general else weights.unmarked_words)
    return total + (weights.unmarked_word if shape.unknown < 3 else 0.0)


def _of_shape(shape: Shape, language: Language, weights: Weights) -> float:
    sorts, surface = shape.sorts, shape.surface
    total = weights.long if len(sorts) > 2 else 0.0
    if shape.is_general:
        total += weights.general_word if len(sorts) < 2 else weights.general_words
    if len(sorts) > 1 and sorts[0] is Sort.ACTION:
        total += weights.action_first
    if shape.unknown > 2:
        total += weights.long_word
    if _TERM_ENDING[language].search(surface):
        total += weights.ending
    if any(char.isupper() for char in surface):
        total += weights.capital
    elif len(sorts) == 1 and surface.isascii() and len(surface) < 4:
        total += weights.short
    return total
