"""What arrives: each struct is one source's account of one thing, never a fact of the mission's.

Codes in the fields named ``kind``, ``means``, ``weapon``, ``assessment``, ``vehicle``, ``stage``,
``category`` and so on come from the vocabularies (``trucewatch.domain.vocabulary``). ``source`` is an
id of the mission's register of sources; ``ref`` is the source's own number for the row, so that a
re-sent row with other content is known for a correction.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from .services import ServiceReport
from .weather import Weather
from .when import Span, When
from .where import View, Where


class Count(msgspec.Struct, frozen=True, gc=False):
    """How many, as said: from ``low`` to ``high`` (equal when exact) of ``unit``; ``said`` keeps the words."""

    low: int
    high: int
    unit: str = "item"
    said: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"count {self.low}-{self.high} is not a range from 0 up")

    @property
    def best(self) -> int:
        """The middle of the range, rounded down."""
        return (self.low + self.high) // 2


class Amount(msgspec.Struct, frozen=True):
    """A quantity that need not be whole: from ``low`` to ``high`` (equal when exact) of ``unit``."""

    low: float
    high: float
    unit: str
    said: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"amount {self.low}-{self.high} is not a range")

    @property
    def best(self) -> float:
        return (self.low + self.high) / 2


class Grading(msgspec.Struct, frozen=True, gc=False):
    """Reliability of the source (A-F) and credibility of the information (1-6), judged separately."""

    source: Literal["A", "B", "C", "D", "E", "F"]
    information: Literal["1", "2", "3", "4", "5", "6"]
    by: str = ""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How a machine read an account out of a text; the account is a proposal until a person accepts it.

    ``model`` is the reader and its version; ``sure`` its confidence in each field (0 to 1); ``spans`` the (start, end)
    characters of the stored text that a field stands on. ``event`` is a PLOVER root, ``realis`` a code of the
    vocabulary *realis*, ``speaks_of`` the time that the words are about. ``accepted_by`` is who let it stand, "" for
    nobody yet.
    """

    model: str
    sure: dict[str, float]
    spans: dict[str, tuple[int, int]]
    event: str = ""
    realis: str = ""
    speaks_of: When | None = None
    accepted_by: str = ""

    @property
    def least_sure(self) -> float:
        """The confidence in the field that the reader is least sure of."""
        return min(self.sure.values(), default=0.0)


class Observation(msgspec.Struct, frozen=True, gc=False, tag="observation", kw_only=True):
    """One source's account of one event or one run of like events (shots, explosions, a fire, a weapon).

    ``sequence`` names a camera's or post's run of records made "in sequence"; ``direction`` is the
    direction of flight as said ("W to E"); ``exercise`` is true where the source says live-fire exercise;
    ``origin`` names the source that this one relays, so that a report that comes back is not counted as
    a second witness.
    """

    source: str
    kind: str
    means: str
    when: When
    where: Where
    count: Count
    weapon: str = "N/K"
    assessment: str = "undetermined"
    direction: str = ""
    sequence: str = ""
    exercise: bool = False
    origin: str = ""
    grading: Grading | None = None
    ref: str = ""
    text: str = ""


class Watch(msgspec.Struct, frozen=True, tag="watch", kw_only=True):
    """An effort: who looked where, from when to when. The observing counterpart of an observation.

    ``state``: *on* (looking), *impaired* (there, but could not see or hear as usual: fog, camera down,
    jamming), *denied* (kept out). ``notices`` are the means by which this watch could notice. ``clear`` is the share of
    its view that it could see into: of a satellite's, what clouds left.
    """

    source: str
    span: Span
    view: View
    state: Literal["on", "impaired", "denied"] = "on"
    notices: tuple[str, ...] = ("heard", "seen")
    clear: float = 1.0
    reason: str = ""
    ref: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.clear <= 1:
            raise ValueError(f"a clear share of {self.clear} is outside 0..1")


class Passage(msgspec.Struct, frozen=True, tag="passage", kw_only=True):
    """A count of something going over a crossing point of a corridor in one direction, while watched."""

    source: str
    crossing: str
    direction: str
    span: Span
    vehicle: str
    count: Count
    operator: str = ""
    cargo: str = ""
    ref: str = ""
    text: str = ""


