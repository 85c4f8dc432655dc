"""Names of concepts: from any spelling to the key by which two spellings are the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SQUEEZED = re.compile(r"[\s\-_‐-―]+")
_SUFFIX = re.compile(r"(机制|技术|方法|算法|mechanisms?|techniques?|methods?|algorithms?)$")
_SLUG_GAP = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """NFKC, lower case, without white space, hyphens and underscores: what spelling does not decide.

    >>> fold("ＫＶ-Cache 机制")
    'kvcache机制'
    """
    return _SQUEEZED.sub("", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=1 << 16)  # a build asks for the keys of a whole lexicon several times
def key(surface: str) -> str:
    """The normal form of a surface: two surfaces with one key name the same concept.

    Folded, and without one trailing word for "method".

    >>> key("Low-Rank Adaptation") == key("low rank　adaptation")
    True
    >>> key("注意力机制"), key("方法")
    ('注意力', '方法')
    """
    squeezed = fold(surface)
    return _SUFFIX.sub("", squeezed) or squeezed


def slug(name: str) -> str:
    """A concept id made from a name (SCHEMA.md, Ids).

    >>> slug("KV Cache"), slug("C++"), slug("低秩 适配"), slug("C#")
    ('kv-cache', 'cplusplus', '低秩-适配', 'csharp')
    """
    plain = unicodedata.normalize("NFKC", name).lower().replace("+", "plus").replace("#", "sharp")
    return _SLUG_GAP.sub("-", plain).strip("-") or "concept"
