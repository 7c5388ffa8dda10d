"""The reference tables of Checchi, Ververs and Jamaluddine (2024), as their workbook holds them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

START, END = date(2023, 10, 7), date(2024, 5, 31)
DAYS = (END - START).days + 1
AREAS = ("north", "south-central")
TRUCK_KG = 17_000.0


class Reference:
    """The sheets of the workbook, each row a dictionary, and the series by day that follow from them."""

    def __init__(self, path: Path) -> None:
        book = openpyxl.load_workbook(path, data_only=True)
        self._sheets = {sheet.title: list(_rows(sheet)) for sheet in book}
        general = {row["parameter"]: row["value"] for row in self["general"]}
        self.people = float(general["pop"])
        self.household = float(general["mean_hh_size"])
        self.pallet_error = float(general["pallet_error_min"]), float(general["pallet_error_max"])
        self.stock_unrwa = float(general["stock_unrwa"])
        main = [row["kg_pallet"] for row in self["kg_pallet"] if row["analysis"] == "main"]
        self.pallet_kg = float(np.mean(main))
        self.kcal_kg = {row["item"]: row["kcal_kg"] for row in self["kcal_equi"]}

    def __getitem__(self, sheet: str) -> list[dict[str, Any]]:
        return self._sheets[sheet]

    def required(self) -> float:
        """Energy recommended a person and day (kcal), over ages and sexes, with pregnancy and lactation."""
        shares: dict[tuple[str, str], float] = {}
        extra = 0.0
        asked = {row["age"]: row for row in self["intake_req"]}
        for row in self["prop_age_sex"]:
            if row["age"] in ("pregnant", "lactating"):
                extra += row["female"] * asked[row["age"]]["female"]
                continue
            for sex in ("male", "female"):
                key = (_broad(row["age"]), sex)
                shares[key] = shares.get(key, 0.0) + row[sex]
        energy = sum(share * asked[age][sex] for (age, sex), share in shares.items())
        return energy / sum(shares.values()) + extra

    def people_by_day(self) -> np.ndarray:
        """People by area (AREAS) and day; movements between the areas, no deaths or departures."""
        north = self.by_day([(row["date"].date(), row["pop_north"]) for row in self["pop_north"]])
        return np.stack([north, self.people - north])

    def by_day(self, told: list[tuple[date, float]]) -> np.ndarray:
        """A series by day, straight between the dates told of and level outside them."""
        at, values = zip(*sorted(told), strict=True)
        return np.interp(np.arange(DAYS), [(day - START).days for day in at], values)


def _rows(sheet: Any) -> Iterator[dict[str, Any]]:
    lines = sheet.iter_rows(values_only=True)
    head = [str(cell).strip() if cell else "" for cell in next(lines)]
    for line in lines:
        if any(cell is not None for cell in line):
            yield dict(zip(head, line, strict=False))


def _broad(age: str) -> str:
    if "mo" in age:
        return "0 to 4yo"
    first = int("".join(ch for ch in age.split()[0] if ch.isdigit()))
    if first < 20:
        return f"{first} to {first + 4}yo"
    return "20 to 59yo" if first < 60 else "60 to 100yo"
