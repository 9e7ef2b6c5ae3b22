"""What is asked, who is asked, what is answered."""

from surveys.models.answer_files import AnswerFile
from surveys.models.contacts import (
    ContactAttempt,
    ContactChannel,
    ContactResult,
    OptOut,
    Reminder,
    Sending,
    SendingKind,
)
from surveys.models.corrections import RegisterCorrection
from surveys.models.draws import AllocationMethod, Dimension, SampleDraw
from surveys.models.exports import DataExport, ExportFormat
from surveys.models.flags import FlagKind, ResponseFlag
from surveys.models.mappings import AnswerMapping
from surveys.models.paper import PaperEntry, PaperForm
from surveys.models.questionnaires import Frozen, Questionnaire, QuestionnaireVersion
from surveys.models.responses import BurntToken, Draft, Response, ReviewState
from surveys.models.samples import (
    ELECTRONIC,
    AccessKey,
    Disposition,
    Invitation,
    InvitationChannel,
    Mode,
    ReminderWay,
    SampledEnterprise,
    Stratum,
)
from surveys.models.scans import PaperScan
from surveys.models.texts import SurveyText
from surveys.models.trends import TrendSignature
from surveys.models.trials import Trial
from surveys.models.uploads import AnswerUpload
from surveys.models.waves import Anonymity, Wave, WaveStatus
from surveys.models.websites import ChecklistItem, WebReview, WebScore
from surveys.models.wordings import WordingFix

__all__ = [
    "ELECTRONIC",
    "AccessKey",
    "AllocationMethod",
    "Anonymity",
    "AnswerFile",
    "AnswerMapping",
    "AnswerUpload",
    "BurntToken",
    "ChecklistItem",
    "ContactAttempt",
    "ContactChannel",
    "ContactResult",
    "DataExport",
    "Dimension",
    "Disposition",
    "Draft",
    "ExportFormat",
    "FlagKind",
    "Frozen",
    "Invitation",
    "InvitationChannel",
    "Mode",
    "OptOut",
    "PaperEntry",
    "PaperForm",
    "PaperScan",
    "Questionnaire",
    "QuestionnaireVersion",
    "RegisterCorrection",
    "Reminder",
    "ReminderWay",
    "Response",
    "ResponseFlag",
    "ReviewState",
    "SampleDraw",
    "SampledEnterprise",
    "Sending",
    "SendingKind",
    "Stratum",
    "SurveyText",
    "TrendSignature",
    "Trial",
    "Wave",
    "WaveStatus",
    "WebReview",
    "WebScore",
    "WordingFix",
]
