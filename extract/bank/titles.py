"""From the raw text of a title line to its clean words, its printed number, and whether it asks something."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_TAGS = (
    r"a|b|i|u|s|p|em|br|hr|img|sup|sub|div|del|ins|big|kbd|code|font|span|mark|small|center|strong|strike|summary"
    r"|h[1-6]"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_SOURCE = re.compile(r"\[\[[^\[\]]*\](?:\([^()]*\)\]|\]\([^()]*\))")
_WIKI = re.compile(r"\[\[#?(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(r"\*\*|~~|(?<!\w)__|__(?!\w)")
_HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=]+)(?<=[^\s=])==(?![=\w])")
_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]*[^\s*])\*(?![\w*])|(?<![*\\])\*(?=[^\s*])([^*]*[^\s*])\*(?!\*)")
_UNDERLINE = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]*[^\s_]|[^_])_(?![\w_])")
_KEYCAP = re.compile("(\\d)\ufe0f?\u20e3")
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u231b\u23e9-\u23fa\ufe0e\ufe0f\u200d\u20e3\u200b\ufeff]"
    r"|(?<!\S):[a-z][a-z0-9_+-]+:(?!\S)"
)
_SPACE = re.compile(r"\s+")
_EDGE = " \t\u3000|>↑↥⬆→←↩"

_DIGITS = r"\d{1,4}(?:[.\-．]\d{1,3})*"
_HAN = r"[一二三四五六七八九十百零〇两]{1,5}"
_NUMBER = re.compile(
    rf"(?:(?:interview\s+)?(?:question|ques?|problem|exercise|quiz|q|no\.|面试题|面试问题|题目|问题|问|题)\s*[.#_:：-]?\s*"
    rf"(?P<label>{_DIGITS}|{_HAN}(?=\s*[：:、.]))(?![\w])\s*(?:题)?\s*[\])）】]?\s*[.、．:：,，)）|–—-]*\s*"
    rf"|第\s*(?P<ordinal>{_DIGITS}|{_HAN})\s*(?:道题|题|问|章|节|讲|篇|部分|天|期|个问题)\s*[】\])）]?\s*[.、．:：,，)）|–—-]*\s*"
    rf"|[(\[（【]\s*(?:q|第)?\s*(?P<boxed>{_DIGITS}|{_HAN})\s*题?[)\]）】]\s*[.、．:：,，-]?\s*"
    rf"|\#?\s*(?P<plain>{_DIGITS})\s*\\?(?:[、．)）】\]|]|[.,:：，](?![0-9])|[–—-](?=\s))[.、)）:：]?\s*"
    rf"|(?P<dotted>\d{{1,3}}(?:[.-]\d{{1,3}})+)(?=\s|[^\W\d_a-zA-Z])\s*"
    rf"|(?P<han>{_HAN})\s*[、．.:：,，]\s*)",
    re.IGNORECASE,
)
_WEAK = re.compile(r"#?\s*(\d{1,3})\s+(?=[^\s\d])")
_LABEL = re.compile(
    r"(?:interview\s+)?(?:question|ques?|q|(?:高频)?面试题|(?:高频)?面试问题|问题|问|题目|题)\s*(?:[:：、]|[.)](?=\s))\s*",
    re.IGNORECASE,
)


class Title(NamedTuple):
    """A title line read: ``number`` as printed, '' if none; ``bare`` is the whole text with a doubtful number kept."""

    text: str
    number: str
    bare: str
    labelled: bool


def clean(raw: str) -> str:
    """The words of a line without Markdown marks, tags, anchors, images and emoji; code keeps its text.

    >>> clean("**What** is `a_b_c` in [LLMs](https://x.y) ? <a name='q'></a> 🔥")
    'What is a_b_c in LLMs ?'
    """
    parts, done = [], 0
    for found in _CODE.finditer(raw):
        parts += [_plain(raw[done : found.start()]), found[2].strip()]
        done = found.end()
    parts.append(_plain(raw[done:]))
    joined = _ATTRIBUTES.sub("", "".join(parts)) if len(parts) == 1 else "".join(parts)
    return _SPACE.sub(" ", joined).strip(_EDGE).strip()


def _plain(raw: str) -> str:
    if not raw or raw.isalnum():
        return raw
    text = _COMMENT.sub("", raw) if "<" in raw else raw
    text = _TAG.sub("", text) if "<" in text else text
    if "[" in text:
        text = _SOURCE.sub("", _IMAGE.sub("", text))
        text = _WIKI.sub(r"\1", text)
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _STRONG.sub("", _HIGHLIGHT.sub(r"\1", text) if "==" in text else text)
    text = _STAR.sub(lambda found: found[1] or found[2] or "", text) if "*" in text else text
    text = _UNDERLINE.sub(r"\1", text) if "_" in text else text
    text = _ESCAPE.sub(r"\1", text) if "\\" in text else text
    text = unescape(text) if "&" in text else text
    return text if text.isascii() and ":" not in text else _EMOJI.sub("", _KEYCAP.sub(r"\1. ", text))


def read_title(raw: str, marker: str = "") -> Title:
    """Cleans a title and takes its number off; ``marker`` is the number of the list item it stands in.

    >>> read_title("**Q1:** What is _LoRA_?")
    Title(text='What is LoRA?', number='1', bare='Q1: What is LoRA?', labelled=True)
    >>> [read_title(text).number for text in ("1.2 什么是 点对点通信？", "3D并行是什么？", "第 7 题：闭包")]
    ['1.2', '', '7']
    """
    bare = clean(raw)
    found = _NUMBER.match(bare)
    if found:
        number = next(filter(None, found.groups()))
        inner = _LABEL.match(bare, found.end())
        return Title(_rest(bare, (inner or found).end()), number, bare, bool(inner or found["label"]))
    found = _LABEL.match(bare)
    if found:
        return Title(_rest(bare, found.end()), marker, bare, labelled=True)
    found = None if marker else _WEAK.match(bare)
    if found:
        return Title(_rest(bare, found.end()), found[1], bare, labelled=False)
    return Title(bare, marker, bare, labelled=False)


def _rest(text: str, start: int) -> str:
    return text[start:].strip(_EDGE).strip()


def doubtful(title: Title) -> bool:
    """Whether the number is a mere number and a space: its neighbours must say if it counts (``2 phase commit``)."""
    return bool(title.number) and title.bare != title.text and not _NUMBER.match(title.bare) and not title.labelled
