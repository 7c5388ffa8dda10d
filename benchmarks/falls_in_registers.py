"""Falls in a register, simulated: how often a fall of looking is taken for one of supplies, and do intervals hold.

Run from the repository: ``python benchmarks/falls_in_registers.py [seeds]``. Simulated data. In each world an agency
counts loads for twenty weeks and has then no presence; a party's list goes on, higher by a ratio that wanders, dated
up to two days off. Afterwards either half is seen of a flow that stays, or half comes and all is seen, or half comes
and half of that is seen. The baseline of the same run takes every fall of the agency's list by a tenth or more for one
of supplies.
"""

import sys
from collections import Counter
from datetime import UTC, date, timedelta
from time import perf_counter

import numpy as np

from trucewatch.mission import Register
from trucewatch.supplies.lines import Line
from trucewatch.supplies.pairing import Kept, pair
from trucewatch.supplies.reckoning import reckon

MONDAY, WEEKS, BLIND, FIRST_SEED = date(2023, 1, 2), 24, 4, 301
LAST = MONDAY + timedelta(weeks=WEEKS, days=-1)
WORLDS = {"looking": (1.0, 0.5), "supplies": (0.5, 1.0), "both": (0.5, 0.5)}
"""What the fall is in: the share that still comes, and the share of that the agency still sees."""


def kept(source: str, by_day: np.ndarray, late: int, until: date | None) -> Kept:
    window = Register(flow="f", source=source, stage="at_crossing", since=MONDAY, until=until or LAST, citation="self")
    lines = {}
    for ahead, count in enumerate(by_day):
        day = MONDAY + timedelta(days=int(ahead) + late)
        if count and MONDAY <= day <= LAST:
            lines[day] = [Line(day, f"{source}{day}{i}", "t", 20, 20, (20, 20), False) for i in range(count)]
    return Kept(source, (window,), lines)


def play(fall: str, seed: int) -> tuple[str, np.ndarray]:
    """The verdict, and whether the intervals of the blind weeks held what the agency would have counted."""
    rng = np.random.default_rng(seed)
    comes, sees = WORLDS[fall]
    level = np.exp(np.log(rng.uniform(15, 150)) + rng.normal(0, 0.15, WEEKS).cumsum() * 0.5)
    blind = np.arange(WEEKS) >= WEEKS - BLIND
    flow = np.repeat(level * np.where(blind, comes, 1.0) / 7, 7) * rng.gamma(4, 0.25, 7 * WEEKS)
    whole = rng.poisson(flow)
    seen = np.where(np.repeat(blind, 7), rng.binomial(whole, sees), whole)
    ratio = rng.uniform(0.9, 1.3) * np.exp(rng.normal(0, 0.03, WEEKS).cumsum() + rng.normal(0, 0.15, WEEKS))
    theirs = rng.poisson(flow * np.repeat(ratio, 7))
    agency = kept("agency", seen, 0, LAST - timedelta(weeks=BLIND))
    party = kept("party", theirs, int(rng.integers(-2, 3)), None)
    found = pair("f", agency, party, LAST, UTC)  # type: ignore[arg-type]
    row, _ = reckon("f", found, LAST)
    true = whole.reshape(WEEKS, 7).sum(1)[-BLIND:][: found.draws.shape[1]]
    low, high = np.quantile(found.draws, (0.05, 0.95), axis=0)
    before, now = row["lines_before"], row["lines_now"]
    naive = "supplies" if now < 0.9 * before else "no_fall"
    return f"{row['verdict']}|{naive}", (low <= true[: len(low)]) & (true[: len(low)] <= high)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    started = perf_counter()
    held: list[bool] = []
    for fall in WORLDS:
        told, naive = Counter(), Counter()
        for seed in range(FIRST_SEED, FIRST_SEED + seeds):
            verdicts, inside = play(fall, seed)
            ours, theirs = verdicts.split("|")
            told[ours] += 1
            naive[theirs] += 1
            held += inside.tolist()
        print(f"fall in {fall}, {seeds} simulated worlds: said {dict(told)}; baseline said {dict(naive)}")
    took = perf_counter() - started
    print(f"blind weeks held by nine draws in ten: {np.mean(held):.1%} of {len(held):,}; {took:.0f} s")


if __name__ == "__main__":
    main()
