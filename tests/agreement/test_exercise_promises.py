"""The exercise's truth about the agreement, and what is made of the files its sources send."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from trucewatch import agreement, intake
from trucewatch.exercise import Simulation, simulate, write
from trucewatch.mission import Mission, period_for, previous
from trucewatch.record import Holdings, Record

START, DAYS = date(2023, 8, 1), 21


@pytest.fixture(scope="module")
def played(exercise: Mission) -> Simulation:
    return simulate(exercise, days=DAYS, seed=405, start=START)


@pytest.fixture(scope="module")
def held(exercise: Mission, played: Simulation, tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    home = tmp_path_factory.mktemp("promises")
    files = [
        path for path in write(played, home) if path.name.startswith(("weapons-log", "storage-visits", "case-log"))
    ]
    with Record.create(home / "record", origin="test") as record:
        results = intake.take_in(record, exercise, files)
        assert sum(result.quarantined for result in results) == 0
        return record.holdings()


def test_truth_holds_every_clause_that_can_be_tested(exercise: Mission, played: Simulation) -> None:
    truth = played.truth["promises"]
    tested = {clause.id for clause in exercise.clauses if clause.test}
    assert set(truth["clause"]) == tested
    assert set(truth["party"]) == {"", "arm", "aze"}
    assert set(truth["day"]) == {START + timedelta(days=day) for day in range(1, DAYS)}
    whole = truth.filter(party="").select("day", "clause", whole="broken")
    each = truth.filter(pl.col("party") != "").group_by("day", "clause").agg(pl.col("broken").any())
    assert whole.join(each, on=("day", "clause")).select((pl.col("whole") == pl.col("broken")).all()).item()


def test_what_is_out_of_storage_breaks_the_promise_to_store_it(played: Simulation) -> None:
    out = played.truth["weapons"]
    assert out.height
    broken = played.truth["promises"].filter(clause="ex-8").filter(pl.col("broken"), pl.col("party") != "")
    for day, party in broken.select("day", "party").iter_rows():
        end = ((day - START).days + 19.5 / 24) * 86400
        meets = (pl.col("start") < end) & (pl.col("end") > end - 86400)
        assert out.filter(meets, party=party).height


def test_both_sides_are_played_alike(exercise: Mission) -> None:
    outings = {"arm": 0, "aze": 0}
    for seed in range(4):
        frame = simulate(exercise, days=DAYS, seed=seed, start=START).truth["weapons"]
        for party in outings:
            outings[party] += frame.filter(party=party).height
    assert min(outings.values()) > 0.6 * max(outings.values())


def test_a_breach_that_is_proposed_was_one(exercise: Mission, played: Simulation, held: Holdings) -> None:
    truth = played.truth["promises"]
    proposed = 0
    period = period_for(exercise, date(2023, 8, 20))
    while period.first_day > START:
        picture = agreement.assess(held.said_by(period.span.end), exercise, period)
        breaches = picture.compliance.filter(pl.col("verdict") == "in_breach")
        for clause, party in breaches.select("clause", "party").iter_rows():
            days = pl.col("day").is_between(period.first_day, period.day)
            assert truth.filter(days, clause=clause, party=party)["broken"].any(), (period.day, clause, party)
            proposed += 1
        assert picture.compliance.filter(pl.col("verdict") == "complied").is_empty()
        period = previous(exercise, period)
    assert proposed > 5


def test_what_a_side_reports_of_itself_stands_beside_the_verdict_and_changes_none(
    exercise: Mission, held: Holdings
) -> None:
    told = next(one for one in held.steps if one.thing.step == "self_report" and one.thing.outcome == "complied")
    period = period_for(exercise, told.thing.when.start.date())
    assert told.thing.when.within(period.span)
    picture = agreement.assess(held.said_by(period.span.end), exercise, period)
    row = picture.compliance.row(
        by_predicate=(pl.col("clause") == told.thing.clause) & (pl.col("party") == told.thing.party), named=True
    )
    assert (row["reported"], row["reports"]) == ("complied", [f"step:{told.id}"])
    explained = picture.explain(row["id"])
    assert "reports of itself: complied" in explained.says
    assert f"step:{told.id}" in explained.parts
    unsaid = replace(held, steps=tuple(one for one in held.steps if one.thing.step != "self_report"))
    without = agreement.assess(unsaid.said_by(period.span.end), exercise, period)
    same = ["id", "verdict", "score", "says", "confirmed"]
    assert without.compliance.select(same).equals(picture.compliance.select(same))


def test_a_row_of_the_case_log_or_of_a_visit_that_contradicts_itself_waits(exercise: Mission, tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text(
        "source,date,time,site,weapon,access,count\n"
        "pt-01,2023-08-02,10:00,store-1,tank,denied,4\n"
        "pt-01,2023-08-02,10:00,Storage site 1,tank,denied,\n"
        "pt-01,2023-08-02,10:00,store-1,mortar,,\n"
        "pt-01,2023-08-02,10:00,store-1,mortar,partial,about 5\n",
        encoding="utf-8",
    )
    (tmp_path / "cases.csv").write_text(
        "source,date,time,case,step,clause,party,outcome,due,rows\n"
        "liaison,2023-08-02,10:00,,finding,ex-5,arm,in breach,,\n"
        "liaison,2023-08-02,10:00,7,finding,ex-5,Armenia,in breach,5 Aug 2023,kept:ex-5:arm|kept:ex-5\n"
        "liaison,2023-08-02,10:00,,hotline,,aze,,,\n",
        encoding="utf-8",
    )
    with Record.create(tmp_path / "record", origin="test") as record:
        visits, cases = intake.take_in(record, exercise, [tmp_path / "visits.csv", tmp_path / "cases.csv"])
        holdings = record.holdings()
    assert [(one.form, one.kept, one.quarantined) for one in (visits, cases)] == [
        ("inspections", 2, 2),
        ("cases", 2, 1),
    ]
    found = next(one.thing for one in holdings.steps if one.thing.step == "finding")
    assert (found.party, found.outcome, found.due) == ("arm", "in_breach", date(2023, 8, 5))
    assert found.rows == ("kept:ex-5:arm", "kept:ex-5")
    assert [one.thing.count for one in holdings.inspections if one.thing.access == "denied"] == [None]
