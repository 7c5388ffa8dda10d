"""The frames about fires seen from space."""

import polars as pl

_MOMENT = pl.Datetime("us", "UTC")
_TEXTS = pl.List(pl.String())

FIRES = pl.Schema(
    {
        "id": pl.String(),
        "cell": pl.Int64(),
        "sector": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "looks": pl.Int64(),
        "clear": pl.Float64(),
        "seen": pl.Int64(),
        "expected": pl.Float64(),
        "excess": pl.Float64(),
        "excess_low": pl.Float64(),
        "excess_high": pl.Float64(),
        "chance": pl.Float64(),
        "state": pl.String(),
        "overpasses": _TEXTS,
        "detections": _TEXTS,
        "incidents": _TEXTS,
    }
)
"""Fires that satellites detected in the period, by cell (its centre) and day. ``looks`` overpasses are known, ``clear``
is the sum over them of what no cloud hid; ``seen`` detections where ``expected`` are usual in such places and seasons;
``excess`` with its 90 % interval; ``chance`` of as many or more had nothing been hidden. ``state``: *excess*, *usual*,
*not_told* (too little is known of what is usual: no expected number), *not_observed* (no overpass, or nothing but
clouds, and no detection: ``seen`` is null). ``incidents`` are those that the detections may speak of."""

CANDLES = pl.Schema(
    {
        "id": pl.String(),
        "candle": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "seen": pl.Int64(),
        "expected": pl.Float64(),
        "factor": pl.Float64(),
        "low": pl.Float64(),
        "high": pl.Float64(),
        "state": pl.String(),
        "detections": _TEXTS,
    }
)
"""What satellites detected, in four weeks up to the end of the period, of things that burn all year, beside what is
usual of them. The row of candle "" is of all together: ``factor`` is how much more than usual satellites see, with its
90 % interval; ``state``: *more*, *fewer* or *usual* as that interval leaves out 1 or not, or *not_told*. Each candle's
row either *counts* or is *too_dim* for that."""

CORROBORATIONS = pl.Schema(
    {
        "id": pl.String(),
        "incident": pl.String(),
        "sector": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "detections": pl.Int64(),
        "chance": pl.Float64(),
        "verdict": pl.String(),
        "fires": _TEXTS,
    }
)
"""Incidents that fires of the period may speak of, as likely as not or more, and the time of each. ``chance`` that so
many fires would be detected there without one; ``verdict``: the fires *speak* for the incident, are *usual* there, or
*not_told*. ``fires`` are rows of FIRES. A fire makes no incident."""
