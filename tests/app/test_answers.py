"""Answers on the page: what is code, formula, money, picture or link, and where a concept becomes a link."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from app.answers import readable
from app.pictures import pictures_of
from kg.model import Mention, Question

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def asked(answer: str) -> Question:
    return Question("b#1", "b", "1", "t", answer, 100, "zh", 90, 100 + len(answer))


def shown(answer: str, *concepts: str) -> str:
    """The answer with these surfaces as concepts of the same name."""
    mentions = []
    for concept in concepts:
        start = 100 + answer.index(concept)
        mentions.append(Mention("b#1", concept.lower(), 1, (concept,), ((start, start + len(concept)),)))
    return readable(asked(answer), mentions)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("costs $5 or $10", r"costs \$5 or \$10"),
        ("价格 $5 和 $10，公式 $x^2$", r"价格 \$5 和 \$10，公式 $x^2$"),
        ("$5-$10", r"\$5-\$10"),
        (r"already \$5", r"already \$5"),
        ("$O(n)$ and $x$", "$O(n)$ and $x$"),
        ("$$\na+b\n$$", "$$\na+b\n$$"),
        (r"\(a_1\) then \[b\]", "$a_1$ then $$b$$"),
        ("`$5` stays", "`$5` stays"),
        ("```sh\necho $HOME :red[x]\n```", "```sh\necho $HOME :red[x]\n```"),
        ("~~~\n$a and $b", "~~~\n$a and $b"),
        ("one<br/>two", "one  \ntwo"),
        (":red[no] :smile:", "\\:\u2060red[no] \\:\u2060smile:"),
        ("ratio 1:2 at 10:30", "ratio 1:2 at 10:30"),
    ],
)
def test_signs_mean_what_the_bank_meant(answer: str, expected: str) -> None:
    assert shown(answer) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("![a](http://example.org/x.png)", "[a](http://example.org/x.png)"),
        ('![](https://example.org/x.png "title")', "[x.png](https://example.org/x.png)"),
        ("![a](pics/x.png)", "`🖼 x.png`"),
        ("![a](javascript:alert(1))", "`🖼 javascript:alert(1`)"),
        ("![a](//example.org/x.png)", "`🖼 x.png`"),
        ("![a](data:image/svg+xml;base64,xx)", "`🖼 svg+xml;base64,xx`"),
        ('<img src="x.png" onerror="alert(1)">', "`🖼 x.png`"),
        ("[web](https://example.org)", "[web](https://example.org)"),
        ("[near](./other.md) [run](javascript:x) [m](mailto:a@b)", "near run m"),
        ("[ref]: javascript:alert(1)", ""),
    ],
)
def test_pictures_and_links_lead_nowhere_unasked(answer: str, expected: str) -> None:
    assert shown(answer) == expected


@pytest.mark.parametrize(
    ("answer", "concept", "expected"),
    [
        ("LoRA 很小。LoRA 很快。", "LoRA", "[LoRA](./?node=lora) 很小。LoRA 很快。"),
        ("使用**LoRA**是", "LoRA", "使用[**LoRA**](./?node=lora)是"),
        ("使用**LoRA 微调**是", "LoRA", "使用**LoRA 微调**是"),
        ("`LoRA`", "LoRA", "`LoRA`"),
        ("[LoRA](https://example.org)", "LoRA", "[LoRA](https://example.org)"),
        ("$LoRA_1$", "LoRA", "$LoRA_1$"),
        ("| LoRA | 2 |\n|---|---|", "LoRA", "| [LoRA](./?node=lora) | 2 |\n|---|---|"),
    ],
)
def test_a_concept_is_a_link_where_markdown_allows_one(answer: str, concept: str, expected: str) -> None:
    assert shown(answer, concept) == expected


def test_the_second_mention_is_linked_where_the_first_is_code() -> None:
    mention = Mention("b#1", "lora", 2, ("LoRA",), ((101, 105), (107, 111)))
    assert readable(asked("`LoRA` LoRA"), [mention]) == "`LoRA` [LoRA](./?node=lora)"


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](https://example.org/spy.png)",
    '<iframe src="https://example.org"></iframe>',
    "<a href='javascript:x'>y</a>",
    "$\\href{javascript:alert(1)}{x}$",
)


@pytest.mark.parametrize("answer", HOSTILE)
def test_hostile_answers_load_and_run_nothing(answer: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": False}).parse(shown(answer))
    inside = [child for token in tokens for child in token.children or ()]
    assert not [one for one in inside if one.type in ("image", "html_inline")]
    targets = [str(one.attrs["href"]) for one in inside if one.type == "link_open"]
    assert all(target.startswith(("https://", "http://", "./?node=")) for target in targets)


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    folder = tmp_path / "banks"
    (folder / "sub" / "图").mkdir(parents=True)
    (folder / "sub" / "图" / "x 1.png").write_bytes(PNG)
    (folder / "sub" / "notes.txt").write_bytes(b"no picture")
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "sub" / "out.png").symlink_to(tmp_path / "secret.png")
    return folder


def test_a_picture_is_found_beside_its_bank(banks: Path) -> None:
    find = pictures_of(banks, "sub/bank.zh")
    assert str(find("图/x%201.png")).startswith("data:image/png;base64,iVBORw0KGgo")
    assert str(find("../sub/图/x 1.png")).startswith("data:image/png")


@pytest.mark.parametrize(
    "target", ["../../secret.png", "out.png", "/etc/passwd", "notes.txt", "missing.png", "", "..", "a\0b", "x" * 5000]
)
def test_nothing_else_is_found(banks: Path, target: str) -> None:
    assert pictures_of(banks, "sub/bank.zh")(target) is None


def test_a_found_picture_stands_in_the_answer() -> None:
    assert readable(asked("![a](x.png)"), (), lambda target: f"data:{target}") == "![a](data:x.png)"


@pytest.mark.parametrize(
    ("answer", "searched", "expected"),
    [
        ("用 KV cache 省时", "kvcache", "用 :blue-background[KV cache] 省时"),
        ("是**缓存**，缓存", "缓存", "是**缓存**，:blue-background[缓存]"),
        ("`缓存` $缓存_1$ [缓存](https://example.org)", "缓存", "`缓存` $缓存_1$ [缓存](https://example.org)"),
        ("a:red[b] c", "a:red[b]", "a\\:\u2060red[b] c"),
        ("缓存", "", "缓存"),
    ],
)
def test_what_was_searched_is_marked(answer: str, searched: str, expected: str) -> None:
    assert readable(asked(answer), (), searched=searched) == expected
