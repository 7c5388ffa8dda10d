"""How much of each need was brought: to settlements, to those of a sector, into the area."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import polars as pl

from trucewatch.domain import Explanation, vocabulary
from trucewatch.mission import Mission, Period, sector_of

from .against import AREA, ENTERED
from .conversion import convert, group
from .lots import Chain, Lot
from .stores import Move, moves, unweighed
from .tables import MET

WINDOW_D = 28
"""The days up to the period's end that shares are of: a day's share would jump with every lorry."""

_DAY = timedelta(days=1)
_ENERGY = "kcal/day"
_RULE = (
    f"what came in the {WINDOW_D} days up to the end of the period, or since anything was told of where that is less, "
    "over the need of as many days; of sources that speak for no party, a consignment that several name counts once; "
    "what was sent on is taken off; goods that passed on their way there and whose end nobody told of are in the upper "
    "bound alone; the bounds are so combined that the interval is widest. What nobody reported, and what people had or "
    "got otherwise, is not in it"
)


class _Came(NamedTuple):
    """What came of an item: moves of goods, units that could not be converted, and settlements told and not told of."""

    moves: Sequence[Move]
    left_out: tuple[str, ...]
    told_of: tuple[str, ...] = ()
    not_told_of: tuple[str, ...] = ()


def met(
    mission: Mission, period: Period, chains: Sequence[Chain], needed: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame MET and its explanations, a row for each standard of ``needed`` (NEEDS) and each place with people.

    Food that has a standard of energy is set against that and not against one of weight.
    """
    end = period.span.end
    start = max(end - WINDOW_D * _DAY, min((period.span.start, *_first(chains))))
    within = [chain._replace(lots=tuple(lot for lot in chain.lots if lot.reached < end)) for chain in chains]
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for number, (item, unit, standard), found in _standards(needed):
        base = unit.removesuffix("/day")
        settled = {
            place: _settled(mission, within, place, item, base, start)
            for place in dict.fromkeys(found["place"]) if place in mission.places
        }  # fmt: skip
        places = [(place, "settlement", settled[place], [place]) for place in settled]
        places += [(sector, "sector", came, own) for sector, came, own in _sectors(mission, settled, found)]
        if AREA in set(found["place"]):
            outside = [chain for chain in within if not _from_within(chain, settled)]
            places.append((AREA, "area", _entered(mission, outside, item, base, start), [AREA]))
        for place, kind, came, figures in places:
            row = _row(f"{item}:{place}:{number}:{period.day}", kind, _people(found, figures), came, (start, end))
            rows.append(row)
            reasons[row["id"]] = Explanation(
                id=row["id"],
                says=_says(row),
                rule=f"{_RULE}. Standard: {standard}, {row['edition']}{', ' + row['page'] if row['page'] else ''}",
                entries=tuple(row["entries"]),
                parts=tuple(_people(found, figures)["id"]),
            )
    return pl.DataFrame(rows, schema=MET, orient="row"), reasons


def _first(chains: Sequence[Chain]) -> Iterator[datetime]:
    """When sources that speak for no party first told of goods."""
    yield from (lot.reached for chain in chains if not chain.whose for lot in chain.lots)


def _standards(needed: pl.DataFrame) -> Iterator[tuple[int, tuple[str, str, str], pl.DataFrame]]:
    """The standards that count, numbered: item, unit and name, and the rows of NEEDS."""
    energy = set(needed.filter(pl.col("unit") == _ENERGY)["item"])
    standards = needed.group_by(["item", "unit", "standard"], maintain_order=True)
    for number, ((item, unit, standard), found) in enumerate(standards):
        if unit == _ENERGY or item not in energy:
            yield number, (str(item), str(unit), str(standard)), found


def _settled(mission: Mission, chains: Sequence[Chain], place: str, item: str, unit: str, start: datetime) -> _Came:
    came = [move for move in moves(chains, mission, place, item, unit) if move.at >= start]
    recent = [chain for chain in chains if chain.lots and chain.lots[-1].reached >= start]
    return _Came(came, unweighed(recent, mission, place, item, unit))


def _sectors(
    mission: Mission, settled: Mapping[str, _Came], found: pl.DataFrame
) -> Iterator[tuple[str, _Came, list[str]]]:
    """Each sector with settlements that have a figure of people, what came to them, and whose figures count."""
    within: defaultdict[str, list[str]] = defaultdict(list)
    for place in settled:
        at = mission.places[place]
        within[str(sector_of(mission, at.lon, at.lat))].append(place)
    for sector in mission.sectors:
        places = within[sector.id]
        told = tuple(place for place in places if settled[place].moves)
        came = _Came(
            sorted(move for place in places for move in settled[place].moves),
            tuple(dict.fromkeys(unit for place in places for unit in settled[place].left_out)),
            told,
            tuple(place for place in places if place not in told),
        )
        own = sector.id in set(found["place"])
        if places or own:
            yield sector.id, came, [sector.id] if own else list(told or places)


