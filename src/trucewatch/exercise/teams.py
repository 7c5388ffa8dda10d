"""Teams at the crossings: when they are on duty, what they count, and what they say of the road."""

from typing import NamedTuple

import numpy as np
import polars as pl

from trucewatch.mission import Crossing, Mission

from . import saying
from .books import Report
from .logs import Clock, Refs
from .process import HOUR
from .segments import STATUSES
from .stage import Ints
from .watching import DENIED, IMPAIRED, OFF, ON, STATES

_SHIFT = range(7, 19)
_COUNTED_H = 3
_NIGHT = tuple(range(19, 31, _COUNTED_H))
_ALWAYS_WRITTEN = ("truck", "ambulance")
_NIGHTS, _FOGGY, _REFUSED = 0.3, 0.06, 0.06


class Duty(NamedTuple):
    """A team's ``state`` by hour; ``lost`` are stretches (first hour, end) it was kept from counting, and why."""

    team: str
    crossing: Crossing
    state: Ints
    lost: tuple[tuple[int, int, str], ...]

    def counts(self, first: int) -> bool:
        """Whether the team counted from hour ``first`` for the length of one count."""
        return int((self.state[first : first + _COUNTED_H] == ON).sum()) == _COUNTED_H


def team_at(mission: Mission, crossing: Crossing) -> str:
    """The checkpoint team nearest to the crossing, "" where the mission has none."""
    teams = [source for source in mission.sources.values() if source.type == "checkpoint" and source.lon is not None]
    if not teams:
        return ""
    return min(teams, key=lambda team: ((team.lon or 0) - crossing.lon) ** 2 + ((team.lat or 0) - crossing.lat) ** 2).id


def duty(mission: Mission, crossing: Crossing, days: int, rng: np.random.Generator) -> Duty | None:
    """The hours of the team at ``crossing``: by day, some nights; a few stretches lost to fog or to refused access."""
    team = team_at(mission, crossing)
    if not team:
        return None
    hours = np.arange(days * 24)
    state = np.where((hours % 24 >= _SHIFT.start) & (hours % 24 < _SHIFT.stop), ON, OFF)
    for day in np.flatnonzero(rng.random(days) < _NIGHTS).tolist():
        state[day * 24 + _NIGHT[0] : day * 24 + _NIGHT[-1] + _COUNTED_H] = ON
    lost = []
    for day, draw in enumerate(rng.random(days).tolist()):
        if draw >= _FOGGY + _REFUSED:
            continue
        first = day * 24 + int(rng.choice(np.arange(_SHIFT.start, _SHIFT.stop, _COUNTED_H)))
        end = min(first + _COUNTED_H * int(rng.integers(1, 4)), day * 24 + _SHIFT.stop)
        state[first:end] = IMPAIRED if draw < _FOGGY else DENIED
        lost.append((first, end, "fog" if draw < _FOGGY else "access refused"))
    return Duty(team, crossing, state, tuple(lost))


def shifts(duties: list[Duty]) -> pl.DataFrame:
    """The truth of the teams' hours: crossing, hour, state."""
    return pl.DataFrame(
        {
            "crossing": [one.crossing.id for one in duties for _ in one.state],
            "hour": [hour for one in duties for hour in range(len(one.state))],
            "state": [STATES[code] for one in duties for code in one.state],
        },
        schema={"crossing": pl.String, "hour": pl.Int64, "state": pl.String},
    )


