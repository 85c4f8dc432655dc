"""A key and a language in, the words that the pages show out; every key has both languages."""

from __future__ import annotations

from dataclasses import dataclass

from app.cypherwords import CYPHER_WORDS
from app.importwords import IMPORT_WORDS
from kg.model import Language

LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}

WORDS: dict[str, tuple[str, str]] = {
    "explore": ("探索", "Explore"),
    "language": ("界面语言", "Language"),
    "store": ("图谱", "Store"),
    "mode-file": ("文件", "file"),
    "counts": ("{concepts} 个概念 · {questions} 道题", "{concepts} concepts · {questions} questions"),
    "search": ("搜索概念或题目", "Search concepts and questions"),
    "search-hint": ("概念、别名或题目，中英文均可", "Concept, alias or question"),
    "found-none": ("没有找到「{text}」。", "Nothing is called “{text}”."),
    "nearest": ("最接近的是：", "The nearest names are:"),
    "found-questions": ("题目", "Questions"),
    "found-more": ("还有 {count} 个，请再输入几个字。", "{count} more; type a little more."),
    "start-title": ("从一个概念开始", "Start from a concept"),
    "start-text": (
        "搜索任意概念，看它和哪些概念相连、题库在哪道题里讲到它、学它之前要先懂什么。",
        "Search for any concept to see what it connects to, which questions explain it, and what to learn before it.",
    ),
    "start-topics": ("这个题库的主要话题", "Main topics of this bank"),
    "in-questions": ("{count} 道题讲到", "in {count} questions"),
    "learn-first": ("先要懂", "Learn first"),
    "unlocks": ("学会后可以学", "Unlocks"),
    "nothing-first": ("不需要先学别的。", "Nothing needs to come before it."),
    "nothing-after": ("没有以它为前提的概念。", "Nothing builds on it here."),
    "questions": ("题目", "Questions"),
    "relations": ("关系", "Relations"),
    "no-questions": ("没有题目讲到它。", "No question speaks of it."),
    "no-relations": ("题库没有说到它和别的概念的关系。", "The bank states no relation of it."),
    "about": ("问的就是它", "asks about it"),
    "times": ("提到 {count} 次", "{count} mentions"),
    "definition-lexicon": ("词典", "from the lexicon"),
    "aliases": ("也叫", "Also called"),
    "level": ("第 {level} 层", "level {level}"),
    "path-here": ("到这里的学习路径", "Study path to here"),
    "open-path": ("在学习路径里打开", "Open as a study path"),
    "path-steps": ("{count} 步，按顺序学：", "{count} steps, in this order:"),
    "path-none": ("它不需要先修，可以直接学。", "It needs nothing first; start right away."),
    "focus-here": ("以它为中心", "Centre on it"),
    "show-all": ("全部 {count} 项", "Show all {count}"),
    "options": ("选项", "Options"),
    "depth": ("范围", "Reach"),
    "depth-1": ("1 步", "1 step"),
    "depth-2": ("2 步", "2 steps"),
    "sorts": ("显示的关系", "Relations shown"),
    "picture": ("图", "Picture"),
    "list": ("列表", "List"),
    "shown": ("显示 {shown} / {total}", "Showing {shown} of {total}"),
    "shown-all": ("共 {total} 个概念", "{total} concepts"),
    "more": ("再加 {count} 个", "Add {count} more"),
    "trail": ("最近看过", "Recently seen"),
    "start-again": ("主要话题", "Main topics"),
    "offline": ("离线网页", "Offline page"),
    "offline-help": (
        "把这张图存成一个不联网也能打开的网页",
        "Save this drawing as a page that opens anywhere",
    ),
    "offline-title": ("{name} · 概念图", "{name} · concept graph"),
    "concept": ("概念", "Concept"),
    "kind": ("类别", "Kind"),
    "connected": ("相连", "Connections"),
    "curated": ("人工整理的先修表", "curated map"),
    "curated-place": ("{file} 第 {line} 行", "{file}, line {line}"),
    "confidence": ("可信度 {percent}%", "{percent}% sure"),
    "gone": ("图谱里没有「{text}」。", "The graph holds no “{text}”."),
    "details": ("详情", "Details"),
    "retry": ("重试", "Try again"),
    # study path
    "path": ("学习路径", "Study path"),
    "path-goal": ("想学会", "I want to learn"),
    "path-goal-hint": ("选一个目标，或输入名字", "Choose a goal or type its name"),
    "path-from": ("从哪里出发（可选）", "Starting from (optional)"),
    "path-from-hint": ("不选就给出完整计划", "Leave empty for the whole plan"),
    "path-known": ("已经掌握", "I already know"),
    "path-known-hint": ("选出已经会的概念", "Pick what you know"),
    "path-view": ("怎么学", "How to study"),
    "view-path": ("路径", "Path"),
    "view-place": ("摸底", "Where I stand"),
    "view-dates": ("按时间安排", "Evening plan"),
    "path-basics": ("这些基础我都会", "I know the basics"),
    "path-basics-hint": ("不跳过任何基础", "Take nothing for granted"),
    "path-basics-help": (
        "不做标记，只在这条路径里算作已会：某一层以下的全部概念，或一个概念连同它需要的一切。也可以输入任意概念或层数。",
        "Counts as known for this path only: all concepts below a level, or one with all it needs. Type any of either.",
    ),
    "basics-known": ("已掌握的概念需要的一切", "all that I know needs"),
    "basics-level": ("第 {level} 层以下", "below level {level}"),
    "basics-concept": ("「{name}」及其所需", "{name} and what it needs"),
    "basics-left": ("剩 {count} 步：", "{count} steps: "),
    "path-totals": (
        "{steps} 步 · {questions} 道题 · 约 {minutes} 分钟",
        "{steps} steps · {questions} questions · about {minutes} min",
    ),
    "path-totals-near": (
        "{whole} 步中最近的 {steps} 步 · {questions} 道题 · 约 {minutes} 分钟",
        "Nearest {steps} of {whole} steps · {questions} questions · about {minutes} min",
    ),
    "path-depth": ("显示最近的几步", "Show the nearest"),
    "depth-first": ("最近 {count} 步", "Nearest {count}"),
    "depth-near": ("{count} 步", "{count}"),
    "depth-all": ("全部 {count} 步", "All {count}"),
    "hidden": ("下面还有 {count} 个更基础的概念没有显示", "{count} more concepts lie below and are not shown"),
    "hidden-more": ("再显示 {count} 个", "Show {count} more"),
    "hidden-all": ("全部显示", "Show all"),
    "foot-hidden": ("下面还有 {count} 个概念", "{count} more below"),
    "foot-granted": ("当作已会的 {count} 个基础", "{count} basics taken as known"),
    "skipped-many": ("跳过 {count} 个概念", "{count} concepts skipped"),
    "skipped-granted": ("当作已会的基础", "taken as known"),
    "and-so-on": ("等", " and more"),
    "path-alt": ("学到{name}的先修图", "What leads to {name}"),
    "path-empty": ("没有要画的步骤。", "There are no steps to draw."),
    "goals-title": ("想学会哪个概念？", "What do you want to learn?"),
    "goals-text": (
        "选一个目标，这里按先后排出要先懂的概念，说明为什么，并列出讲到它们的题目。",
        "Choose a goal: you get what to understand first, in order, with the reason and the questions that teach it.",
    ),
    "goals-some": ("比如", "For example"),
    "next-ready": ("现在就能答", "Ready to answer now"),
    "next-away": ("再懂一个概念就能答", "One concept away"),
    "next-unlocks": ("学了最有用", "Unlocks most"),
    "one-away": ("还差「{name}」", "once you know {name}"),
    "unlocked": ("解锁 {questions} 道题、{concepts} 个概念", "{questions} questions, {concepts} concepts"),
    "learned": ("标为掌握", "I know this"),
    "forget": ("取消掌握", "Not known after all"),
    "the-start": ("起点，算作已掌握", "The start, taken as known"),
    "the-goal": ("目标", "The goal"),
    "needed-for": ("学「{name}」要用到", "Needed for {name}"),
    "needed-more": ("，还有 {count} 处", " and {count} more"),
    "more-questions": ("另有 {count} 道题", "{count} more questions"),
    "skipped-known": ("已掌握", "known"),
    "skipped-because": ("已掌握{names}，不必再学", "not needed, as you know {names}"),
    "joiner": ("、", ", "),
    "by-relations": (
        "没有先修关系通向目标；下面的关系把两者连起来：",
        "No prerequisites lead there; these relations connect the two:",
    ),
    "alternatives": ("也可以这样走", "Other ways"),
    "omitted": ("后面还有 {count} 步。", "{count} more steps follow."),
    "copy-markdown": ("复制为 Markdown", "Copy as Markdown"),
    "marks": ("掌握记录", "What I know"),
    "marks-unkept": ("掌握记录（仅本次打开）", "What I know (not kept)"),
    "marks-kept": (
        "掌握记录存在进度文件里，所有打开的页面共用；也可以下载备份。",
        "Marks go to the progress file and are shared by all open pages; save a copy here.",
    ),
    "marks-session": (
        "没有进度文件：掌握记录只在这次打开期间有效，下载后才能恢复。",
        "No progress file is kept: marks last as long as this page is open, unless you save them here.",
    ),
    "marks-save": ("下载 {count} 条记录", "Save {count} marks"),
    "marks-restore": ("恢复下载过的记录", "Restore saved marks"),
    "marks-bad": (
        "{name} 不是掌握记录；请选这里下载的 progress.jsonl。",
        "{name} holds no marks; choose a progress.jsonl that was saved here.",
    ),
    # placement
    "answer-number": ("第 {number} 题，最多 {most} 题", "Question {number} of at most {most}"),
    "ask": ("你了解「{name}」吗？", "Do you know {name}?"),
    "ask-means": (
        "能向面试官讲清楚就算会；拿不准就选不会。",
        "Say yes if you could explain it in an interview, no if in doubt.",
    ),
    "ask-definition": ("它是什么？", "What is it?"),
    "answer-yes": ("会", "Yes"),
    "answer-no": ("不会", "No"),
    "answer-back": ("上一题", "Back"),
    "answer-again": ("重新开始", "Start again"),
    "estimate": ("估计已会 {count} / {whole} 个概念", "Probably known: {count} of {whole} concepts"),
    "estimate-answers": ("你的回答", "Your answers"),
    "estimate-known": ("估计已会", "Probably known"),
    "estimate-how": (
        "每个回答也说明了它前后的概念：会一个，它需要的也会；不会一个，以它为前提的也不会。",
        "Each answer tells of others too: who knows a concept knows what it needs, and the other way round.",
    ),
    "more-concepts-known": ("另有 {count} 个", "{count} more"),
    "placed-title": ("摸底完成", "That is enough"),
    "placed": ("估计你已会 {count} 个概念。接下来：", "You probably know {count} concepts. What comes next:"),
    "placed-goal": (
        "估计你已会 {count} 个概念，离「{name}」还有 {steps} 步。",
        "You probably know {count} concepts; {steps} steps are left to {name}.",
    ),
    "placed-mark": ("把这 {count} 个标为掌握", "Mark these {count} as known"),
    "placed-mark-help": (
        "估计会有出入：之后在「已经掌握」里可以随时去掉。",
        "An estimate can be wrong; take any of them away under “I already know”.",
    ),
    # deadline plan
    "dates-goals": ("想学会", "I want to learn"),
    "dates-evenings": ("几个晚上", "Evenings"),
    "dates-minutes": ("每晚几分钟", "Minutes each"),
    "dates-totals": (
        "{questions} 道题 · 共 {minutes} 分钟 · 用 {asked} 晚中的 {evenings} 晚",
        "{questions} questions · {minutes} min in all · {evenings} of {asked} evenings",
    ),
    "dates-none": (
        "这些晚上排不进任何题目；多给几分钟，或换个目标。",
        "No question fits into these evenings; give more minutes or another goal.",
    ),
    "dates-how": (
        "问到目标的题优先，每道题排在它所需的概念之后；时间按答案长度估算。",
        "Questions about the goals come first, each after what it needs; times are estimated from the answers' length.",
    ),
    "evening": ("第 {number} 晚", "Evening {number}"),
    "minutes": ("{count} 分钟", "{count} min"),
    "teaches": ("学到", "Teaches"),
    "more-count": ("等 {count} 个", "and {count} more"),
    "covered": ("目标", "Goals"),
    "covered-count": ("问到它的 {whole} 道题排了 {planned} 道", "{planned} of {whole} questions about it"),
    # questions
    "questions-search": ("搜索", "Search"),
    "questions-search-hint": ("题目或答案里的字", "Title or answer"),
    "questions-bank": ("题库", "Bank"),
    "questions-concept": ("讲到概念", "Speaks of"),
    "questions-concept-hint": ("任意", "Any"),
    "questions-topic": ("话题", "Topic"),
    "questions-mark": ("掌握情况", "Marked"),
    "any": ("任意", "Any"),
    "mark-mastered": ("已会", "Mastered"),
    "mark-unsure": ("没把握", "Unsure"),
    "mark-open": ("未标记", "Not marked"),
    "draw": ("随机抽一题", "Draw one"),
    "unfold": ("显示答案", "Show the answer"),
    "no-hits": ("没有符合的题目；放宽筛选，或换个说法。", "No question fits; ask for less, or in other words."),
    "hit-count": ("第 {first}–{last} 题，共 {total} 题", "{first}–{last} of {total} questions"),
    "page-before": ("上一页", "Previous"),
    "page-after": ("下一页", "Next"),
    "choose-question": (
        "从左边选一道题，或者随机抽一道考考自己。",
        "Choose a question on the left, or draw one to test yourself.",
    ),
    "easy-questions": ("先从容易的开始", "Easy to start with"),
    "gone-question": ("图谱里没有题目「{text}」。", "The graph holds no question “{text}”."),
    "no-answer": ("这道题没有答案。", "This question has no answer."),
    "difficulty": ("难度：第 {level} 层", "Difficulty: level {level}"),
    "more-concepts": ("还讲到 {count} 个概念", "{count} more concepts"),
    "related": ("相关的题", "Related questions"),
    "followups": ("面试官接着会问", "What an interviewer asks next"),
    "colon": ("：", ": "),
    "reason-duplicate": ("同一道题", "The same question"),
    "reason-translation": ("译文", "Translation"),
    "reason-contrast": ("对比", "Contrast"),
    "reason-follow-up-later": ("接着问", "Follows on"),
    "reason-follow-up-earlier": ("在它之前问", "Comes before"),
    "reason-prerequisite-later": ("以这题为基础", "Builds on this one"),
    "reason-prerequisite-earlier": ("先要会", "Needed first"),
    "reason-same concept": ("问同一个概念", "Same concept"),
    # overview
    "overview": ("总览", "Overview"),
    "figure-concepts": ("概念", "concepts"),
    "figure-questions": ("题目", "questions"),
    "figure-topics": ("话题", "topics"),
    "figure-levels": ("先修层次", "levels"),
    "figure-prerequisites": ("先修关系", "prerequisites"),
    "figure-relations": ("其他关系", "relations"),
    "figure-known": ("已掌握", "known"),
    "known-share": ("{percent}% 的概念", "{percent}% of the concepts"),
    "known-none": ("在学习路径里勾选已会的概念", "Tick what you know on Study path"),
    "bank-counts": ("{count} 道题", "{count} questions"),
    "bank-translated": ("，其中 {count} 道有译文", ", {count} of them translated"),
    "bank-all-translated": ("，都有译文", ", all translated"),
    "bank-none": ("没有题库", "No bank"),
    "bank-maps": ("没有题库，只有先修表：{names}", "No bank, only maps: {names}"),
    "open-explore": ("在探索中查看", "Show in Explore"),
    "open-questions": ("讲到它的题目", "Questions about it"),
    "map-standing": ("掌握情况", "What I know"),
    "map-known": ("已掌握", "known"),
    "map-level": ("层次", "Level"),
    "map-ready": ("可以学", "ready to learn"),
    "map-later": ("以后学", "later"),
    "map-levels": ("第 {first}–{last} 层", "levels {first}–{last}"),
    "map-note": ("{count} 个概念，每个岛是一个话题", "{count} concepts; each island is a topic"),
    "map-none": (
        "这个图谱没有地图位置；用 `kg build` 重建后就会画出来。",
        "This graph holds no places for a map; build it again with `kg build` to see one.",
    ),
    "important": ("最重要的概念", "Most important concepts"),
    "important-help": ("后面的学习最依赖它们", "what the rest of the field builds on most"),
    "topics-title": ("各话题的覆盖", "Coverage by topic"),
    "topics-help": (
        "有题目问到的概念占多少，其中掌握了多少",
        "how many concepts a question asks about, and how many you know",
    ),
    "topic": ("话题", "Topic"),
    "concepts-column": ("概念", "Concepts"),
    "asked-share": ("题目问到", "Asked about"),
    "known-column": ("已掌握", "Known"),
    "of-count": ("{part} / {whole}", "{part} of {whole}"),
    "levels-title": ("先修层次", "Prerequisite levels"),
    "levels-help": (
        "第 0 层不需要先修；点一层看它的概念",
        "level 0 needs nothing first; press a level to see its concepts",
    ),
    "levels-none": (
        "题库里没有先修关系，概念都在第 0 层。建图时可以加一张先修表：",
        "No prerequisites are stated, so every concept is on level 0. A build can add a map of them:",
    ),
    "level-title": ("第 {level} 层：{count} 个概念", "Level {level}: {count} concepts"),
    "level-more": ("还有 {count} 个", "{count} more"),
    "bottlenecks": ("瓶颈", "Bottlenecks"),
    "bottlenecks-help": (
        "没有它，这么多对概念就不再有先后联系",
        "pairs of concepts that only it connects",
    ),
    "bottlenecks-none": ("没有哪个概念是必经之路。", "No concept is the only way to others."),
    "bottlenecks-estimated": ("图谱很大，数字是估计。", "The graph is large; these figures are estimates."),
    "never-taught": ("常要用到，却没有题目问", "Needed by many, asked by no question"),
    "never-taught-help": ("有这么多概念以它为前提", "so many concepts build on it"),
    "never-taught-none": ("常用的概念都有题目问到。", "Every concept that many need is asked about."),
    "never-explained": ("题目问到，却没有讲清", "Asked about, never explained"),
    "never-explained-help": ("这些题目的答案不到十个词", "the answers to these questions have fewer than ten words"),
    "never-explained-none": ("问到的概念都有答案讲解。", "Every concept asked about has an answer that explains it."),
    "gaps-no-bank": ("没有题库，谈不上缺题。", "Without a bank there are no gaps to name."),
    "to-path": ("学习路径", "Study path"),
    "map-text-aria": (
        "概念地图。方向键在概念间移动，回车进入卡片，F 看全图，加减号缩放。旁边和下面的列表说的是同一些概念。",
        "Map of concepts. Arrow keys move, Enter goes to the card, F shows all, + and - zoom. The lists say the same.",
    ),
    "map-text-legend": ("图例：点一下隐藏或显示", "Legend: press one to hide or show it"),
    "map-text-layers": ("按什么着色", "Colour by"),
    "map-text-hint": ("单击看概念，拖动移动，Ctrl + 滚轮缩放", "Click a concept, drag to move, Ctrl + wheel to zoom"),
    "map-text-level": ("第 {level} 层", "level {level}"),
    "map-text-questions": ("{count} 道题讲到", "in {count} questions"),
    # the canvas
    "canvas-aria": (
        "概念图。方向键移动，回车选中，E 展开，F 看全图，加减号缩放。旁边的列表内容相同。",
        "Graph of concepts. Arrow keys move, Enter selects, E expands, F shows all, + and - zoom. List says the same.",
    ),
    "canvas-legend": ("类别：点一下隐藏或显示", "Kinds: press one to hide or show it"),
    "canvas-tools": ("画布工具", "Canvas tools"),
    "canvas-expand": ("展开选中的概念（E 或双击）", "Expand the selected concept (E or double click)"),
    "canvas-expandShort": ("展开", "Expand"),
    "canvas-zoomIn": ("放大（+）", "Zoom in (+)"),
    "canvas-zoomOut": ("缩小（-）", "Zoom out (-)"),
    "canvas-fit": ("看全图（F）", "Show all (F)"),
    "canvas-link": ("复制这个视图的链接", "Copy a link to this view"),
    "canvas-copied": ("已复制", "Copied"),
    "canvas-png": ("存为 PNG 图片", "Save as PNG"),
    "canvas-prerequisite": ("先修", "prerequisite"),
    "canvas-relation": ("关系", "relation"),
    "canvas-contrast": ("对比", "contrast"),
    "canvas-hint": ("单击选中，双击展开", "Click selects, double click expands"),
    "canvas-neighbours": ("个相连", "connections"),
    # kinds and relations
    "kind-method": ("方法", "method"),
    "kind-model": ("模型", "model"),
    "kind-component": ("组件", "component"),
    "kind-metric": ("指标", "metric"),
    "kind-tool": ("工具", "tool"),
    "kind-problem": ("问题", "problem"),
    "kind-task": ("任务", "task"),
    "kind-theory": ("理论", "theory"),
    "kind-resource": ("资源", "resource"),
    "kind-unknown": ("其他", "other"),
    "kind-question": ("题目", "question"),
    "MENTIONS": ("提到", "mentions"),
    "ABOUT": ("问的是", "asks about"),
    "RELATED_TO": ("相关", "related to"),
    "PREREQUISITE_OF": ("先修于", "comes before"),
    "IS_A": ("是一种", "is a"),
    "PART_OF": ("属于", "part of"),
    "USES": ("用到", "uses"),
    "IMPROVES": ("改进", "improves"),
    "ADDRESSES": ("解决", "addresses"),
    "CAUSES": ("导致", "causes"),
    "MEASURES": ("衡量", "measures"),
    "APPLIES_TO": ("用于", "applies to"),
    "CONTRASTS_WITH": ("对比", "contrasts with"),
    "inverse-IS_A": ("下有", "has the kind"),
    "inverse-PART_OF": ("包含", "contains"),
    "inverse-USES": ("被用于", "used by"),
    "inverse-IMPROVES": ("被改进为", "improved by"),
    "inverse-ADDRESSES": ("由它解决", "addressed by"),
    "inverse-CAUSES": ("起因", "caused by"),
    "inverse-MEASURES": ("由它衡量", "measured by"),
    "inverse-APPLIES_TO": ("用到的有", "served by"),
    "inverse-CONTRASTS_WITH": ("对比", "contrasts with"),
} | {**IMPORT_WORDS, **CYPHER_WORDS}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    >>> Words("en")("shown", shown=80, total=412)
    'Showing 80 of 412'
    """

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key with its gaps filled."""
        return WORDS[key][self.language == "en"].format(**values) if values else WORDS[key][self.language == "en"]

    def kind(self, kind: str) -> str:
        """The word for a kind of concept."""
        return self(f"kind-{kind}")

    def relation(self, sort: str) -> str:
        """The word for a type of edge, read from its head to its tail."""
        return self(sort)

    def reading(self, sort: str, *, inverse: bool) -> str:
        """The word for a relation as it reads from its head, or (inverse) from its tail."""
        return self(f"inverse-{sort}" if inverse else sort)

    def canvas(self) -> dict[str, str]:
        """Everything the canvas says itself."""
        return self._all("canvas-")

    def field_map(self) -> dict[str, str]:
        """Everything the map says itself; it shares the tools of the canvas."""
        return self._all("canvas-") | self._all("map-text-")

    def _all(self, start: str) -> dict[str, str]:
        return {key.removeprefix(start): self(key) for key in WORDS if key.startswith(start)}


def language_for(chosen: str, locale: str | None) -> Language:
    """The language asked for, else Chinese where the browser speaks it, else English.

    >>> language_for("", "zh-CN"), language_for("en", "zh-CN"), language_for("fr", None)
    ('zh', 'en', 'en')
    """
    if chosen in ("zh", "en"):
        return "zh" if chosen == "zh" else "en"
    return "zh" if (locale or "").lower().startswith("zh") else "en"
