"""Why rows about fires seen from space stand as they do."""

from ..domain import Explanation

_FIRE = (
    "What is usual in a cell follows from fires detected in the same season about it, in the days known that end 14 "
    "days before, a clear look of a satellite at a time, and from how much more or less burns in the cell itself all "
    "year; fires that may speak of a recorded incident are left out. Numbers are negative binomial. An excess is two "
    "or more above what is usual and has a chance of at most one in 10,000; fires speak for an incident, which must "
    "have been recorded by others, at a chance of at most one in 20. The chance is that of a sky without clouds, the "
    "greatest. Fires make no incident, and none detected says nothing of what happened."
)


_CANDLE = (
    "Detections of things that burn all year, which the mission lists, in the four weeks up to the end of the period, "
    "beside those usual of them in the season, a clear look at a time, from the days before. The logarithms of the "
    "ratios are combined over candles that differ among themselves (DerSimonian and Laird 1986). Where satellites see "
    "more than before, so much more is taken for usual everywhere; where they see fewer nothing is changed, for a "
    "candle may have gone out."
)


def candles(row: dict[str, object]) -> Explanation:
    """Why a row of CANDLES stands as it does."""
    seen = (
        f"{row['seen']} detections from {row['start']:%Y-%m-%d} to {row['end']:%Y-%m-%d}, {row['expected']:.1f} usual"
    )
    if row["candle"]:
        says = f"{row['candle']}: {seen}" + ("; too few to count" if row["state"] == "too_dim" else "")
    elif row["state"] == "not_told":
        says = f"how much satellites see cannot be told: {seen} of all candles together"
    else:
        says = (
            f"satellites see {row['factor']:.2f} times as much as usual ({row['low']:.2f} to {row['high']:.2f}): {seen}"
        )
    return Explanation(id=str(row["id"]), says=says, rule=_CANDLE, entries=_texts(row["detections"]))


def fires(row: dict[str, object]) -> Explanation:
    """Why a row of FIRES stands as it does."""
    where = f"the cell about {row['lat']:.3f} N, {row['lon']:.3f} E on the day from {row['start']:%Y-%m-%d %H:%M} UTC"
    clear = f"{row['looks']} overpasses are known, {row['clear']:.2f} of them clear"
    match row["state"]:
        case "not_observed":
            says = f"no satellite is known to have seen the ground of {where}: {clear}"
        case "not_told":
            says = f"{row['seen']} fires detected in {where}; what is usual there is not known; {clear}"
        case state:
            says = (
                f"{row['seen']} fires detected in {where}, where {row['expected']:.2g} are usual; {clear}. Excess "
                f"{row['excess']:.1f} ({row['excess_low']:.0f} to {row['excess_high']:.0f}); as many or more by "
                f"chance: {row['chance']:.2g}" + ("; an EXCESS" if state == "excess" else "")
            )
    return Explanation(
        id=str(row["id"]),
        says=says,
        rule=_FIRE,
        entries=(*_texts(row["detections"]), *_texts(row["overpasses"])),
        parts=_texts(row["incidents"]),
    )


def corroboration(row: dict[str, object]) -> Explanation:
    """Why a row of CORROBORATIONS stands as it does."""
    fires = f"{row['detections']} fires detected from space may be of {row['incident']}"
    match row["verdict"]:
        case "not_told":
            says = f"{fires}; what is usual there is not known, so they speak neither for nor against it"
        case "speaks":
            says = f"{fires} and speak for it: without one, so many are detected there with chance {row['chance']:.2g}"
        case _:
            says = f"{fires}, but are usual there (chance {row['chance']:.2g}): they speak neither for nor against it"
    parts = (str(row["incident"]), *_texts(row["fires"]))
    return Explanation(id=str(row["id"]), says=says, rule=_FIRE, parts=parts)


def _texts(values: object) -> tuple[str, ...]:
    assert isinstance(values, list)
    return tuple(values)
