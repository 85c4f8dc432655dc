"""How much speaks for a candidate: its marks, its use and its shape come in, one number goes out.

Nothing but shape and place counts: a made-up word in a term's place scores as the term does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from extract.discovery.english import singular
from extract.discovery.ledger import Candidate
from extract.discovery.marks import Mark
from extract.discovery.pieces import pieces_in
from extract.discovery.prose import Piece, Prose, Sort
from extract.discovery.statistics import Use
from extract.discovery.weights import WEIGHTS, Weights
from kg.model import Language

_TERM_ENDING = {
    "zh": re.compile(
        r"(?:学习|搜索|推理|算法|误差|延迟|溢出|网络|函数|编码|矩阵|索引|协议|算子|向量|缓存|引擎|锁|树|并行|采样|拟合|识别|分类|检测"
        r"|分布|传播|攻击|队列|线程|进程|复制|分区|中断|调度|[^变]化|器|率|集|库|度|机|体|层|池|码|符|图)$"
    ),
    "en": re.compile(r"(?:tion|sion|ing|ity|ness|ism|er|or|ment|ance|ency|base|cache|index|lock)s?$"),
}
_ADJECTIVE = re.compile(r"[a-z\-]+(?:ous|able|ible|ful|less|ly|ed|ical|onal|ural|istic|ative|er than)")
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(?:[KMGTPkmgb]i?[Bb]?|[nmuμ]?s|[kMG]?Hz|[cmk]m|[xXdDhkw]|px|st|nd|rd|th)|Q\d{1,3}")
_LONGEST_WORD = 6  # ideographs; a longer unknown run that comes once or twice is a clause
_MOST = 2.0  # a mark that comes again counts up to this often
_MOST_FREEDOM = 3.0
_FEW, _MANY, _RARELY = 20, 0.15, 0.12


_SPEAKING = tuple(mark for mark in Mark if mark not in (Mark.PART, Mark.CODE))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a surface is made of: the sorts and ends of its pieces, and the length of its longest unknown piece.

    ``frayed`` says that it begins with an ideograph that rarely begins a word, ``vague`` that its last word seldom
    makes a term.
    """

    surface: str
    sorts: tuple[Sort, ...]
    ends: tuple[int, ...]
    unknown: int
    frayed: bool = False
    vague: bool = False

    @property
    def is_general(self) -> bool:
        """Whether it holds general words only."""
        return all(sort <= Sort.WEAK for sort in self.sorts)


def shape_of(surface: Prose) -> Shape:
    """The shape of a surface, cut by the general words and the known terms in it.

    A name that a cutting word would split (先来先服务) is one unknown word; a verb in an English one is a noun there.
    """
    text, english = surface.text, surface.language == "en"
    pieces = [piece for piece in pieces_in(surface, 0, len(text)) if piece is not None]
    if not english and any(piece.sort <= Sort.VERB for piece in pieces):
        pieces = [Piece(0, len(text), Sort.UNKNOWN)]
    sorts = tuple(max(piece.sort, Sort.ACTION) if piece.sort is Sort.VERB else piece.sort for piece in pieces)
    unknown = max((piece.end - piece.start for piece in pieces if piece.sort is Sort.UNKNOWN), default=0)
    frayed = (
        bool(pieces) and pieces[0].sort is Sort.UNKNOWN and text[0] in surface.general.starts | surface.general.frays
    )
    vague = len(pieces) > 1 and singular(text[pieces[-1].start :]).lower() in surface.general.vague
    return Shape(text, sorts, tuple(piece.end for piece in pieces), unknown, frayed, vague)


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
    rare = use is None or use.count < 3
    if rare and not _is_named(marks) and (shape.frayed or (shape.unknown > _LONGEST_WORD and language == "zh")):
        total += weights.frayed
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
    if shape.vague:
        total += weights.vague
    if shape.unknown > 2:
        total += weights.long_word
    if _TERM_ENDING[language].search(surface):
        total += weights.ending
    if any(char.isupper() for char in surface):
        total += weights.capital
    elif len(sorts) == 1 and surface.isascii() and len(surface) < 5:
        total += weights.short
    if len(sorts) == 1 and _ADJECTIVE.fullmatch(surface):
        total += weights.adjective
    if _AMOUNT.fullmatch(surface):
        total += weights.general_word
    return total
