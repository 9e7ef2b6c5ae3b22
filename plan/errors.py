"""What the plan's pages refuse, and why."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import DomainError


class ReportsExist(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Agencies have reported on this already, so it stays. Enter a new plan instead.")
        )


class AlreadySent(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("This report has been sent already. Ask its collector to return it for changes.")
        )


class ReportChanged(DomainError):
    """A colleague stored the same report meanwhile; nothing is overwritten unseen."""

    def __init__(self, by: User | None) -> None:
        super().__init__(
            _(
                "%(name)s has stored this draft since you opened it. Your text stands below and is"
                " not stored; compare it with the other one and send it once more to replace that."
            )
            % {"name": by or _("Somebody")}
        )


class NothingReported(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say what was done before you send the report."))


class NotSent(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only a report that has been sent can be returned."))


class ReasonMissing(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say why the report goes back, so that the agency knows what to do."))


class DoneWithoutWords(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say what was done before you mark the task as done."))
