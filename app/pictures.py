"""A bank and the target of a picture in it in, the picture as a data address out; only from the folder of the banks."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

_MOST = 4_000_000
_KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"RIFF": "image/webp",
}


def pictures_of(banks: Path, bank: str) -> Callable[[str], str | None]:
    """A function from targets as they stand in ``bank`` to data addresses.

    It answers None for what is missing, too large, no picture by its first bytes or not below ``banks``.
    """
    root = banks.resolve()

    def find(target: str) -> str | None:
        relative = unquote(target.partition("?")[0].partition("#")[0])
        try:
            path = (root / Path(bank).parent / relative).resolve()
            if not path.is_relative_to(root) or not path.is_file() or path.stat().st_size > _MOST:
                return None
            content = path.read_bytes()
        except (OSError, ValueError):  # a name that no file system takes
            return None
        kind = next((kind for head, kind in _KINDS.items() if content.startswith(head)), None)
        return f"data:{kind};base64,{base64.b64encode(content).decode()}" if kind else None

    return find
