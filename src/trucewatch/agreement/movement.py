"""Promises of an open road and of deliveries, tested against segments, the mission's own reports and consignments."""

from collections.abc import Iterator

import polars as pl

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


def unblocked(clause: Clause, mission: Mission, seen: Seen, tested: list[Tested]) -> Silence:
    """A road is kept open where every part of it was seen open last and was watched for the share the clause asks."""
    if not tested:
        return Silence(False, ("no segment of it was observed",))
    unseen = sum(one.verdict == "not_observable" for one in tested)
    because = [f"{unseen} of {len(tested)} segments, directions and classes were not seen lately"] if unseen else []
    share = min(_watched(segment, mission, seen) for segment in segments_of(mission, clause.about))
    if share < clause.watched:
        because.append(f"some part of it was watched for {share:.0%} of the time")
    return Silence(not because, tuple(because))


def _watched(segment: str, mission: Mission, seen: Seen) -> float:
    """The share of the time that some crossing of the segment was watched."""
    at = [crossing.id for crossing in mission.crossings.values() if crossing.segment == segment]
    if seen.crossings.is_empty():
        return 0.0
    hours = seen.crossings.filter(pl.col("crossing").is_in(at)).select(pl.col("watched_h") / pl.col("hours"))
    return max(hours.to_series().to_list(), default=0.0)


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
    """Consignments that were seen through say nothing of those that nobody saw."""
    through = sum(one.verdict == "complied" for one in tested)
    return Silence(False, (f"{through or 'no'} consignments were seen to pass; what passed unwatched is not known",))
