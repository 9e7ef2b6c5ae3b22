"""What the register refuses, and why."""

from django.utils.translation import gettext as _

from core.errors import DomainError


class NothingToImport(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "No row is ready to be imported. Accept repairs, name the places, or correct the"
                " file and upload it again."
            )
        )
