"""The letters of the dialogues. Those about steps of an issue follow from the workflow's table."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.messaging.kinds import ALWAYS_WANTED, Leaves, LetterKind, Policy
from core.models import Channel
from dialogues import letter_policies as policies
from dialogues.workflow.transitions import STEPS, TABLE, Informed, Transition

TO: dict[Informed, Promise] = {
    Informed.RAISER: _("the enterprise that raised the issue"),
    Informed.LEAD: _("officers of the lead agency"),
    Informed.COORDINATORS: _("officers of the co-ordinating agencies"),
    Informed.STAFF: _("the Association’s staff"),
}
GUESTS = _("guests of the session")
AGENCIES = {Informed.LEAD, Informed.COORDINATORS}
ASKS_AGENCY = {"assign", "hand_over", "reopen"}


def _kind(
    name: str,
    title: str | Promise,
    to: str | Promise,
    policy: Policy,
    *,
    template: str = "",
    leaves: Leaves = Leaves.BY_ITSELF,
    channels: Sequence[Channel] = (Channel.EMAIL,),
) -> LetterKind:
    return LetterKind(
        key=f"dialogues.{name}",
        name=title,
        to=to,
        template=f"emails/dialogues/{template or name}.txt",
        leaves=leaves,
        policy=policy,
        channels=channels,
    )


def _step(row: Transition, tell: Informed) -> LetterKind:
    asks = row.act in ASKS_AGENCY and tell in AGENCIES
    policy = policies.NO_LONGER_WITH_AGENCY if asks else ALWAYS_WANTED
    return _kind(f"{row.act}.{tell}", row.done, TO[tell], policy, template="step")


STEP_KINDS = {(row.act, tell): _step(row, tell) for row in TABLE.values() for tell in row.tells}
AGENCY_ADDED = _kind(
    "add_agency",
    STEPS["add_agency"],
    TO[Informed.COORDINATORS],
    policies.NO_LONGER_WITH_AGENCY,
    template="step",
)
DUE_SOON = _kind(
    "due_soon", _("Due soon"), _("officers of the agency"), policies.NO_LONGER_WITH_AGENCY
)
OVERDUE = _kind(
    "overdue",
    _("Overdue"),
    _("officers of the agency, then staff, then planners"),
    policies.NO_LONGER_WITH_AGENCY,
)
APPROVE = _kind(
    "approve",
    _("An answer waits for your approval"),
    _("heads of the agency"),
    policies.NOT_FOR_APPROVAL,
)
REVISE = _kind(
    "revise", _("Please revise your answer"), _("the author of the answer"), policies.HANDED_IN
)
INTAKE_LATE = _kind(
    "intake_late", _("To be passed on to an agency"), TO[Informed.STAFF], policies.PASSED_ON
)
LINK = _kind("link", _("New link to follow an issue"), TO[Informed.RAISER], policies.LINKS_ENDED)
SUPPORTED_ANSWERED = _kind(
    "supported_answered",
    _("An issue they supported was answered"),
    _("those who supported the issue"),
    policies.LEFT_PUBLIC,
)
SESSION_INVITATION = _kind(
    "session_invitation",
    _("Invitation to a session"),
    _("enterprises and agencies"),
    policies.INVITATION_ANSWERED,
    leaves=Leaves.RELEASED,
)
SESSION_LINK = _kind(
    "session_link",
    _("Personal link to a session, sent once more"),
    GUESTS,
    policies.SESSION_OVER,
    template="session_invitation",
)
BOTH = (Channel.EMAIL, Channel.SMS)  # guests without an e-mail address get a text message
SIGN_UP = _kind(
    "sign_up",
    _("Registration for a session to be confirmed"),
    _("whoever registered on the page of the session"),
    policies.SESSION_OVER,
    channels=BOTH,
)
REGISTERED = _kind(
    "registered",
    _("Registration for a session confirmed"),
    GUESTS,
    policies.NOT_REGISTERED,
    channels=BOTH,
)
WAITING = _kind(
    "waiting",
    _("On the waiting list of a session"),
    GUESTS,
    policies.NOT_WAITING,
    channels=BOTH,
)
SESSION_SOON = _kind(
    "session_soon",
    _("A session is near"),
    _("guests who registered"),
    policies.NOT_REGISTERED,
    channels=BOTH,
)
SESSION_CHANGED = _kind(
    "session_changed",
    _("Day, place or link of a session changed"),
    _("guests who registered or wait"),
    policies.SESSION_OVER,
    channels=BOTH,
)
MORE_WANTED = _kind(
    "more_wanted",
    _("Further seats wanted; those one has stay"),
    GUESTS,
    policies.NOT_REGISTERED,
    channels=BOTH,
)
PROMOTED = _kind(
    "promoted",
    _("Place in a session became free"),
    GUESTS,
    policies.NOT_REGISTERED,
    channels=BOTH,
)
SESSION_CANCELLED = _kind(
    "session_cancelled",
    _("Session cancelled"),
    _("guests who registered or wait"),
    policies.PLANNED_AGAIN,
    channels=BOTH,
)
FEEDBACK = _kind(
    "feedback",
    _("Question what the session was like"),
    _("guests who came"),
    policies.FEEDBACK_GIVEN,
    leaves=Leaves.RELEASED,
)
MINUTES_COMMENT = _kind(
    "minutes_comment",
    _("Draft minutes open to comments"),
    _("guests who came"),
    policies.COMMENTS_CLOSED,
)
MINUTES_LATE = _kind(
    "minutes_late", _("The minutes are late"), TO[Informed.STAFF], policies.MINUTES_SIGNED
)
GUEST_STEPS = {
    "registered": REGISTERED,
    "waiting": WAITING,
    "more_wanted": MORE_WANTED,
    "promoted": PROMOTED,
    "cancelled": SESSION_CANCELLED,
    "changed": SESSION_CHANGED,
}
KINDS = [
    *STEP_KINDS.values(),
    AGENCY_ADDED,
    DUE_SOON,
    OVERDUE,
    APPROVE,
    REVISE,
    INTAKE_LATE,
    LINK,
    SUPPORTED_ANSWERED,
    SESSION_INVITATION,
    SESSION_LINK,
    SIGN_UP,
    SESSION_SOON,
    *GUEST_STEPS.values(),
    FEEDBACK,
    MINUTES_COMMENT,
    MINUTES_LATE,
]
