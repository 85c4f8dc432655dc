"""Discovery beside a lexicon adds what the lexicon lacks, and nothing that it finds already."""

from __future__ import annotations

import pytest

from extract.discovery.restraint import restrained
from extract.discovery.terms import Discovery
from extract.lexicon import Entry, Lexicon
from kg.model import Kind

KNOWN = Lexicon(
    (
        Entry("exposure-bias", "exposure bias", "暴露偏差", Kind.PROBLEM),
        Entry("operator-fusion", "operator fusion", "算子融合", Kind.METHOD),
    )
)


def entry(name: str) -> Entry:
    chinese = not name.isascii()
    return Entry(name.lower(), None if chinese else name, name if chinese else None, Kind.UNKNOWN)


def kept(name: str, coverage: float) -> bool:
    return bool(restrained(Discovery((entry(name),), coverage=coverage), KNOWN).entries)


@pytest.mark.parametrize(
    ("name", "in_unknown_bank", "in_known_bank"),
    [
        ("operator fusions", False, False),
        ("Context", True, False),
        ("FlashAttention", True, True),
        ("Int8 kernels", True, True),
        ("cross-layer operator fusion", True, True),
        ("跨层融合", True, True),
    ],
)
def test_entries(name, in_unknown_bank, in_known_bank):
    assert kept(name, 0.3) is in_unknown_bank
    assert kept(name, 0.95) is in_known_bank


def test_aliases_that_enlarge_a_known_surface_go():
    found = Discovery(lexicon_aliases={"exposure-bias": ("即暴露偏差", "曝光偏差")}, coverage=0.9)
    assert restrained(found, KNOWN).lexicon_aliases == {"exposure-bias": ("曝光偏差",)}
