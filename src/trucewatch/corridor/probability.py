"""The accounts from which the probability of a segment's status is reckoned, and for how long each was watched on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from trucewatch.domain import Span
from trucewatch.mission import Mission
from trucewatch.record import Holdings

from .evidence import ANY, Evidence, crossings_on
from .outlook import BY_GRADE, OWN, Account, Outlook, outlooks
from .sight import counting
from .stretches import union
from .ways import Leg, headings

LATEST = 5
"""How many of the latest accounts a probability names as what it rests on."""

_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)

Key = tuple[str, str, str]


def probabilities(
    holdings: Holdings, mission: Mission, turned: Mapping[str, Leg], evidence: Evidence, at: datetime
) -> dict[Key, Outlook]:
    """Outlooks by segment, direction and class from the mission's own evidence and the reports of third sources.

    A third source is one that is neither the mission's own nor speaks for a party. A report of restrictions is not
    lifted by a passage after it, and a passage is taken for the start of the time it was counted in: that it was later
    is not known. A mission that has nobody in the field estimates nothing.
    """
    if mission.presence == "remote":
        return {}
    watched = _watched(holdings, mission, at)
    others = _others(holdings, mission, turned)
    half_lives = {segment.id: timedelta(hours=segment.half_life_h) for segment in mission.segments.values()}
    found: dict[Key, Outlook] = {}
    vehicles = {ANY, *(vehicle for _, _, vehicle in evidence.of_class), *(vehicle for _, _, vehicle in others)}
    for vehicle in sorted(vehicles):
        for way in ("far", "near"):
            accounts = {
                segment: _accounts(evidence, others, watched, (segment, getattr(leg, way), vehicle), at)
                for segment, leg in turned.items()
            }
            for segment, outlook in outlooks(accounts, half_lives, at).items():
                found[segment, getattr(turned[segment], way), vehicle] = outlook
    return found


def _accounts(
    evidence: Evidence,
    others: Mapping[Key, list[Account]],
    watched: Mapping[tuple[str, str], tuple[Span, ...]],
    key: Key,
    at: datetime,
) -> list[Account]:
    segment, direction, vehicle = key
    own = sorted(
        (sign.earliest if sign.passed else sign.middle, sign)
        for sign in evidence.signs(segment, direction, vehicle)
        if sign.middle < at
    )
    of_any = others.get((segment, direction, ANY), []) if vehicle != ANY else []
    accounts = [account for account in (*others.get(key, ()), *of_any) if account.moment < at]
    restricted = False
    for (moment, sign), following in zip(own, (*(later for later, _ in own[1:]), at), strict=False):
        restricted = sign.status == "restricted" or (sign.passed and restricted)
        until = _watching(watched.get((segment, sign.source), ()), moment, following)
        accounts.append(Account(moment, until, "restricted" if restricted else sign.status, OWN, sign.entry))
    return sorted(accounts)


def _others(holdings: Holdings, mission: Mission, turned: Mapping[str, Leg]) -> dict[Key, list[Account]]:
    found: dict[Key, list[Account]] = defaultdict(list)
    for report in holdings.segment_reports:
        said = report.thing
        source = mission.sources.get(said.source)
        if source is None or mission.own(said.source) or mission.side(said.source) or said.segment not in turned:
            continue
        account = Account(said.when.middle, said.when.middle, said.status, BY_GRADE[source.grade], report.id)
        for direction in headings(said.direction, turned[said.segment], crossings_on(mission, said.segment)):
            for vehicle in said.vehicles or (ANY,):
                found[said.segment, direction, vehicle].append(account)
    return found


def _watched(holdings: Holdings, mission: Mission, at: datetime) -> dict[tuple[str, str], tuple[Span, ...]]:
    """When each source of the mission's watched a crossing on each segment, by (segment, source)."""
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for crossing in mission.crossings.values():
        for source, spans in counting(holdings, mission, crossing, Span(_LONG_AGO, at)).items():
            found[crossing.segment, source].extend(spans)
    return {key: union(spans) for key, spans in found.items()}


def _watching(spans: tuple[Span, ...], since: datetime, to: datetime) -> datetime:
    """The end of the last of ``spans`` that begins before ``to``, held between ``since`` and ``to``."""
    at = bisect_right(spans, to, key=lambda span: span.start) - 1
    return since if at < 0 else min(max(spans[at].end, since), to)
