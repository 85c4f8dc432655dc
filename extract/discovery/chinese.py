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

_FOREIGN = re.compile(
    rf"(?P<latin>(?:{LATIN})(?: (?:{LATIN}))*)|(?P<chinese>[\u4e00-\u9fff]+)|[ *`_]|(?P<other>.)", re.DOTALL
)
_RUN = re.compile(rf"(?:{LATIN})(?: (?:{LATIN}))*")
_IDEOGRAPHS = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST_OPAQUE = 6  # ideographs
_DEGREES = frozenset("较更最越太很")
_DENIALS = frozenset({"不可", "不", "非", "无"})
_LONG_PHRASE = 6  # words; a longer Latin run in Chinese text is a sentence
_OPEN = frozenset({Sort.WEAK, Sort.UNKNOWN})
_NOMINAL = frozenset({Role.NOUN, Role.ACTION, Role.QUALITY})
_LINKS = frozenset("对将从由以为于来去到比")  # between two words they belong to neither
_HINGES = frozenset("并不有可会能要还已又再更最先也均常")  # neither, if an unknown word of two stands before them
_TOWARDS = frozenset("向")  # 反向传播, 双向连接
_MAKERS = frozenset("器率度者式点符区位表锁键池机图树栈帧页段库")  # make a noun of the verb before them
_PREFIXES = frozenset("过非无多反超")

Word = tuple[int, int, int]  # role's place, start, end


def chinese_pieces(prose: Prose, begin: int, stop: int, known: tuple[Span, ...]) -> list[Piece | None]:
    """The pieces of ``prose.text[begin:stop]`` in order, Latin runs included; None where punctuation stands."""
    pieces: list[Piece | None] = []
    for start, end in (*known, (stop, stop)):
        if begin < start:
            _cut(prose, begin, start, pieces)
        if start < end:
            pieces.append(Piece(start, end, Sort.KNOWN))
        begin = end
    return _resolved(prose, pieces)


def _cut(prose: Prose, begin: int, stop: int, pieces: list[Piece | None]) -> None:
    """Append the general words of a stretch and what stands between them; weak ideographs are not settled yet."""
    text, roles = prose.text, prose.general.roles
    words = prose.general.cut(text[begin:stop])
    last = begin
    for place, (number, start, stopped) in enumerate(words):
        first, end = begin + start, begin + stopped
        if first < last:
            continue
        role = roles[number]
        short = first - last == 1 and end - first == 2 and role in _NOMINAL and _IDEOGRAPHS.match(text, last)
        if short and _is_lone(words, place, stop - begin, roles):
            continue  # 强|化学|习: a word that leaves single ideographs on both sides was none
        quality = end < stop and text[end] == "性" and role is not Role.FUNCTION and _makes_quality(words, place)
        if quality and first > last and text[first - 1] == "可":
            first -= 1
        if last < first:
            _fill(prose, last, first, pieces)
        pieces.append(Piece(first, end, Sort.UNKNOWN if quality else SORTS[role]))
        last = end
    if last < stop:
        _fill(prose, last, stop, pieces)


def _fill(prose: Prose, start: int, end: int, pieces: list[Piece | None]) -> None:
    """Append what stands between two general words: an unknown word, Latin words, punctuation."""
    text = prose.text
    if _IDEOGRAPHS.fullmatch(text, start, end):
        pieces.append(Piece(start, end, Sort.UNKNOWN))
        return
    for found in _FOREIGN.finditer(text, start, end):
        sort = found.lastgroup
        if sort == "latin":
            pieces.append(_phrase(text, *found.span(), prose.general))
        elif sort == "chinese":
            pieces.append(Piece(*found.span(), Sort.UNKNOWN))
        elif sort == "other":
            pieces.append(None)


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


def is_opaque(prose: Prose, words: list[Piece]) -> bool:
    """Whether the pieces of a short Chinese stretch are a name that weak ideographs split (先来先服务, 不可抢占)."""
    if prose.language == "en" or not words or words[-1].sort is Sort.CUT:
        return False
    start, end = words[0].start, words[-1].end
    if not 2 < end - start <= _LONGEST_OPAQUE or not _IDEOGRAPHS.fullmatch(prose.text, start, end):
        return False
    cuts = {prose.text[word.start : word.end] for word in words if word.sort is Sort.CUT}
    bends = words[0].sort is Sort.CUT or all(word.sort is not Sort.VERB for word in words)
    bends = bends or [word.sort for word in words] == [Sort.UNKNOWN, Sort.VERB]
    return bends and cuts <= ((prose.general.starts | prose.general.ends) - _DEGREES) | _DENIALS


