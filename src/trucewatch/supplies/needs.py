"""What people need a day: each standard times each figure of people."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from trucewatch.domain import Amount, Explanation, canonical, vocabulary
from trucewatch.mission import Mission, Need, Period, Population

from .tables import NEEDS

AGES = "energy by age and sex"
"""The standard that is made of a place's ages and sexes: the mean of what each group needs."""


def needs(mission: Mission, period: Period) -> tuple[pl.DataFrame, dict[str, Explanation]]:
    """The frame NEEDS by the figures of people latest on the period's day, and its explanations by row id."""
    rows: list[dict[str, Any]] = []
    reasons: dict[str, Explanation] = {}
    people = latest(mission.populations, period)
    standards = [(str(i), need, people) for i, need in enumerate(mission.needs)]
    for standard, need, figures in [*standards, *_by_age(mission, people)]:
        each = canonical(Amount(*need.each, need.unit.removesuffix("/person/day")))
        for j, figure in figures:
            row_id = f"flow:need:{need.item}:{figure.place}:{standard}.{j}:{period.day}"
            rows.append(
                {
                    "id": row_id,
                    "item": need.item,
                    "place": figure.place,
                    "amount_low": each.low * figure.low,
                    "amount_high": each.high * figure.high,
                    "unit": f"{each.unit}/day",
                    "population_low": figure.low,
                    "population_high": figure.high,
                    "population_on": figure.on,
                    "population_whose": figure.claimant,
                    "population_source": figure.source,
                    "per_person_low": need.each[0],
                    "per_person_high": need.each[1],
                    "per_person_unit": need.unit,
                    "standard": need.standard,
                    "edition": need.edition,
                    "page": need.page,
                }
            )
            reasons[row_id] = Explanation(
                id=row_id,
                says=f"{vocabulary('items')[need.item].label}, {figure.place}: {each.low * figure.low:g} to "
                f"{each.high * figure.high:g} {each.unit} a day.",
                rule=f"{_asked(need)} ({need.standard}, {need.edition}{', ' + need.page if need.page else ''}) "
                f"times {figure.low} to {figure.high} people on {figure.on} "
                f"(by {figure.claimant or 'no party'}; {figure.source})",
            )
    return pl.DataFrame(rows, schema=NEEDS, orient="row"), reasons


def _asked(need: Need) -> str:
    amount = f"{need.amount:g}" + ("" if need.most is None else f" to {need.most:g}")
    persons = "person" if need.persons == 1 else f"{need.persons:g} persons"
    days = "day" if need.days == 1 else f"{need.days:g} days"
    return f"{amount} {need.unit} per {persons} and {days}"


def _by_age(
    mission: Mission, people: list[tuple[int, Population]]
) -> Iterator[tuple[str, Need, list[tuple[int, Population]]]]:
    """The energy that people of each place need by their ages and sexes, those of the area where it has none told."""
    known = {share.place for share in mission.ages}
    for place in dict.fromkeys(figure.place for _, figure in people):
        told = [share for share in mission.ages if share.place == (place if place in known else "area")]
        if told:
            need = Need(
                item="food",
                amount=sum(share.share * float(vocabulary("energy")[share.group].columns["kcal"]) for share in told),
                unit="kcal",
                standard=AGES,
                edition="; ".join(dict.fromkeys(vocabulary("energy")[share.group].source for share in told)),
                page="ages and sexes: " + "; ".join(dict.fromkeys(share.source for share in told)),
            )
            yield f"ages-{place}", need, [(j, figure) for j, figure in people if figure.place == place]


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
