"""A key and a language in, the words that the pages show out; every key has both languages."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Language

LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "English"}

WORDS: dict[str, tuple[str, str]] = {
    "explore": ("探索", "Explore"),
    "language": ("界面语言", "Language"),
    "store": ("图谱", "Store"),
    "mode-file": ("文件", "file"),
    "counts": ("{concepts} 个概念 · {questions} 道题", "{concepts} concepts · {questions} questions"),
    "search": ("搜索概念或题目", "Search concepts and questions"),
    "search-hint": ("概念、别名或题目，中英文均可", "A concept, an alias or a question, in Chinese or English"),
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
    "definition-bank": ("题库", "from the bank"),
    "definition-lexicon": ("词典", "from the lexicon"),
    "aliases": ("也叫", "Also called"),
    "level": ("第 {level} 层", "level {level}"),
    "path-here": ("到这里的学习路径", "Study path to here"),
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
    "no-store": ("还没有图谱", "There is no graph yet"),
    "no-store-next": (
        "先用 `kg build 题库.md` 建图，再刷新这一页。",
        "Build one with `kg build BANK.md`, then reload this page.",
    ),
    "bad-store": ("打不开这个图谱", "This graph cannot be opened"),
    "bad-store-next": (
        "用 `kg build` 重建它，或者用 `kg serve --store` 指定另一个。",
        "Build it again with `kg build`, or name another one with `kg serve --store`.",
    ),
    "details": ("详情", "Details"),
    "empty-graph": ("这个图谱里没有概念", "This graph holds no concepts"),
    "empty-graph-next": (
        "用至少有一道题的题库重新建图。",
        "Build it again from a bank with at least one question.",
    ),
    "retry": ("重试", "Try again"),
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
}


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
        return {key.removeprefix("canvas-"): self(key) for key in WORDS if key.startswith("canvas-")}


def language_for(chosen: str, locale: str | None) -> Language:
    """The language asked for, else Chinese where the browser speaks it, else English.

    >>> language_for("", "zh-CN"), language_for("en", "zh-CN"), language_for("fr", None)
    ('zh', 'en', 'en')
    """
    if chosen in ("zh", "en"):
        return "zh" if chosen == "zh" else "en"
    return "zh" if (locale or "").lower().startswith("zh") else "en"
