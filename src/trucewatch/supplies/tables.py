"""The columns of the supplies' frames. Times are UTC; amounts are intervals."""

import polars as pl

TIME = pl.Datetime("us", "UTC")
IDS = pl.List(pl.String())

_ACCOUNT: dict[str, pl.DataType] = {"account": pl.String(), "whose": pl.String()}
_AMOUNT: dict[str, pl.DataType] = {"amount_low": pl.Float64(), "amount_high": pl.Float64()}

CONSIGNMENTS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "consignment": pl.String(),
    **_ACCOUNT,
    "item": pl.String(),
    "unit": pl.String(),
    "stage": pl.String(),
    "at": pl.String(),
    "destination": pl.String(),
    "reached": TIME,
    **_AMOUNT,
    "differ": pl.Boolean(),
    "history": IDS,
    "elsewhere": IDS,
    "sources": IDS,
    "entries": IDS,
}
"""A consignment of one item by one kind of account, at the last stage it reached; one row however often it was
reported.

``account`` is *mission* for what its own sources counted, else the type of the source; ``whose`` the party that source
speaks for. ``differ``: sources of that account give different amounts. ``elsewhere`` are rows of other accounts of the
same consignment and item."""

FLOWS: dict[str, pl.DataType] = {
    "id": pl.String(),
    **_ACCOUNT,
    "item": pl.String(),
    "unit": pl.String(),
    "stage": pl.String(),
    "at": pl.String(),
    **_AMOUNT,
    "per_day_low": pl.Float64(),
    "per_day_high": pl.Float64(),
    "seen_low": pl.Float64(),
    "seen_high": pl.Float64(),
    "consignments": pl.Int64(),
    "differ": pl.Boolean(),
    "previous_low": pl.Float64(),
    "previous_high": pl.Float64(),
    "entries": IDS,
}
"""What came to a stage in the period and had gone no further by its end: each consignment is in one row of an account
only.

``seen_low``, ``seen_high`` also hold what came to the stage in the period and went on; they must not be added over
stages."""

NEEDS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "item": pl.String(),
    "place": pl.String(),
    **_AMOUNT,
    "unit": pl.String(),
    "population_low": pl.Int64(),
    "population_high": pl.Int64(),
    "population_on": pl.Date(),
    "population_whose": pl.String(),
    "population_source": pl.String(),
    "per_person_low": pl.Float64(),
    "per_person_high": pl.Float64(),
    "per_person_unit": pl.String(),
    "standard": pl.String(),
    "edition": pl.String(),
    "page": pl.String(),
}
"""A standard times a figure of people, a day; as many rows as there are figures, each with who gives it."""

AGAINST: dict[str, pl.DataType] = {
    "id": pl.String(),
    "measure": pl.String(),
    "about": pl.String(),
    **_ACCOUNT,
    "says": pl.String(),
    "timing": pl.String(),
    "start": TIME,
    "end": TIME,
    **_AMOUNT,
    "unit": pl.String(),
    "of": pl.String(),
    "of_whose": pl.String(),
    "of_low": pl.Float64(),
    "of_high": pl.Float64(),
    "share_low": pl.Float64(),
    "share_high": pl.Float64(),
    "bound": pl.String(),
    "note": pl.String(),
    "entries": IDS,
}
"""A flow a day as a share of a baseline or a need. ``says`` asserts the flow, ``of_whose`` the figure it is set
against.

``timing`` is *period*, or *earlier* for the last claim before it. ``bound``: *at_least* for what the mission counted
(more may have passed unwatched), *at_most* where the share would hold only if all of it were the item needed,
*as_said* otherwise. ``share_low``, ``share_high`` are null where units do not meet."""

_ENDS = ("low", "mid", "high")

MET: dict[str, pl.DataType] = {
    "id": pl.String(),
    "item": pl.String(),
    "place": pl.String(),
    "kind": pl.String(),
    "standard": pl.String(),
    "edition": pl.String(),
    "page": pl.String(),
    "unit": pl.String(),
    "start": TIME,
    "end": TIME,
    "came_low": pl.Float64(),
    "came_high": pl.Float64(),
    "need_low": pl.Float64(),
    "need_high": pl.Float64(),
    "each_low": pl.Float64(),
    "each_high": pl.Float64(),
    "standard_low": pl.Float64(),
    "standard_high": pl.Float64(),
    "share_low": pl.Float64(),
    "share_high": pl.Float64(),
    "untold": pl.Int64(),
    "last": TIME,
    "told_of": IDS,
    "not_told_of": IDS,
    "left_out": IDS,
    "entries": IDS,
}
"""How much of a need was brought to a settlement, to those of a sector, or into the area, from ``start`` to ``end``.

``kind``: *settlement*, *sector*, *area*. ``came`` is in ``unit`` a day, less what was sent on; ``need`` what the
standard times the people comes to, ``each`` and ``standard`` the same for one person. ``share`` is of the need. All of
these but the need are null where nobody told of the item coming. A sector's settlements of which somebody did are
``told_of``, the others with people ``not_told_of``; where the sector has no figure of people of its own, its need is
that of the former. ``untold`` consignments, whose end nobody told of, are in the upper bounds alone."""

