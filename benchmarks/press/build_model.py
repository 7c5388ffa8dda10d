"""Builds the press reader's model and prints its cross-validated figures beside the majority class.

Trains on ``sentences.csv`` (written for the purpose) and, for the event axis, on the PLOVER gold-standard records where
the sibling folder ``shared/data/plover-gold-records`` is at hand; without it the model is not written, since its events
would rest on half the text. ``--reviewed FILE`` adds sentences that people of a mission corrected, in the same columns.

    python benchmarks/press/build_model.py [--reviewed FILE] [--check]
"""

import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from trucewatch.intake.press import labels
from trucewatch.intake.press.grammar import model

HERE = Path(__file__).parent
GOLD = HERE.parents[1] / "../shared/data/plover-gold-records/plover_gsr_cameo.json.gz"
TARGET = Path(labels.__file__).with_name("model.npz")
VERSION = "press-1"
_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT"}
"""The gold records follow PLOVER 0.5; these are the names of its later manual, FIGHT folded into ASSAULT."""
_QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "REQUEST", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
    "none": "none",
}


def sentences(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def gold() -> Iterator[tuple[str, str]]:
    """(text, event) of the gold records, but for the documentation record and INVESTIGATE, which has no root now."""
    for record in json.loads(gzip.decompress(GOLD.read_bytes())):
        event = _NAMES.get(record["event"], record["event"])
        if event in _QUAD:
            yield record["text"], event


def rows_of(texts: list[tuple[str, str]]) -> csr_matrix:
    """One row of hashed features for each (text, cue)."""
    language = model()
    assert language is not None
    rows = []
    for doc, (_, cue) in zip(language.pipe(text for text, _ in texts), texts, strict=True):
        columns, values = labels.hashed(labels.features(doc, cue))
        rows.append(csr_matrix((values, (np.zeros(len(columns), int), columns)), (1, labels.BUCKETS)))
    return vstack(rows).tocsr()


def fitted(x: csr_matrix, y: np.ndarray, strength: float = 30.0) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=400, class_weight="balanced").fit(x, y)


def crossed(name: str, x: csr_matrix, y: np.ndarray) -> np.ndarray:
    """Five-fold predictions; prints accuracy and macro-F1 beside those of the majority class."""
    guesses = np.empty_like(y)
    sure = np.zeros(len(y))
    for train, test in StratifiedKFold(5, shuffle=True, random_state=1).split(np.zeros(len(y)), y):
        fit = fitted(x[train], y[train])
        guesses[test] = fit.predict(x[test])
        sure[test] = fit.predict_proba(x[test]).max(axis=1)
    top = Counter(y.tolist()).most_common(1)[0][0]
    gate = sure >= 0.45
    print(
        f"{name:14} n={len(y):4} accuracy {np.mean(guesses == y):.3f}"
        f" macro-F1 {f1_score(y, guesses, average='macro'):.3f}"
        f"   majority {np.mean(y == top):.3f} / {f1_score(y, np.full_like(y, top), average='macro'):.3f}"
        f"   at confidence 0.45: {gate.mean():.0%} of them, {np.mean(guesses[gate] == y[gate]):.3f} right"
    )
    return guesses


def main() -> None:
    written = list(sentences(HERE / "sentences.csv"))
    if "--reviewed" in sys.argv:
        written += sentences(Path(sys.argv[sys.argv.index("--reviewed") + 1]))
    x = rows_of([(row["text"], row["cue"]) for row in written])
    records = list(gold()) if GOLD.exists() else []
    stored: dict[str, np.ndarray] = {"version": np.array(VERSION)}
    for axis in labels.AXES:
        y = np.array([row[axis] for row in written])
        at = x
        if axis == "event" and records:
            told = rows_of([(text, "") for text, _ in records])
            crossed("PLOVER root", told, np.array([event for _, event in records]))
            at = vstack([x, told]).tocsr()
            y = np.array([*y, *(event for _, event in records)])
        guesses = crossed(axis, at, y)
        if axis == "event":
            quads, guessed = (np.array([_QUAD[one] for one in of]) for of in (y, guesses))
            print(f"{'PLOVER quad':14} n={len(y):4} accuracy {np.mean(quads == guessed):.3f} "
                  f"macro-F1 {f1_score(quads, guessed, average='macro'):.3f}")  # fmt: skip
        fit = fitted(at, y)
        stored[f"{axis}_classes"] = fit.classes_.astype(str)
        stored[f"{axis}_weights"] = fit.coef_.T.astype(np.float16)
        stored[f"{axis}_intercept"] = fit.intercept_.astype(np.float16)
    if "--check" in sys.argv:
        return
    if not records:
        print(f"{GOLD.parent} is not here: the model is not written")
        return
    np.savez_compressed(TARGET, **stored)
    print(f"{TARGET.name}: {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
