"""What closing and opening roads would change, over HTTP."""

from entering import Enter


def test_who_would_be_cut_off(enter: Enter) -> None:
    officer = enter("duty_officer")
    changed = officer.get("/api/whatif", params={"closed": ["askeran-khankendi", "goris-tegh"], "vehicle": "any"})
    assert changed.status_code == 200, changed.text
    found = {(row["place"], row["entry"]): row for row in changed.json()}
    assert found["lachin", ""]["after"] == "not"
    assert found["lachin", ""]["minutes_after"] is None
    assert {row["vehicle"] for row in changed.json()} == {"any"}
    refused = officer.get("/api/whatif", params={"closed": ["nowhere"]})
    assert refused.status_code == 400
    assert "there is no segment 'nowhere'" in refused.text
    assert enter("").get("/api/whatif").status_code == 401
