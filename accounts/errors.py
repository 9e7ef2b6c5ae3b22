"""What accounts refuse."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class EmailTaken(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Somebody already has an account with this e-mail address."))


class AlreadyDecided(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This sign-up has been decided already; reload the list."))


class NotVerified(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody has proved yet that this person speaks for the enterprise. Send a code to"
                " the contact in the register first; the person types it on the page where they"
                " wait."
            )
        )


class NoContact(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The register has no such contact of this enterprise."))


class LastAdministrator(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("This is the last administrator. Appoint another one before changing this account.")
        )


class NotYourself(DomainError):
    def __init__(self) -> None:
        super().__init__(_("You cannot do this to your own account; ask another administrator."))
