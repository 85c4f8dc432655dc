"""Recognises questions that are no headings: folds, admonitions, ``Q:`` labels, bold lines, list items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.bank.page import LONGEST_TITLE, Candidate, Page, candidate_at, find_tag
from extract.bank.phrases import asks
from extract.bank.titles import Title, clean, doubtful, read_title

_SUMMARY = re.compile(r"<summary\b[^<>]*>", re.IGNORECASE)
_ADMONITION = re.compile(
    r"[ \t]*(?:\?\?\?\+?|!!!)[ \t]+(?:question|faq|help|example|note|info|tip)\b[^\"]*\"(.+)\"[ \t]*$"
)
_SHORTCODE = re.compile(
    r"[ \t]*\{\{[<%]\s*(details|expand|collapse|spoiler|toggle)\b[^\"]*\"([^\"]+)\"[^{}]*[>%]\}\}[ \t]*$", re.IGNORECASE
)
_LONGEST_FOLD = 20_000
"""Characters within which a shortcode has to be closed."""
_LABEL = re.compile(
    r"(?:[-*+>][ \t]+|\d{1,4}[.)、][ \t]*)?(?:\*\*|__|<b>|<strong>)?(?:interview[ \t]+)?"
    r"(?:Question|Q|问题|问|题目|面试题)[ \t]*[.#-]?[ \t]*\d{0,4}[ \t]*(?:\*\*|__|</b>|</strong>)?[ \t]*"
    r"(?:[:：]|[.、)](?!\w)|(?=\*\*|__|$)|(?<=\d[ \t])(?=[^\s\d]))",
    re.IGNORECASE,
)
ANSWER_LABEL = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?(?:\*\*|__|<b>|<strong>)?[ \t]*"
    r"(?:(?:answer|ans|a)[ \t]*\d{0,4}|答案?|解答|回答|参考答案|解析)[ \t]*"
    r"(?:\*\*|__|</b>|</strong>)?[ \t]*(?:[:：]|[.)–-]+(?=\s)|(?<=\*\*)(?=\s|$))[ \t]*(?:\*\*|__|</b>|</strong>)?[ \t]*"
    r"|#{1,6}[ \t]*(?:answer|ans|答案?|解答|回答|参考答案|解析)[ \t]*[:：]?[ \t]*(?=[\r\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""The label that opens the answer to a labelled question."""
