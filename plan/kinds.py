"""What targets count in, and between which values."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from plan.models import Measure


class TargetKind(TextChoices):
    """What a target counts in; the report compares ranks with the official one."""

    RANK = "rank", _("place among the provinces")
    SCORE = "points", _("score of the sub-index")
    SHARE = "share", _("share in per cent")
    DAYS = "days", _("days")
    NONE = "-", _("nothing that is counted")


LESS_IS_BETTER = {TargetKind.RANK, TargetKind.DAYS}
LIMITS: dict[str, tuple[float, float, str | Promise]] = {
    TargetKind.RANK: (1, 63, _("A place lies between 1 and 63.")),
    TargetKind.SCORE: (1, 10, _("A score lies between 1 and 10.")),
    TargetKind.SHARE: (0, 100, _("A share lies between 0 and 100 per cent.")),
    TargetKind.DAYS: (0, 3650, _("Days lie between 0 and 3650.")),
}
COUNTED_IN: dict[str, TargetKind] = {
    Measure.OFFICIAL_RANK: TargetKind.RANK,
    Measure.ISSUES_IN_TIME: TargetKind.SHARE,
    Measure.REQUESTS_IN_TIME: TargetKind.SHARE,
    Measure.SURVEY_ANSWER: TargetKind.SHARE,
}
