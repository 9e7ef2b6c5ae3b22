"""The whole demonstration, from an empty database to a report on the table."""

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
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
    release_forecast,
    request_report,
    review_forecast,
    review_report,
)
from analysis.models import AnalysisRun
from analysis.reports.papers.stored import write_all
from core.access import Role
from core.errors import DomainError
from core.models import SiteState
from demo import clock, dialogues, people, portal, reports, waves
from demo.open_comments import coding as comments
from directory import synthetic
from directory.models import Enterprise
from pci.models import Province
from surveys.fieldwork.actions.invitations import IssuedLink
from surveys.models import Wave

SEED = 20180101
SIZES = {"register": 2900, "asked_2017": 600, "asked_2018": 960, "asked_now": 420}


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
        load_shipped()
        rng = default_rng(seed)
        _create(rng, now, tell, sizes)
        SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    cache.clear()


def load_shipped() -> None:
    """Load country data, the example plan and the questionnaires, where they are not there yet."""
    silent = io.StringIO()
    call_command("load_fixtures", example=True, stdout=silent)
    call_command("load_questionnaires", stdout=silent)


def _create(
    rng: Generator, now: datetime, tell: Callable[[str], object], sizes: Mapping[str, int]
) -> None:
    tell("Register of enterprises")
    synthetic.create(rng=rng, size=sizes["register"])
    accounts = people.create_accounts()
    people.name_association(accounts[Role.ADMINISTRATOR].user)
    staff = accounts[Role.STAFF].user
    tell("Wave of 2018: sample, invitations, answers")
    version = waves.create_questionnaire(staff)
    wave = waves.create_closed_wave(version=version, by=staff, rng=rng, asked=sizes["asked_2018"])
    portal.judge(wave=wave, by=staff, now=waves.at(wave.closes_on, 16))
    tell("Quick survey of the last quarter, open")
    _open, link = waves.create_open_wave(
        version=waves.create_quick_questionnaire(staff),
        by=staff,
        rng=rng,
        now=now,
        asked=sizes["asked_now"],
    )
    tell("Wave of 2017, imported")
    earlier = waves.create_earlier_wave(
        version=waves.create_earlier_questionnaire(2017, staff),
        by=staff,
        rng=rng,
        asked=sizes["asked_2017"],
    )
    tell("Four dialogue sessions with their issues, and what agencies reported")
    dialogues.create(rng=rng, now=now)
    reports.create(rng=rng, now=now)
    SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": True})
    cache.clear()
    tell("Open comments, coded by two")
    comments.create(wave=wave, staff=staff, third=accounts[Role.ADMINISTRATOR].user)
    tell("Analysis, report and forecast")
    run = _report(earlier, wave, accounts)
    _write_access_sheet(accounts, link, run)


def _report(earlier: Wave, wave: Wave, accounts: Mapping[Role, people.Account]) -> AnalysisRun:
    """Analyse both waves, publish the report of the later one and freeze what it predicts."""
    staff, planner = accounts[Role.STAFF].user, accounts[Role.PLANNER].user
    analysed_at = waves.at(date(2018, 10, 24), 9)
    analyse_wave(wave=earlier, now=waves.at(date(2017, 10, 25), 9), by=staff)
    run = analyse_wave(wave=wave, now=analysed_at, by=staff)
    for language in ("vi", "en"):
        report = make_report(
            report=request_report(run=run, language=language, now=analysed_at), now=analysed_at
        )
        write_all(run, language)
        review_report(report=report, note="", by=planner, now=waves.at(date(2018, 10, 31), 14))
        publish_report(report=report, by=staff, now=waves.at(date(2018, 11, 5), 8))
    forecast = freeze_forecast(
        province=Province.objects.home(),
        year=run.parameters["target"],
        by=staff,
        now=waves.at(date(2018, 10, 24), 10),
        seed=SEED,
        reason=_("After the analysis of the survey."),
    )
    review_forecast(forecast=forecast, note="", by=planner, now=waves.at(date(2018, 10, 31), 15))
    release_forecast(forecast=forecast, by=staff, now=waves.at(date(2018, 11, 5), 9))
    return run


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
    """Empty a demonstration's database; refuse any other."""
    if not SiteState.objects.filter(is_demonstration=True).exists():
        raise NotADemonstration
    call_command("flush", interactive=False, verbosity=0)
    clock.forget()
    _sheet().unlink(missing_ok=True)
    cache.clear()
