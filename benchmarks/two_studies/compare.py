"""Two published studies of one flow, each side made again from its own input; the gap between them taken apart.

Run from the repository: ``python benchmarks/two_studies/compare.py [folder for the charts]``. The lists and the
workbook lie in a sibling folder ``shared/data/gaza-crossings``; without them the script says so and stops. The
baseline of each figure is the published one. January to April 2024; the weeks of the second study as far as the lists
go, to 31 May.
"""

import math
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from balance import DRAWS, eaten
from food import Office, Trucks
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from reference import AREAS, START, Reference

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "gaza-crossings"
FIRST, LAST = (date(2024, 1, 1) - START).days, (date(2024, 4, 30) - START).days
N_DAYS = LAST - FIRST + 1
LINES, TONNES, KCAL = 14_916, 227_853.8, 3_163
"""Food lorries, their tonnes, and energy a person and day: the working paper on the office's list, May 2024."""

WEEKS = (12, 4)
"""Weeks below what is recommended, at least, by area: Checchi, Ververs and Jamaluddine 2024."""

BASKET_KCAL_KG = 2_100 / 0.555
"""Energy of the WFP food basket, for a list that names no items."""


class Side:
    """What a list comes to: lines of food, tonnes a line, energy a kilogram; ``kcal`` a person and day."""

    def __init__(self, name: str, lines: float, tonnes: float, kcal_kg: float, people: float) -> None:
        self.name, self.lines, self.tonnes, self.kcal_kg = name, lines, tonnes, kcal_kg
        self.kcal = tonnes * 1000 * kcal_kg / people / N_DAYS

    @property
    def factors(self) -> dict[str, float]:
        return {"lines": self.lines, "tonnes a line": self.tonnes / self.lines, "kcal a kg": self.kcal_kg}


def sides(reference: Reference, trucks: Trucks, office: Office) -> tuple[Side, Side, Side]:
    """The agency's list, this copy of the office's list as it stands, and the study of an earlier copy of that."""
    mine = (trucks.day >= FIRST) & (trucks.day <= LAST) & (trucks.kg > 0)
    theirs = (office.day >= FIRST) & (office.day <= LAST)
    kg, people = float(trucks.kg[mine].sum()), reference.people
    implied = KCAL * people * N_DAYS / (TONNES * 1000)
    return (
        Side("agency's list", int(mine.sum()), kg / 1000, float(trucks.kcal[mine].sum()) / kg, people),
        Side("office's list", int(theirs.sum()), float(np.nansum(office.tonnes[theirs])), BASKET_KCAL_KG, people),
        Side("study of office's list", LINES, TONNES, implied, people),
    )


def compare(agency: Side, copy: Side, study: Side) -> None:
    print(f"{N_DAYS} days; energy of the office's list by the WFP basket, {BASKET_KCAL_KG:,.0f} kcal a kg")
    for side in (agency, copy, study):
        told = ", ".join(f"{name} {value:,.2f}" for name, value in side.factors.items())
        print(f"{side.name}: {told}; {side.tonnes:,.0f} t, {side.kcal:,.0f} kcal a person and day")
    lightened = Side("", copy.lines, copy.lines * study.tonnes / study.lines, copy.kcal_kg, 2_226_544)
    print(f"this copy against the study: lines {copy.lines / LINES:.3f}, tonnes {copy.tonnes / TONNES:.3f}, kcal "
          f"{copy.kcal / KCAL:.3f}; at the study's tonnes a line: tonnes {lightened.tonnes / TONNES:.3f}, kcal "
          f"{lightened.kcal:,.0f} ({lightened.kcal / KCAL:.3f})")  # fmt: skip
    for one, other in ((study, agency), (copy, agency), (copy, study)):
        parts = {name: value / other.factors[name] for name, value in one.factors.items()}
        whole = one.kcal / other.kcal
        logs = {name: math.log(part) / math.log(whole) for name, part in parts.items()}
        shares = ", ".join(f"{name} {part:.3f} ({logs[name]:+.0%})" for name, part in parts.items())
        print(f"{one.name} over {other.name}: {whole:.3f} = {shares}")


