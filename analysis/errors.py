"""Refusals of the analysis, by name."""

from django.utils.translation import gettext as _

from core.errors import DomainError
from pci.models import Edition
from surveys.models import Wave


class BasketIncomplete(DomainError):
    def __init__(self, edition: Edition) -> None:
        super().__init__(
            _(
                "The edition %(edition)s lacks weights or scale ends, so no score can be computed"
                " with it. Enter them on the page of the edition, or choose another one."
            )
            % {"edition": edition}
        )


class WaveStillOpen(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("“%(wave)s” still takes answers. Close it first; then its answers can be analysed.")
            % {"wave": wave}
        )


class NotAnalysed(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("“%(wave)s” has no report yet. Analyse it first; then a file can repeat its report.")
            % {"wave": wave}
        )


class AnswersChangedSince(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "Answers of “%(wave)s” were added, set aside or changed after its report was"
                " computed, so the file cannot repeat it. Analyse the wave again first."
            )
            % {"wave": wave}
        )


class TooFewAnswers(DomainError):
    def __init__(self, wave: Wave, answered: int, needed: int) -> None:
        super().__init__(
            _(
                "“%(wave)s” has %(answered)s usable answers; an analysis needs at least"
                " %(needed)s, because below that no figure could be shown."
            )
            % {"wave": wave, "answered": answered, "needed": needed}
        )


class NoBasket(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "No edition before the one “%(wave)s” predicts has weights and scale ends. Import"
                " the official workbook of an earlier edition first."
            )
            % {"wave": wave}
        )


class ReportNotMade(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("The PDF of this report has not been made yet, so it cannot be published.")
        )


class NotReviewed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody has reviewed this report yet. A second person reads it before it is"
                " released."
            )
        )


class ReviewedByAuthor(DomainError):
    def __init__(self) -> None:
        super().__init__(_("You ordered this analysis. Its report is reviewed by somebody else."))


class ReleasedByReviewer(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You reviewed this report. It is released by somebody else, so that two have"
                " seen it."
            )
        )


class ForecastNotReviewed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody has reviewed this forecast yet. A second person reads it before it is"
                " released."
            )
        )


class ForecastReviewedByAuthor(DomainError):
    def __init__(self) -> None:
        super().__init__(_("You froze this forecast. It is reviewed by somebody else."))


class ForecastReleasedByReviewer(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "You reviewed this forecast. It is released by somebody else, so that two have"
                " seen it."
            )
        )


class OutcomeIsKnown(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("The official result is out. A forecast that turned out right or wrong stays public.")
        )


class NoReasonToWithdraw(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Say why it is withdrawn: others will ask."))


class ReportIsPublic(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A report with these figures is public. Withdraw it first, so that nobody reads two"
                " versions of one report; then decide and publish again."
            )
        )


class NotLeftToAPerson(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("The rules themselves decide on this figure; only figures of this list are decided.")
        )


class AlreadyPublished(DomainError):
    def __init__(self, year: int) -> None:
        super().__init__(
            _(
                "Official values of PCI %(year)s are in the platform already. A forecast is frozen"
                " before they are; choose a later edition."
            )
            % {"year": year}
        )


class NothingKnown(DomainError):
    def __init__(self, year: int) -> None:
        super().__init__(
            _(
                "Nothing official is known of the years before %(year)s: neither values of the"
                " province nor a set of criteria with weights. Import the official results of an"
                " earlier edition first."
            )
            % {"year": year}
        )


class FiguresInsufficient(DomainError):
    """What is known before the year does not carry a forecast; the log says what is missing."""

    def __init__(self, year: int) -> None:
        super().__init__(
            _(
                "The official values and sets of criteria in the platform do not suffice for a"
                " forecast of PCI %(year)s. Check the pages of the editions before it for values,"
                " weights and scale ends that are missing."
            )
            % {"year": year}
        )


class NothingWished(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("Change the value of at least one criterion before you keep the scenario.")
        )


class NameTaken(DomainError):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("A scenario of this forecast is called “%(name)s” already. Choose another name.")
            % {"name": name}
        )
