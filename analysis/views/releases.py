"""Pages of released reports: their permanent addresses, the list, the feed; review and release."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analysis import actions
from analysis.data.decided import read_coverage
from analysis.models import Report, ReportRelease
from analysis.models.releases import ReportReleaseQuerySet
from core import letterhead
from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest

IN_FEED = 50


def _releases() -> ReportReleaseQuerySet:
    rows = ReportRelease.objects.select_related("report__run__wave", "report")
    return rows.defer("report__run__results")


@public
@require_safe
def published(request: Request) -> HttpResponse:
    """Every released report, for anybody."""
    rows = _releases().standing()
    ordered = rows.order_by(
        "-report__run__wave__year",
        "-report__run__made_at",
        "report__run_id",
        "-report__language",
        "-released_at",
    )
    return render(request, "analysis/published.html", {"releases": ordered})


@public
@require_safe
def release(request: Request, number: int) -> HttpResponse:
    """The permanent page of a release; of one that was withdrawn, why."""
    found = get_object_or_404(_releases(), number=number)
    newer = _releases().standing().filter(report__run__wave=found.report.run.wave_id)
    context = {
        "release": found,
        "newer": newer.order_by("-number").first() if found.is_withdrawn else None,
        "coverage": None if found.is_withdrawn else read_coverage(found.report.run),
    }
    return render(request, "analysis/release.html", context)


@public
@require_safe
def release_pdf(request: Request, number: int) -> HttpResponseBase:
    """The released file, byte for byte; a withdrawn one is gone."""
    found = get_object_or_404(_releases(), number=number)
    if found.is_withdrawn:
        return HttpResponse(
            _("This report was withdrawn: %(reason)s") % {"reason": found.withdrawn_because},
            status=410,
            content_type="text/plain; charset=utf-8",
        )
    answer = FileResponse(found.report.pdf.open("rb"), content_type="application/pdf")
    answer["ETag"] = f'"{found.pdf_digest}"'
    return answer


@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest releases and withdrawals, as Atom."""
    atom = feedgenerator.Atom1Feed(
        title=_("Published reports"),
        link=request.build_absolute_uri(reverse("analysis:reports")),
        description=_("Reports of surveys as they are released"),
        language=request.LANGUAGE_CODE,
        author_name=letterhead.current().name,
        feed_url=request.build_absolute_uri(),
    )
    for found in _releases()[:IN_FEED]:
        address = request.build_absolute_uri(reverse("analysis:release", args=[found.number]))
        atom.add_item(
            title=_name(found),
            link=address,
            description=linebreaks(_describe(found), autoescape=True),  # readers take it for HTML
            unique_id=address,
            pubdate=found.released_at,
            updateddate=found.withdrawn_at or found.released_at,
        )
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(answer, "utf-8")
    return answer


def _name(found: ReportRelease) -> str:
    named = {
        "wave": found.report.run.wave.title,
        "language": found.report.get_language_display(),
    }
    if found.is_withdrawn:
        return _("Withdrawn: %(wave)s (%(language)s)") % named
    return _("%(wave)s (%(language)s)") % named


def _describe(found: ReportRelease) -> str:
    if found.is_withdrawn:
        return found.withdrawn_because
    return _("Release %(number)s; SHA-256 of the PDF %(digest)s") % {
        "number": found.number,
        "digest": found.pdf_digest,
    }


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def review(request: UserRequest, pk: int, language: str) -> HttpResponse:
    """A second person has read the report."""
    report = get_object_or_404(Report, run__pk=pk, language=language)
    require(request.user, "analysis.review_report", report)
    note = request.POST.get("note", "")[:500]
    try:
        actions.review_report(report=report, note=note, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your review is noted. Somebody else can release the report."))
    return redirect("analysis:run", pk)


@only_for(Role.STAFF)
@require_POST
def publish(request: UserRequest, pk: int, language: str) -> HttpResponse:
    report = get_object_or_404(Report, run__pk=pk, language=language)
    require(request.user, "analysis.publish_report", report)
    try:
        actions.publish_report(report=report, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The report is public now: anybody can read page and PDF."))
    return redirect("analysis:run", pk)


@only_for(Role.STAFF)
@require_POST
def withdraw(request: UserRequest, pk: int, language: str) -> HttpResponse:
    report = get_object_or_404(Report, run__pk=pk, language=language)
    require(request.user, "analysis.publish_report", report)
    reason = request.POST.get("reason", "").strip()[:500]
    if reason:
        actions.withdraw_report(report=report, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, _("The report is no longer public."))
    else:
        messages.error(request, _("Please say why the report is withdrawn: others will ask."))
    return redirect("analysis:run", pk)
