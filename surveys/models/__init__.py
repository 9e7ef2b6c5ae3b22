"""What is asked, who is asked, what is answered."""

from surveys.models.questionnaires import Frozen, Questionnaire, QuestionnaireVersion
from surveys.models.responses import BurntToken, Draft, Mode, Response, ReviewState
from surveys.models.samples import AccessKey, Disposition, Invitation, SampledEnterprise, Stratum
from surveys.models.waves import Anonymity, Wave, WaveStatus

__all__ = [
    "AccessKey",
    "Anonymity",
    "BurntToken",
    "Disposition",
    "Draft",
    "Frozen",
    "Invitation",
    "Mode",
    "Questionnaire",
    "QuestionnaireVersion",
    "Response",
    "ReviewState",
    "SampledEnterprise",
    "Stratum",
    "Wave",
    "WaveStatus",
]
