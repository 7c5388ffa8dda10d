"""Why forecasts, and what they are measured by, stand as they do."""

from ..domain import Explanation

_FORECAST = (
    "An equal pool of seven distributions: the last 12 and 30 values, each smoothed (conflictology), four "
    "Gamma-Poisson rates that forget at different speeds, widened by how much the past varied, and the last value "
    "times the last 30 steps from a value to the next, at most fivefold; of the watched days of the last 70, scaled by "
    "what the watches of the last seven days would have noticed. It foretells the record, not what happens where "
    "nobody looks, and knows nothing of what people intend."
)
_SCORE = (
    "What the forecast would have been on that day, from the days before it alone, beside the record of the days it "
    "spoke of. CRPS and log score: Gneiting and Raftery 2007; the peer is conflictology, the last 30 values as they "
    "were. The probability integral transform is randomised between the number and the one below, with a fixed seed. "
)


def forecast(row: dict[str, object]) -> Explanation:
    """Why a row of FORECASTS stands as it does."""
    if row["expected"] is None:
        says = f"no forecast for {row['sector']}: too little was watched to found one on"
    else:
        says = (
            f"FORECAST for {row['sector']}, {row['span']} from {row['start']:%Y-%m-%d %H:%M} UTC: "
            f"{row['expected']:.1f} incidents recorded ({row['low']} to {row['high']}) if the watches look "
            f"as in the last seven days; the intervals of {row['past']} such forecasts of the last days held "
            f"{row['past_held']} times"
        )
    return Explanation(id=str(row["id"]), says=says, rule=_FORECAST)


def fan(row: dict[str, object]) -> Explanation:
    """Why a row of FAN stands as it does."""
    if row["q50"] is None:
        says = f"no forecast for {row['sector']}: too little was watched to found one on"
    else:
        says = (
            f"FORECAST for {row['sector']}, the sum recorded up to {row['end']:%Y-%m-%d %H:%M} UTC: even chances of "
            f"{row['q25']} to {row['q75']}, nine in ten of {row['q05']} to {row['q95']}, if the watches look as in the "
            "last seven days"
        )
    return Explanation(id=str(row["id"]), says=says, rule=_FORECAST)


def score(row: dict[str, object]) -> Explanation:
    """Why a row of SCORES stands as it does."""
    says = (
        f"A forecast for {row['sector']}, {row['span']} from {row['start']:%Y-%m-%d %H:%M} UTC, would have been "
        f"{row['expected']:.1f} ({row['low']} to {row['high']}); {row['happened']} were recorded, so it "
        f"{'held' if row['held'] else 'did not hold'}. CRPS {row['crps']:.2f} (the peer's {row['peer_crps']:.2f}), log "
        f"score {row['log_score']:.2f}, integral transform {row['pit']:.2f}"
    )
    return Explanation(id=str(row["id"]), says=says, rule=_SCORE + _FORECAST)
