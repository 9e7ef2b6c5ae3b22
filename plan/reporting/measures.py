"""Targets that measure themselves: by official values here, by what higher floors register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pci.models import CriterionInEdition, OfficialResult, OfficialScore, Unit
from plan.models import Measure, Target


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with where it comes from."""

    value: float
    text: str  # as it is read
    source: str


def write_share(value: float) -> str:
    return f"{value * 100:.3g}%".replace(".", ",")


Measurer = Callable[[Target, date], Measured | None]  # of a target until a day
_MEASURERS: dict[str, Measurer] = {}


def register(measure: Measure, measurer: Measurer) -> None:
    """Let a floor above tell how a kind of target is measured."""
    _MEASURERS[measure] = measurer


def measure(target: Target, until: date) -> Measured | None:
    """The value of a target as the platform knows it; None where it is typed or unknown."""
    kind = target.measure or (Measure.OFFICIAL_RANK if target.unit == "rank" else "")
    measurer = _MEASURERS.get(kind)
    return measurer(target, until) if measurer else None


def _official_rank(_target: Target, until: date) -> Measured | None:
    rows = OfficialScore.objects.filter(
        province__is_home=True, rank__isnull=False, edition__year__lte=until.year
    )
    last = rows.select_related("edition").order_by("-edition__year").first()
    if last is None or last.rank is None:
        return None
    source = _("PCI %(year)s, official") % {"year": last.edition.year}
    return Measured(last.rank, str(last.rank), source)


def _criterion(target: Target, until: date) -> Measured | None:
    rows = OfficialResult.objects.filter(
        province__is_home=True, criterion=target.criterion, edition__year__lte=until.year
    )
    last = rows.select_related("edition").order_by("-edition__year").first()
    if last is None:
        return None
    worded = CriterionInEdition.objects.filter(edition=last.edition, criterion=last.criterion)
    is_share = worded.filter(unit=Unit.SHARE).exists()
    text = write_share(last.value) if is_share else f"{last.value:.4g}".replace(".", ",")
    return Measured(last.value, text, _("PCI %(year)s, official") % {"year": last.edition.year})


register(Measure.OFFICIAL_RANK, _official_rank)
register(Measure.CRITERION, _criterion)