def weeks(reference: Reference, found: np.ndarray) -> None:
    due = reference.required()
    inside = slice(FIRST // 7 + 1, LAST // 7)
    print(f"recommended {due:,.0f} kcal; {DRAWS} draws; weeks from {START} to 31 May 2024")
    for place, area in enumerate(AREAS):
        low, middle, high = np.quantile(found[:, place], (0.025, 0.5, 0.975), axis=0)
        reaches, under = (low < due).sum(), (high < due).sum()
        print(
            f"{area}: below it in {(middle < due).sum()} weeks (95 % interval reaches below in {reaches}, lies below "
            f"in {under}); published: at least {WEEKS[place]} to August; January to April {middle[inside].mean():,.0f} "
            f"kcal, lowest week {middle.min():,.0f}"
        )


def charts(folder: Path, reference: Reference, found: np.ndarray, told: tuple[Side, Side, Side]) -> None:
    figure = Figure(figsize=(7.2, 5.6))
    upper, lower = figure.subplots(2, 1, height_ratios=(1.7, 1))
    _weeks_chart(upper, reference, found)
    _parts_chart(lower, told)
    figure.tight_layout()
    figure.savefig(folder / "two-studies.png", dpi=140)


def _weeks_chart(axes: Axes, reference: Reference, found: np.ndarray) -> None:
    starts = [START + timedelta(days=7 * week) for week in range(found.shape[2])]
    for place, (area, colour) in enumerate(zip(AREAS, ("#b0622a", "#2b4a66"), strict=True)):
        low, middle, high = np.quantile(found[:, place], (0.05, 0.5, 0.95), axis=0)
        axes.fill_between(starts, low, high, color=colour, alpha=0.2, linewidth=0)
        axes.plot(starts, middle, color=colour, linewidth=1.4, label=f"{area}: agency's list, stocks, all else")
    axes.axhline(reference.required(), color="#16202b", linewidth=0.8, linestyle="--", label="recommended intake")
    axes.axhline(KCAL, color="#9a1b1b", linewidth=0.8, linestyle=":", label="study of the office's list, whole Strip")
    axes.set_ylim(0, 3600)
    axes.set_ylabel("kcal a person and day", fontsize=8)
    axes.set_title("Energy to be had by week; bands hold nine draws in ten", fontsize=9, loc="left")
    axes.legend(fontsize=7, frameon=False, loc="lower left")
    axes.tick_params(labelsize=7)


def _parts_chart(axes: Axes, told: tuple[Side, Side, Side]) -> None:
    agency, copy, study = told
    rows = (("study over agency's list", study, agency), ("office's list over study", copy, study))
    for place, (_, one, other) in enumerate(rows):
        left = 0.0
        for (name, value), colour in zip(one.factors.items(), ("#2b4a66", "#b0622a", "#4d7a4d"), strict=True):
            part = math.log2(value / other.factors[name])
            below = 0.0 if part > 0 else 0.3
            axes.barh(place + below, part, 0.28, left=left * (part > 0), color=colour, label=None if place else name)
            left += part * (part > 0)
        axes.text(left + 0.01, place, f"{one.kcal / other.kcal:.2f} times in all", va="center", fontsize=7)
    axes.set_yticks(range(len(rows)), [name for name, *_ in rows], fontsize=7)
    ticks = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
    axes.set_xticks([math.log2(tick) for tick in ticks], [f"{tick:g}" for tick in ticks], fontsize=7)
    axes.axvline(0, color="#16202b", linewidth=0.6)
    axes.set_xlim(math.log2(0.88), math.log2(1.75))
    axes.set_ylim(-0.5, 1.7)
    axes.set_title("What the gaps are made of, January to April 2024 (factors)", fontsize=9, loc="left")
    axes.legend(fontsize=7, frameon=False, ncols=3, loc="lower right")


def main() -> None:
    if not DATA.is_dir():
        print("skipped: the published lists are not there")
        return
    reference = Reference(DATA / "food_reference.xlsx")
    trucks = Trucks(DATA / "unrwa_received_to_2024-05-31.csv.gz", reference)
    told = sides(reference, trucks, Office(DATA / "cogat_consignments_to_2024-05-31.csv.gz"))
    compare(*told)
    found = eaten(trucks, reference, seed=2024)
    weeks(reference, found)
    if len(sys.argv) > 1:
        charts(Path(sys.argv[1]), reference, found, told)


if __name__ == "__main__":
    main()
