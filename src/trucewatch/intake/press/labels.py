"""Stance, topic, PLOVER event and realis of a clause, by linear models over its hashed lemmas.

The weights are data, made by ``benchmarks/press/build_model.py`` from sentences written for the purpose and the PLOVER
gold-standard records; nothing is unpickled. Names are masked, so that nobody's name speaks for a stance.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .lexicon import ACTS, SPEAKING_SELF, THEMES, words

if TYPE_CHECKING:
    from spacy.tokens import Token

AXES = ("stance", "topic", "event", "realis")
BUCKETS = 1 << 13
"""Into how many columns the features are hashed."""

_MODEL = "model.npz"
_MODALS = words("will shall would could can may might must should ought")


class Label(NamedTuple):
    """The likeliest class of an axis and its probability."""

    value: str
    sure: float


class Axis(NamedTuple):
    """One axis: (k,) classes, (BUCKETS, k) weights, (k,) intercepts, and the factor that calibrates them."""

    classes: NDArray[np.str_]
    weights: NDArray[np.float32]
    intercept: NDArray[np.float32]


class Model(NamedTuple):
    """The axes by name, and the version that goes into every reading made with it."""

    axes: dict[str, Axis]
    version: str

    def label(self, found: Iterable[str]) -> dict[str, Label]:
        """The label of each axis for the features of one clause (``features``)."""
        columns, values = hashed(found)
        return {name: _likeliest(axis, columns, values) for name, axis in self.axes.items()}

    def chances(self, axis: str, found: Iterable[str]) -> dict[str, float]:
        """The probability of every class of one axis."""
        of = self.axes[axis]
        return dict(zip(of.classes.tolist(), _softmax(of, *hashed(found)).tolist(), strict=True))


@cache
def shipped() -> Model:
    """The model that came with the package."""
    with np.load(BytesIO((files(__package__) / _MODEL).read_bytes()), allow_pickle=False) as stored:
        axes = {
            name: Axis(
                stored[f"{name}_classes"],
                stored[f"{name}_weights"].astype(np.float32),
                stored[f"{name}_intercept"].astype(np.float32),
            )
            for name in AXES
        }
        return Model(axes, str(stored["version"]))


def features(tokens: Iterable["Token"], cue: str) -> list[str]:
    """The features of a clause: lemmas and their pairs with names and numbers masked, its modals, and the cue."""
    kept = [token for token in tokens if not (token.is_punct or token.is_space)]
    words = [_mask(token) for token in kept]
    found = [f"w:{word}" for word in words]
    found += [f"b:{one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
    found += [f"t:{words[i]} {words[i + 2]}" for i in range(len(words) - 2)]
    for token in kept:
        low = token.lower_
        if low in _MODALS:
            found += [f"modal:{low}"] * 2
        if token.dep_ == "neg" or low in ("no", "nobody", "none"):
            found.append("negated")
        if low in ("if", "unless", "provided"):
            found.append("condition")
        if token.tag_ in ("VBD", "VBN", "VBG", "VBP", "VBZ", "VB"):
            found.append(f"tag:{token.tag_}")
            found.append(f"v:{token.lemma_.casefold()}")
        if low in SPEAKING_SELF:
            found.append("self")
        found += [f"theme:{theme}" for theme in THEMES.get(token.lemma_.casefold(), ())] * 4
        found += [f"act:{act}" for act in ACTS.get(token.lemma_.casefold(), ())] * 4
    root = next((token for token in kept if token.head not in kept or token.head is token), None)
    if root is not None:
        found += [f"root:{_mask(root)}", f"root:{root.tag_}"]
        found += [f"rootact:{act}" for act in ACTS.get(root.lemma_.casefold(), ())] * 4
    return [*found, f"cue:{cue}", f"cue:{cue}"] if cue else [*found, "narrated"]


def hashed(found: Iterable[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The columns that features fall into, and their values on the unit sphere; counts are damped."""
    from sklearn.feature_extraction import FeatureHasher

    row = FeatureHasher(BUCKETS, input_type="string", alternate_sign=False).transform([list(found)])
    values = np.log1p(row.data).astype(np.float32)
    norm = float(np.sqrt((values**2).sum())) or 1.0
    return row.indices.astype(np.int64), values / np.float32(norm)


def _mask(token: "Token") -> str:
    if token.pos_ == "PROPN":
        return "_name"
    if token.like_num:
        return "_number"
    return token.lemma_.casefold()


def _softmax(axis: Axis, columns: NDArray[np.int64], values: NDArray[np.float32]) -> NDArray[np.float32]:
    scores = values @ axis.weights[columns] + axis.intercept
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), np.float32)


def _likeliest(axis: Axis, columns: NDArray[np.int64], values: NDArray[np.float32]) -> Label:
    chances = _softmax(axis, columns, values)
    best = int(chances.argmax())
    return Label(str(axis.classes[best]), float(chances[best]))
