"""What the pictures hold, said: the daily report, its tables and maps, and the four answers. Nothing is computed here.

``Pictures.of`` draws every picture of a period from the record; ``daily`` says them as a ``Report`` in the shapes of
the field, every figure naming its row; ``weekly`` does so for a week at the crossings; ``write`` sets it as PDF, HTML,
tables and map, byte for byte the same whenever it is made again; ``reword`` changes its words and none of its figures,
``errata`` corrects what was published; ``weakest`` and ``imbalances`` ask of a draft what a red team would;
``four_answers`` is the short form.
"""

from .advice import print_plan
from .brief import Meeting, brief
from .cot import cursor_on_target
from .daily import daily, report_id
from .document import Brief, Errata, Report, Section, Weekly
from .edits import Edit, Lapsed, Sentence, edits_of
from .errata import Erratum, ErratumError, correct_figure, correct_words, errata, errata_of
from .files import errata_files, publication, render, write
from .latest import latest_day
from .layers import LAYERS, layer
from .named import TABLES
from .naming import titles
from .pictures import Pictures
from .rewording import WordingError, reword
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
    "Edit",
    "Errata",
    "Erratum",
    "ErratumError",
    "Imbalance",
    "Lapsed",
    "Meeting",
    "Pictures",
    "Report",
    "Section",
    "Sentence",
    "Weak",
    "Weekly",
    "WordingError",
    "brief",
    "correct_figure",
    "correct_words",
    "csv_of",
    "cursor_on_target",
    "daily",
    "edits_of",
    "errata",
    "errata_files",
    "errata_of",
    "four_answers",
    "imbalances",
    "latest_day",
    "layer",
    "print_answers",
    "print_explanation",
    "print_plan",
    "publication",
    "render",
    "report_id",
    "reword",
    "titles",
    "weakest",
    "weekly",
    "write",
]
