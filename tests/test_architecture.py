"""The arrows between the folders, read from the import statements."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parent.parent
FOLDERS = ("kg", "extract", "app")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
FOR_EXTRACT = ("kg.model", "kg.names", "kg.errors", "kg.progress", "kg.derive", "kg.maps", "kg.survey")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether it does so as soon as it is imported itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {node for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, node not in late) for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from ((f"{node.module}.{one.name}", node not in late) for one in node.names)


def imported(folder: str) -> list[tuple[str, str]]:
    files = [path for path in MODULES if path.relative_to(ROOT).parts[0] == folder]
    return [(path.relative_to(ROOT).as_posix(), name) for path in files for name, _ in imports(path)]


def _is(name: str, *packages: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in packages)


def test_kg_never_imports_app():
    assert [one for one in imported("kg") if _is(one[1], "app", "concept_atlas", "streamlit")] == []


def test_only_the_command_line_imports_extract_and_only_when_it_builds():
    assert {file for file, name in imported("kg") if _is(name, "extract")} == {"kg/cli.py"}
    assert [name for name, early in imports(ROOT / "kg" / "cli.py") if early and _is(name, "extract")] == []


def test_app_never_imports_extract_spacy_or_the_driver():
    assert [one for one in imported("app") if _is(one[1], "extract", "spacy", "neo4j")] == []


def test_extract_imports_of_kg_only_the_vocabulary():
    of_kg = [one for one in imported("extract") if _is(one[1], "kg")]
    assert [one for one in of_kg if not _is(one[1], *FOR_EXTRACT)] == []
    assert [one for one in imported("extract") if _is(one[1], "app", "streamlit", "neo4j")] == []


def test_no_module_of_app_hides_a_package():
    names = {path.stem for path in (ROOT / "app").rglob("*.py")} | {path.name for path in (ROOT / "app").glob("*/")}
    assert names.isdisjoint({"app", "data", "kg", "extract", "tests"})


@pytest.mark.parametrize("folder", ["kg", "extract"])
def test_every_module_opens_with_its_sentence(folder: str):
    bare = [path for path in MODULES if path.parent.is_relative_to(ROOT / folder) and path.read_text("utf-8").strip()]
    assert [path for path in bare if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_slow_packages_are_imported_late_in_kg():
    slow = ("pandas", "networkx", "scipy", "rich", "spacy", "neo4j")
    late = ("kg/commands/shown", "kg/cypher/server", "kg/stores/neo4j")  # themselves imported late
    early = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in MODULES
        if path.is_relative_to(ROOT / "kg") and not path.relative_to(ROOT).as_posix().startswith(late)
        for name, at_once in imports(path)
        if at_once and _is(name, *slow)
    ]
    assert [one for one in early if not _guarded(ROOT / one[0], one[1])] == []


def _guarded(path: Path, name: str) -> bool:
    """Whether the import stands under ``if TYPE_CHECKING``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    inside = [node for block in blocks for node in ast.walk(block) if isinstance(node, ast.ImportFrom)]
    return any(name == f"{node.module}.{one.name}" for node in inside for one in node.names)


def test_the_version_is_the_one_of_the_distribution():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert kg.__version__ == project["version"]