_BOLD = re.compile(
    r"[ \t]{0,3}(?:\*{2,3}|__|\*(?=[^\s*])|<(?:b|strong)>)(.+?)(?:\*{2,3}|__|(?<!\s)\*|</(?:b|strong)>)[ \t]*(.*)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"([ \t]*)[-*+•·●○◆■▪🔹🔸▶►➤❓👉📌][ \t\xa0\ufe0f]+(?:\[[ xX]\][ \t]+)?")
_NO_CONTINUATION = re.compile(
    r"[ \t]*(?:[#>|<!?]|[-*+•][ \t]|\d{1,4}[.)、．]|[(（]\d|[一二三四五六七八九十]{1,3}、|\*\*|```|~~~|$)"
)
_QUESTION_END = re.compile(r".*[?？]\W*$")


def folds(page: Page, number: int) -> Iterable[Candidate]:
    """``<summary>What is it?</summary>``: the answer ends with the fold."""
    line = page.lines[number]
    found = _SUMMARY.search(line.text)
    if not found:
        return
    begin = line.start + found.end()
    for after in range(number + 1, min(number + 9, len(page.lines) + 1)):
        end = find_tag(page, "</summary", begin, after)
        if end >= 0:
            title = read_title(page.text[begin:end].replace("\n", " ")[:LONGEST_TITLE])
            body = page.text.find(">", end) + 1 or end
            stop = page.folds.get(line.start + found.start())
            if title.bare:
                yield candidate_at(page, "fold", number, title, body=body, after=after, stop=stop)
            return


def shortcodes(page: Page, number: int) -> Iterable[Candidate]:
    """A fold as Hugo writes it, which ends at its closing shortcode."""
    found = _SHORTCODE.match(page.lines[number].text)
    if found:
        begin = page.lines[number].end
        closing = re.compile(rf"\{{\{{[<%]\s*/\s*{found[1]}\b").search(page.text, begin, begin + _LONGEST_FOLD)
        yield candidate_at(page, "fold", number, read_title(found[2]), stop=closing.start() if closing else None)


def admonitions(page: Page, number: int) -> Iterable[Candidate]:
    """A block of MkDocs: its answer is what is indented below."""
    found = _ADMONITION.match(page.lines[number].text)
    if found:
        after = number + 1
        while after < len(page.lines) and (page.lines[after].text[:1] in " \t" or not page.lines[after].text.strip()):
            after += 1
        yield candidate_at(page, "admonition", number, read_title(found[1]), stop=page.lines[after - 1].end)


def labels(page: Page, number: int) -> Iterable[Candidate]:
    """``Q: What is it?``, also bold, in an item, or over several lines down to ``A:``."""
    text = page.lines[number].text.strip()
    if len(text) > LONGEST_TITLE or not _LABEL.match(text):
        return
    bullet = _BULLET.match(text)
    after = _wrapped(page, number, ANSWER_LABEL)
    words = " ".join([text[bullet.end() if bullet else 0 :], *(line.text for line in page.lines[number + 1 : after])])
    title = read_title(words.lstrip(" >"))
    if title.labelled:
        yield candidate_at(page, "label", number, title, depth=_column(page.lines[number].text), after=after)


def _wrapped(page: Page, number: int, end: re.Pattern[str]) -> int:
    """The line after a title of up to four lines, whose next line (or last one) ``end`` matches; else of one line."""
    for after in range(number + 1, min(number + 5, len(page.lines))):
        text = page.lines[after].text
        if end is ANSWER_LABEL and end.match(text):
            return after
        if page.hidden[after] or _NO_CONTINUATION.match(text):
            break
        if end is _QUESTION_END and end.match(text):
            return after + 1
    return number + 1


def _column(text: str) -> int:
    """The column of the first character that is no white space, tabs counted as four."""
    return len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip()) if text[:1] in " \t\u3000" else 0


def bolds(page: Page, number: int) -> Iterable[Candidate]:
    """A line that is bold as a whole, or a bold question with its answer on the same line."""
    text = page.lines[number].text
    found = _BOLD.match(text)
    if not found or len(found[1]) > LONGEST_TITLE:
        return
    title, rest = read_title(found[1]), found[2].strip(" :：.。")
    if (not title.text or (title.number and asks(title.text) < 2)) and rest and len(rest) <= 200:
        yield candidate_at(page, "bold line", number, read_title(text))
    elif not rest or asks(title.text) == 2 or not clean(rest):
        yield candidate_at(
            page, "bold line", number, title, body=page.lines[number].start + found.start(2) if clean(rest) else -1
        )


def _bold_title(title: Title, bold: re.Match[str]) -> str:
    """The bold beginning of an item, if it is the title: it asks, or what follows is set off and asks nothing."""
    words, rest = read_title(bold[1]).text, bold[2].strip()
    set_off = rest[:1] in "-–—[(" and len(words) > 8 and asks(clean(rest)) < 2
    return words if rest and title.text.startswith(words) and (asks(words) == 2 or set_off) else ""


def items(page: Page, number: int) -> Iterable[Candidate]:
    """A list item or a line with a number; of ``**What is it?** - That`` only the bold part is the title."""
    text = page.lines[number].text
    found = _BULLET.match(text)
    raw = text[found.end() :] if found else text.lstrip(" \t\u3000")
    if len(raw) > LONGEST_TITLE or not raw.strip():
        return
    title, body = read_title(raw), -1
    if not found and (not title.number or title.labelled or (doubtful(title) and asks(title.text) < 2)):
        return
    after = number + 1 if _QUESTION_END.match(text) else _wrapped(page, number, _QUESTION_END)
    if after > number + 1:
        title = read_title(" ".join([raw, *(line.text for line in page.lines[number + 1 : after])]))
    bold = _BOLD.match(raw if found else raw[raw.find("*") :]) if "**" in raw else None
    if bold and (words := _bold_title(title, bold)):
        title = title._replace(text=words)
        body = page.lines[number].end - len(bold[2])
    yield candidate_at(
        page, "item" if found else "numbered line", number, title, depth=_column(text), body=body, after=after
    )
