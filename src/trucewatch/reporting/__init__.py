"""What the pictures hold, said: the daily report, its tables and maps, and the four answers. Nothing is computed here.

``Pictures.of`` draws every picture of a period from the record; ``daily`` says them as a ``Report`` in the shapes of
the field, every figure naming its row; ``weekly`` does so for a week at the crossings; ``write`` sets it as PDF, HTML,
tables and map, byte for byte the same whenever it is made again; ``weakest`` and ``imbalances`` ask of a draft what a
red team would; ``four_answers`` is the short form.
"""

from .advice import print_plan
from .brief import Meeting, brief
from .cot import cursor_on_target
from .daily import daily
from .document import Brief, Report, Section, Weekly
from .files import publication, render, write
from .latest import latest_day
from .layers import LAYERS, layer
from .named import TABLES
from .naming import titles
from .pictures import Pictures
from .status import Answer, Answers, four_answers, print_answers, print_explanation
from .strength import Imbalance, Weak, imbalances, weakest
from .tables import csv_of
from .weekly import weekly

__all__ = [
    "LAYERS",
    "TABLES",
    "Answer",
    "Answers",
    "Brief",
    "Imbalance",
    "Meeting",
    "Pictures",
    "Report",
    "Section",
    "Weak",
    "Weekly",
    "brief",
    "csv_of",
    "cursor_on_target",
    "daily",
    "four_answers",
    "imbalances",
    "latest_day",
    "layer",
    "print_answers",
    "print_explanation",
    "print_plan",
    "publication",
    "render",
    "titles",
    "weakest",
    "weekly",
    "write",
]
