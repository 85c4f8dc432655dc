"""The words by which a title asks, and by which a heading is seen to be no question: contents, answers, adverts."""

from __future__ import annotations

import re


def _one_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ASKING = _one_of(
    r"[?？](?![\w=&%])",
    r"^(?:and |so |but |or |then |briefly |please )*(?:what|whats|why|how|when|where|which|who|whose|can|could|is|are"
    r"|was|were|do|does|did|should|would|will|has|have|explain|describe|discuss|compare|define|differentiate|distinguish"
    r"|elaborate|enumerate|mention|tell|in (?:what|which|how)|for (?:what|which)|pros? and cons|suppose|talk about"
    r"|differences? (?:of|in|btw|between|among))\b",
    r"(?:[.!:;]\s|please|ly|\band)\s+(?:explain|describe|discuss|compare|define|list|justify)\b",
    r"\bdifferences? between\b|\b(?:vs|versus)\b",
    r"什么|为何|如何|怎么|怎样|咋|区别|差别|[哪那]些|哪几|哪个|哪种|哪里|几种|多少|是否|[吗呢嘛么]$|异同|优缺点|简述|简要",
    r"谈|说说|说一|说下|讲讲|讲一|讲下|^讲解|聊|介绍一|介绍下|^介绍|解释(?!器|型)|列举|^请(?!求)|描述一|^描述|阐述|对比一",
    r"比较一|^对比|^比较|了解",
)
_HINTING = _one_of(
    r"^(?:list|name|give|write|implement|design|show|create|find|make|state|outline|illustrate|provide|given"
    r"|let's|let us|build|convert|calculate|compute|print|reverse|check|draw|prove|derive|identify|imagine|use|using"
    r"|you|your|if|advantages|disadvantages|types of|benefits of|importance of|role of|purpose of|meaning of"
    r"|significance of|relationship between)\b",
    r"介绍|分析|原理|实现|手写|写一|写出|设计|推导|计算|举例|作用|流程|理解|特点|优点|缺点|优势|劣势|对比|比较|步骤|机制|场景",
)
_CONTENTS = _one_of(
    r"(?:table of )?contents?(?: ?\(.*\))?|toc",
    r"(?:内容)?目录|(?:快速)?导航",
)
_LISTING = _one_of(r"questions? (?:list|index)|list of (?:all )?questions", r"(?:题目|问题)(?:列表|清单|索引)")
_OPENING = _one_of(
    r"preface|foreword|intro(?:duction)?|overview|summary|how to use\b.*|about",
    r"前言|写在前面.*|引言|序言?|导读|使用说明|说明|说在前面",
)
_ADVERT = _one_of(
    r"(?:how to |want to )?contribut(?:e|ing|ions?)(?: (?:to (?:this|the)|guide|and|&|policy)\b.*)?",
    r"contributors?(?: .*)?",
    r"licen[sc]e(?: .*)?|(?:copyright|acknowledge?ments?|sponsors?|sponsoring|donations?|backers|stargazers)\b.*",
    r"(?:author|contact)s?(?: me| us| info\w*)?|about (?:me|us|the authors?|this (?:repo\w*|project|guide))|disclaimer",
    r"(?:show your )?support (?:us|me|the project|this \w+|my work)|star history|buy me a? ?coffee.*",
    r"(?:show|give) (?:your|some|a|it a|this a?) ?(?:support|love|star|⭐)\b.*",
    r"(?:have|got|still have) (?:an?y? |some |more )?(?:doubt|question|quer(?:y|ie)|suggestion|feedback)s?\b.*",
    r"(?:did you )?(?:find|found|like|enjoy(?:ed)?) this (?:\w+ )?(?:useful|helpful|project|repo\w*)\b.*",
    r"(?:become a|our|my) (?:sponsor|backer)s?\b.*",
    r"explore all\b.*|(?:connect with|follow|join|find) (?:me|us|our)\b.*|stay (?:tuned|connected)\b.*|good luck\b.*",
    r"happy (?:coding|hacking|learning|interviewing|prep\w*)|thanks?(?: you| to| for| all)?\b.*",
    r"(?:you can (?:also )?)?(?:read|see|find|get|check out|view) (?:all|more|the full|the rest)\b.*",
    r"(?:参与|如何|欢迎)?贡献(?:者|指南|代码)?|致谢|鸣谢|感谢.*|许可证?|开源协议|版权.*|赞助.*|打赏.*|捐赠.*|广告|友情链接",
    r"联系(?:我|我们|作者|方式).*|关于(?:我|我们|作者|本项目|本仓库).*|.*公众号.*|.*交流群.*|加群.*|进群.*",
    r"写在(?:最后|后面).*|支持一?下?(?:我|作者)|支持.{0,2}赞助.*",
)
_CLOSING = _one_of(
    r"(?:useful |additional |more |other |external |related )?"
    r"(?:references?|resources|links|reading|source(?:\(?s\)?)?)(?: and further reading)?",
    r"(?:other|more|additional|related) (?:answers|questions|articles)",
    r"credits?",
    r"bibliography|further (?:reading|resources|study)\b.*|change ?log|conclusion|final (?:notes?|words|thoughts)",
    r"how (?:to|can i|do i|should i) use(?: this (?:repo\w*|project|guide|list|book|document|collection).*)?\??",
    r"(?:what|who) is this (?:repo\w*|guide|list|project|for)\b.*|why (?:did i|i|we) \w+ this.*",
    r"如何使用(?:本.*|这.*)?|为什么(?:要)?(?:做|写|建)这.*",
    r"what(?:'?s| is)? next\??|what (?:you (?:can|should)|to) do next\??|next steps|todo|related (?:posts|topics)",
    r"see also",
    r"参考(?:资料|文献|链接|文章)?|推荐阅读|(?:延伸|拓展|扩展)阅读|相关(?:阅读|链接|文章|推荐)|更新(?:日志|记录)",
    r"结语|后记|结束语|待办.*|待(?:完成|补充|整理|更新|续)|(?:本[章节文])?(?:总结|小结)",
)
_ANSWERING = _one_of(
    r"(?:the |view |show |see |click |sample |short |suggested |model |my |hide |reveal |correct |check )*"
    r"(?:answers?|ans|solutions?|explanations?|hints?)(?: here| to .*|:.*|\s*\d*)?",
    r"click (?:here|to|on|me)\b.*|(?:show|expand|view) (?:more|code|details)|tl;?dr",
    r"(?:点击|查看|点我|显示|展开|参考|标准|点此|第\s*\d+\s*题的?)*"
    r"(?:答案|解析|解答|回答|详解|题解)\s*(?:[:：].*|\d*)",
    r"点击(?:查看|展开|这里|此处|显示).*|展开(?:查看|全部|更多)|查看(?:更多|详情)",
)


