"""Sessions and the issues raised in them."""

from dialogues.models.answers import Answer, AnswerStatus, AnswerTemplate, Note, Verdict
from dialogues.models.attachments import Attachment
from dialogues.models.clocks import Clock, ClockRole
from dialogues.models.counters import IssueCounter
from dialogues.models.events import Event, Redaction
from dialogues.models.feedback import RATINGS, SessionFeedback, Side
from dialogues.models.grounds import DeadlineGround, LegalProvision, LegalWay
from dialogues.models.incoming import IncomingMail
from dialogues.models.information import InformationRequest, Outcome
from dialogues.models.issues import Issue
from dialogues.models.kinds import IssueKind, Origin, Visibility
from dialogues.models.links import FollowLink
from dialogues.models.minutes import (
    Minutes,
    MinutesAddendum,
    MinutesComment,
    MinutesRedaction,
    MinutesStatus,
)
from dialogues.models.participants import Came, Participant, ParticipantStatus, Support
from dialogues.models.saved_filters import SavedFilter
from dialogues.models.sessions import AgendaItem, FeedbackTime, Session, SessionStatus
from dialogues.models.texts import IssueText, Scope
from dialogues.models.typed_drafts import TypedDraft

__all__ = [
    "RATINGS",
    "AgendaItem",
    "Answer",
    "AnswerStatus",
    "AnswerTemplate",
    "Attachment",
    "Came",
    "Clock",
    "ClockRole",
    "DeadlineGround",
    "Event",
    "FeedbackTime",
    "FollowLink",
    "IncomingMail",
    "InformationRequest",
    "Issue",
    "IssueCounter",
    "IssueKind",
    "IssueText",
    "LegalProvision",
    "LegalWay",
    "Minutes",
    "MinutesAddendum",
    "MinutesComment",
    "MinutesRedaction",
    "MinutesStatus",
    "Note",
    "Origin",
    "Outcome",
    "Participant",
    "ParticipantStatus",
    "Redaction",
    "SavedFilter",
    "Scope",
    "Session",
    "SessionFeedback",
    "SessionStatus",
    "Side",
    "Support",
    "TypedDraft",
    "Verdict",
    "Visibility",
]
