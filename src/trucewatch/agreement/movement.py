"""Promises of an open road and of deliveries, tested against segments, the mission's own reports and consignments."""

from collections.abc import Iterator

from trucewatch.domain import Span, vocabulary
from trucewatch.mission import Clause, Mission
from trucewatch.record import Holdings

from .evidence import Seen, Silence, Tested
from .own import segments_of

_ANY = "any"
_THROUGH = ("collected", "arrived")


def road(clause: Clause, mission: Mission, span: Span, seen: Seen, holdings: Holdings) -> Iterator[Tested]:
    """The status of every segment, direction and vehicle class, and every report of the mission that one was shut."""
    segments = segments_of(mission, clause.about)
    for row in seen.segments.iter_rows(named=True):
        if row["segment"] not in segments:
            continue
        known = row["status"] != "not_observed" and row["since"] is not None
        fresh = known and not row["stale"]
        way = f"{row['segment']} towards {row['direction']}"
        if row["vehicle"] != _ANY:
            way += f", {vocabulary('vehicles')[row['vehicle']].plural}"
        if row["status"] == "disputed":
            verdict, says = "disputed", f"{way}: the mission's own sources disagree"
        elif not fresh:
            verdict = "not_observable"
            says = f"{way}: not seen" + (f" for {row['age_h']:.0f} h" if known else "")
        else:
            verdict = "complied" if row["status"] == "open" else "in_breach"
            says = f"{way}: {row['status']}" + (f" ({row['reason']})" if row["reason"] else "")
        since = row["since"] if known else span.start
        yield Tested(
            row["id"], "segment", "", verdict, since, span.end, says, tuple(row["reports"] or ()), (row["id"],)
        )
    for held in holdings.segment_reports:
        report = held.thing
        shut = report.segment in segments and report.status != "open" and mission.own(report.source)
        if shut and report.when.within(span):
            says = f"{report.source} found {report.segment} {report.status}"
            says += f" ({report.reason})" if report.reason else ""
            yield Tested(held.id, "report", "", "in_breach", report.when.start, report.when.end, says, (held.id,))


def unblocked(tested: list[Tested]) -> Silence:
    """Compliance of a road is seen, never inferred: every segment, way and class must have been seen open."""
    unseen = sum(one.verdict == "not_observable" for one in tested)
    because = (f"{unseen} of {len(tested)} segments, directions and classes were not seen lately",) if unseen else ()
    return Silence(bool(tested) and not unseen, because or (() if tested else ("no segment of it was observed",)))


def deliveries(span: Span, seen: Seen) -> Iterator[Tested]:
    """Every consignment that the mission itself saw in the period, by the last stage it reached."""
    for row in seen.consignments.iter_rows(named=True):
        if row["account"] != "mission" or not span.start <= row["reached"] < span.end:
            continue
        stage = row["stage"]
        if stage in _THROUGH:
            verdict, says = "complied", f"{row['consignment'] or 'a consignment'} of {row['item']}: {stage}"
        elif stage == "intercepted":
            verdict, says = "in_breach", f"{row['consignment'] or 'a consignment'} of {row['item']} was intercepted"
        else:
            verdict = "not_observable"
            says = f"{row['consignment'] or 'a consignment'} of {row['item']} was not seen beyond the stage {stage}"
        yield Tested(
            row["id"],
            "consignment",
            "",
            verdict,
            row["reached"],
            row["reached"],
            says,
            tuple(row["entries"]),
            (row["id"],),
        )


def undelivered(tested: list[Tested]) -> Silence:
    """Nothing is said of deliveries where none was seen through."""
    through = any(one.verdict == "complied" for one in tested)
    return Silence(through, () if through else ("no consignment was seen to arrive",))
