"""Refusals of the open comments; each sentence is for the person who meets it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError


class StillInTheField(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The open answers are read once the wave is closed."))


class NoSuchQuestion(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This wave asks no open question of that name."))


class NeedsReasonForChange(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Texts have been coded with these codes. Say why they change: coders will ask.")
        )


class NameOfAnotherCode(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Another code has this name already."))


class NoCodesYet(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Add at least one code before texts are coded."))


class DecideOnCodes(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Tick the codes that fit, or say that no code fits; not both."))


class CodeOwnTextsFirst(DomainError):
    def __init__(self, left: int) -> None:
        super().__init__(
            ngettext(
                "You have one text left to code. What others gave is shown once you are through,"
                " so that nobody is led.",
                "You have %(left)d texts left to code. What others gave is shown once you are"
                " through, so that nobody is led.",
                left,
            )
            % {"left": left}
        )


class NothingToSettle(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The coders agree on this text; there is nothing to settle."))


class CodedItThemselves(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("You proposed this yourself. It holds once another coder of the text agrees.")
        )


class NotACoderOfIt(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only those who coded this text agree on it."))


class TextsStillOpen(DomainError):
    def __init__(self, uncoded: int, different: int) -> None:
        super().__init__(
            _(
                "Frequencies are computed once every text has its codes: %(uncoded)s are coded by"
                " nobody, on %(different)s the coders differ."
            )
            % {"uncoded": uncoded, "different": different}
        )


class ReleasedByItsAuthor(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("You prepared this. Somebody else releases it, so that two have seen it.")
        )


class NotWaiting(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This has been released or withdrawn already."))


class FiguresAreOlder(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Codes were changed since these frequencies were computed. Compute them again.")
        )


class NeedsReasonToWithdraw(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say why it is withdrawn: others will ask."))


class NotTheirWords(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A quote is cut, never changed: every word outside […] must stand in the answer,"
                " in the same order."
            )
        )


class PointsAtSomebody(DomainError):
    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(
            _("This would tell who wrote it, or names somebody: %(found)s. Cut it out.")
            % {"found": ", ".join(f"“{each}”" for each in found)}
        )


class QuotedAlready(DomainError):
    def __init__(self) -> None:
        super().__init__(_("A quote of this answer exists already; withdraw it first."))
