import pytest


def test_related_as_json(kg):
    document = kg("related", "#6", "--format", "json").json()
    assert list(document) == ["question", "title", "translation", "related"]
    assert (document["question"], document["translation"]) == ("tiny.zh#6", None)
    first = document["related"][0]
    assert list(first) == ["question", "title", "score", "reason", "direction", "shared"]
    assert first["question"] == "tiny.zh#7"
    assert first["shared"][0]["name"] == "多查询注意力"
    assert len(kg("related", "#6", "--limit", "1", "--format", "json").json()["related"]) == 1
    assert "tiny.zh#7" in kg("related", "tiny.zh#6").out


def test_related_in_two_languages_is_one_question(kg):
    for given in ("tiny.zh#6", "tiny.en#6"):
        document = kg("related", given, "--store", "two.json", "--lang", "en", "--format", "json").json()
        assert (document["question"], document["translation"]) == ("tiny.en#6", "tiny.zh#6")
        assert {one["question"].partition("#")[0] for one in document["related"]} == {"tiny.en"}
        ids = [one["question"] for one in document["related"]]
        assert len(ids) == len(set(ids))


def test_chain_as_json(kg):
    document = kg("chain", "#3", "--format", "json").json()
    assert list(document) == ["question", "title", "chains", "missing"]
    assert document["missing"] is None
    first = document["chains"][0][0]
    assert list(first) == ["question", "title", "link"]
    assert list(first["link"]) == ["from", "from_name", "type", "to", "to_name", "evidence"]
    assert first["link"]["evidence"][0]["quote"]
    assert len(kg("chain", "#3", "--chains", "1", "--steps", "1", "--format", "json").json()["chains"][0]) == 1
    assert first["question"] in kg("chain", "#3").out


def test_a_question_without_a_way_on_is_explained(kg, tmp_path):
    document = kg("chain", "#10", "--steps", "9", "--format", "json").json()
    assert [[one["question"] for one in chain] for chain in document["chains"]] == [["tiny.zh#11"]]
    document = kg("chain", "#9", "--format", "json").json()
    assert all(chain for chain in document["chains"])


@pytest.mark.parametrize("command", ["related", "chain"])
def test_a_question_that_is_not_there(kg, command: str):
    ran = kg(command, "什么是 LoRA？")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("kg: no question '什么是 LoRA？'")
