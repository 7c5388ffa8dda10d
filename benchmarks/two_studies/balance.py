"""Energy there was to eat by area and day, from lorries, stocks, harvest, air and sea, as Checchi et al. (2024) put it.

Their assumptions with their tables; the code is not theirs. Each draw takes the weight of a pallet, stocks in store,
harvest and what people ate before from their intervals; a day's intake is what people ate before, or what is left if
that is less.
"""

import numpy as np
from food import Trucks
from reference import AREAS, DAYS, START, TRUCK_KG, Reference

DRAWS = 200
_PANTRY_D = 91
_UNRWA_AID = 620_310 * 1_675 + 389_680 * 902
"""Energy a day (kcal) of food aid before: so many people with so much each."""


def eaten(trucks: Trucks, reference: Reference, seed: int) -> np.ndarray:
    """Energy eaten a person and day (kcal), means of weeks from the first day: draws by areas by weeks."""
    rng = np.random.default_rng(seed)
    people = reference.people_by_day()
    weeks = DAYS // 7
    found = np.empty((DRAWS, len(AREAS), weeks))
    fixed = _Fixed(trucks, reference)
    for draw in range(DRAWS):
        usual = reference.required() * _ratio_before(reference, rng)
        coming = fixed.coming(rng, usual)
        left = np.zeros(len(AREAS))
        for day in range(DAYS):
            left += coming[:, day]
            wanted = people[:, day] * usual
            ate = np.minimum(left, wanted)
            left -= ate
            coming[:, day] = ate / people[:, day]
        found[draw] = coming[:, : 7 * weeks].reshape(len(AREAS), weeks, 7).mean(2)
    return found


def _ratio_before(reference: Reference, rng: np.random.Generator) -> float:
    """What people ate before the crisis over what is recommended, from a survey of those of forty and over."""
    asked = {row["age"]: row for row in reference["intake_req"]}
    rows = reference["adult_intake"]
    ate = [np.exp(rng.normal(row["intake_log"], row["intake_log_sd"])) for row in rows]
    due = [asked["60 to 100yo" if row["age"] >= 60 else "20 to 59yo"][row["sex"]] for row in rows]
    weights = [row["svy_wt"] for row in rows]
    return float(np.average(ate, weights=weights) / np.average(due, weights=weights))


class _Fixed:
    """What does not change from draw to draw."""

    def __init__(self, trucks: Trucks, reference: Reference) -> None:
        self._trucks, self._reference = trucks, reference
        reliant = reference["prop_reliant"]
        self._people = np.array(
            [reference.people * sum(r["pop_share"] for r in reliant if r["location"] == area) for area in AREAS]
        )
        aided = np.array([
            sum(r["pop_share"] * r["received_food_parcels"] for r in reliant if r["location"] == area) for area in AREAS
        ])  # fmt: skip
        self._aid_share = aided / aided.sum()
        parcels = [row for row in reference["parcels"] if row["agency"] == "WFP" and row["type"] == "warehouse"]
        self._aid = _UNRWA_AID + 4 / 365 * reference.people / reference.household * 0.05 * sum(
            row["kg"] * row["kcal_kg"] for row in parcels
        )
        self._standing = np.stack([1 - _told(reference, "hh_destroyed", "prop_destroyed", area) for area in AREAS])
        self._shops = np.stack([_told(reference, "private_stores", "prop_operational", area) for area in AREAS])
        shut = max(row["date"].date() for row in reference["private_stores"])
        self._shops[:, (shut - START).days + 1 :] = 0
        self._north = _to_north(reference)
        self._dropped = _dropped(reference)
        self._special = _special(reference)
        self._store = [
            [sum(row[end] for row in reference["warehouses"] if row["agency"] == "WFP" and row["location"] == area)
             for end in ("kcal_min", "kcal_max")] for area in AREAS
        ]  # fmt: skip
        self._truck_kcal = trucks.kcal[trucks.kcal > 0]

    def coming(self, rng: np.random.Generator, usual: float) -> np.ndarray:
        """Energy that comes to be had (kcal), areas by days."""
        reference = self._reference
        trucked = self._trucks.by_day(rng.uniform(*reference.pallet_error)) + self._special
        north = np.minimum(self._north * rng.choice(self._truck_kcal, DAYS), trucked)
        found = np.stack([north, trucked - north]) + self._dropped
        for place in range(len(AREAS)):
            months = [row for row in reference["prop_agri"] if row["parameter"] == "prop_agri"]
            lean = rng.random()
            harvest = [(row["month_start"].date(), row["min"] + lean * (row["max"] - row["min"])) for row in months]
            starts = np.array([(day - START).days for day, _ in harvest])
            month = np.searchsorted(starts, np.arange(DAYS), side="right") - 1
            wanted = usual * self._people[place]
            found[place] += wanted * np.array([share for _, share in harvest])[month]
            unmet = max(0.0, 1 - self._aid * self._aid_share[place] / wanted)
            found[place] += wanted * unmet * self._shops[place]
            pantry = self._standing[place, :_PANTRY_D] * self._aid * rng.random() * self._aid_share[place]
            found[place, :_PANTRY_D] += pantry
            found[place, 0] += reference.stock_unrwa * self._aid_share[place] + rng.uniform(*self._store[place])
        return found


def _told(reference: Reference, sheet: str, column: str, area: str) -> np.ndarray:
    rows = [row for row in reference[sheet] if row["location"] == area]
    return reference.by_day([(row["date"].date(), row[column]) for row in rows])


def _to_north(reference: Reference) -> np.ndarray:
    """Lorries a day from the south to the north; tonnes as lorries of the usual load."""
    found = np.zeros(DAYS)
    for row in reference["trucks_to_north"]:
        first, last = (row[name].date() for name in ("date_1", "date_2"))
        many = row["n_trucks"] * (1000 / TRUCK_KG if row["unit"] == "MT" else 1)
        found[(first - START).days : (last - START).days + 1] += many / ((last - first).days + 1)
    return found


def _dropped(reference: Reference) -> np.ndarray:
    found = np.zeros((len(AREAS), DAYS))
    for row in reference["boats_airdrops"]:
        day = (row["date"].date() - START).days
        if day < DAYS:
            found[AREAS.index(row["area"]), day] += row["kcal"]
    return found


def _special(reference: Reference) -> np.ndarray:
    found = np.zeros(DAYS)
    for row in reference["specialised_food"]:
        first, last = (row[name].date() for name in ("date_1", "date_2"))
        each = row["quantity"] * row["kcal_unit"] / ((last - first).days + 1)
        found[(first - START).days : (last - START).days + 1] += each
    return found
