def test_field_as_json_and_as_a_table(kg):
    document = kg("field", "--limit", "2", "--format", "json").json()
    assert len(document["importance"]) == len(document["topics"]) == len(document["bottlenecks"]) == 2
    assert list(document["topics"][0]) == ["concept", "name", "concepts", "questions", "members"]
    out = kg("field").out
    assert "注意力机制" in out
    assert "dependencies that vanish without it" in out
    assert kg("field", "--store", "two.json", "--lang", "en", "--format", "json").json()["concepts"] == 11
