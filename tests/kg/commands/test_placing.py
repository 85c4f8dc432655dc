import pytest


def test_place_never_prompts_without_a_terminal_and_ends_with_the_plan(kg):
    given: list[str] = []
    for _ in range(9):
        document = kg("place", "--goal", "GQA", *given, "--format", "json").json()
        if document["ask"] is None:
            break
        given += ["--answer", f"{document['ask']['concept']}=no"]
    assert document["known"] == []
    assert [one["concept"] for one in document["plan"]["steps"]][-1] == "gqa"
    assert "next question: do you know" in kg("place", "--goal", "GQA").out
    assert "多查询注意力" in kg("place", "--goal", "GQA", *given).out


def test_place_takes_names_and_what_is_known(kg):
    kg("known", "add", "kv-cache")
    document = kg("place", "--known", "RLHF", "--answer", "MHA=YES", "--format", "json").json()
    assert document["answers"] == [{"concept": "multi-head-attention", "known": True}]
    assert {"attention", "self-attention", "multi-head-attention", "kv-cache", "rlhf"} <= set(document["known"])
    assert document["goal"] is document["plan"] is None


def test_plan_as_json(kg):
    document = kg("plan", "GQA", "RLHF", "--evenings", "3", "--minutes", "4", "--format", "json").json()
    assert document["goals"] == ["gqa", "rlhf"]
    asked = [one["question"] for evening in document["evenings"] for one in evening["questions"]]
    assert "tiny.zh#7" in asked
    assert "tiny.zh#10" in asked
    assert all(evening["minutes"] <= 4 for evening in document["evenings"])
    assert document["left_out"] == []
    kg("known", "add", "tiny.zh#7")
    left = kg("plan", "GQA", "--evenings", "3", "--minutes", "4", "--format", "json").json()["left_out"]
    assert left == [{"goal": "gqa", "because": "问到它的题都已掌握"}]
    table = kg("plan", "GQA", "--evenings", "1", "--minutes", "1", "--progress", "none", "--lang", "en").out
    assert "Grouped-Query Attention: 1 of the 1 questions about it do not fit" in table


def test_plan_as_markdown(kg):
    text = kg("plan", "GQA", "--evenings", "3", "--minutes", "4", "--format", "markdown", "--lang", "en").out
    assert text.startswith("# Grouped-Query Attention\n\n## Evening 1 (")
    assert "- [ ] tiny.zh\\#7 " in text
    text = kg("plan", "GQA", "--evenings", "1", "--minutes", "1", "--format", "markdown", "--lang", "zh").out
    assert "## 没有排进去" in text
    assert "没有排得进的题目。" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("place --answer MHA", "--answer 'MHA' is no answer; give CONCEPT=yes or CONCEPT=no"),
        ("place --answer MHA=maybe", "is no answer"),
        ("place --answer zzz=yes", "no concept 'zzz'"),
        ("place --goal zzz", "no concept 'zzz'"),
        ("plan --evenings 1 --minutes 5", "Missing argument 'GOAL"),
        ("plan GQA --minutes 5", "Missing option '--evenings'"),
        ("plan GQA --evenings 0 --minutes 5", "--evenings"),
        ("plan zzz --evenings 1 --minutes 5", "no concept 'zzz'"),
    ],
)
def test_bad_input_is_one_line(kg, arguments: str, said: str):
    ran = kg(*arguments.split())
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
