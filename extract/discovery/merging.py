"""Names joined over a whole bank: pairs of names come in, groups that name one thing each and conflicts go out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from extract.aliases import Pair, is_short_form
from kg.names import key


class Groups(NamedTuple):
    """Names of one thing each, and lines for people about names that could not be joined."""

    groups: tuple[tuple[str, ...], ...]
    conflicts: tuple[str, ...]


def merged(pairs: Iterable[Pair]) -> Groups:
    """Names joined over the whole bank: each group names one thing, its most frequent name first.

    A name that is paired with several names that share no initials is a class beside its instances, or two things of
    one abbreviation: only the pair that the bank gives most often is joined, and a conflict is reported.

    >>> merged([Pair("检索增强生成", "RAG", True)] * 2 + [Pair("检索图", "RAG", True)]).groups
    (('检索增强生成', 'RAG'),)
    """
    counts: Counter[tuple[str, str]] = Counter()
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        spelled[key(pair.name)][pair.name] += 1
        spelled[key(pair.other)][pair.other] += 1
        if pair.sure:
            counts[key(pair.name), key(pair.other)] += 1
    shown = {name: min(forms, key=lambda form, forms=forms: (-forms[form], form)) for name, forms in spelled.items()}  # type: ignore[misc]
    groups: dict[str, list[str]] = {}
    conflicts: list[str] = []
    for (one, other), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        mine, theirs = groups.get(one, [one]), groups.get(other, [other])
        if mine is theirs:
            continue
        if clash := _clash(mine, theirs, shown):
            times = f"{count} time{'s' if count > 1 else ''}"
            conflicts.append(f"{shown[one]} ({shown[other]}), {times}: not joined, {clash}")
            continue
        union = [*mine, *theirs]
        groups.update(dict.fromkeys(union, union))
    unique = {id(group): group for group in groups.values()}
    named = (tuple(form for name in group for form in _forms(spelled[name])) for group in unique.values())
    return Groups(tuple(sorted(named)), tuple(sorted(conflicts)))


def _clash(mine: list[str], theirs: list[str], shown: dict[str, str]) -> str | None:
    """Why two groups are different things: both have Chinese names, or Latin ones that do not abbreviate each other."""
    for side in (str.isascii, lambda name: not name.isascii()):
        left = [name for name in mine if side(name)]
        right = [name for name in theirs if side(name)]
        for one in left:
            for other in right:
                if one.isascii() and is_short_form(shown[one], shown[other]):
                    continue
                if not one.isascii() and (one.endswith(other) or other.endswith(one)):
                    continue
                return f"{shown[one]} and {shown[other]} are two things"
    return None


def _forms(forms: Counter[str]) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))