def latin_runs(prose: Prose) -> Iterator[Span]:
    """The Latin names in Chinese text, but those that touch a known term: the two may be one name."""
    edges = {place for span in prose.known for place in (span[0], span[0] - 1, span[1], span[1] + 1)}
    for found in _RUN.finditer(prose.text):
        piece = _phrase(prose.text, *found.span(), prose.general)
        if piece is not None and piece.sort is Sort.LATIN and not (edges and edges & {*piece[:2]}):
            yield piece.start, piece.end


def _makes_quality(words: list[Word], place: int) -> bool:
    """Whether 性 after a word is an ending (解释性), not the beginning of another word (提高|性能)."""
    _, start, end = words[place]
    return end - start == 2 and place + 1 < len(words) and words[place + 1][1:] == (end, end + 1)


def _is_lone(words: list[Word], place: int, stop: int, roles: list[Role]) -> bool:
    """Whether one ideograph stands between a word and what follows, or what follows is a weak one."""
    end = words[place][2]
    if place + 1 == len(words):
        return stop - end == 1
    number, start, after = words[place + 1]
    return start - end == 1 or (start == end and after - start == 1 and roles[number] in (Role.START, Role.END))


def _resolved(prose: Prose, pieces: list[Piece | None]) -> list[Piece | None]:
    """Weak ideographs joined to what they stand beside: part of an unknown word, else a cut.

    对 in 对模型 cuts, in 对抗训练 it is part of a word; 有 ends none (计数有什么).
    """
    done: list[Piece | None] = []
    before: Piece | None = None
    for place, piece in enumerate(pieces):
        if piece is not None and piece.sort in _OPEN:
            if before is not None and before.end != piece.start:
                before = None
            settled = _settled(prose, piece, before, _following(pieces, place))
            if settled.start < piece.start:
                done.pop()
            piece = settled  # noqa: PLW2901
        done.append(piece)
        before = piece
    return done


def _following(pieces: list[Piece | None], place: int) -> Piece | None:
    """What stands after a piece without a gap, further weak ideographs passed over."""
    end = pieces[place].end  # type: ignore[union-attr]
    for piece in pieces[place + 1 :]:
        if piece is None or piece.start != end:
            return None
        if piece.sort is not Sort.WEAK:
            return piece
        end = piece.end
    return None


def _settled(prose: Prose, piece: Piece, before: Piece | None, after: Piece | None) -> Piece:
    """``piece`` with its final sort, longer to the left where it goes on with the word before it."""
    text = prose.text
    if before is not None and before.sort is Sort.UNKNOWN and _continues(prose, before, piece, after):
        return Piece(before.start, piece.end, Sort.UNKNOWN)
    if piece.sort is Sort.UNKNOWN:
        made = before is not None and before.sort in (Sort.VERB, Sort.ACTION) and piece.end - piece.start == 1
        if before is not None and made and text[piece.start] in _MAKERS:
            return Piece(before.start, piece.end, Sort.UNKNOWN)
        return piece
    cuts = before is not None and _cuts(text[piece.start], before)
    opens = not cuts and after is not None and _opens(text, piece, after)
    return piece._replace(sort=Sort.UNKNOWN if opens else Sort.CUT)


def _cuts(char: str, before: Piece) -> bool:
    """Whether a weak ideograph stands after a whole word and belongs to neither side (模型对, 页表并)."""
    if before.end - before.start < 2:
        return False
    return char in _LINKS or (char in _HINGES and before.sort >= Sort.UNKNOWN)


def _continues(prose: Prose, before: Piece, piece: Piece, after: Piece | None) -> bool:
    """Whether ``piece`` belongs to the unknown word before it."""
    if piece.sort is not Sort.WEAK:
        return piece.sort is Sort.UNKNOWN
    char = prose.text[piece.start]
    if _cuts(char, before):
        return False
    if char not in prose.general.ends or after is None:
        return char not in prose.general.ends
    return after.sort is Sort.UNKNOWN or (char in _TOWARDS and after.sort > Sort.CUT)


def _opens(text: str, piece: Piece, after: Piece) -> bool:
    """Whether ``piece`` begins a word that ``after`` goes on."""
    if text[piece.start] in _PREFIXES and after.sort in (Sort.ACTION, Sort.NOUN):
        return True
    return after.sort is Sort.UNKNOWN
