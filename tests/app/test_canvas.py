"""The component: streamlit finds it in this install, and the library it draws with is the one that pyvis ships."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from concept_atlas import FRONTEND, VIS_SHA256
from streamlit.components.v2.manifest_scanner import scan_component_manifests

ROOT = Path(__file__).parents[2]


def test_streamlit_finds_the_component_in_the_editable_install() -> None:
    found = {manifest.name: (manifest, root) for manifest, root in scan_component_manifests()}
    manifest, root = found["concept-atlas"]
    assert root.resolve() == ROOT / "app" / "canvas"
    assert [one.name for one in manifest.components] == ["canvas", "links", "map", "pulse"]
    assert {one.asset_dir for one in manifest.components} == {"frontend"}


def test_vis_network_is_the_unchanged_file_of_pyvis() -> None:
    spec = importlib.util.find_spec("pyvis")
    assert spec is not None
    assert spec.origin is not None
    shipped = Path(spec.origin).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    copy = FRONTEND / "vis-network.min.js"
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == VIS_SHA256
    assert copy.read_bytes() == shipped.read_bytes()


def test_its_licence_lies_beside_it() -> None:
    text = (FRONTEND / "LICENSE-vis-network.txt").read_text(encoding="utf-8")
    assert "Almende B.V." in text
    assert "Permission is hereby granted" in text


def test_own_scripts_read_nothing_as_markup() -> None:
    for script in FRONTEND.glob("*.js"):
        if script.name != "vis-network.min.js":
            text = script.read_text(encoding="utf-8")
            for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"):
                assert way not in text, f"{script.name} uses {way}"
