"""How well groups of accounts agree with the truth, and how well probabilities and regions keep their word."""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def agreement(truth: pl.DataFrame, found: pl.DataFrame) -> dict[str, float]:
    """Pairwise precision, recall, F1, B-cubed F1, CEAF-e F1. ``truth``: id, event; ``found``: id, group, else alone."""
    both = truth.join(found, on="id", how="left").with_columns(
        event=pl.coalesce("event", pl.format("alone {}", "id")), group=pl.coalesce("group", pl.format("alone {}", "id"))
    )

    def pairs(*by: str) -> int:
        sizes = both.group_by(*by).len()["len"].cast(pl.Int64)
        return int((sizes * (sizes - 1) // 2).sum())

    right, said, true = pairs("event", "group"), pairs("group"), pairs("event")
    counted = both.with_columns(
        shared=pl.len().over("event", "group"), of_event=pl.len().over("event"), of_group=pl.len().over("group")
    )
    precision = float((counted["shared"] / counted["of_group"]).mean())
    recall = float((counted["shared"] / counted["of_event"]).mean())
    return {
        "precision": right / max(said, 1),
        "recall": right / max(true, 1),
        "f1": 2 * right / max(said + true, 1),
        "b3": 2 * precision * recall / (precision + recall),
        "ceaf": ceaf_e(both["event"], both["group"]),
        "events": both["group"].n_unique() / both["event"].n_unique(),
    }


def ceaf_e(event: pl.Series, group: pl.Series) -> float:
    """F1 of the best one-to-one match of events and groups (Luo 2005, phi 4: twice what they share over both sizes)."""
    i, j = (column.rank("dense").to_numpy().astype(np.int64) - 1 for column in (event, group))
    n, m = int(i.max()) + 1, int(j.max()) + 1
    shared = coo_array((np.ones(len(i)), (i, j)), shape=(n, m)).tocsr().tocoo()
    row, column = shared.coords
    alike = 2 * shared.data / (np.bincount(i)[row] + np.bincount(j)[column])
    joint = coo_array((np.ones(len(row)), (row, column + n)), shape=(n + m, n + m))
    part = connected_components(joint, directed=False)[1][row]
    order = np.argsort(part, kind="stable")
    total = 0.0
    for edges in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        a, at_a = np.unique(row[edges], return_inverse=True)
        b, at_b = np.unique(column[edges], return_inverse=True)
        table = np.zeros((len(a), len(b)))
        table[at_a, at_b] = alike[edges]
        total += table[linear_sum_assignment(table, maximize=True)].sum()
    return float(2 * total / (n + m))


def calibration(truth: pl.DataFrame, links: pl.DataFrame) -> tuple[float, float, int]:
    """Expected calibration error in ten bins, Brier score, number of links. ``links``: LINKS of an assessment.

    A link is right if the account is of the event that most other accounts of the incident are of.
    """
    event = dict(truth.select("id", "event").iter_rows())
    members: dict[str, list[str]] = {}
    for incident, observation in links.filter("linked").select("incident", "observation").iter_rows():
        members.setdefault(incident, []).append(observation)
    said, right = [], []
    for incident, observation, probability in links.select("incident", "observation", "probability").iter_rows():
        others = [event[one] for one in members.get(incident, ()) if one != observation]
        if others:
            said.append(probability)
            right.append(event[observation] == max(sorted(set(others)), key=others.count))
    p, y = np.array(said), np.array(right, dtype=float)
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    return float(error), float(((p - y) ** 2).mean()), len(p)


def held(frame: pl.DataFrame, at: NDArray[np.float64], true: NDArray[np.float64]) -> tuple[float, float]:
    """Shares of true places (n, 2) inside the 50 % and the 90 % ellipse of incidents ``frame`` centred ``at``."""
    angle = np.radians(frame["azimuth_deg"].to_numpy())
    dx, dy = (true - at).T
    along, across = dx * np.sin(angle) + dy * np.cos(angle), dx * np.cos(angle) - dy * np.sin(angle)
    off = (along / frame["major_m"].to_numpy()) ** 2 + (across / frame["minor_m"].to_numpy()) ** 2
    return float((off <= np.log(2) / np.log(10)).mean()), float((off <= 1).mean())
