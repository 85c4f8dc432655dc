"""Chinese prose cut into pieces: general words where they stand as words, everything else unknown.

No dictionary of terms is asked. What the general words leave over are unknown words; a weak ideograph (对, 中, 性 …)
belongs to one of them or cuts, by what stands on its two sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.discovery.english import LATIN
from extract.discovery.general import General, Role
from extract.discovery.prose import SORTS, Piece, Prose, Sort, Span

_MIXED = re.compile(
    rf"(?P<latin>(?:{LATIN})(?: (?:{LATIN}))*)|(?P<chinese>[\u4e00-\u9fff]+)|(?P<gap> )|(?P<other>.)", re.DOTALL
)
_LONG_PHRASE = 6  # words; a longer Latin run in Chinese text is a sentence
_NOMINAL = frozenset({Role.NOUN, Role.ACTION, Role.QUALITY})
_LINKS = frozenset("对将从由以为于来去到")  # between two words they belong to neither
_TOWARDS = frozenset("向")  # 反向传播, 双向连接
_MAKERS = frozenset("器率度者式")  # make a noun of the verb before them
_PREFIXES = frozenset("过非无多反超")

Word = tuple[int, int, Role]


def chinese_pieces(prose: Prose, begin: int, stop: int, known: tuple[Span, ...]) -> list[Piece | None]:
    """The pieces of ``prose.text[begin:stop]`` in order, Latin runs included; None where punctuation stands."""
    pieces: list[Piece | None] = []
    for start, end in (*known, (stop, stop)):
        pieces += _between(prose, begin, start)
        if start < end:
            pieces.append(Piece(start, end, Sort.KNOWN))
        begin = end
    return _resolved(prose, pieces)


def _between(prose: Prose, begin: int, stop: int) -> Iterator[Piece | None]:
    """The pieces of a stretch without known terms; weak ideographs are not settled yet."""
    for found in _MIXED.finditer(prose.text, begin, stop):
        start, end = found.span()
        if found.lastgroup == "latin":
            yield _phrase(prose.text, start, end, prose.general)
        elif found.lastgroup == "chinese":
            yield from _words(prose.text, start, end, prose.general)
        elif found.lastgroup == "other" and found.group() not in "*`_":
            yield None


def _phrase(text: str, start: int, end: int, general: General) -> Piece | None:
    """A Latin run in Chinese text as one piece, function words at its edges left out; a sentence is none."""
    words = text[start:end].split(" ")
    while words and general.english.get(words[0].lower()) is Role.FUNCTION:
        start += len(words.pop(0)) + 1
    while words and general.english.get(words[-1].lower()) is Role.FUNCTION:
        end -= len(words.pop()) + 1
    if not 0 < len(words) <= _LONG_PHRASE:
        return None
    everyday = all(word.lower() in general.english and (len(word) < 3 or not word.isupper()) for word in words)
    return Piece(start, end, Sort.NOUN if everyday else Sort.LATIN)


def _words(text: str, begin: int, stop: int, general: General) -> Iterator[Piece]:
    """The general words of a run of ideographs and the unknown words between them."""
    last = begin
    words: list[Word] = [(begin + start, begin + end, role) for start, end, role in general.cut(text[begin:stop])]
    for place, (start, end, role) in enumerate(words):
        after = words[place + 1] if place + 1 < len(words) else (stop, stop, Role.FUNCTION)
        if start - last == 1 and end - start == 2 and role in _NOMINAL and _is_lone(after, end, stop):
            continue  # 强|化学|习: a word that leaves single ideographs on both sides was none
        quality = role is not Role.FUNCTION and _makes_quality(text, (start, end), after)
        first = start - 1 if quality and start > last and text[start - 1] == "可" else start
        if first < last:
            continue
        yield from _gap(last, first)
        yield Piece(first, end, Sort.UNKNOWN if quality else SORTS[role])
        last = end
    yield from _gap(last, stop)


def _gap(start: int, end: int) -> Iterator[Piece]:
    if start < end:
        yield Piece(start, end, Sort.UNKNOWN)


def _makes_quality(text: str, word: Span, after: Word) -> bool:
    """Whether 性 follows as an ending (解释性), not as the beginning of another word (提高|性能)."""
    start, end = word
    return end - start == 2 and text[end : end + 1] == "性" and after[:2] == (end, end + 1)


def _is_lone(after: Word, end: int, stop: int) -> bool:
    """Whether one ideograph stands between ``end`` and what follows, or what follows is a weak one."""
    start, after_end, role = after
    return start - end == 1 or (start == end < stop and after_end - start == 1 and role in (Role.START, Role.END))


def _resolved(prose: Prose, pieces: list[Piece | None]) -> list[Piece | None]:
    """Weak ideographs joined to what they stand beside: part of an unknown word, else a cut.

    对 in 对模型 cuts, in 对抗训练 it is part of a word; 有 ends none (计数有什么).
    """
    done: list[Piece | None] = []
    for place, piece in enumerate(pieces):
        if piece is None or piece.sort not in (Sort.WEAK, Sort.UNKNOWN, Sort.VERB):
            done.append(piece)
            continue
        after = pieces[place + 1] if place + 1 < len(pieces) else None
        before = done[-1] if done else None
        settled = _settled(
            prose,
            piece,
            before if before is not None and before.end == piece.start else None,
            after if after is not None and after.start == piece.end else None,
        )
        if settled.start < piece.start:
            done.pop()
        done.append(settled)
    return done


def _settled(prose: Prose, piece: Piece, before: Piece | None, after: Piece | None) -> Piece:
    """``piece`` with its final sort, longer to the left where it goes on with the word before it."""
    text = prose.text
    if before is not None and before.sort is Sort.UNKNOWN and _continues(prose, before, piece, after):
        return Piece(before.start, piece.end, Sort.UNKNOWN)
    if piece.sort is Sort.UNKNOWN:
        return piece
    links = piece.sort is Sort.WEAK and text[piece.start] in _LINKS
    if before is not None and links and before.end - before.start > 1:
        return piece._replace(sort=Sort.CUT)
    if after is not None and _opens(text, piece, after):
        return piece._replace(sort=Sort.ACTION if piece.sort is Sort.VERB else Sort.UNKNOWN)
    return piece._replace(sort=Sort.CUT) if piece.sort is Sort.WEAK else piece


def _continues(prose: Prose, before: Piece, piece: Piece, after: Piece | None) -> bool:
    """Whether ``piece`` belongs to the unknown word before it."""
    if piece.sort is not Sort.WEAK:
        return piece.sort is Sort.UNKNOWN
    char = prose.text[piece.start]
    if char in _LINKS and before.end - before.start > 1:
        return False
    if char not in prose.general.ends or after is None:
        return char not in prose.general.ends
    return after.sort in (Sort.UNKNOWN, Sort.WEAK) or (char in _TOWARDS and after.sort > Sort.CUT)


def _opens(text: str, piece: Piece, after: Piece) -> bool:
    """Whether ``piece`` begins a word that ``after`` goes on."""
    if piece.sort is Sort.VERB:
        return after.end - after.start == 1 and text[after.start] in _MAKERS
    if text[piece.start] in _PREFIXES and after.sort in (Sort.ACTION, Sort.NOUN):
        return True
    return after.sort in (Sort.UNKNOWN, Sort.WEAK)