class Consignment(msgspec.Struct, frozen=True, tag="consignment", kw_only=True):
    """Goods at one stage of their way (notified, at_crossing, inspected, collected, intercepted, arrived)."""

    source: str
    item: str
    amount: Amount
    stage: str
    when: When
    at: str
    destination: str = ""
    operator: str = ""
    consignment: str = ""
    ref: str = ""
    text: str = ""


class SegmentReport(msgspec.Struct, frozen=True, tag="segment", kw_only=True):
    """One source's account of whether a road segment or checkpoint can be passed, and by whom.

    ``direction`` is an end place id of the segment, or "both"; ``vehicles`` empty means every class.
    """

    source: str
    segment: str
    status: Literal["open", "restricted", "closed"]
    when: When
    direction: str = "both"
    vehicles: tuple[str, ...] = ()
    reason: str = ""
    ref: str = ""
    text: str = ""


class Restriction(msgspec.Struct, frozen=True, tag="restriction", kw_only=True):
    """The mission or a humanitarian actor was denied, delayed, given conditions, or impeded.

    ``by`` is who imposed it as far as seen or told ("" where not known); ``category`` is one of OCHA's
    access constraints.
    """

    source: str
    form: str
    category: str
    span: Span
    where: Where
    by: str = ""
    affected: str = ""
    reason: str = ""
    ref: str = ""
    text: str = ""


class Claim(msgspec.Struct, frozen=True, tag="claim", kw_only=True):
    """A party's or agency's assertion of a fact or figure; never a fact of the mission's.

    ``claimant`` asserts it; ``source`` is where the mission read it. ``measure`` is a code of the
    vocabulary *measures* (violations, vehicles_per_day, supplies_t_per_day, ...); ``span`` is the time the figure
    speaks of; ``about`` names the corridor, crossing, place or sector; ``against`` a party it accuses.
    """

    claimant: str
    source: str
    measure: str
    span: Span
    amount: Amount | None = None
    about: str = ""
    against: str = ""
    basis: str = ""
    said_at: datetime | None = None
    url: str = ""
    grading: Grading | None = None
    ref: str = ""
    text: str = ""
    reading: Reading | None = None

    @property
    def proposed(self) -> bool:
        """True if a machine read it and no person has accepted it."""
        return _proposed(self.reading)


class Statement(msgspec.Struct, frozen=True, tag="statement", kw_only=True):
    """Who said what, when, by which chain (outermost outlet first), with what stance, on which clause.

    ``quoted`` is true where ``text`` is a quotation; ``chars`` are the (start, end) characters of the
    stored source text it stands on.
    """

    speaker: str
    source: str
    said_at: When
    text: str
    chain: tuple[str, ...] = ()
    to: str = ""
    stance: str = ""
    clause: str = ""
    quoted: bool = False
    chars: tuple[int, int] | None = None
    url: str = ""
    grading: Grading | None = None
    ref: str = ""
    reading: Reading | None = None

    @property
    def proposed(self) -> bool:
        """True if a machine read it and no person has accepted it."""
        return _proposed(self.reading)


def _proposed(reading: Reading | None) -> bool:
    return reading is not None and not reading.accepted_by


class Inspection(msgspec.Struct, frozen=True, tag="inspection", kw_only=True):
    """What one visit to a storage site counted of one kind of weapon.

    ``access``: *full* (all of the site was shown), *partial*, *denied*; ``count`` is what stood there, None where the
    visitors could not count.
    """

    source: str
    site: str
    weapon: str
    when: When
    access: Literal["full", "partial", "denied"] = "full"
    count: Count | None = None
    ref: str = ""
    text: str = ""


class Step(msgspec.Struct, frozen=True, tag="step", kw_only=True):
    """One step between the mission and a party, of a case (a finding and what came of it) or outside any.

    ``step`` is a code of the vocabulary *steps*, ``outcome`` of *outcomes*. ``party`` is whom it concerns: notified,
    answering, reporting of itself, called. ``due`` is the day by which the next step is expected; ``rows`` are ids of
    rows of pictures, or of entries, that it is about.
    """

    source: str
    step: str
    when: When
    case: str = ""
    clause: str = ""
    party: str = ""
    outcome: str = ""
    due: date | None = None
    rows: tuple[str, ...] = ()
    ref: str = ""
    text: str = ""


Account = (
    Observation
    | Watch
    | Passage
    | Consignment
    | SegmentReport
    | Restriction
    | Claim
    | Statement
    | Inspection
    | ServiceReport
    | Step
    | Weather
)
