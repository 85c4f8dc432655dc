"""Names of one thing brought together: found terms and bracketed pairs come in, concepts and aliases go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extract.discovery.english import singular
from kg.names import key

Forms = tuple[str, ...]
_KNOWN = ""  # the home of names that the lexicon has


class Joined(NamedTuple):
    """New concepts by their spellings, further names of known concepts, lines about what could not be joined."""

    new: tuple[Forms, ...]
    aliases: dict[str, Forms]
    conflicts: tuple[str, ...]


def joined(found: Iterable[Forms], groups: Sequence[Forms], owners: Mapping[str, Sequence[str]]) -> Joined:
    """``groups`` name one thing each; ``owners`` tells which known concepts have a key.

    >>> joined([("幻读",), ("MVCC",)], [("多版本并发控制", "MVCC"), ("B+ 树", "B+ tree")], {"b+tree": ["b-plus-tree"]})
    Joined(new=(('多版本并发控制', 'MVCC'), ('幻读',)), aliases={'b-plus-tree': ('B+ 树',)}, conflicts=())
    """
    new: dict[str, Forms] = {}
    homes: dict[str, str] = {}
    aliases: dict[str, set[str]] = {}
    conflicts: list[str] = []
    for group in groups:
        claims = sorted({owner for name in group for owner in owners.get(key(name), ())})
        if not claims:
            new[group[0]] = group
            homes.update((key(name), group[0]) for name in group)
            continue
        if len(claims) == 1:
            aliases.setdefault(claims[0], set()).update(name for name in group if key(name) not in owners)
            homes.update((key(name), _KNOWN) for name in group)
        else:
            conflicts.append(f"{' = '.join(group)}: the bank joins what the lexicon keeps apart ({', '.join(claims)})")
    for forms in found:
        _house(forms, new, homes)
    named = {owner: tuple(sorted(names)) for owner, names in sorted(aliases.items()) if names}
    return Joined(tuple(new.values()), named, tuple(sorted(conflicts)))


def _house(forms: Forms, new: dict[str, Forms], homes: dict[str, str]) -> None:
    """Give a found term the home of a name that it shares, else its own."""
    names = [key(name) for form in forms for name in (form, singular(form))]
    home = next((homes[name] for name in names if name in homes), None)
    if home is None:
        new[forms[0]] = forms
        homes.update((name, forms[0]) for name in names)
    elif home is not _KNOWN:
        new[home] = tuple(dict.fromkeys([*new[home], *forms]))
