"""The frames of an assessment of incidents, and what can be asked of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from ..domain import Explanation, Span
from ..mission import Linking
from .leads import LEADS, RULE
from .learning import TOLERATED, Factors
from .trials import untried
from .weighing import TERM_NAMES, parts_of

_MOMENT = pl.Datetime("us", "UTC")

INCIDENTS = pl.Schema(
    {
        "id": pl.String(),
        "start": _MOMENT,
        "end": _MOMENT,
        "lon": pl.Float64(),
        "lat": pl.Float64(),
        "radius_m": pl.Float64(),
        "major_m": pl.Float64(),
        "minor_m": pl.Float64(),
        "azimuth_deg": pl.Float64(),
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
        "probability": pl.Float64(),
        "status": pl.String(),
        "reason": pl.String(),
    }
)
"""One row an incident, by start and id. ``start``/``end``: the interval it lies in. ``lon``, ``lat``, ``radius_m``
(CE90): null where no account says where; half axes and azimuth of the long one of the ellipse that holds 90 %.
``sector`` "" outside all; ``nearest`` "" where there is no place. ``sources`` and ``observations`` are the direct ones;
``n_origins`` counts independent witnesses, instruments in space included. ``probability`` that its accounts are of one
event: that of the account least sure. ``status``: reported, corroborated, verified, disputed or withdrawn."""

MEMBERS = pl.Schema(
    {
        "incident": pl.String(),
        "observation": pl.String(),
        "source": pl.String(),
        "role": pl.String(),
        "distance_m": pl.Float64(),
        "seconds_apart": pl.Float64(),
        "probability": pl.Float64(),
        "reason": pl.String(),
    }
)
"""One row an account of an incident. ``role``: *direct* (makes the incident), *corroborates* (an instrument that is not
the mission's), *claims* (was told). ``distance_m`` from the incident's centre, null where either has none;
``seconds_apart`` between its interval and the incident's, 0 where they meet. ``probability`` that it is of this
event; ``reason`` in words, "" where there was nothing to weigh it against."""

LINKS = pl.Schema(
    {
        "id": pl.String(),
        "incident": pl.String(),
        "observation": pl.String(),
        "linked": pl.Boolean(),
        "probability": pl.Float64(),
        **dict.fromkeys(TERM_NAMES, pl.Float64()),
        "reason": pl.String(),
    }
)
"""One row a direct account and an incident that it is of, or nearly was (``linked`` false). The parts of the evidence
are log likelihood ratios of one event over two (natural logarithm); together above 0 they speak for one event."""

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

    ``leads`` are what others told of events, beside the incidents and in none of them; ``trials`` gives TRIALS
    of a span. ``without_effect`` are decisions
    on entries or incidents that this assessment does not hold; ``misfit`` is how large the observers' errors look, as a
    factor on those believed.
    """

    frame: pl.DataFrame
    members: pl.DataFrame
    tallies: pl.DataFrame
    unattached: pl.DataFrame
    links: pl.DataFrame
    linking: Linking
    decided: dict[str, tuple[str, ...]] = field(default_factory=dict)
    without_effect: tuple[str, ...] = ()
    misfit: Factors = Factors(1.0, 1.0)
    leads: pl.DataFrame = field(default_factory=LEADS.to_frame)
    trials: Callable[[Span], pl.DataFrame] = untried

    @property
    def warnings(self) -> tuple[str, ...]:
        """What to look into before these incidents are relied on: observers whose errors are larger than believed."""
        believed = {"people": self.linking.people_error, "devices": self.linking.device_error}
        return tuple(
            f"the errors of {who} look {factor:.1f} times as large as believed ({believed[who]:g}): events may be "
            "told of twice; learn them and set them in [linking]"
            for who, factor in self.misfit._asdict().items()
            if factor > TOLERATED
        )

    def explain(self, row_id: str) -> Explanation:
        """Why an incident (``inc:...``), its tally (``inc:.../kind``) or link (``inc:...~entry``), or a lead stands so.

        Raises KeyError if there is no such row.
        """
        if "~" in row_id and row_id in self._link_at:
            row = self.links.row(self._link_at[row_id], named=True)
            parts = ", ".join(f"{name} {value:+.1f}" for name, value in parts_of(row) if abs(value) >= 0.05)
            return Explanation(
                id=row_id,
                says=f"{row['reason']}; log evidence of one event over two: {parts}",
                rule=self.rule,
                entries=(row["observation"],),
                parts=(row["incident"],),
            )
        if row_id in self._lead_at:
            return _lead_explained(self.leads.row(self._lead_at[row_id], named=True))
        if row_id in self._tally_at:
            row = self.tallies.row(self._tally_at[row_id], named=True)
            return Explanation(
                id=row_id,
                says=f"{row['count_low']} to {row['count_high']} of kind {row['kind']}, best {row['count_best']}",
                rule=COUNTING,
                entries=tuple(row["observations"]),
                parts=(row["incident"],),
            )
        if row_id not in self._at:
            raise KeyError(f"no incident {row_id!r} in this assessment")
        row = self.frame.row(self._at[row_id], named=True)
        when = f"{row['start'].isoformat()} to {row['end'].isoformat()}"
        return Explanation(
            id=row_id,
            says=f"{row['status']}: {row['kind']}, {when}; {row['reason']}",
            rule=self.rule,
            entries=(*self._members_of.get(row_id, ()), *self.decided.get(row_id, ())),
            parts=self._tallies_of.get(row_id, ()),
        )

    @cached_property
    def _at(self) -> dict[str, int]:
        return _rows(self.frame["id"])

    @cached_property
    def _tally_at(self) -> dict[str, int]:
        return _rows(self.tallies["id"])

    @cached_property
    def _link_at(self) -> dict[str, int]:
        return _rows(self.links["id"])

    @cached_property
    def _lead_at(self) -> dict[str, int]:
        return _rows(self.leads["id"])

    @cached_property
    def _members_of(self) -> dict[str, tuple[str, ...]]:
        return _by_incident(self.members, "observation")

    @cached_property
    def _tallies_of(self) -> dict[str, tuple[str, ...]]:
        return _by_incident(self.tallies, "id")

    @property
    def rule(self) -> str:
        """The linking rule in words, with its parameters."""
        return _LINKING.format(minutes=self.linking.minutes, metres=self.linking.metres) + " " + COUNTING


def _rows(ids: pl.Series) -> dict[str, int]:
    return {row_id: row for row, row_id in enumerate(ids)}


def _by_incident(frame: pl.DataFrame, column: str) -> dict[str, tuple[str, ...]]:
    grouped = frame.group_by("incident", maintain_order=True).agg(column)
    return {incident: tuple(values) for incident, values in grouped.iter_rows()}


def _lead_explained(row: dict[str, Any]) -> Explanation:
    differs = f"; the tellings part: {'; '.join(row['differs'])}" if row["differs"] else ""
    return Explanation(
        id=row["id"],
        says=f"told by {', '.join(row['claimants'])}, read in {', '.join(row['carriers'])}, independent origins: "
        f"{row['n_origins']}{differs}; {row['reason']}",
        rule=RULE,
        entries=tuple(row["entries"]),
        parts=tuple(row["incidents"]),
    )


_LINKING = (
    "Each direct account is a density over place, time and count with its kind, weapon and assessment; accounts are "
    "taken for one event where one event explains them better than several do, given how much happens there, how "
    "often kinds are told as others, and that those on duty who said nothing would have noticed. A source tells of an "
    "event once; records of one kind in its own sequence are one account. Accounts whose intervals do not come within "
    "{minutes:g} min, or whose places lie {metres:g} m further apart than their 90 % widths, or of kinds that are not "
    "compatible, are never weighed; an account without a position is linked by people alone. Joining begins with the "
    "strongest, then single accounts move to where they fit best. Decisions of people come first, the latest first. "
    "The place is where the accounts together put it, with the ellipse that holds 90 %; the interval spans the "
    "accounts that are at most twice {minutes:g} min vaguer than the sharpest. Accounts of satellites, parties, "
    "agencies, press and public attach with a probability to every incident they may speak of and never join "
    "incidents. Corroborated means two independent origins or more among direct accounts and instruments that more "
    "likely than not saw it; an account that relays another source counts as that source."
)

COUNTING = (
    "Counts of one kind by several sources are reconciled: low is the lowest said, high the highest, best the lower "
    "median of the sources' middles; one source's accounts of a kind are added. Kinds are added to each other, "
    "those that are violations only where the incident holds one."
)
"""The documented rule by which differing counts are reconciled."""
