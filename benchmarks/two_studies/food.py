"""Food of the two lists: which lines hold it, what it weighs and what energy it has."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from reference import DAYS, START, TRUCK_KG, Reference

_PARTS = re.compile(r"\s*(?:\+|\band\b|-|/|,)\s*", re.IGNORECASE)


class Trucks:
    """The food of the agency's list: by line the day, the kilograms at the stated pallet weight and the energy.

    ``by_pallet`` are lines whose weight rests on the weight of a pallet.
    """

    def __init__(self, path: Path, reference: Reference) -> None:
        table = pl.read_csv(path, infer_schema_length=0).filter(pl.col("Status") == "Received")
        self.day = (table["Received Date"].str.to_date("%Y-%m-%d") - START).dt.total_days().to_numpy()
        quantity = table["Quantity"].cast(pl.Float64).to_numpy()
        units = table["Units"].fill_null("Pallets").to_numpy()
        self.by_pallet = units == "Pallets"
        weighed = np.isin(units, ("MT", "Ton"))
        pallets, tonnes = quantity * reference.pallet_kg, quantity * 1000
        kg = np.where(self.by_pallet, pallets, np.where(weighed, tonnes, TRUCK_KG))
        said = table["Description of Cargo"].fill_null("").to_list()
        is_food = (table["Cargo Category"] == "Food Items").to_list()
        share, kcal_kg = np.array([_food(reference, *line) for line in zip(said, is_food, strict=True)]).T
        known = ~np.isnan(kcal_kg)
        usual = float(np.average(kcal_kg[known], weights=(kg * share)[known]))
        self.kg = kg * share
        self.kcal = self.kg * np.where(known, kcal_kg, usual)

    def by_day(self, pallet: float = 1.0) -> np.ndarray:
        """Energy by day (kcal) where a pallet weighs ``pallet`` times what is stated."""
        return np.bincount(self.day, self.kcal * np.where(self.by_pallet, pallet, 1.0), DAYS)


def _food(reference: Reference, said: str, is_food: bool) -> tuple[float, float]:
    """The share of a line that is food, its parts weighing the same, and its energy a kilogram (nan: not told)."""
    found = [_item(said_part, tuple(reference.kcal_kg)) for said_part in _PARTS.split(said.strip().lower())]
    food = [item for item in found if item or is_food]
    told = [reference.kcal_kg[item] for item in food if item and reference.kcal_kg[item] is not None]
    if is_food and not food:
        return 1.0, np.nan
    return len(food) / len(found), float(np.mean(told)) if told else np.nan


@cache
def _item(said: str, items: tuple[str, ...]) -> str:
    """The longest item of the reference named in ``said``, in the singular or the plural."""
    words = f" {re.sub(r'[^a-z ]', ' ', said)} ".replace("flower", "flour").replace("foul", "fava beans")
    named = [item for item in items if any(f" {form} " in words for form in (item, item.rstrip("s"), f"{item}s"))]
    return max(named, key=len, default="")


class Office:
    """The food that the office's list has by land, by line: the day and the tonnes as given (nan: not given)."""

    def __init__(self, path: Path) -> None:
        table = pl.read_csv(path, infer_schema_length=0).filter(
            pl.col("Route") == "Land Crossings", pl.col("Classification") == "Food"
        )
        self.day = (table["Date"].str.to_date("%d %b %Y") - START).dt.total_days().to_numpy()
        self.tonnes = table["Aid (tons)"].cast(pl.Float64, strict=False).to_numpy()
