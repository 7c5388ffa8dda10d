"""Whether a fall in a register is one of the supplies or of the looking."""

from datetime import date
from typing import Any

import numpy as np

from trucewatch.domain import Explanation

from .bridging import Floats, Places
from .pairing import Pair
from .tables import RECKONINGS

_NOW_W, _BEFORE_W = 4, 8
_ENDS = (0.05, 0.5, 0.95)
_NAMES = ("low", "mid", "high")

_SLIGHT = 0.9
"""Lines a day above this share of those before are called no fall."""

_VERDICT = {
    "no_fall": "It holds no fewer lines a day than before, or fewer by less than a tenth.",
    "looking": "It holds fewer lines a day than before and has ceased to watch the whole flow. What it would have "
    "held, by the other register, need not be less than before: the fall is one of the looking as far as can be told.",
    "supplies": "It holds fewer lines a day than before, and less came: by its own count where it watched, else by "
    "the other register.",
    "both": "Less came, by the other register; and the looking fell too, for this register lost more than that.",
    "not_told": "Whether less came cannot be told.",
}


def reckon(flow: str, pair: Pair, day: date) -> tuple[dict[str, Any], Explanation]:
    """A row of RECKONINGS and its explanation: the weeks since the register last watched (its last four where it still
    does) against the up to eight watched weeks before them.
    """
    row: dict[str, Any] = dict.fromkeys(RECKONINGS)
    common = pair.common
    ours, theirs = float(pair.lines[common].sum()), float(pair.their_lines[common].sum())
    row |= {
        "id": f"flow:reckoned:{flow}:{pair.ours.source}:{day}",
        "flow": flow,
        "register": pair.ours.source,
        "beside": pair.theirs.source,
        "weeks_common": int(common.sum()),
        "lag_d": pair.lag_d,
        "agreement": pair.agreement,
        "ratio": ours / theirs if theirs else None,
        "verdict": "not_told",
    }
    now, before = _stretches(pair)
    if len(before):
        row |= _compared(pair, now, before)
    return row, Explanation(
        id=row["id"],
        says=_VERDICT[row["verdict"]],
        rule="lines a day since the register last watched, or in its last four weeks, against the up to eight "
        "watched weeks before; where it does not watch, what it would have held is estimated from the other "
        "register, and a fall is one of the supplies only where the whole of the estimate, nine draws in ten, lies "
        "below what was held before",
        parts=tuple(week_id(flow, pair, int(week)) for week in (*before, *now)),
    )


def week_id(flow: str, pair: Pair, week: int) -> str:
    """The id of a row of REGISTERS."""
    return f"flow:register:{flow}:{pair.ours.source}:{pair.spans[week][0]}"


def _stretches(pair: Pair) -> tuple[Places, Places]:
    """The weeks compared, and the watched ones before them that they are compared with."""
    weeks, seen = len(pair.spans), np.flatnonzero(pair.watched)
    if not len(seen):
        return np.arange(weeks), seen
    first = max(0, weeks - _NOW_W) if seen[-1] == weeks - 1 else int(seen[-1]) + 1
    return np.arange(first, weeks), seen[seen < first][-_BEFORE_W:]


def _compared(pair: Pair, now: Places, before: Places) -> dict[str, Any]:
    watching = bool(pair.watched[now].all())
    held_before, held_now = _a_day(pair, pair.lines, before), _a_day(pair, pair.lines, now)
    found: dict[str, Any] = {
        "start": pair.span(int(now[0])).start,
        "end": pair.span(int(now[-1])).end,
        "before": pair.span(int(before[0])).start,
        "watched": watching,
        "lines_before": held_before,
        "lines_now": held_now,
        "beside_before": _a_day(pair, pair.their_lines, before) if pair.they_watched[before].all() else None,
        "beside_now": _a_day(pair, pair.their_lines, now) if pair.they_watched[now].all() else None,
        "recorded_change": held_now / held_before if held_before else None,
    }
    if watching:
        told = np.full(3, held_now)
    elif (pair.watched | pair.wanted)[now].all():
        draws = pair.draws[:, np.isin(np.flatnonzero(pair.wanted), now)].sum(1)
        told = np.quantile(draws + pair.lines[now][pair.watched[now]].sum(), _ENDS) / _days(pair, now)
    else:
        return found
    ends = dict(zip(_NAMES, map(float, np.maximum(told, held_now)), strict=True))
    changes = {f"change_{name}": end / held_before for name, end in ends.items()} if held_before else {}
    return found | ends | changes | {"verdict": _verdict(held_before, held_now, told, watching=watching)}


def _verdict(before: float, now: float, told: Floats, *, watching: bool) -> str:
    if now >= _SLIGHT * before:
        return "no_fall"
    if watching:
        return "supplies"
    if told[2] >= before:
        return "looking"
    return "supplies" if now >= told[0] else "both"


def _a_day(pair: Pair, by_week: Floats, weeks: Places) -> float:
    return float(by_week[weeks].sum()) / _days(pair, weeks)


def _days(pair: Pair, weeks: Places) -> int:
    return sum((pair.spans[week][1] - pair.spans[week][0]).days + 1 for week in weeks)