_SHORTEST = 3
"""Characters of a title that names a part of an answer without a question mark ("比较", "优缺点")."""


def asks(title: str) -> int:
    """2 if a title asks or demands an explanation, 1 if it may, 0 if it only names something.

    >>> asks("LoRA 和 QLoRA 有什么区别"), asks("Write a debounce function"), asks("Locks")
    (2, 1, 0)
    """
    if _ASKING.search(title):
        return 2 if len(title) > _SHORTEST or title.endswith(("?", "？")) else 1
    return 1 if _HINTING.search(title) else 0


def is_contents(title: str) -> bool:
    """Whether a heading opens a table of contents.

    >>> is_contents("Table of Contents"), is_contents("目录"), is_contents("Index structures")
    (True, True, False)
    """
    return _CONTENTS.fullmatch(title.rstrip(":：")) is not None


def is_listing(title: str) -> bool:
    """Whether a heading opens a list of the questions, which is a table of contents if it consists of links.

    >>> is_listing("题目列表"), is_listing("List of questions")
    (True, True)
    """
    return _LISTING.fullmatch(title.rstrip(":：")) is not None


def is_opening(title: str) -> bool:
    """Whether a heading only introduces a bank.

    >>> is_opening("前言"), is_opening("Introduction"), is_opening("Introduction to locks")
    (True, True, False)
    """
    return _OPENING.fullmatch(title.rstrip(":：")) is not None


def is_closing(title: str) -> bool:
    """Whether a heading opens a chapter that answers nothing: references and the like, or an advertisement.

    >>> is_closing("Contributions"), is_closing("参考资料"), is_closing("Reference counting")
    (True, True, False)
    """
    return is_advert(title) or _CLOSING.fullmatch(title.rstrip(":：!！. ")) is not None


def is_advert(title: str) -> bool:
    """Whether a heading of any level ends the answer before it: contributions, licence, sponsors, more elsewhere.

    >>> is_advert("Explore all 63 answers here"), is_advert("参考资料"), is_advert("Starvation")
    (True, False, False)
    """
    return _ADVERT.fullmatch(title.rstrip(":：!！. ")) is not None


def is_answering(title: str) -> bool:
    """Whether a heading or fold only announces the answer of the question before it.

    >>> [is_answering(title) for title in ("View answer", "Answer: D", "查看答案", "What is an answer?")]
    [True, True, True, False]
    """
    return _ANSWERING.fullmatch(title.strip(" :：!！")) is not None
