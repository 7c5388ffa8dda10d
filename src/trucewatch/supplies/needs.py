"""What people need a day: each standard times each figure of people."""

from typing import Any

import polars as pl

from trucewatch.domain import Amount, Explanation, canonical, vocabulary
from trucewatch.mission import Mission, Period, Population

from .tables import NEEDS


def needs(mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame NEEDS by the figures of people latest on the period's day, and its explanations by row id."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    for i, need in enumerate(mission.needs):
        each = canonical(Amount(need.amount, need.amount, need.unit.removesuffix("/person/day")))
        for j, people in latest(mission.populations, period):
            row_id = f"flow:need:{need.item}:{people.place}:{i}.{j}:{period.day}"
            rows.append(
                {
                    "id": row_id,
                    "item": need.item,
                    "place": people.place,
                    "amount_low": each.low * people.low,
                    "amount_high": each.low * people.high,
                    "unit": f"{each.unit}/day",
                    "population_low": people.low,
                    "population_high": people.high,
                    "population_on": people.on,
                    "population_whose": people.claimant,
                    "population_source": people.source,
                    "per_person": need.amount,
                    "per_person_unit": need.unit,
                    "standard": need.standard,
                    "edition": need.edition,
                    "page": need.page,
                }
            )
            reasons[row_id] = Explanation(
                id=row_id,
                says=f"{vocabulary('items')[need.item].label}, {people.place}: {each.low * people.low:g} to "
                f"{each.low * people.high:g} {each.unit} a day.",
                rule=f"{need.amount:g} {need.unit} per person and day ({need.standard}, {need.edition}"
                f"{', ' + need.page if need.page else ''}) times {people.low} to {people.high} people on {people.on} "
                f"(by {people.claimant or 'no party'}; {people.source})",
            )
    return pl.DataFrame(rows, schema=NEEDS, orient="row"), reasons


def leading(needed: pl.DataFrame) -> pl.DataFrame:
    """The rows of NEEDS by the first standard that the mission has for each item: flows and stocks are set against
    that one, so that no interval mixes two standards.
    """
    first = needed.unique("item", keep="first", maintain_order=True).select("item", "standard")
    return needed.join(first, on=["item", "standard"], how="semi", maintain_order="left")


def latest(populations: tuple[Population, ...], period: Period) -> list[tuple[int, Population]]:
    """By place and claimant the latest figure not later than the period's day, with its place in the table."""
    newest: dict[tuple[str, str, str], tuple[int, Population]] = {}
    for i, people in enumerate(populations):
        key = (people.place, people.claimant, "" if people.claimant else people.source)
        if people.on <= period.day and (key not in newest or newest[key][1].on <= people.on):
            newest[key] = (i, people)
    return sorted(newest.values(), key=lambda found: found[0])
