"""The numbers of an analysed wave, as page, PDF and charts read them from a stored run."""

from analysis.numbers.criteria import CriterionNumbers
from analysis.numbers.dialogues import Dialogues, IssueCount
from analysis.numbers.figures import MARK, PRINT, SUPPRESS, Figure, Quantiles, shortened
from analysis.numbers.index import Basket, OfficialYear, Outlook, Part, PrintedDifference
from analysis.numbers.stored import SCHEMA, NotReadable, made
from analysis.numbers.survey import (
    Answer,
    Fieldwork,
    Quality,
    QuestionNumbers,
    StratumResponse,
    WithAndWithout,
)
from analysis.numbers.wave import WaveNumbers

__all__ = [
    "MARK",
    "PRINT",
    "SCHEMA",
    "SUPPRESS",
    "Answer",
    "Basket",
    "CriterionNumbers",
    "Dialogues",
    "Fieldwork",
    "Figure",
    "IssueCount",
    "NotReadable",
    "OfficialYear",
    "Outlook",
    "Part",
    "PrintedDifference",
    "Quality",
    "Quantiles",
    "QuestionNumbers",
    "StratumResponse",
    "WaveNumbers",
    "WithAndWithout",
    "made",
    "shortened",
]
