"""The words people agree to in the dialogues, as they stand beside the box or the choice."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.consents.noting import note_consent, withdraw_consent
from dialogues.models import Came, Issue, Participant, Visibility

NAMED_IN_MINUTES, NAMED_WITH_ISSUE = "named-in-minutes", "named-with-issue"
MINUTES_LABEL = _("The public minutes may name our enterprise among those present.")
MINUTES_HELP = _(
    "Without this they count you and do not name you. The names of persons are never published."
)
MINUTES_BY_STAFF = _("Agreed that the public minutes name the enterprise")
VISIBILITY_LABEL = _("Who may know that it comes from you?")
VISIBILITY_HELP = _(
    "“Public, without our name”: the agencies that handle it and the planners of the"
    " province see who you are, the public does not. “Only the Association”: the agency"
    " receives your text without your name, and it is not published. You can take your"
    " name away later."
)


def note_name_in_minutes(person: Participant, now: datetime) -> None:
    """Keep the words under which somebody agreed that minutes name their enterprise."""
    by_themselves = person.came in {Came.SELF, Came.INVITED}
    words = f"{MINUTES_LABEL}\n{MINUTES_HELP}" if by_themselves else str(MINUTES_BY_STAFF)
    note_consent(purpose=NAMED_IN_MINUTES, words=words, subject=person, now=now)


def take_back_name_in_minutes(person: Participant, now: datetime) -> None:
    withdraw_consent(purpose=NAMED_IN_MINUTES, subject=person, now=now)


def note_name_with_issue(issue: Issue, now: datetime) -> None:
    """Keep the choice by which an enterprise let its name stand with its issue in public."""
    words = f"{VISIBILITY_LABEL}\n{Visibility.PUBLIC.label}\n{VISIBILITY_HELP}"
    note_consent(purpose=NAMED_WITH_ISSUE, words=words, subject=issue, now=now)


def take_back_name_with_issue(issue: Issue, now: datetime) -> None:
    withdraw_consent(purpose=NAMED_WITH_ISSUE, subject=issue, now=now)