def kept_from_counting(duties: list[Duty], clock: Clock) -> list[Report]:
    """The teams' own word of the stretches lost: a watch impaired or denied, and each refusal as a restriction."""
    refs = Refs(clock)
    result = []
    for one in duties:
        for first, end, reason in one.lost:
            denied = one.state[first] == DENIED
            span = {
                "start": clock.at(first * HOUR).isoformat(),
                "end": clock.at(end * HOUR).isoformat(),
            }
            watch = {"ref": refs.next(f"w-{one.team}", first * HOUR), "source": one.team, **span,
                     "state": STATES[one.state[first]], "notices": "seen", "reason": reason}  # fmt: skip
            result.append(Report(first // 24, "watches", watch))
            if denied:
                cells = {
                    "ref": refs.next(f"r-{one.team}", first * HOUR),
                    "source": one.team,
                    **span,
                    "form": "denial",
                    "category": "movement",
                    "affected": "monitors",
                    "reason": "no reason given",
                    "lon": saying.number(one.crossing.lon, 5),
                    "lat": saying.number(one.crossing.lat, 5),
                    "error_m": "500",
                    "text": f"EXERCISE. Kept from the crossing {one.crossing.name}.",
                }
                result.append(Report(first // 24, "restrictions", cells))
    return result


def counted(
    one: Duty,
    direction: str,
    vehicle: str,
    hourly: Ints,
    clock: Clock,
    refs: Refs,
    error: float,
    rng: np.random.Generator,
    by_night: np.random.Generator,
) -> list[Report]:
    """What the team counted on duty; trucks and ambulances are written down even when there were none."""
    result = []
    for day in range(len(hourly) // 24):
        for starts, draws in ((range(_SHIFT.start, _SHIFT.stop, _COUNTED_H), rng), (_NIGHT, by_night)):
            for start in starts:
                first = day * 24 + start
                n = int(hourly[first : first + _COUNTED_H].sum())
                missed = int(draws.binomial(n, min(0.03 * error, 1.0))) if n else 0
                seen = n - missed
                rounded = seen > 15 and draws.random() < 0.3
                if not one.counts(first) or not (n or vehicle in _ALWAYS_WRITTEN):
                    continue
                cells = {
                    "ref": refs.next(one.team, first * HOUR),
                    "source": one.team,
                    "start": clock.at(first * HOUR).isoformat(),
                    "end": clock.at((first + _COUNTED_H) * HOUR).isoformat(),
                    "crossing": one.crossing.id,
                    "direction": direction,
                    "vehicle": vehicle,
                    "count": f"about {round(seen / 5) * 5}" if rounded else str(seen),
                }
                result.append(Report(first // 24, "passages", cells))
    return result


def segment_reports(
    mission: Mission, status: dict[str, Ints], clock: Clock, refs: Refs, error: float, rng: np.random.Generator
) -> list[Report]:
    """Teams report on their own segment at changes and every morning, agencies now and then on the others."""
    teams = {crossing.segment: team_at(mission, crossing) for crossing in mission.crossings.values()}
    agencies = [source.id for source in mission.sources.values() if source.type == "agency"]
    result = []
    for segment, states in status.items():
        team = teams.get(segment, "")
        changes = {0, *(np.flatnonzero(np.diff(states)) + 1).tolist()}
        for hour, state in enumerate(states):
            on_shift = hour % 24 in _SHIFT
            if team:
                told, source = on_shift and (hour in changes or hour % 24 == _SHIFT.start), team
            elif agencies:
                told, source = on_shift and rng.random() < 0.5 / len(_SHIFT), agencies[int(rng.integers(len(agencies)))]
            else:
                continue
            if not told:
                continue
            wrong = not team and rng.random() < 0.04 * error
            said = STATUSES[(state + 1) % 3 if wrong else state]
            moment = (hour + rng.random() * 0.8) * HOUR
            cells = {
                "ref": refs.next(f"s-{source}", moment),
                "source": source,
                "date": clock.at(moment).date().isoformat(),
                "time": clock.at(moment).strftime("%H:%M"),
                "segment": segment,
                "status": said,
                "direction": "both",
                "vehicles": "truck|bus|car" if said == "restricted" else "",
                "reason": "" if said == "open" else ("road works", "inspection", "not told")[int(rng.integers(3))],
            }
            result.append(Report(hour // 24, "segments", cells))
    return result
