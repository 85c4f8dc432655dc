"""A drawing in, one HTML page of it out that needs no server and no network: the canvas's own scripts and its view."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from concept_atlas import FRONTEND
from markupsafe import Markup

from app.atlas import Atlas
from app.i18n import Words
from app.markup import render

_PARTS = ("labels.js", "frame.js", "draw.js", "offline.js")
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


def offline_page(atlas: Atlas, view: Mapping[str, Any], concepts: Sequence[str], words: Words, title: str) -> str:
    """The page; its policy lets only its own two scripts run, and nothing of the view is one."""
    definitions = {one: atlas.concept(one).definition_in(words.language) or "" for one in concepts}
    return render(
        "offline.html",
        language=words.language,
        title=title,
        style=Markup((FRONTEND / "canvas.css").read_text(encoding="utf-8")),  # noqa: S704 -- our own file
        view=embedded(dict(view) | {"definitions": definitions}),
        scripts=_scripts(),
    )


def embedded(value: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it ends that element.

    >>> embedded("</script>")
    Markup('"\\\\u003c/script>"')
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return Markup(text)  # noqa: S704 -- no sign in it begins a tag


@cache
def _scripts() -> tuple[dict[str, object], ...]:
    """vis-network, then our modules as one, since a page without a server can import nothing."""
    vis = (FRONTEND / "vis-network.min.js").read_text(encoding="utf-8")
    texts = ((FRONTEND / name).read_text(encoding="utf-8") for name in _PARTS)
    own = "\n".join(_EXPORT.sub("", _IMPORT.sub("", text)) for text in texts)
    return _script(vis, module=False), _script(own, module=True)


def _script(text: str, *, module: bool) -> dict[str, object]:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "module": module, "hash": Markup(digest)}  # noqa: S704 -- our own files
