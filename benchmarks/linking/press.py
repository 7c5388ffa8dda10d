"""Which press reports speak of the same event, on real reports: UCDP GED's own links between reports and events.

A pair of reports is right if UCDP coded an event from both. Known of a report are its office, its date and its
headline. Everything (weights, thresholds, words) is settled on the earlier half of the reports by date; figures are of
pairs within the later half. UCDP's events are those of its own rules, and yearbooks link reports that are months apart:
``within reach`` is the recall of a method that knew every right pair at most 30 days apart. Needs the extra ``press``
(scikit-learn) and the shared data.
"""

import argparse
import re
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

SHARED = Path(__file__).parents[2] / "../shared/data"
SETS = {"ukraine": "2014-2016", "car": "1991-2016"}
LONGEST = 30
WINDOWS = (0, 1, 2, 7)

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: n for n, word in enumerate(_WORDS.split())}
_DIGEST = re.compile(
    r"report|sitrep|brief|daily|weekly|digest|round ?up|chronolog|world|news|mapping|update", re.IGNORECASE
)
_EVERYWHERE = {
    "Ukraine",
    "Ukrainian",
    "Kiev",
    "Russia",
    "Russian",
    "Central",
    "African",
    "Republic",
    "Africa",
    "UPDATE",
}


class Part(NamedTuple):
    """Reports by date, with the pairs that speak of one event, as (earlier row, later row)."""

    rows: pl.DataFrame
    day: NDArray[np.int64]
    gold: set[tuple[int, int]]


