"""How observers put things: bearings in words, range bands, rounded counts, clock times as people write them."""

from datetime import datetime, timedelta

import numpy as np

_BANDS_KM = ((0.2, 0.5), (0.5, 1), (1, 2), (2, 4), (3, 5), (4, 6), (5, 8), (7, 10), (8, 12), (10, 15))
_POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
_EIGHT = _POINTS[::2]


def compass(degrees: float) -> str:
    """The nearest of the 16 points."""
    return _POINTS[round(degrees / 22.5) % 16]


def flight(degrees: float) -> str:
    """A direction of flight in eight points, "W to E"."""
    to = round(degrees / 45) % 8
    return f"{_EIGHT[(to + 4) % 8]} to {_EIGHT[to]}"


def bearing(true_deg: float, sd_deg: float, rng: np.random.Generator) -> str:
    """A compass word, or now and then whole degrees, ``sd_deg`` off."""
    said = (true_deg + sd_deg * rng.standard_normal()) % 360
    return f"{said:.0f}" if rng.random() < 0.1 and round(said) < 360 else compass(said)


def distance(true_m: float, log_sd: float, rng: np.random.Generator) -> str:
    """A range band around a misjudged distance, "about 3 km", or "undetermined"."""
    km = true_m / 1000 * float(np.exp(log_sd * rng.standard_normal()))
    draw = rng.random()
    if draw < 0.06:
        return "undetermined"
    if draw < 0.2:
        return f"about {max(1, round(km))} km" if km >= 1 else f"about {max(1, round(km * 10)) * 100} m"
    low, high = min(_BANDS_KM, key=lambda band: abs(np.log((band[0] * band[1]) ** 0.5 / max(km, 0.05))))
    return f"{low:g}-{high:g}km" if high > 1 else f"{low * 1000:.0f}-{high * 1000:.0f}m"


def count(true: int, log_sd: float, rng: np.random.Generator) -> str:
    """A count heard or seen: exact when small, then a range, "about" or "at least"."""
    n = max(1, round(true * float(np.exp(log_sd * rng.standard_normal())))) if true > 1 else 1
    draw = rng.random()
    if n <= 5 or draw < 0.4:
        return str(n)
    if n > 20 and draw < 0.8:
        step = 10 if n > 40 else 5
        return f"about {max(step, round(n / step) * step)}"
    if draw < 0.85:
        return f"{max(1, round(n * 0.8))}-{round(n * 1.25) + 1}"
    return f"at least {n}"


def clock(start: datetime, end: datetime, rng: np.random.Generator) -> dict[str, str]:
    """The cells ``date``, ``time``, ``until`` (local) as a duty officer fills them."""
    cells = {"date": start.date().isoformat(), "time": start.strftime("%H:%M"), "until": ""}
    draw = rng.random()
    if draw < 0.08 and start.minute < 30:
        cells["time"] = f"around {start.hour}h"
    elif draw < 0.12:
        cells["time"] = start.strftime("%H.%M")
    elif end - start > timedelta(minutes=3) and end.date() == start.date():
        if draw < 0.5:
            cells["time"] = f"{start:%H:%M}-{end:%H:%M}"
        else:
            cells["until"] = end.strftime("%H:%M")
    return cells


def number(value: float, digits: int, *, comma: bool = False) -> str:
    """``value`` with ``digits`` decimals, with a decimal comma where a team writes so."""
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if comma else text
