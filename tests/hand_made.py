"""Small holdings made by hand, for tests of what is computed from them."""

from collections.abc import Iterable
from datetime import UTC, datetime

import polars as pl

from trucewatch import domain as d
from trucewatch.record import OBSERVATIONS, Held, Holdings

ENTERED = datetime(2023, 6, 20, tzinfo=UTC)


def at(day: int, hour: float = 0) -> datetime:
    """A moment of June 2023, UTC."""
    return datetime.fromtimestamp(datetime(2023, 6, day, tzinfo=UTC).timestamp() + hour * 3600, UTC)


def hold(things: Iterable[tuple[str, d.Account]]) -> Holdings:
    """Holdings of accounts other than observations, by entry id, in the order given."""
    held = [Held(name, i, ENTERED, "tester", (), thing) for i, (name, thing) in enumerate(things, start=1)]

    def of(kind: type) -> tuple[Held, ...]:
        return tuple(one for one in held if isinstance(one.thing, kind))

    return Holdings(
        known_at=len(held),
        root="00",
        observations=pl.DataFrame(schema=OBSERVATIONS),
        watches=of(d.Watch),
        passages=of(d.Passage),
        consignments=of(d.Consignment),
        segment_reports=of(d.SegmentReport),
        restrictions=of(d.Restriction),
        claims=of(d.Claim),
        statements=of(d.Statement),
        inspections=of(d.Inspection),
        service_reports=of(d.ServiceReport),
        steps=of(d.Step),
        weather=of(d.Weather),
        decisions=(),
        publications=(),
        received=(),
        submissions=(),
        texts=(),
        quarantined=(),
        orphans=(),
    )
