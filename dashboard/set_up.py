"""The way from an empty installation to the first invitation: each step, and how it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from core.access import Role, only_for
from core.backups import noting
from core.clock import timezone
from core.http.requests import UserRequest
from core.models import Association, OutgoingMessage
from directory.models import Agency, District, Enterprise
from pci.models import Edition, Province
from plan.models import Plan
from surveys.models import QuestionnaireVersion, Wave


@dataclass(frozen=True, slots=True)
class Step:
    """Something to set up; ``page`` is where, and stays a page of its own afterwards."""

    title: str | Promise
    note: str | Promise
    page: str
    is_done: Callable[[], bool]


def _has_recent_edition() -> bool:
    """Old editions are shipped: a basket is set up once there is one of this year or the last."""
    return Edition.objects.filter(year__gte=timezone.localdate().year - 1).exists()


def _has_own_questionnaire() -> bool:
    """Questionnaires are shipped, too: somebody here published one, or a wave asks one."""
    published = QuestionnaireVersion.objects.published().exclude(published_by=None)
    return published.exists() or Wave.objects.exists()


STEPS = (
    Step(
        _("Association and letterhead"),
        _("Name, address, logo, who signs, whom enterprises ask, who sends."),
        "association",
        lambda: Association.objects.exclude(name_vi="").exists(),
    ),
    Step(
        _("Home province"),
        _("With what it was made of."),
        "pci:home",
        lambda: Province.objects.filter(is_home=True).exists(),
    ),
    Step(
        _("Places"),
        _("Communes and wards; typed, pasted, or taken from the register."),
        "directory:places",
        lambda: District.objects.filter(valid_to=None).exists(),
    ),
    Step(
        _("Agencies"),
        _("Who leads, co-ordinates and answers, and who succeeds whom."),
        "directory:agencies",
        Agency.objects.exists,
    ),
    Step(
        _("Plan of the province"),
        _("Who leads which criterion, what is to be reached, when it is reported."),
        "plan:plans",
        Plan.objects.exists,
    ),
    Step(
        _("Edition of the index and its basket"),
        _("Criteria, weights and scales a wave is scored by."),
        "pci:baskets",
        _has_recent_edition,
    ),
    Step(
        _("Questionnaire"),
        _("What is asked, for each criterion of the basket."),
        "surveys:questionnaires",
        _has_own_questionnaire,
    ),
    Step(
        _("Register of enterprises"),
        _("The Excel file as it is; repairs are offered by kind."),
        "directory:upload",
        Enterprise.objects.exists,
    ),
    Step(
        _("People and their accounts"),
        _("Staff, officers of agencies and planners, each with an account."),
        "accounts:users",
        lambda: User.objects.exclude(role=Role.ADMINISTRATOR).exists(),
    ),
    Step(
        _("Mail"),
        _("A letter to yourself, and whether it came."),
        "outbox",
        lambda: OutgoingMessage.objects.filter(sent_at__isnull=False).exists(),
    ),
    Step(
        _("Backup"),
        _("Taken, restored once on trial, and copied to another machine."),
        "backups",
        lambda: not noting.read_last_backups().is_old(timezone.now()),
    ),
)


@only_for()
@require_safe
def set_up(request: UserRequest) -> HttpResponse:
    """List the steps; the first that is open comes next. Nothing is lost by leaving the page."""
    steps = [(step, reverse(step.page), step.is_done()) for step in STEPS]
    following = next((url for _step, url, done in steps if not done), "")
    done = sum(done for _step, _url, done in steps)
    context = {"steps": steps, "following": following, "done": done}
    return render(request, "dashboard/set_up.html", context)
