"""The whole demonstration, from an empty database to a report on the table."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from numpy.random import Generator, default_rng

from accounts.models import User
from analysis.actions import (
    analyse_wave,
    freeze_forecast,
    make_report,
    publish_report,
    request_report,
    review_report,
)
from analysis.models import AnalysisRun
from core.access import Role
from core.errors import DomainError
from core.models import SiteState
from demo import dialogues, people, portal, waves
from directory import synthetic
from directory.models import Enterprise
from pci.models import Province
from surveys.fieldwork.actions.invitations import IssuedLink
from surveys.models import Wave

SEED = 20180101
SIZES = {"register": 2900, "asked_2017": 600, "asked_2018": 960, "asked_now": 640}


class NotEmpty(DomainError):
    def __init__(self) -> None:
        super().__init__(
            _(
                "This database holds data that are not a demonstration. Invented data are"
                " written into an empty one only: give DATABASE_URL or DATA_DIR of another place."
            )
        )


class NotADemonstration(DomainError):
    def __init__(self) -> None:
        super().__init__(_("This database is no demonstration, so nothing was removed from it."))


def exists() -> bool:
    """Tell whether the demonstration is complete; refuse a database that holds anything real."""
    if SiteState.objects.filter(is_demonstration=True).exists():
        return True
    if Wave.objects.exists() or Enterprise.objects.exists() or User.objects.exists():
        raise NotEmpty
    return False


def create(
    *,
    seed: int,
    now: datetime,
    tell: Callable[[str], object],
    sizes: Mapping[str, int] = SIZES,
) -> None:
    """Create everything in one transaction, so that half a demonstration never stays behind."""
    with transaction.atomic():
        rng = default_rng(seed)
        _create(rng, now, tell, sizes)
        SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    cache.clear()


def _create(
    rng: Generator, now: datetime, tell: Callable[[str], object], sizes: Mapping[str, int]
) -> None:
    tell("Register of enterprises")
    synthetic.create(rng=rng, size=sizes["register"])
    accounts = people.create_accounts(now)
    staff = accounts[Role.STAFF].user
    tell("Wave of 2018: sample, invitations, answers")
    version = waves.create_questionnaire(staff)
    wave = waves.create_closed_wave(version=version, by=staff, rng=rng, asked=sizes["asked_2018"])
    portal.judge(wave=wave, by=staff, now=waves.at(wave.closes_on, 16))
    tell("Open wave of this year")
    newer = waves.create_version_of(now.year, version, staff)
    _open, link = waves.create_open_wave(
        version=newer, by=staff, rng=rng, now=now, asked=sizes["asked_now"]
    )
    tell("Wave of 2017, imported")
    earlier = waves.create_earlier_wave(
        version=waves.create_earlier_questionnaire(2017, staff),
        by=staff,
        rng=rng,
        asked=sizes["asked_2017"],
    )
    tell("Four dialogue sessions with their issues")
    dialogues.create(rng=rng, now=now)
    SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    cache.clear()
    tell("Analysis and report")
    analyse_wave(wave=earlier, now=now, by=staff)
    run = analyse_wave(wave=wave, now=now, by=staff)
    for language in ("vi", "en"):
        report = make_report(report=request_report(run=run, language=language, now=now), now=now)
        review_report(report=report, note="", by=accounts[Role.PLANNER].user, now=now)
        publish_report(report=report, by=staff, now=now)
    tell("Forecast of the edition the wave predicts")
    freeze_forecast(
        province=Province.objects.home(),
        year=run.parameters["target"],
        by=staff,
        now=now,
        seed=SEED,
        reason=_("After the analysis of the survey."),
    )
    _write_access_sheet(accounts, link, run)


def _sheet() -> Path:
    return settings.DATA_DIR / "demo-access.txt"


def _write_access_sheet(
    accounts: Mapping[Role, people.Account], link: IssuedLink, run: AnalysisRun
) -> None:
    """Keep beside the data what the command prints, so that a second run can print it again."""
    base = settings.BASE_URL
    report = reverse("analysis:run", args=[run.pk])
    lines = [
        "",
        f"Platform:         {base}/",
        f"A link to answer: {base}{link.path}   (code on paper: {link.printed_code})",
        f"The report:       {base}{report}",
        "",
        "Accounts of this demonstration (all data are invented):",
        *(f"  {role:<14} {a.user.email:<34} {a.password}" for role, a in accounts.items()),
        "",
    ]
    sheet = _sheet()
    sheet.touch(mode=0o600)
    sheet.write_text("\n".join(lines), encoding="utf-8")


def access_sheet() -> str:
    """Address, link to try and accounts, as the first run wrote them."""
    return _sheet().read_text(encoding="utf-8") if _sheet().exists() else ""


def remove() -> None:
    """Empty a demonstration's database and load the shipped figures again; refuse any other."""
    if not SiteState.objects.filter(is_demonstration=True).exists():
        raise NotADemonstration
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_fixtures", example=True, verbosity=0)
    call_command("load_questionnaires", verbosity=0)
    _sheet().unlink(missing_ok=True)
    cache.clear()
