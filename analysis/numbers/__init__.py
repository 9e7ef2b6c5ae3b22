"""The numbers of an analysed wave, as page, PDF and charts read them from a stored run."""

from analysis.numbers.criteria import Comparison, CriterionNumbers, Mark, Portal
from analysis.numbers.dialogues import Dialogues, IssueCount
from analysis.numbers.figures import (
    MARK,
    PRINT,
    SUPPRESS,
    Figure,
    Quantiles,
    inside_quotes,
    shorten,
)
from analysis.numbers.index import Basket, OfficialYear, Outlook, Part, PrintedDifference
from analysis.numbers.record import Hits, PastRecord, PastYear
from analysis.numbers.stored import OTHER_FORM, SCHEMA, NotReadable, make_record
from analysis.numbers.survey import (
    Answer,
    Fieldwork,
    Quality,
    QuestionNumbers,
    StratumResponse,
    WithAndWithout,
)
from analysis.numbers.wave import WaveNumbers
from analysis.numbers.waves import Changes, HeldBack, WaveChange

__all__ = [
    "MARK",
    "OTHER_FORM",
    "PRINT",
    "SCHEMA",
    "SUPPRESS",
    "Answer",
    "Basket",
    "Changes",
    "Comparison",
    "CriterionNumbers",
    "Dialogues",
    "Fieldwork",
    "Figure",
    "HeldBack",
    "Hits",
    "IssueCount",
    "Mark",
    "NotReadable",
    "OfficialYear",
    "Outlook",
    "Part",
    "PastRecord",
    "PastYear",
    "Portal",
    "PrintedDifference",
    "Quality",
    "Quantiles",
    "QuestionNumbers",
    "StratumResponse",
    "WaveChange",
    "WaveNumbers",
    "WithAndWithout",
    "inside_quotes",
    "make_record",
    "shorten",
]
