"""What we talk about: accounts of events, looking, movement and speech; the lines of the record; the vocabularies.

Plain frozen structs without behaviour beyond checking themselves. Every other room speaks in them; this one
knows no file, no database and no country.
"""

from .accounts import (
    Account,
    Amount,
    Claim,
    Consignment,
    Count,
    Grading,
    Inspection,
    Observation,
    Passage,
    Reading,
    Restriction,
    SegmentReport,
    Statement,
    Step,
    Watch,
)
from .entry import (
    Correction,
    Decision,
    Entry,
    Evidence,
    Payload,
    Problem,
    Publication,
    Quarantined,
    Received,
    Redaction,
    SourceText,
    Submission,
)
from .explanation import Explanation
from .quantity import CONVERSIONS, Daily, canonical, daily
from .retelling import likeness, parting
from .services import ServiceReport
from .vocabulary import Term, code_for, vocabulary
from .weather import FOG_M, Weather
from .when import Span, When, utc
from .where import Anywhere, Around, Bearing, Cell, Place, Point, Polygon, Track, View, Where

__all__ = [
    "CONVERSIONS",
    "FOG_M",
    "Account",
    "Amount",
    "Anywhere",
    "Around",
    "Bearing",
    "Cell",
    "Claim",
    "Consignment",
    "Correction",
    "Count",
    "Daily",
    "Decision",
    "Entry",
    "Evidence",
    "Explanation",
    "Grading",
    "Inspection",
    "Observation",
    "Passage",
    "Payload",
    "Place",
    "Point",
    "Polygon",
    "Problem",
    "Publication",
    "Quarantined",
    "Reading",
    "Received",
    "Redaction",
    "Restriction",
    "SegmentReport",
    "ServiceReport",
    "SourceText",
    "Span",
    "Statement",
    "Step",
    "Submission",
    "Term",
    "Track",
    "View",
    "Watch",
    "Weather",
    "When",
    "Where",
    "canonical",
    "code_for",
    "daily",
    "likeness",
    "parting",
    "utc",
    "vocabulary",
]