COVER: dict[str, pl.DataType] = {
    "id": pl.String(),
    "item": pl.String(),
    "place": pl.String(),
    "unit": pl.String(),
    "need_low": pl.Float64(),
    "need_high": pl.Float64(),
    "counted_on": TIME,
    "age_d": pl.Float64(),
    **{f"stock_{end}": pl.Float64() for end in _ENDS},
    **{f"ration_{end}": pl.Float64() for end in _ENDS},
    **{f"full_{end}": pl.Float64() for end in _ENDS},
    **{f"present_{end}": pl.Float64() for end in _ENDS},
    **{f"little_{end}": pl.Float64() for end in _ENDS},
    **{f"supplied_{end}": pl.Float64() for end in _ENDS},
    "horizon_d": pl.Int64(),
    "reach": pl.String(),
    "households": pl.Boolean(),
    "untold": pl.Int64(),
    "losses": IDS,
    "drivers": IDS,
    "left_out": IDS,
    "sources": IDS,
    "entries": IDS,
}
"""Days of cover of a settlement and item; low and high hold nine draws in ten, mid is the median.

``stock`` is in ``unit`` at the period's end, ``need`` in it a day at full ration, ``age_d`` the days since the last
count. ``ration`` is the share of the full ration given out, as two counts show it and the stock since. Days: ``full``
and ``present`` with nothing more coming in at that ration, ``little`` until less than half of the full ration is eaten
where the ration follows the stock, ``supplied`` at full ration if supplies go on as in the last weeks; no more than
``horizon_d``. All null where nobody told of a stock. ``households``: what they keep was counted and is in it;
``untold``: consignments on their way there whose end nobody told of. ``left_out`` are units of the count that no
conversion reaches."""

SERVICES: dict[str, pl.DataType] = {
    "id": pl.String(),
    "facility": pl.String(),
    "place": pl.String(),
    "service": pl.String(),
    "state": pl.String(),
    "level": pl.String(),
    "levels": IDS,
    "reasons": IDS,
    "access": pl.String(),
    "building": pl.String(),
    "equipment": pl.String(),
    "seen_on": TIME,
    "age_d": pl.Float64(),
    "stale": pl.Boolean(),
    "by": IDS,
    "told": IDS,
    "claimed": IDS,
    "entries": IDS,
}
"""A health facility as a whole (``service`` "") or a kind of service in it, as HeRAMS grades it.

``state``: *observed* in the period, *earlier* (last seen before it), *disputed* where sources differ, *not_observed*
where nobody but parties told of it. ``level`` is null where disputed or not observed, ``levels`` are all that stand.
``claimed`` is what parties say, in their order, which sets nothing. ``stale``: the evidence is older than two weeks at
the period's end."""

REGISTERS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "flow": pl.String(),
    "register": pl.String(),
    "whose": pl.String(),
    "beside": pl.String(),
    "start": TIME,
    "end": TIME,
    "days": pl.Int64(),
    "watched": pl.Boolean(),
    "lines": pl.Int64(),
    "tonnes_low": pl.Float64(),
    "tonnes_high": pl.Float64(),
    "unweighed": pl.Int64(),
    "beside_watched": pl.Boolean(),
    "beside_lines": pl.Int64(),
    **{end: pl.Float64() for end in _ENDS},
    "basis": pl.String(),
    "entries": IDS,
}
"""A register of a flow in a week from a local Monday to the next, or to the period's last day, beside another register
of the same flow.

``lines`` are the loads it tells of, null where it did not watch and tells of none; ``tonnes`` those of them that
conversions bring to tonnes, ``unweighed`` the number of the others. ``watched``: it saw the whole of the flow on every
day of the week; ``beside_lines`` are dated as this register dates them. low, mid, high are lines that it holds or would
have held: *counted* where it watched, *estimated* from the other where that one did (nine draws in ten), else
*not_known*."""

RECKONINGS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "flow": pl.String(),
    "register": pl.String(),
    "beside": pl.String(),
    "weeks_common": pl.Int64(),
    "lag_d": pl.Int64(),
    "agreement": pl.Float64(),
    "ratio": pl.Float64(),
    "start": TIME,
    "end": TIME,
    "before": TIME,
    "watched": pl.Boolean(),
    **{f"{which}_{when}": pl.Float64() for which in ("lines", "beside") for when in ("before", "now")},
    **{end: pl.Float64() for end in _ENDS},
    **{f"change_{end}": pl.Float64() for end in _ENDS},
    "recorded_change": pl.Float64(),
    "verdict": pl.String(),
}
"""Whether a fall in a register is one of the supplies or of the looking: the stretch from ``start`` to ``end``, since
it last watched or else the last weeks, against the weeks from ``before`` to ``start``.

Lines and low, mid, high are a day, changes are ratios. ``lag_d``: days by which the other dates the same goods later;
``agreement`` the correlation of days at that lag; ``ratio`` lines of this register for one of the other while both
watched. ``verdict``: *no_fall*, *looking* (the other register shows no fall beyond chance), *supplies* (what fell is
what came), *both*, or *not_told*."""

BOOKS: dict[str, pl.DataType] = {
    "id": pl.String(),
    "flow": pl.String(),
    "register": pl.String(),
    "lines": pl.Int64(),
    "unit": pl.String(),
    "unit_share": pl.Float64(),
    "tested": pl.Int64(),
    "whipple": pl.Float64(),
    "grade": pl.String(),
    "chi2": pl.Float64(),
    "p": pl.Float64(),
    "step": pl.Int64(),
    "commonest": pl.Float64(),
    "commonest_share": pl.Float64(),
    "left_out": IDS,
    "unweighed": pl.Int64(),
    "quarantined": pl.Int64(),
    "late": pl.Int64(),
    "entries": IDS,
}
"""How a register is kept: heaping of its amounts in its commonest ``unit`` (Whipple's index, last digits), the round
number ``step`` that nineteen in twenty are multiples of, and lines that were put in after later days had been told of.

``unweighed`` lines are in units that no conversion brings to tonnes, ``left_out`` names these; ``quarantined`` rows of
its files are not in ``lines``. Figures of digits are null where fewer than a hundred amounts can be tested."""
