"""The page of open data and its catalogue."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import letterhead
from core.access import public
from core.http.requests import Request
from dashboard.open_data.catalogue import list_data_sets
from dashboard.open_data.dcat import describe


@public
@require_safe
def page(request: Request) -> HttpResponse:
    """Every data set with its files and its licence."""
    context = {"sets": list_data_sets(), "row": letterhead.current()}
    return render(request, "dashboard/open_data.html", context)


@public
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """The same for portals, as DCAT in JSON-LD."""
    told = describe(
        list_data_sets(),
        letterhead.current(),
        request.LANGUAGE_CODE,
        request.build_absolute_uri,
    )
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Type"] = "application/ld+json; charset=utf-8"
    return answer
