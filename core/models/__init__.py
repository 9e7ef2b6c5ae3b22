"""What several apps share: the audit log, the outbox, background orders, closed days."""

from core.models.association import Association
from core.models.audit import AppendOnly, AuditEntry, AuditQuerySet
from core.models.calendar import CalendarCorrection, DayKind
from core.models.consents import Consent, ConsentText
from core.models.jobs import OPEN_STATES, Job, JobQuerySet, JobState
from core.models.outbox import (
    Channel,
    MessageStatus,
    OutboxRelease,
    OutgoingMessage,
    OutgoingMessageQuerySet,
    Unwanted,
)
from core.models.site import (
    ShippedRow,
    SiteState,
    hold_demonstration,
    site_is_demonstration,
)

__all__ = [
    "OPEN_STATES",
    "AppendOnly",
    "Association",
    "AuditEntry",
    "AuditQuerySet",
    "CalendarCorrection",
    "Channel",
    "Consent",
    "ConsentText",
    "DayKind",
    "Job",
    "JobQuerySet",
    "JobState",
    "MessageStatus",
    "OutboxRelease",
    "OutgoingMessage",
    "OutgoingMessageQuerySet",
    "ShippedRow",
    "SiteState",
    "Unwanted",
    "hold_demonstration",
    "site_is_demonstration",
]
