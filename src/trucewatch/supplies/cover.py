"""Days of cover: how long what is in store at a settlement lasts, as intervals over what is not known exactly."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period
from trucewatch.record import Holdings

from .balance import DRAWS, HORIZON_D, LITTLE, RECENT_D, Balance, Known
from .losses import monthly
from .lots import Chain
from .needs import leading
from .stockflow import Floats
from .stores import counts, moves
from .tables import COVER

_DAY = timedelta(days=1)
_ENDS = (0.05, 0.5, 0.95)
_RULE = (
    f"{DRAWS} draws, each with a stock, a weight of what came and went, a number of people, losses and a ration drawn "
    "evenly from its interval. Stock: the last count, with what households kept if that was counted within a week of "
    "it, plus what arrived after it, less what left for elsewhere, what was lost and what was eaten since; goods that "
    "passed on their way there and whose end nobody told of came in half the draws. Full ration: the standard times "
    "the people. Present ration: the share of it that stores gave out between the last two counts, following the "
    "stock since, from not at all to in proportion; with one count only, anything from nothing to the full ration. "
    f"Less than {LITTLE:.0%} of a ration: with the ration following the stock so, and nothing coming in. With supplies "
    f"as now: each day brings what one of the last {RECENT_D} days brought, where the place can be reached; where it "
    "is not known whether it can, half the draws have it cut off. Intervals hold nine draws in ten. Arrivals nobody "
    "reported at any stage are not in it"
)


def cover(
    holdings: Holdings,
    mission: Mission,
    period: Period,
    chains: Sequence[Chain],
    needed: pl.DataFrame,
    reach: Mapping[str, str],
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame COVER and its explanations: a row for each settlement and needed item with a figure of people.

    ``needed`` is NEEDS, of which the leading standards count; ``reach`` says by place whether lorries can get there
    (certainly, possibly, not, not_known).
    """
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    end = period.span.end
    own = leading(needed).filter(pl.col("place").is_in(list(mission.places)))
    for (place, item, unit), found in own.group_by(["place", "item", "unit"], maintain_order=True):
        whose = found.filter(pl.col("population_whose") == "")
        figures = whose if whose.height else found
        base = str(unit).removesuffix("/day")
        told = counts(holdings, mission, str(place), str(item), base, end)
        known = Known(
            need=(float(figures["amount_low"].min()), float(figures["amount_high"].max())),  # type: ignore[arg-type]
            counts=told,
            moves=[one for one in moves(chains, mission, str(place), str(item), base) if one.at < end],
            losses=monthly(mission.losses, told[-1].items) if told else (),
            end=end,
        )
        row = _row(str(place), str(item), base, period, known, reach.get(str(place), "not_known"))
        rows.append(row)
        reasons[row["id"]] = Explanation(
            id=row["id"],
            says=_says(row),
            rule="; ".join((_RULE, *row["losses"])),
            entries=tuple(row["entries"]),
            parts=tuple(figures["id"]),
        )
    return pl.DataFrame(rows, schema=COVER, orient="row"), reasons


def _row(place: str, item: str, unit: str, period: Period, known: Known, reach: str) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COVER)
    row |= {
        "id": f"flow:cover:{item}:{place}:{unit}:{period.day}",
        "item": item,
        "place": place,
        "unit": unit,
        "need_low": known.need[0],
        "need_high": known.need[1],
        "reach": reach,
        "horizon_d": HORIZON_D,
        **{name: [] for name in ("losses", "drivers", "left_out", "sources", "entries")},
    }
    if not known.counts:
        return row
    last, earlier = known.counts[-1], known.counts[-2:][0]
    rng = np.random.default_rng(crc32(row["id"].encode()))
    balance = Balance.drawn(rng, known)
    lasts = balance.at_full_ration()
    if balance.ration is not None:
        row |= _interval("ration", balance.ration.at(balance.stock))
        row |= _interval("present", balance.at_present_ration(balance.ration))
        row |= _interval("little", balance.until_little(balance.ration))
    since = [one for one in known.moves if one.at >= last.at]
    return (
        row
        | _interval("stock", balance.stock)
        | _interval("full", lasts)
        | _interval("supplied", balance.supplied(rng, known, reach))
        | {
            "counted_on": last.at,
            "age_d": (known.end - last.at) / _DAY,
            "households": last.households is not None,
            "untold": sum(not one.sure for one in since),
            "losses": [
                f"lost a month by {loss.cause}: {loss.low:.1%} to {loss.high:.1%} ({loss.source})"
                for loss in known.losses
            ],
            "drivers": [f"{name} {share:.0%}" for name, share in balance.driven(lasts).items() if share >= 0.05],
            "left_out": list(last.left_out),
            "sources": list(last.sources),
            "entries": sorted(
                {entry for count in known.counts[-2:] for entry in count.entries}
                | {entry for one in known.moves if one.at >= earlier.at for entry in one.entries}
            ),
        }
    )


def _interval(name: str, values: Floats) -> dict[str, float]:
    low, middle, high = (float(value) for value in np.quantile(values, _ENDS))
    return {f"{name}_low": low, f"{name}_mid": middle, f"{name}_high": high}


def _says(row: dict[str, Any]) -> str:
    what = f"{vocabulary('items')[row['item']].label} at {row['place']}"
    if row["full_mid"] is None:
        return f"{what}: nobody told of a stock, so no days of cover are given."
    said = [f"{_days(row, 'full')} at full ration"]
    if row["present_mid"] is not None:
        said.append(
            f"{_days(row, 'present')} at the present ration ({row['ration_low']:.0%} to {row['ration_high']:.0%} of it)"
        )
        said.append(f"{_days(row, 'little')} until less than {LITTLE:.0%} of a ration is eaten")
    said.append(f"{_days(row, 'supplied')} at full ration if supplies go on as now")
    kept = "what households keep is in it" if row["households"] else "what households keep was not counted"
    untold = f"; of {row['untold']} consignments on the way there nobody told the end" if row["untold"] else ""
    why = f" What spreads it most: {'; '.join(row['drivers'])}." if row["drivers"] else ""
    return f"{what}: {', '.join(said)}; stock last counted {row['age_d']:.1f} days before, {kept}{untold}.{why}"


def _days(row: dict[str, Any], name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    more = " or more" if high >= row["horizon_d"] else ""
    return f"{low:.0f} to {high:.0f}{more} days"
