"""The page that offers a tested block for each criterion of the basket."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for
from core.clock import timezone
from core.fixtures import read_fixture
from core.http.requests import UserRequest
from directory.models import Agency, AgencyKind
from surveys.instrument import blocks
from surveys.instrument.editing import Data
from surveys.questionnaires.queries import criterion_names, list_survey_criteria
from surveys.questionnaires.views.editor import draft_of, save

TESTED = "questionnaires/pci_2018_v3.json"
WHO_IS_ASKED = (AgencyKind.OFFICE, AgencyKind.DEPARTMENT, AgencyKind.TAX, AgencyKind.DISTRICT)
MOST_AGENCIES = 30


@only_for(Role.STAFF)
def basket_blocks(request: UserRequest, pk: int) -> HttpResponse:
    """List the survey criteria of the basket: measured, offered, or to be written oneself."""
    version = draft_of(request, pk)
    tested: Data = read_fixture(TESTED)
    if request.method == "POST":
        wanted = [code for code in request.POST.getlist("criterion") if code]
        try:
            save(request, version, lambda data: _add_all(data, tested, wanted))
        except blocks.NameTaken as taken:
            messages.error(
                request,
                _(
                    "The question “%(name)s” of this questionnaire asks something else than the"
                    " tested one. Rename it first; nothing was added."
                )
                % {"name": taken},
            )
            return redirect("surveys:basket_blocks", pk)
        return redirect("surveys:version", pk)
    context = {"version": version, "lines": _lines(version.document, tested)}
    return render(request, "surveys/editor/blocks.html", context)


def _lines(data: Data, tested: Data) -> list[dict[str, Any]]:
    names, offered, own = (
        criterion_names(),
        blocks.list_measured(tested),
        blocks.list_measured(data),
    )
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "is_measured": code in own,
            "is_offered": code in offered,
        }
        for code in sorted(list_survey_criteria(), key=lambda code: names.get(code, code))
    ]


def _add_all(data: Data, tested: Data, wanted: list[str]) -> Data:
    agencies = _agencies()
    for code in wanted:
        if code in blocks.list_measured(tested):
            data = blocks.add_block(data, tested, code, agencies)
    return data


def _agencies() -> list[tuple[str, dict[str, str]]]:
    """Whom an enterprise of this province may have asked."""
    rows = Agency.objects.valid_on(timezone.localdate()).filter(kind__in=WHO_IS_ASKED)
    return [
        (
            agency.code.replace("-", "_"),
            {"vi": agency.name_vi, "en": agency.name_en or agency.name_vi},
        )
        for agency in rows[:MOST_AGENCIES]
    ]
