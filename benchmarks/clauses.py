"""How often a breach that the machine proposes was one, against a baseline that takes every report at its word.

Plays the exercise for several seeds, assesses every reporting period, and scores each clause and party bound against
the truth. The baseline calls a clause in breach as soon as any row of the record speaks of a breach, and names every
party whose side it was on. Prints precision, recall, and what became of breaches that nobody could see.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from trucewatch import agreement, ceasefire, corridor, coverage, incidents, intake, mission, supplies
from trucewatch.agreement import Agreement, Seen
from trucewatch.exercise import Simulation, simulate, write
from trucewatch.mission import Period, period_at, previous
from trucewatch.record import Holdings, Record

MISSION = mission.load(Path(__file__).parents[1] / "missions" / "exercise-lachin")
CLAUSES = {clause.id: clause for clause in MISSION.clauses}
START = date(2023, 8, 1)


def played(days: int, seed: int) -> tuple[Simulation, list[Agreement]]:
    """An exercise, and the picture of the agreement in each of its whole periods."""
    simulation = simulate(MISSION, days=days, seed=seed, start=START)
    with TemporaryDirectory() as scratch:
        home = Path(scratch)
        write(simulation, home / "exercise")
        with Record.create(home / "record", origin="benchmark") as record:
            for feed in MISSION.feeds:
                if files := sorted(home.glob(feed.path)):
                    intake.take_in(record, MISSION, files, form=feed.form)
            holdings = record.holdings()
    events = incidents.assess(holdings, MISSION)
    return simulation, [pictured(holdings, events, period) for period in periods(days)]


def pictured(holdings: Holdings, events: incidents.Incidents, period: Period) -> Agreement:
    looking = coverage.assess(holdings, MISSION, period.span, events.frame)
    fire = ceasefire.assess(events, looking, MISSION, period)
    roads = corridor.assess(holdings, MISSION, period)
    reach = roads.reach.filter(entry="", vehicle="truck").select("place", "reach")
    goods = supplies.assess(holdings, MISSION, period, dict(reach.iter_rows()))
    seen = Seen(
        incidents=events.frame,
        coverage=looking,
        quiet=fire.quiet,
        segments=roads.segments,
        crossings=roads.crossings,
        restrictions=roads.restrictions,
        consignments=goods.consignments,
    )
    return agreement.assess(holdings.said_by(period.span.end), MISSION, period, seen)


def periods(days: int) -> Iterator[Period]:
    """The whole periods of the exercise, the last first."""
    last = datetime.combine(START + timedelta(days=days - 1), time(12), UTC)
    period = previous(MISSION, period_at(MISSION, last))
    while period.first_day > START:
        yield period
        period = previous(MISSION, period)


def truth(simulation: Simulation, period: Period) -> dict[tuple[str, str], bool]:
    """Whether each clause was broken in the period, by clause and party."""
    days = pl.col("day").is_between(period.first_day, period.day)
    frame = simulation.truth["promises"].filter(days).group_by("clause", "party").agg(pl.col("broken").any())
    return {(clause, party): broken for clause, party, broken in frame.iter_rows()}


def naive(picture: Agreement) -> set[tuple[str, str]]:
    """Clause and party for every row of the record that speaks of a breach, whoever it names and however surely."""
    accused: set[tuple[str, str]] = set()
    rows = picture.findings.filter(pl.col("verdict").is_in(("in_breach", "disputed", "not_observable")))
    for clause, party, kind in rows.select("clause", "party", "kind").iter_rows():
        if kind not in ("watch", "site", "segment") or CLAUSES[clause].test == "access":
            accused.add((clause, ""))
            accused |= {(clause, who) for who in ([party] if party else CLAUSES[clause].bound)}
    return accused


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first-seed", type=int, default=401)
    parser.add_argument("--days", type=int, default=14)
    chosen = parser.parse_args()
    ours: Counter[tuple[str, str, bool]] = Counter()
    theirs: Counter[tuple[str, bool]] = Counter()
    for seed in range(chosen.first_seed, chosen.first_seed + chosen.seeds):
        simulation, pictures = played(chosen.days, seed)
        for one in pictures:
            true, said = truth(simulation, one.period), naive(one)
            rows = one.compliance.filter(pl.col("clause") != "")
            for clause, party, verdict in rows.select("clause", "party", "verdict").iter_rows():
                if (clause, party) in true:
                    broken = true[clause, party]
                    ours[clause, verdict, broken] += 1
                    theirs["in_breach" if (clause, party) in said else "other", broken] += 1
    report(ours, theirs, chosen.seeds, chosen.days)


def report(ours: Counter[tuple[str, str, bool]], theirs: Counter[tuple[str, bool]], seeds: int, days: int) -> None:
    verdicts = ("in_breach", "complied", "not_observable", "disputed", "not_in_force")
    print(f"{seeds} seeds of {days} days: {sum(ours.values())} verdicts; broken in truth / not, by verdict")
    print(f"{'clause':8}" + "".join(f"{verdict:>18}" for verdict in verdicts))
    for clause in sorted({clause for clause, _, _ in ours}):
        cells = (f"{ours[clause, verdict, True]} / {ours[clause, verdict, False]}" for verdict in verdicts)
        print(f"{clause:8}" + "".join(f"{cell:>18}" for cell in cells))
    sums = {
        (verdict, broken): sum(n for (_, v, b), n in ours.items() if (v, b) == (verdict, broken))
        for verdict in verdicts
        for broken in (True, False)
    }
    breaches = sum(sums[verdict, True] for verdict in verdicts)
    found, wrong = sums["in_breach", True], sums["in_breach", False]
    print(f"precision of 'in breach': {found / (found + wrong):.3f} ({found} of {found + wrong})")
    print(f"found of all breaches:    {found / breaches:.3f} ({found} of {breaches})")
    missed = breaches - found
    print(f"breaches not found, called not observable: {sums['not_observable', True]} of {missed};"
          f" called complied: {sums['complied', True]}")  # fmt: skip
    complied = sums["complied", True] + sums["complied", False]
    if complied:
        print(f"precision of 'complied': {sums['complied', False] / complied:.3f} ({complied} verdicts)")
    hits, misses = theirs["in_breach", True], theirs["in_breach", False]
    print(f"baseline (every row at its word): precision {hits / (hits + misses):.3f}; false accusations"
          f" {misses} against {wrong}, ratio {misses / max(wrong, 1):.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
