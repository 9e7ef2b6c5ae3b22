"""Refusals of fieldwork: the sample, mailings, paper, the portal, answers collected elsewhere."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.errors import DomainError
from surveys.models import (
    ChecklistItem,
    SampledEnterprise,
    Wave,
)
from surveys.sampling import SamplingError


class SampleAlreadyDrawn(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("The sample of “%(wave)s” has been drawn. Discard it first to draw another.")
            % {"wave": wave.title}
        )


class SampleImpossible(DomainError):
    """The rule cannot be kept with this register; the sentence says what to change."""

    def __init__(self, problem: SamplingError) -> None:
        sentences = {
            "no_dimension": _("Choose at least one property of enterprises to form strata by."),
            "register_too_small": _(
                "The register has %(units)s enterprises in business, fewer than the smallest"
                " stratum of %(thinnest)s. Import the register, or allow smaller strata."
            ),
            "sample_too_large": _(
                "A sample of %(size)s is larger than the register of %(units)s enterprises."
            ),
            "minimum_too_large": _(
                "The strata surveyed in full and the least of %(minimum)s per stratum need "
                "%(needed)s enterprises. Enlarge the sample of %(size)s, lower the least, or form "
                "fewer strata."
            ),
            "spread_missing": _("Neyman allocation needs the spread of stratum %(stratum)s."),
        }
        super().__init__(sentences[problem.code] % problem.figures)


class NotReplaceable(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _(
                "%(enterprise)s cannot be replaced: only enterprises found not eligible are;"
                " replacing others would hide non-response."
            )
            % {"enterprise": sampled.enterprise}
        )


class AlreadyReplaced(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("%(other)s has taken the place of %(enterprise)s already.")
            % {"enterprise": sampled.enterprise, "other": sampled.replaced_by.enterprise}
        )


class NoReserveLeft(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("%(enterprise)s cannot be replaced: no reserve is left in its stratum.")
            % {"enterprise": sampled.enterprise}
        )


class SendingUnderWay(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The worker is writing these already; see how far it has come below."))


class NobodyToWriteTo(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "There is nobody left to write to in “%(wave)s”: everyone has been written to,"
                " has answered, wishes not to be asked, or cannot be reached in this way."
            )
            % {"wave": wave.title}
        )


class ReasonMissing(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Please write the reason: others will read this decision later."))


class PointsOutOfRange(DomainError):
    def __init__(self, item: ChecklistItem) -> None:
        super().__init__(
            _("“%(item)s” needs points from 0 to %(most)s.")
            % {"item": item.text, "most": item.points}
        )


class ReviewFinished(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _("This review is finished, or two other people have reviewed; nothing was changed.")
        )


class ReviewsUnfinished(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Both reviews must be finished before the score can be settled."))


class EntryClosed(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This form cannot be typed now: you have typed it already, somebody else is typing"
                " it, or both entries are finished."
            )
        )


class BlindWaveKeepsNoScans(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _(
                "“%(wave)s” is blind: a scan shows the code of its form, a stamp or a hand, and"
                " would tell which enterprise gave these answers. None is kept."
            )
            % {"wave": wave.title}
        )


class NotTypedFromPaper(DomainError):
    def __init__(self) -> None:
        super().__init__(_("Only a response that was typed from a paper form takes a scan of it."))


class ScansNoLongerKept(DomainError):
    def __init__(self, wave: Wave) -> None:
        super().__init__(
            _("“%(wave)s” was closed more than a year ago; scans of its forms are kept no longer.")
            % {"wave": wave.title}
        )


class TooManyScans(DomainError):
    def __init__(self, most: int) -> None:
        super().__init__(
            _("This form has %(most)s scans already. Put several pages into one PDF.")
            % {"most": most}
        )


class EntriesDiffer(DomainError):
    def __init__(self, count: int) -> None:
        super().__init__(
            ngettext(
                "The two entries differ in %(count)s answer that has not been decided yet.",
                "The two entries differ in %(count)s answers that have not been decided yet.",
                count,
            )
            % {"count": count}
        )


class NothingToImport(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The file holds no row that can be imported and is not here already."))


class LinkJustSent(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _("The link was sent to %(enterprise)s within this hour; it is not sent again so soon.")
            % {"enterprise": sampled.enterprise}
        )


class NoElectronicAddress(DomainError):
    def __init__(self, sampled: SampledEnterprise) -> None:
        super().__init__(
            _(
                "%(enterprise)s has no e-mail address and no mobile number to which a link could be"
                " sent. Correct them in the register first."
            )
            % {"enterprise": sampled.enterprise}
        )


class TextEmpty(DomainError):
    def __init__(self) -> None:
        super().__init__(_("The text is empty. To use the shipped one, choose it below."))


class FieldsUnknown(DomainError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _("This text has no such fields: %(names)s. Choose from the list beside it.")
            % {"names": ", ".join(f"{{{name}}}" for name in names)}
        )


class FieldsMissing(DomainError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _("Without these fields the text does not serve its purpose: %(names)s.")
            % {"names": ", ".join(f"{{{name}}}" for name in names)}
        )