def _entered(mission: Mission, chains: Sequence[Chain], item: str, unit: str, start: datetime) -> _Came:
    """What came into the area: each consignment at the first stage of those at which it has entered."""
    named: defaultdict[tuple[str, str], list[tuple[Chain, Lot]]] = defaultdict(list)
    for chain in chains:
        entered = next((lot for lot in chain.lots if lot.stage in ENTERED), None)
        if entered and not chain.whose and item in (chain.item, group(chain.item)):
            named[chain.key, chain.item].append((chain, entered))
    found, left_out = [], dict[str, None]()
    for steps in named.values():
        told = []
        for chain, lot in steps:
            converted = convert(mission.conversions, chain.item, chain.unit, unit, lot.low, lot.high)
            if converted:
                told.append(Move(lot.reached, converted.low, converted.high, lot.entries))
            elif lot.reached >= start:
                left_out[f"{chain.unit} of {chain.item}"] = None
        if told and min(move.at for move in told) >= start:
            at, low, high, entries, _ = zip(*told, strict=True)
            found.append(Move(min(at), min(low), max(high), tuple(sorted({one for each in entries for one in each}))))
    return _Came(sorted(found), tuple(left_out))


def _from_within(chain: Chain, settled: Collection[str]) -> bool:
    """True for goods that were collected in a settlement with people: they were in the area before."""
    return bool(chain.lots) and chain.lots[0].stage == "collected" and chain.lots[0].at in settled


def _people(found: pl.DataFrame, places: Sequence[str]) -> pl.DataFrame:
    """The needs of ``places`` by figures of no party, where there are such; else by everybody's."""
    here = found.filter(pl.col("place").is_in(list(places)))
    whose = here.filter(pl.col("population_whose") == "")
    return whose if whose.height else here


def _row(name: str, kind: str, figures: pl.DataFrame, came: _Came, window: tuple[datetime, datetime]) -> dict[str, Any]:
    (item, place), (start, end) = name.split(":")[:2], window
    first = figures.row(0, named=True)
    (need_low, need_high), (people_low, people_high) = (_summed(figures, name) for name in ("amount", "population"))
    row: dict[str, Any] = dict.fromkeys(MET)
    row |= {
        "id": f"flow:met:{name}",
        "item": item,
        "place": place,
        "kind": kind,
        **{column: first[column] for column in ("standard", "edition", "page")},
        "unit": first["unit"].removesuffix("/day"),
        "start": start,
        "end": end,
        "need_low": need_low,
        "need_high": need_high,
        "standard_low": need_low / people_low,
        "standard_high": need_high / people_high,
        "untold": sum(not move.sure for move in came.moves),
        "told_of": list(came.told_of),
        "not_told_of": list(came.not_told_of),
        "left_out": list(came.left_out),
        "entries": sorted({entry for move in came.moves for entry in move.entries}),
    }
    if not came.moves:
        return row
    days = (end - start) / _DAY
    low = max(0.0, sum(move.low for move in came.moves if move.sure)) / days
    high = max(0.0, sum(move.high for move in came.moves if move.sure or move.high > 0)) / days
    return row | {
        "came_low": low,
        "came_high": high,
        "each_low": low / people_high,
        "each_high": high / people_low,
        "share_low": low / need_high,
        "share_high": high / need_low,
        "last": max(move.at for move in came.moves),
    }


def _summed(figures: pl.DataFrame, name: str) -> tuple[float, float]:
    """The least and the most that the figures of all places come to; each place's from its lowest to its highest."""
    ends = figures.group_by("place").agg(pl.col(f"{name}_low").min(), pl.col(f"{name}_high").max())
    return float(ends[f"{name}_low"].sum()), float(ends[f"{name}_high"].sum())


def _says(row: dict[str, Any]) -> str:
    what = f"{vocabulary('items')[row['item']].label}, {row['place']}"
    if row["share_low"] is None:
        return f"{what}: nobody told of any that came; what came is not known."
    return (
        f"{what}: {row['came_low']:.4g} to {row['came_high']:.4g} {row['unit']} a day of {row['need_low']:.4g} to "
        f"{row['need_high']:.4g} needed, {row['share_low']:.0%} to {row['share_high']:.0%}."
    )
