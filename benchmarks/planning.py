"""Where to look tomorrow: the plan's mixture against looking at random, in turn, and where most was seen.

Simulated (EXERCISE): sectors along a line, their rates of incidents wandering by the day and alike among neighbours;
every day the mission sends its patrols to some sectors, each noticing a share there and less next door. Every policy
knows only what was noticed and where it looked. Prints the share of incidents noticed, and how far the estimated log
rates are from the true ones (root mean square), over the second half of the days; ratios are to chasing.

    python benchmarks/planning.py [WORLDS]
"""

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from trucewatch.planning.choosing import choose
from trucewatch.planning.estimating import FIRM, MEMORY

Floats = NDArray[np.float64]

SECTORS, PATROLS, DAYS, THERE, NEXT_DOOR = 60, 10, 126, 0.6, 0.2


class Known:
    """What one policy knows of one world: what it noticed, and with what chance it looked."""

    def __init__(self) -> None:
        self.seen, self.told = np.zeros(SECTORS), np.zeros(SECTORS)
        self.ago = np.full(SECTORS, 30.0)

    @property
    def rates(self) -> Floats:
        usual = max(self.seen.sum(), 0.5) / max(self.told.sum(), 0.5)
        return np.asarray((FIRM + self.seen) / (FIRM / usual + self.told))

    def learn(self, noticed: Floats, looked: Floats) -> None:
        self.seen = MEMORY * self.seen + noticed
        self.told = MEMORY * self.told + looked
        self.ago = np.where(looked >= NEXT_DOOR, 0.0, self.ago + 1)


Policy = Callable[[Known, int, Floats, np.random.Generator], NDArray[np.int64]]


def at_random(_: Known, __: int, ___: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    return rng.choice(SECTORS, PATROLS, replace=False)


def in_turn(_: Known, day: int, __: Floats, ___: np.random.Generator) -> NDArray[np.int64]:
    return (np.arange(PATROLS) * (SECTORS // PATROLS) + day) % SECTORS


def chasing(known: Known, _: int, __: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.argsort(-known.rates + rng.normal(0, 1e-9, SECTORS))[:PATROLS]


def planned(known: Known, _: int, reach: Floats, __: np.random.Generator) -> NDArray[np.int64]:
    places = [str(sector) for sector in range(SECTORS)]
    unwatched = np.where(known.ago >= 7, known.ago, 0.0)
    return np.array([one.candidate for one in choose(reach, known.rates, unwatched, places, PATROLS)])


POLICIES: dict[str, Policy] = {"at random": at_random, "in turn": in_turn, "chasing": chasing, "planned": planned}


def world(rng: np.random.Generator) -> Floats:
    """True rates (days, sectors): log normal, alike among neighbours, an autoregression in time."""
    apart = np.abs(np.subtract.outer(np.arange(SECTORS), np.arange(SECTORS)))
    root = np.linalg.cholesky(np.exp(-apart / 3.0) + 1e-9 * np.eye(SECTORS))
    level, moving = root @ rng.normal(size=SECTORS), root @ rng.normal(size=SECTORS)
    logs = []
    for _ in range(DAYS):
        moving = 0.95 * moving + np.sqrt(1 - 0.95**2) * (root @ rng.normal(size=SECTORS))
        logs.append(-0.5 + 0.8 * level + 0.7 * moving)
    return np.exp(np.array(logs))


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("worlds", nargs="?", type=int, default=24)
    worlds = words.parse_args().worlds
    reach = THERE * np.eye(SECTORS) + NEXT_DOOR * (np.eye(SECTORS, k=1) + np.eye(SECTORS, k=-1))
    noticed, errors = ({name: [] for name in POLICIES} for _ in range(2))
    for seed in range(worlds):
        truth = world(np.random.default_rng(seed))
        happened = np.random.default_rng(seed + 1_000).poisson(truth)
        for name, policy in POLICIES.items():
            rng, known = np.random.default_rng(seed + 2_000), Known()
            for day in range(DAYS):
                if day >= DAYS // 2:
                    errors[name].append(np.mean((np.log(known.rates) - np.log(truth[day])) ** 2))
                looked = 1 - np.prod(1 - reach[policy(known, day, reach, rng)], axis=0)
                found = rng.binomial(happened[day], looked)
                if day >= DAYS // 2:
                    noticed[name].append((found.sum(), happened[day].sum()))
                known.learn(found, looked)
    print(f"EXERCISE, simulated: {worlds} worlds of {SECTORS} sectors and {DAYS} days, {PATROLS} patrols")
    share = {name: np.sum(rows, axis=0)[0] / np.sum(rows, axis=0)[1] for name, rows in noticed.items()}
    error = {name: float(np.sqrt(np.mean(rows))) for name, rows in errors.items()}
    for name in POLICIES:
        print(
            f"{name:<10} noticed {share[name]:.3f} ({share[name] / share['chasing']:.2f} of chasing), "
            f"error of log rates {error[name]:.3f} ({error[name] / error['chasing']:.2f})"
        )


if __name__ == "__main__":
    main()
