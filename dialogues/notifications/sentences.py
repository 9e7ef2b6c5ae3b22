"""What the letters about the steps of an issue say, a sentence a step and addressee."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.workflow.transitions import Tell

# The table of the course decides which of them exist (a test compares).
SENTENCES: dict[tuple[str, Tell], Promise] = {
    ("accept", Tell.RAISER): _(
        "The Association has accepted your issue and will assign it to the agency in charge."
    ),
    ("divert", Tell.RAISER): _(
        "What you wrote is a complaint or denunciation in the sense of the law. It cannot be"
        " handled in the dialogue; the Association has written down below where it is to be sent"
        " and which time limits the law sets."
    ),
    ("decline", Tell.RAISER): _(
        "The Association cannot take up your issue in the dialogue. The reason is given below."
    ),
    ("assign", Tell.LEAD): _(
        "An issue has been assigned to your agency as the lead. Please answer by the day named"
        " below."
    ),
    ("assign", Tell.COORDINATORS): _(
        "Your agency co-ordinates on an issue. Please send your contribution to the lead agency by"
        " the day named below."
    ),
    ("assign", Tell.RAISER): _(
        "Your issue has been assigned to the agency in charge. The day by which it must answer is"
        " named below."
    ),
    ("hand_over", Tell.LEAD): _(
        "An issue has been handed over to your agency as the lead. Its deadline is unchanged."
    ),
    ("solve", Tell.RAISER): _("The agency reports that the matter of your issue is solved."),
    ("solve", Tell.STAFF): _("The lead agency has answered an issue: solved."),
    ("commit", Tell.RAISER): _(
        "The agency has answered with a commitment. The clock runs on until it is kept."
    ),
    ("commit", Tell.STAFF): _("The lead agency has answered an issue with a commitment."),
    ("forward", Tell.RAISER): _(
        "The matter is beyond the agency’s authority; it has been forwarded to the authority in"
        " charge."
    ),
    ("forward", Tell.STAFF): _("The lead agency has forwarded an issue to another authority."),
    ("refuse", Tell.RAISER): _(
        "The agency cannot meet your request. The legal ground is given in the answer."
    ),
    ("refuse", Tell.STAFF): _("The lead agency has refused an issue, with its legal ground."),
    ("explain", Tell.RAISER): _("The agency has answered your issue with an explanation."),
    ("explain", Tell.STAFF): _("The lead agency has answered an issue with an explanation."),
    ("confirm", Tell.LEAD): _("The enterprise confirms that its matter is answered and solved."),
    ("reopen", Tell.LEAD): _(
        "An issue your agency answered has been reopened. Please answer again by the day named"
        " below."
    ),
    ("reopen", Tell.STAFF): _("An issue has been reopened."),
    ("close", Tell.RAISER): _("Your issue is closed. Thank you for taking part in the dialogue."),
    ("withdraw", Tell.LEAD): _("An issue has been withdrawn; no answer is needed any more."),
    ("withdraw", Tell.COORDINATORS): _(
        "An issue has been withdrawn; no contribution is needed any more."
    ),
    ("merge", Tell.RAISER): _(
        "Your issue continues together with another one on the same matter. You will be told of"
        " its answer."
    ),
}
