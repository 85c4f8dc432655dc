"""From the raw text of a title line to its clean words, its printed number, and whether it asks something."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_TAGS = r"a|b|i|u|s|p|em|br|hr|img|sup|sub|div|del|ins|big|kbd|code|font|span|mark|small|center|strong|strike|summary|h[1-6]"
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_IMAGE = re.compile(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])")
_SOURCE = re.compile(r"\[\[[^\[\]]*\](?:\([^()]*\)\]|\]\([^()]*\))")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_ATTRIBUTES = re.compile(r"\s*\{[#.:][^{}]*\}\s*$")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(r"\*\*|~~|(?<!\w)__|__(?!\w)|==(?=\S)(?=[^=]*\S==)|(?<=\S)==(?=\W|$)")
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
    rf"|第\s*(?P<ordinal>{_DIGITS}|{_HAN})\s*(?:道题|题|问|章|节|讲|篇|部分|天|个问题)\s*[】\])）]?\s*[.、．:：,，)）|–—-]*\s*"
    rf"|[(\[（【]\s*(?:q|第)?\s*(?P<boxed>{_DIGITS}|{_HAN})\s*题?[)\]）】]\s*[.、．:：,，-]?\s*"
    rf"|\#?\s*(?P<plain>{_DIGITS})\s*\\?(?:[、．)）】\]]|[.,:：，](?![0-9])|[–—-](?=\s))[.、)）:：]?\s*"
    rf"|(?P<dotted>\d{{1,3}}(?:\.\d{{1,3}})+)(?=\s|[^\W\d_a-zA-Z])\s*"
    rf"|(?P<han>{_HAN})\s*[、．.:：,，]\s*)",
    re.IGNORECASE,
)
_WEAK = re.compile(r"#?\s*(\d{1,3})\s+(?=[^\s\d])")
_LABEL = re.compile(
    r"(?:interview\s+)?(?:question|ques?|q|(?:高频)?面试题|(?:高频)?面试问题|问题|问|题目|题)\s*(?:[:：、]|[.)](?=\s))\s*",
    re.IGNORECASE,
)

_ASKING = re.compile(
    r"[?？](?![\w=&%])"
    r"|^(?:and |so |but |or |then |briefly |please )*(?:what|whats|why|how|when|where|which|who|whose|can|could|is|are|was|were|do|does|did"
    r"|should|would|will|has|have|explain|describe|discuss|compare|define|differentiate|distinguish|elaborate|enumerate"
    r"|mention|tell|in (?:what|which|how)|for (?:what|which)|differences? (?:of|in|btw|between|among)|pros and cons|suppose|talk about)\b"
    r"|\bdifferences? between\b|\b(?:vs|versus)\b"
    r"|什么|为何|如何|怎么|怎样|咋|区别|差别|哪些|哪几|哪个|哪种|哪里|几种|多少|是否|[吗呢嘛么]$|异同|优缺点|简述|简要|谈|说说|说一|说下"
    r"|讲讲|讲一|讲下|聊|介绍一|介绍下|^介绍|解释(?!器|型)|列举|^请(?!求)|描述一|^描述|阐述|对比一|比较一|^对比|^比较|了解",
    re.IGNORECASE,
)
_HINTING = re.compile(
    r"^(?:list|name|give|write|implement|design|show|create|find|make|state|outline|illustrate|provide|given|let's|let us"
    r"|build|convert|calculate|compute|print|reverse|check|draw|prove|derive|identify|imagine|use|using|you|your|if|advantages"
    r"|disadvantages|types of|benefits of|importance of|role of|purpose of|meaning of|significance of|relationship between)\b"
    r"|介绍|分析|原理|实现|手写|写一|写出|设计|推导|计算|举例|作用|流程|理解|特点|优点|缺点|优势|劣势|对比|比较|步骤|机制|场景",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents?|toc|index|目录|内容目录|题目列表|问题列表|questions? (?:list|index)|list of questions|快速导航|导航|summary of contents",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"(?:how to |want to )?contribut\w*\b.*|contributors?\b.*|licen[sc]e\b.*|copyright\b.*|acknowledge?ments?\b.*"
    r"|support(?: us| me| the project| this \w+| my work)?|(?:show|give) (?:your )?(?:some )?(?:support|love|star)\b.*"
    r"|(?:become a |our |my )?(?:sponsor|backer|donat|patreon)\w*\b.*|(?:buy|get) me a? ?coffee.*|star history|stargazers\b.*"
    r"|about (?:me|us|the authors?|this (?:repo\w*|project|guide))\b.*|(?:the )?authors?|contact(?: me| us| info\w*)?"
    r"|explore all\b.*|(?:connect with|follow|join|find) (?:me|us|our)\b.*|stay (?:tuned|connected)\b.*|happy \w+|good luck\b.*"
    r"|(?:you can (?:also )?)?(?:read|see|find|get|check out) (?:all|more|the full|the rest)\b.*|thanks?(?: you| to| for)?\b.*|feedback|disclaimer"
    r"|(?:参与|如何|欢迎)?贡献(?:者|指南|代码)?|致谢|鸣谢|感谢.*|许可(?:证)?|开源协议|版权.*|赞助.*|打赏.*|捐赠.*|广告.*|友情链接"
    r"|联系(?:我|我们|作者|方式).*|关于(?:我|我们|作者|本项目|本仓库).*|.*公众号.*|.*交流群.*|加群.*|进群.*|写在(?:最后|后面).*|star.{0,12}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:useful |additional |more |other |external |related )?(?:references?|resources|links|reading|sources?|credits?)"
    r"|bibliography|further (?:reading|resources|study)\b.*|change ?log|conclusion|final (?:notes?|words|thoughts)"
    r"|what'?s next|next steps|todo|related (?:articles|posts|questions|topics)|see also"
    r"|参考(?:资料|文献|链接|文章)?|推荐阅读|延伸阅读|拓展阅读|扩展阅读|相关(?:阅读|链接|文章|推荐)|协议|更新(?:日志|记录)|结语|后记|结束语|待办",
    re.IGNORECASE,
)
_ANSWERING = re.compile(
    r"(?:the |view |show |see |click |sample |short |suggested |model |my |hide |reveal |correct |check )*(?:answers?|ans|solutions?|explanations?|hints?)\b(?: here| to .*|:.*|\s*\d*)?"
    r"|click .*|(?:show|expand|view) (?:more|code|details)?|tl;?dr"
    r"|(?:点击|查看|点我|显示|展开|参考|标准|点此|查看)*(?:答案|解析|解答|回答|详解|题解)\s*(?:[:：].*|\d*)|点击.*|展开.*|查看.*|.{0,12}的?(?:答案|解析)|提示",
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
        text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _STRONG.sub("", text)
    text = _STAR.sub(lambda found: found[1] or found[2] or "", text) if "*" in text else text
    text = _UNDERLINE.sub(r"\1", text) if "_" in text else text
    text = _ESCAPE.sub(r"\1", text) if "\\" in text else text
    text = unescape(text) if "&" in text else text
    return text if text.isascii() and ":" not in text else _EMOJI.sub("", _KEYCAP.sub(r"\1. ", text))


def read_title(raw: str, marker: str = "") -> Title:
    """Cleans a title and takes its number off; ``marker`` is the number of the list item it stands in.

    >>> read_title("**Q1:** What is _LoRA_?")
    Title(text='What is LoRA?', number='1', bare='Q1: What is LoRA?', labelled=True)
    >>> read_title("1.2 什么是 点对点通信？").number, read_title("3D并行是什么？").number, read_title("第 7 题：闭包").text
    ('1.2', '', '闭包')
    """
    bare = clean(raw)
    found = _NUMBER.match(bare)
    if found:
        number = next(filter(None, found.groups()))
        return Title(_rest(bare, found.end()), number, bare, found["label"] is not None)
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
    """Whether the number is only a number and a space, so that its neighbours must say if it counts (``2 phase commit``)."""
    return bool(title.number) and title.bare != title.text and not _NUMBER.match(title.bare) and not title.labelled


def asks(title: str) -> int:
    """2 if a title asks or demands an explanation, 1 if it may, 0 if it only names something.

    >>> asks("LoRA 和 QLoRA 有什么区别"), asks("Write a debounce function"), asks("Locks")
    (2, 1, 0)
    """
    if _ASKING.search(title):
        return 2
    return 1 if _HINTING.search(title) else 0


def is_contents(title: str) -> bool:
    """Whether a heading opens a table of contents.

    >>> is_contents("Table of Contents"), is_contents("目录"), is_contents("Index structures")
    (True, True, False)
    """
    return _CONTENTS.fullmatch(title.rstrip(":：")) is not None


def is_closing(title: str) -> bool:
    """Whether a heading opens a chapter that answers nothing: references and the like, or an advertisement.

    >>> is_closing("Contributions"), is_closing("参考资料"), is_closing("Reference counting")
    (True, True, False)
    """
    return is_advert(title) or _CLOSING.fullmatch(title.rstrip(":：!！. ")) is not None


def is_advert(title: str) -> bool:
    """Whether a heading of any level ends the answer before it: contributions, licence, sponsors, more elsewhere.

    >>> is_advert("Explore all 63 answers here"), is_advert("参考资料")
    (True, False)
    """
    return _ADVERT.fullmatch(title.rstrip(":：!！. ")) is not None


def is_answering(title: str) -> bool:
    """Whether a heading or fold only announces the answer of the question before it.

    >>> is_answering("View answer"), is_answering("Answer: D"), is_answering("查看答案"), is_answering("What is an answer?")
    (True, True, True, False)
    """
    return _ANSWERING.fullmatch(title.strip(" :：!！")) is not None
