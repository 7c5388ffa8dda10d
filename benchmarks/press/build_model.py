"""Builds the press reader's model and prints its cross-validated figures beside the majority class.

Trains on ``sentences.csv`` and the texts of ``corpus`` (both written for the purpose; a text's statements as the reader
cuts them) and, for the event axis, on the PLOVER gold-standard records where the sibling folder
``shared/data/plover-gold-records`` is at hand; without it the model is not written, since its events would rest on part
of the text. Sentences of one text are never parted between the folds. ``--reviewed FILE`` adds what people of a mission
corrected (``trucewatch review export``).

    python benchmarks/press/build_model.py [--reviewed FILE] [--check]
"""

import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from spacy.tokens import Doc
from texts import CORPUS, HERE, Note, texts

from trucewatch.intake.press import labels
from trucewatch.intake.press.article import tokens_in
from trucewatch.intake.press.attribution import Unit, units
from trucewatch.intake.press.grammar import model, parsed
from trucewatch.intake.press.quotations import quotations
from trucewatch.intake.press.speakers import Memory
from trucewatch.intake.press.splitting import clauses
from trucewatch.intake.press.writing import Writing

LANGUAGE = model()
EMPTY = dict.fromkeys(labels.AXES, "")
GOLD = HERE.parents[1] / "../shared/data/plover-gold-records/plover_gsr_cameo.json.gz"
TARGET = Path(labels.__file__).with_name("model.npz")
VERSION = "press-2"
_NAMES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT"}
"""The gold records follow PLOVER 0.5; these are the names of its later manual, FIGHT folded into ASSAULT."""
_QUAD = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "REQUEST", "CONCEDE"), "verbal cooperation"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "material cooperation"),
    **dict.fromkeys(("ACCUSE", "REJECT", "THREATEN"), "verbal conflict"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "material conflict"),
    "none": "none",
}


class Example(NamedTuple):
    """Features of one clause, its label on each axis ("" where nobody set one), and the text it comes from."""

    features: list[str]
    labels: dict[str, str]
    text: str


def sentences(path: Path) -> Iterator[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for doc, row in zip(LANGUAGE.pipe(row["text"] for row in rows), rows, strict=True):
        yield Example(labels.features(doc, row.get("cue", "")), {axis: row[axis] for axis in labels.AXES}, row["text"])


def corpus() -> Iterator[Example]:
    """The statements and events of the annotated texts, as the reader cuts them; what it does not find is left out."""
    for case in (case for path in sorted(CORPUS) for case in texts(path) if case.kind == "article"):
        memory, writing = Memory(), Writing(case.text, plain=True)
        quoted = quotations(case.text, writing.paragraphs)
        docs = parsed(LANGUAGE, case.text, writing.paragraphs)
        for (start, end), doc in zip(writing.paragraphs, docs, strict=True):
            cut = units(doc, start, [one for one in quoted if start <= one.start < end], memory)
            for note in case.notes:
                if start <= note.middle < end and (found := _example(doc, start, cut, note)):
                    yield found._replace(text=f"{case.published}")


def _example(doc: Doc, offset: int, cut: list[Unit], note: Note) -> Example | None:
    if note.kind == "say":
        speaker, stance, topic, realis, event, *_ = note.fields
        holding = [one for one in cut if one.start <= note.middle < one.end]
        if not holding:
            return None
        best = max(holding, key=lambda one: (speaker.casefold() in one.path[-1].text.casefold(), one.start - one.end))
        tokens = tokens_in(doc, best.start - offset, best.end - offset)
        marks = {"stance": stance, "topic": topic, "event": event, "realis": realis}
        return Example(labels.features(tokens, best.cue[2] if best.cue else ""), marks, "")
    if note.kind == "told":
        event, realis, _ = note.fields
        at = note.middle - offset
        holding = [
            (end - start, tokens)
            for sentence in doc.sents
            for start, end, tokens in clauses(doc, sentence.start_char, sentence.end_char)
            if start <= at < end
        ]
        if holding:
            tokens = min(holding, key=lambda one: one[0])[1]
            return Example(labels.features(tokens, ""), dict(EMPTY, event=event, realis=realis), "")
    return None


def gold() -> Iterator[tuple[str, str]]:
    """(text, event) of the gold records, but for the documentation record and INVESTIGATE, which has no root now."""
    for record in json.loads(gzip.decompress(GOLD.read_bytes())):
        event = _NAMES.get(record["event"], record["event"])
        if event in _QUAD:
            yield record["text"], event


def rows_of(found: Sequence[list[str]]) -> csr_matrix:
    """One row of hashed features for each clause."""
    rows = []
    for features in found:
        columns, values = labels.hashed(features)
        rows.append(csr_matrix((values, (np.zeros(len(columns), int), columns)), (1, labels.BUCKETS)))
    return vstack(rows).tocsr()


def fitted(x: csr_matrix, y: np.ndarray, strength: float = 30.0) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=400, class_weight="balanced").fit(x, y)


def crossed(name: str, x: csr_matrix, y: np.ndarray, of_text: np.ndarray) -> np.ndarray:
    """Five-fold predictions, no text in two folds; prints accuracy and macro-F1 beside those of the majority class."""
    guesses = np.empty_like(y)
    sure = np.zeros(len(y))
    for train, test in StratifiedGroupKFold(5, shuffle=True, random_state=1).split(x, y, of_text):
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
    examples = [*sentences(HERE / "sentences.csv"), *corpus()]
    if "--reviewed" in sys.argv:
        examples += sentences(Path(sys.argv[sys.argv.index("--reviewed") + 1]))
    x = rows_of([one.features for one in examples])
    records = list(gold()) if GOLD.exists() else []
    stored: dict[str, np.ndarray] = {"version": np.array(VERSION)}
    for axis in labels.AXES:
        marked = np.array([bool(one.labels[axis]) for one in examples])
        at, y = x[marked], np.array([one.labels[axis] for one in examples if one.labels[axis]])
        of_text = np.array([one.text for one in examples if one.labels[axis]])
        if axis == "event" and records:
            told = rows_of([labels.features(doc, "") for doc in LANGUAGE.pipe(text for text, _ in records)])
            crossed("PLOVER root", told, np.array([event for _, event in records]), np.array([t for t, _ in records]))
            at = vstack([at, told]).tocsr()
            y = np.array([*y, *(event for _, event in records)])
            of_text = np.array([*of_text, *(text for text, _ in records)])
        guesses = crossed(axis, at, y, of_text)
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
