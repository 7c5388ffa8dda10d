"""The record: everything that arrived and everything people decided, in a log that nobody can change unnoticed.

``Record`` keeps one: it appends entries durably, keeps the evidence they rest on, signs a checkpoint with every
transaction, proves, verifies and exports. ``Record.holdings`` gives what stands in it at any of its sizes, corrections
and decisions applied, as ``Holdings``; all pictures are made from those.
"""

from .backup import back_up, restore
from .evidence import Incoming
from .frames import OBSERVATIONS, where_of
from .holdings import Holdings
from .model import Draft, Finding, Held, Receipt, RecordBusyError, RecordError, Stored, Verification
from .notes import Checkpoint, NoteError, VerifierKey
from .origins import Origins
from .record import Record

__all__ = [
    "OBSERVATIONS",
    "Checkpoint",
    "Draft",
    "Finding",
    "Held",
    "Holdings",
    "Incoming",
    "NoteError",
    "Origins",
    "Receipt",
    "Record",
    "RecordBusyError",
    "RecordError",
    "Stored",
    "Verification",
    "VerifierKey",
    "back_up",
    "restore",
    "where_of",
]
