"""The frames of an assessment of incidents, and what can be asked of them."""

from dataclasses import dataclass, field

import polars as pl

from ..domain import Explanation
from ..mission import Linking

_MOMENT = pl.Datetime("us", "UTC")

INCIDENTS = pl.Schema(
    {
        "id": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "radius_m": pl.Float64(),
        "sector": pl.String(),
        "nearest": pl.String(),
        "nearest_m": pl.Float64(),
        "nearest_deg": pl.Float64(),
        "kind": pl.String(),
        "violation": pl.Boolean(),
        "weapon": pl.String(),
        "assessment": pl.String(),
        "means": pl.String(),
        "count_low": pl.Int64(),
        "count_best": pl.Int64(),
        "count_high": pl.Int64(),
        "exercise": pl.Boolean(),
        "n_sources": pl.Int64(),
        "n_origins": pl.Int64(),
        "sources": pl.List(pl.String()),
        "observations": pl.List(pl.String()),
        "status": pl.String(),
        "reason": pl.String(),
    }
)
"""One row an incident, by start and id. ``start``/``end``: the interval it lies in. ``lon``, ``lat``, ``radius_m``
(CE90): null where no account says where. ``sector`` "" outside all; ``nearest`` "" where there is no place. ``sources``
and ``observations`` are the direct ones; ``n_origins`` counts independent witnesses, instruments in space included.
``status``: reported, corroborated, verified, disputed or withdrawn."""

MEMBERS = pl.Schema(
    {
        "incident": pl.String(),
        "observation": pl.String(),
        "source": pl.String(),
        "role": pl.String(),
        "distance_m": pl.Float64(),
        "seconds_apart": pl.Float64(),
    }
)
"""One row an account of an incident. ``role``: *direct* (makes the incident), *corroborates* (an instrument that is not
the mission's), *claims* (was told). ``distance_m`` from the incident's centre, null where either has none;
``seconds_apart`` between its interval and the incident's, 0 where they meet."""

TALLIES = pl.Schema(
    {
        "id": pl.String(),
        "incident": pl.String(),
        "kind": pl.String(),
        "violation": pl.Boolean(),
        "count_low": pl.Int64(),
        "count_best": pl.Int64(),
        "count_high": pl.Int64(),
        "n_sources": pl.Int64(),
        "observations": pl.List(pl.String()),
    }
)
"""How many of each kind an incident holds, reconciled over its sources; what count rules are applied to."""

UNATTACHED = pl.Schema(
    {"observation": pl.String(), "source": pl.String(), "role": pl.String(), "kind": pl.String(), "reason": pl.String()}
)
"""Accounts that are not direct and fit no incident: kept in sight, counted nowhere."""


@dataclass(frozen=True)
class Incidents:
    """Incidents with their members and tallies; ``decided`` lists, by incident, the decisions of people that shaped it.

    ``without_effect`` are decisions on entries or incidents that this assessment does not hold.
    """

    frame: pl.DataFrame
    members: pl.DataFrame
    tallies: pl.DataFrame
    unattached: pl.DataFrame
    linking: Linking
    decided: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without_effect: tuple[str, ...] = ()

    def explain(self, row_id: str) -> Explanation:
        """Why an incident (``inc:...``) or a tally (``inc:.../kind``) stands as it does; KeyError if there is none."""
        tally = self.tallies["id"].index_of(row_id)
        if tally is not None:
            row = self.tallies.row(tally, named=True)
            return Explanation(
                id=row_id,
                says=f"{row['count_low']} to {row['count_high']} of kind {row['kind']}, best {row['count_best']}",
                rule=COUNTING,
                entries=tuple(row["observations"]),
                parts=(row["incident"],),
            )
        found = self.frame["id"].index_of(row_id)
        if found is None:
            raise KeyError(f"no incident {row_id!r} in this assessment")
        row = self.frame.row(found, named=True)
        members = self.members.filter(pl.col("incident") == row_id)["observation"].to_list()
        when = f"{row['start'].isoformat()} to {row['end'].isoformat()}"
        return Explanation(
            id=row_id,
            says=f"{row['status']}: {row['kind']}, {when}; {row['reason']}",
            rule=self.rule,
            entries=(*members, *self.decided.get(row_id, ())),
            parts=tuple(self.tallies.filter(pl.col("incident") == row_id)["id"].to_list()),
        )

    @property
    def rule(self) -> str:
        """The linking rule in words, with its parameters."""
        return _LINKING.format(minutes=self.linking.minutes, metres=self.linking.metres) + " " + COUNTING


_LINKING = (
    "Two direct accounts may be of one event if their intervals come within {minutes:g} min of each other, their "
    "centres lie no further apart than {metres:g} m and both CE90 together, bearing wedges truly intersect (a wedge "
    "and a position: within {metres:g} m and the position's CE90), their kinds are the same or compatible, and "
    "their sources differ; an account without a position is linked by people alone. A source's own sequence is one "
    "account. Accounts are joined, nearest in time first, then nearest in place, where every account of the one "
    "group may be of one event with every account of the other. Decisions of people come first, the latest first. "
    "The place is that of the most precise direct account; the interval spans the accounts that are at most twice "
    "{minutes:g} min vaguer than the sharpest. Accounts of satellites, parties, agencies, press and public attach "
    "to every incident they fit by the same measures and never join incidents. Corroborated means two independent "
    "origins or more among direct accounts and instruments; an account that relays another source counts as that "
    "source."
)

COUNTING = (
    "Counts of one kind by several sources are reconciled: low is the lowest said, high the highest, best the lower "
    "median of the sources' middles; one source's accounts of a kind are added. Kinds are added to each other, "
    "those that are violations only where the incident holds one."
)
"""The documented rule by which differing counts are reconciled."""
