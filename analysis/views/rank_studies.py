"""Pages that say how firm a rank is, and why score and rank part ways."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation

from analysis import actions
from analysis.models import ProvinceRank, RankStudy
from analysis.rank_studies import study as ranks
from core import tasks as core_tasks
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.models import Job
from pci.models import Edition, OfficialScore, Province


def _province(request: Request) -> Province:
    """Return the province asked for, or the one at home."""
    code = request.GET.get("province")
    if code:
        return get_object_or_404(Province, code=code)
    return get_object_or_404(Province, is_home=True)


@public
def latest(request: Request) -> HttpResponse:
    """The newest edition in which the province has a published score."""
    newest = (
        OfficialScore.objects.filter(province=_province(request))
        .order_by("-edition__year")
        .values_list("edition__year", flat=True)
        .first()
    )
    if newest is None:
        raise Http404("no published score")
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(reverse("analysis:rank", args=[newest]) + query)


@public
def rank(request: Request, year: int) -> HttpResponse:
    """How firm the rank of a province in an edition is; the worker computes, this page reads."""
    province = _province(request)
    edition = get_object_or_404(Edition, year=year)
    study = RankStudy.objects.filter(edition=edition).first()
    is_fresh = study is not None and study.stamp == ranks.stamp(year)
    order = None
    if not is_fresh and edition.results.exists():
        order = actions.order_rank_study(edition=edition, now=timezone.now())
    context: dict[str, object] = {
        "edition": edition,
        "province": province,
        "provinces": Province.objects.filter(scores__edition=edition).distinct(),
        "years": OfficialScore.objects.filter(province=province)
        .order_by("edition__year")
        .values_list("edition__year", flat=True),
        "is_fresh": is_fresh,
        "order": order,
    }
    found = _find_rank(study, province)
    if study and found:
        from analysis.reports import rank_study as report  # noqa: PLC0415 -- slow import

        draws = core_tasks.is_silent(timezone.now())  # nobody else would
        context |= report.context(edition, province, study, found, draws=draws)
        if context["charts"] is None:
            drawing = _order_pictures(found)
            context |= {"drawing": drawing, "is_drawing": not drawing.is_final}
    return render(request, "analysis/rank.html", context)


def _find_rank(study: RankStudy | None, province: Province) -> ProvinceRank | None:
    rows = ProvinceRank.objects.select_related("study__edition", "province")
    return rows.filter(study=study, province=province).first() if study else None


def _order_pictures(found: ProvinceRank) -> Job:
    """Let the worker draw, once however many look."""
    language = translation.get_language() or "vi"
    return actions.order_rank_pictures(found=found, language=language, now=timezone.now())