def parts(folder: Path, years: str) -> tuple[Part, Part]:
    """The earlier and the later half of the reports of a data set. Dates before 1980 are slips and left out."""
    reports = pl.read_csv(folder / f"press_reports_{years}.csv.gz", try_parse_dates=True)
    reports = reports.filter(pl.col("date") > date(1980, 1, 1)).sort("date", "report_id")
    links = pl.read_csv(folder / f"report_event_links_{years}.csv.gz")
    middle = reports["date"][reports.height // 2]
    halves = reports.filter(pl.col("date") < middle), reports.filter(pl.col("date") >= middle)
    found = []
    for rows in halves:
        number = dict(zip(rows["report_id"], range(rows.height), strict=True))
        of_event: dict[int, list[int]] = {}
        for report, event in links.iter_rows():
            if report in number:
                of_event.setdefault(event, []).append(number[report])
        gold = {pair for told in of_event.values() for pair in combinations(sorted(set(told)), 2)}
        found.append(Part(rows, rows["date"].cast(pl.Int32).to_numpy().astype(np.int64), gold))
    return found[0], found[1]


def candidates(part: Part, days: int = LONGEST) -> NDArray[np.int64]:
    """Pairs (n, 2) at most ``days`` apart."""
    last = np.searchsorted(part.day, part.day + days, side="right")
    return np.array([(i, j) for i in range(len(part.day)) for j in range(i + 1, last[i])], dtype=np.int64)


class Reader:
    """What is read in headlines; its words are those of ``rows``."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._words = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=1).fit(rows["headline"])
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit(rows["headline"])

    def features(self, part: Part, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """(n, f): days apart, likeness of words and letters, numbers, places, office, whether either is a digest."""
        headline = part.rows["headline"].to_list()
        i, j = pairs.T
        words, letters = self._words.transform(headline), self._letters.transform(headline)
        numbers = [_numbers(text) for text in headline]
        places = [_named(text) for text in headline]
        digest = np.array([bool(_DIGEST.search(text)) for text in headline], dtype=float)
        office = part.rows["office"].to_numpy()
        busy = np.bincount(part.day - part.day.min())[part.day - part.day.min()].astype(float)
        gap = (part.day[j] - part.day[i]).astype(float)
        return np.column_stack([
            gap, gap == 0, gap == 1, np.log1p(gap), _cosine(words, i, j), _cosine(letters, i, j),
            [_agreement(numbers[a], numbers[b]) for a, b in pairs],
            [_agreement(places[a], places[b]) for a, b in pairs],
            office[i] == office[j], digest[i] + digest[j], np.log(busy[i]), np.log(busy[j]),
        ]).astype(float)  # fmt: skip


def _named(text: str) -> set[str]:
    """Words that are names, but for those of the country and of those who fight in every headline."""
    return set(re.findall(r"(?<!^)\b[A-Z][\w'-]{3,}", text)) - _EVERYWHERE


def _numbers(text: str) -> set[int]:
    digits = {int(n) for n in re.findall(r"\b\d{1,3}\b", text)}
    return digits | {_NUMBERS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBERS}


def _cosine(table, i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:  # type: ignore[no-untyped-def]
    return np.asarray(table[i].multiply(table[j]).sum(axis=1)).ravel()


def _agreement(one: set, other: set) -> float:
    """1 where they share something, -1 where both say something and nothing is shared, else 0."""
    return 1.0 if one & other else -1.0 if one and other else 0.0


def f1(part: Part, pairs: NDArray[np.int64]) -> tuple[float, float, float]:
    """Precision, recall and F1 of ``pairs`` over all right pairs of ``part``."""
    right = sum((int(i), int(j)) in part.gold for i, j in pairs)
    return right / max(len(pairs), 1), right / len(part.gold), 2 * right / (len(pairs) + len(part.gold))


def settled(part: Part, pairs: NDArray[np.int64], likely: NDArray[np.float64]) -> float:
    """The threshold on ``likely`` under which F1 on ``part`` is best."""
    right = np.array([(int(i), int(j)) in part.gold for i, j in pairs])
    order = np.argsort(-likely, kind="stable")
    score = 2 * np.cumsum(right[order]) / (np.arange(1, len(order) + 1) + len(part.gold))
    return float(likely[order][int(score.argmax())])


def compared(name: str, earlier: Part, later: Part) -> None:
    """All methods on one data set."""
    train, test = candidates(earlier), candidates(later)
    reader = Reader(earlier.rows)
    seen, unseen = reader.features(earlier, train), reader.features(later, test)
    right = np.array([(int(i), int(j)) in earlier.gold for i, j in train])
    reach = sum(tuple(pair) in later.gold for pair in test.tolist()) / len(later.gold)
    print(f"\n{name}: {earlier.rows.height} earlier and {later.rows.height} later reports, {len(later.gold)} "
          f"right pairs of later ones; within reach {reach:.3f}")  # fmt: skip
    print(f"    {'method':<52} precision  recall     F1")
    for days in WINDOWS:
        tell(f"all pairs at most {days} days apart", f1(later, candidates(later, days)))
    best = max((f1(earlier, candidates(earlier, days))[2], days) for days in range(8))[1]
    tell(f"the same, window settled on the earlier half ({best})", f1(later, candidates(later, best)))
    overlap = {"words": 4, "letters": 5}
    for what, column in overlap.items():
        near, near_later = train[seen[:, 0] <= 2], test[unseen[:, 0] <= 2]
        least = settled(earlier, near, seen[seen[:, 0] <= 2, column])
        tell(
            f"headlines alike ({what}) within 2 days", f1(later, near_later[unseen[unseen[:, 0] <= 2, column] >= least])
        )
    models = {
        "logistic regression on date, headline, office": LogisticRegression(C=0.3, max_iter=2000),
        "boosted trees on date, headline, office": HistGradientBoostingClassifier(
            max_depth=3, learning_rate=0.06, max_iter=120, min_samples_leaf=20, l2_regularization=5.0, random_state=1
        ),
    }
    scale = seen.std(axis=0) + 1e-9
    for method, model in models.items():
        told = cross_val_predict(model, seen / scale, right, cv=5, method="predict_proba")[:, 1]
        least = settled(earlier, train, told)
        chosen = model.fit(seen / scale, right).predict_proba(unseen / scale)[:, 1] >= least
        tell(method, f1(later, test[chosen]))


def tell(method: str, figures: tuple[float, float, float]) -> None:
    print(f"    {method:<52} {figures[0]:9.3f} {figures[1]:7.3f} {figures[2]:6.3f}", flush=True)


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    for name, years in SETS.items():
        compared(name, *parts(SHARED / f"ucdp-ged-{name}", years))


if __name__ == "__main__":
    main()
