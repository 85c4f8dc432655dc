"""Finding and reading bank files, and what is said of bad ones."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from extract.bank import files
from extract.bank.files import find_banks, read_text
from kg.errors import InputError


def write(path: Path, data: bytes = b"## What?\n\nThis.\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_names_of_files_and_of_files_in_folders(tmp_path: Path) -> None:
    write(tmp_path / "bank" / "a.zh.md")
    write(tmp_path / "bank" / "deep" / "b.MARKDOWN")
    write(tmp_path / "bank" / ".git" / "hidden.md")
    write(tmp_path / "bank" / "notes.txt")
    single = write(tmp_path / "llm-interview.zh.md")
    found = find_banks([single, tmp_path / "bank"])
    assert [name for name, _ in found] == ["llm-interview.zh", "a.zh", "deep/b"]
    assert all(path.is_file() for _, path in found)


def test_equal_names_are_refused(tmp_path: Path) -> None:
    first, second = write(tmp_path / "x" / "a.md"), write(tmp_path / "y" / "a.md")
    with pytest.raises(InputError, match="two banks are named 'a'"):
        find_banks([first, second])


def test_missing_path_and_folder_without_banks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        find_banks([tmp_path / "nowhere.md"])
    with pytest.raises(InputError, match=r"no bank in folder .*\.md or \.markdown"):
        find_banks([tmp_path])


def test_text_is_as_decoded(tmp_path: Path) -> None:
    data = "\ufeff# a\r\nb\u2028c\r\n".encode()
    assert read_text(write(tmp_path / "a.md", data)) == ("\ufeff# a\r\nb\u2028c\r\n", hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"# a\n\0\1\2", r"is binary \(a zero byte at offset 4\)"),
        ("# 中".encode("utf-16"), "is UTF-16, not UTF-8"),
        ("# café".encode("latin-1"), "is not UTF-8: byte 0xe9 at offset 5"),
        (b"ok\n" + b"x" * 1_000_001, "line 2 is longer than 1,000,000 bytes"),
    ],
)
def test_what_is_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    path = write(tmp_path / "bad.md", data)
    with pytest.raises(InputError, match=message) as caught:
        read_text(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_line_of_a_million_bytes_is_still_text(tmp_path: Path) -> None:
    assert len(read_text(write(tmp_path / "a.md", b"x" * 1_000_000 + b"\ny"))[0]) == 1_000_002


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST_FILE", 10)
    with pytest.raises(InputError, match=re.escape("has 16 bytes, more than 10")):
        read_text(write(tmp_path / "a.md"))


def test_a_folder_given_as_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_text(tmp_path)
