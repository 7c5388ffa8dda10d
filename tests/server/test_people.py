"""What people do at the same rows: see each other, decide, and undo what was decided."""

from entering import Enter
from trucewatch.server.listeners import Event
from trucewatch.server.presence import MOST, STAYS_S, Presence


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_two_at_one_row_see_each_other_until_one_leaves_or_falls_silent() -> None:
    told: list[Event] = []
    clock = Clock()
    presence = Presence(told.append, clock)
    assert presence.say("a", "tab", "inc:1", here=True) == ["a"]
    assert presence.say("b", "tab", "inc:1", here=True) == ["a", "b"]
    assert told[-1].data == {"row": "inc:1", "who": ["a", "b"]}
    assert presence.say("b", "tab", "inc:1", here=False) == ["a"]
    clock.now = STAYS_S + 1
    assert presence.say("b", "tab", "inc:2", here=True) == ["b"]
    assert {"row": "inc:1", "who": []} in [event.data for event in told]
    assert len(told) == 5


def test_staying_is_not_told_again_and_nobody_is_at_more_rows_than_they_can_be() -> None:
    told: list[Event] = []
    presence = Presence(told.append, Clock())
    for _ in range(3):
        presence.say("a", "tab", "inc:1", here=True)
    assert len(told) == 1
    for number in range(MOST):
        presence.say("a", "tab", f"inc:{number + 2}", here=True)
    assert presence.say("b", "tab", "inc:1", here=True) == ["b"]


def test_presence_is_for_those_who_see_the_whole_mission(enter: Enter) -> None:
    said = {"tab": "t", "row": "inc:1", "here": True}
    assert enter("duty_officer").post("/api/presence", json=said).json() == ["the duty_officer"]
    assert enter("analyst").post("/api/presence", json=said).json() == ["the analyst", "the duty_officer"]
    assert enter("public").post("/api/presence", json=said).status_code == 403


def test_undoing_is_a_further_entry_after_which_what_was_before_holds(enter: Enter) -> None:
    client = enter("duty_officer")
    pair = [
        row["id"] for row in client.get("/api/tables/observations?limit=2&where=grade_source:null:yes").json()["rows"]
    ]
    decided = {"act": "merge", "on": pair, "reason": "one bang, told twice"}
    merged = client.post("/api/decisions", json=decided).json()
    undone = client.post(f"/api/decisions/{merged['id']}/undo", json={"reason": "two bangs after all"}).json()
    assert undone["seq"] > merged["seq"]
    again = client.post(f"/api/decisions/{merged['id']}/undo", json={"reason": "again"}).json()
    assert (again["id"], again["repeated"]) == (undone["id"], True)
    entry = client.get(f"/api/entries/{undone['id']}").json()
    assert entry["payload"]["of"] == merged["id"]
    assert entry["payload"]["account"] is None
    kept = client.app.state.live.record.holdings().decisions
    assert merged["id"] not in {held.id for held in kept}
    assert client.post(f"/api/decisions/{pair[0]}/undo", json={"reason": "no decision"}).status_code == 404
    assert enter("analyst").post(f"/api/decisions/{merged['id']}/undo", json={"reason": "x"}).status_code == 403


def test_only_who_attributes_undoes_an_attribution(enter: Enter) -> None:
    client = enter("head_of_mission")
    [row] = client.get("/api/tables/observations?limit=1").json()["rows"]
    declined = client.post("/api/decisions", json={"act": "decline", "on": [row["id"]], "reason": "not enough"}).json()
    path = f"/api/decisions/{declined['id']}/undo"
    assert enter("duty_officer").post(path, json={"reason": "no"}).status_code == 403
    assert enter("head_of_mission").post(path, json={"reason": "enough now"}).status_code == 201
