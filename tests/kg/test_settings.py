from pathlib import Path

import pytest

from kg.errors import InputError
from kg.settings import chosen_language, data_folder, from_environment, progress_file, to_environment


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "zh_TW", "LANG": "de_DE"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_the_locales(environment, language):
    assert chosen_language(None, environment) == language
    assert from_environment(environment).language == language


def test_another_language_is_refused():
    with pytest.raises(InputError, match="choose zh or en"):
        from_environment({"KG_LANG": "fr"})


@pytest.mark.parametrize("progress", ["none", "marks.jsonl", ""])
def test_a_child_process_gets_the_same_settings(progress: str):
    settings = from_environment({"KG_STORE": "a/b.json", "KG_LANG": "zh", "KG_PROGRESS": progress, "KG_BANKS": "x"})
    assert from_environment(to_environment(settings)) == settings


def test_progress_of_a_url_lies_in_the_users_folder(tmp_path: Path):
    environment = {"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    one, other = (progress_file(None, f"neo4j://{host}", environment) for host in ("a", "b"))
    assert one is not None
    assert other is not None
    assert one != other
    assert one.parent.name == "concept-atlas"
    assert one == progress_file(None, "neo4j://a", environment)


def test_data_lies_in_the_checkout():
    assert (data_folder() / "banks").is_dir()
