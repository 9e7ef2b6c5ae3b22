"""The numbers of an analysed wave, as page, PDF and charts read them from a stored run."""

from analysis.numbers.coverage import Coverage
from analysis.numbers.criteria import STEPS, Comparison, CriterionNumbers, Mark, Portal
from analysis.numbers.decisions import (
    RELEASE,
    WITHHOLD,
    decide_criteria,
    decide_one,
    decide_score,
)
from analysis.numbers.dialogues import Dialogues, IssueCount
from analysis.numbers.figures import (
    MARK,
    PRINT,
    REVIEW,
    SUPPRESS,
    Figure,
    Quantiles,
    inside_quotes,
    shorten,
)
from analysis.numbers.index import Basket, OfficialYear, Outlook, Part, PrintedDifference
from analysis.numbers.record import Hits, PastRecord, PastYear
from analysis.numbers.response import (
    CriterionResponse,
    Representativeness,
    ResponseGroup,
    ResponseVariable,
)
from analysis.numbers.reviewed import ReviewedFigure, list_reviewed
from analysis.numbers.stored import OTHER_FORM, SCHEMA, NotReadable, make_record
from analysis.numbers.survey import (
    Answer,
    Fieldwork,
    PlaceResponse,
    Quality,
    QuestionNumbers,
    StratumResponse,
    WithAndWithout,
)
from analysis.numbers.wave import WaveNumbers
from analysis.numbers.waves import Changes, HeldBack, WaveChange
from analysis.numbers.weighting import Margin, MarginLevel, Weighting, WeightStep

__all__ = [
    "MARK",
    "OTHER_FORM",
    "PRINT",
    "RELEASE",
    "REVIEW",
    "SCHEMA",
    "STEPS",
    "SUPPRESS",
    "WITHHOLD",
    "Answer",
    "Basket",
    "Changes",
    "Comparison",
    "Coverage",
    "CriterionNumbers",
    "CriterionResponse",
    "Dialogues",
    "Fieldwork",
    "Figure",
    "HeldBack",
    "Hits",
    "IssueCount",
    "Margin",
    "MarginLevel",
    "Mark",
    "NotReadable",
    "OfficialYear",
    "Outlook",
    "Part",
    "PastRecord",
    "PastYear",
    "PlaceResponse",
    "Portal",
    "PrintedDifference",
    "Quality",
    "Quantiles",
    "QuestionNumbers",
    "Representativeness",
    "ResponseGroup",
    "ResponseVariable",
    "ReviewedFigure",
    "StratumResponse",
    "WaveChange",
    "WaveNumbers",
    "WeightStep",
    "Weighting",
    "WithAndWithout",
    "decide_criteria",
    "decide_one",
    "decide_score",
    "inside_quotes",
    "list_reviewed",
    "make_record",
    "shorten",
]
