"""Who was on duty, as numbers: what the silence of those who said nothing is weighed with."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..domain import Around, Span, Track
from ..mission import Mission
from ..places import Frame
from ..places.noticing import exponent
from ..record import Holdings
from .kernel import Duty

_MEANS = ("heard", "seen", "recorded")
_LONGEST_GAP_S = 900.0
"""Between fixes further apart in time than this, where a patrol was is not known."""


def on_duty(holdings: Holdings, mission: Mission, frame: Frame, sources: Sequence[str], kinds: Sequence[str]) -> Duty:
    """The spells of duty of ``sources`` (numbered in that order), less the time each says it could not look."""
    number = {source: n for n, source in enumerate(sources)}
    spells: list[list[tuple[float, float, float, float]]] = [[] for _ in sources]
    notices = np.zeros((len(sources), len(_MEANS)), dtype=np.bool_)
    reach, facing, field = np.zeros(len(sources)), np.zeros(len(sources)), np.full(len(sources), 2 * np.pi)
    blind: dict[str, list[Span]] = {}
    for held in holdings.watches:
        if held.thing.state != "on":
            blind.setdefault(held.thing.source, []).append(held.thing.span)
    for held in holdings.watches:
        watch = held.thing
        if watch.state != "on" or watch.source not in number or not mission.own(watch.source):
            continue
        s = number[watch.source]
        notices[s] |= [means in watch.notices for means in _MEANS]
        out = blind.get(watch.source, [])
        match watch.view:
            case Around(lon=lon, lat=lat, range_m=range_m, facing_deg=facing_deg, field_deg=field_deg):
                x, y = frame.xy(lon, lat)
                reach[s] = max(reach[s], range_m)
                facing[s], field[s] = frame.direction(lon, lat, facing_deg), np.radians(field_deg)
                spells[s] += [(*_seconds(part), float(x), float(y)) for part in _less(watch.span, out)]
            case Track(fixes=fixes, reach_m=reach_m):
                reach[s] = max(reach[s], reach_m)
                spells[s] += _on_the_way(watch.span, fixes, frame, out)
            case _:
                continue
    flat = [(s, *spell) for s, of_source in enumerate(spells) for spell in sorted(of_source)]
    table = np.array(flat, dtype=np.float64).reshape(-1, 5)
    half, power = _ranges(mission, kinds)
    sunrise, sunset = _daylight(frame.lon0)
    return Duty(
        first=np.searchsorted(table[:, 0], np.arange(len(sources) + 1)),
        start=table[:, 1].copy(), end=table[:, 2].copy(), x=table[:, 3].copy(), y=table[:, 4].copy(),
        reach=reach, facing=facing, field=field, notices=notices, half=half, power=power,
        sunrise=sunrise, sunset=sunset,
    )  # fmt: skip


def nobody(sources: Sequence[str], kinds: Sequence[str]) -> Duty:
    """Nobody is known to have been on duty: no silence says anything."""
    n, none = len(sources), np.zeros(0)
    return Duty(
        first=np.zeros(n + 1, dtype=np.int64), start=none, end=none, x=none, y=none,
        reach=np.zeros(n), facing=np.zeros(n), field=np.zeros(n), notices=np.zeros((n, len(_MEANS)), dtype=np.bool_),
        half=np.zeros((len(_MEANS), len(kinds), 2)), power=np.ones((len(_MEANS), len(kinds))), sunrise=0.0, sunset=0.0,
    )  # fmt: skip


def _ranges(mission: Mission, kinds: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    half, power = np.zeros((len(_MEANS), len(kinds), 2)), np.full((len(_MEANS), len(kinds)), 4.0)
    for row in mission.detection:
        if row.means in _MEANS and row.kind in kinds:
            half[_MEANS.index(row.means), kinds.index(row.kind)] = row.day_m, row.night_m
            power[_MEANS.index(row.means), kinds.index(row.kind)] = exponent(row.log_sd)
    return half, power


def _seconds(span: Span) -> tuple[float, float]:
    return span.start.timestamp(), span.end.timestamp()


def _less(span: Span, taken: list[Span]) -> list[Span]:
    left, start = [], span.start
    for out in sorted(taken):
        if out.end > start and out.start < span.end:
            if out.start > start:
                left.append(Span(start, out.start))
            start = out.end
    return [*left, Span(start, span.end)] if start < span.end else left


def _on_the_way(
    span: Span, fixes: tuple[tuple[float, float, float], ...], frame: Frame, out: list[Span]
) -> list[tuple[float, float, float, float]]:
    """A spell for each leg between fixes close in time, at its middle."""
    began = span.start.timestamp()
    blind = [_seconds(part) for part in out]
    x, y = frame.xy([fix[0] for fix in fixes], [fix[1] for fix in fixes])
    legs = []
    for i in range(len(fixes) - 1):
        start, end = began + fixes[i][2], began + fixes[i + 1][2]
        if 0 < end - start <= _LONGEST_GAP_S and not any(low < end and start < high for low, high in blind):
            legs.append((start, end, float(x[i] + x[i + 1]) / 2, float(y[i] + y[i + 1]) / 2))
    return legs


def _daylight(lon: float) -> tuple[float, float]:
    """Six in the morning and six in the evening of the sun, as seconds of the UTC day: a plain day and night."""
    noon = (43200.0 - lon * 240.0) % 86400.0
    return noon - 21600.0, noon + 21600.0
