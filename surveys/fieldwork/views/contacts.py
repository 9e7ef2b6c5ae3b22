"""Following a wave: monitor, call list, one enterprise."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import audit
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.limits import whole_number
from core.tabular import writing
from core.tabular.listings import Listing
from core.views.waiting import wait_for_counts
from surveys.answering.actions import opting_out
from surveys.fieldwork import lists
from surveys.fieldwork.actions import contacts
from surveys.fieldwork.actions.counting import order_count
from surveys.fieldwork.actions.link_again import send_link_again
from surveys.fieldwork.forms.fieldwork import ChannelForm, ContactForm
from surveys.fieldwork.queries import monitor as monitoring
from surveys.fieldwork.queries import outcomes, sort_keys
from surveys.fieldwork.queries.curve import draw_curve
from surveys.fieldwork.queries.outcomes import CODES, NAMES
from surveys.fieldwork.queries.wave_counts import WaveCounts, count_wave
from surveys.fieldwork.turnout_map import draw_turnout
from surveys.models import SampledEnterprise, Wave, WaveStatus

CALLS_A_PAGE = 50
TURNS = 60  # minutes during which an open monitor looks for new answers


@only_for(Role.STAFF, Role.PLANNER)
def monitor(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    counts = count_wave(wave)
    return _show(request, wave, counts) if counts else _wait(request, wave)


def _show(request: UserRequest, wave: Wave, counts: WaveCounts) -> HttpResponse:
    by_stratum, by_district, by_region = (
        orders.asked(request.GET)
        for orders in (sort_keys.STRATA, sort_keys.DISTRICTS, sort_keys.REGIONS)
    )
    sections = {
        section["name"]: section["title"] for section in wave.version.document.get("sections", [])
    }
    days, whole = counts.days, monitoring.total(counts.strata)
    turn = whole_number(request.GET.get("turn", "0")) or 0
    return render(
        request,
        "surveys/fieldwork/monitor.html#now" if request.htmx else "surveys/fieldwork/monitor.html",
        {
            "curve": draw_curve(wave, days, asked=whole.asked, today=timezone.localdate()),
            # Of a blind wave nobody watches answers come in: that would tell whose they are.
            "moves": wave.status == WaveStatus.OPEN and not wave.is_blind and turn < TURNS,
            "turn": turn + 1,
            "wave": wave,
            "counted_at": counts.at if counts.is_kept else None,
            "strata": by_stratum.listed(counts.strata),
            "by_stratum": by_stratum,
            "total": whole,
            "lagging": {
                row.code for row in monitoring.lagging(counts.strata) if not wave.is_closed
            },
            "districts": by_district.listed(counts.districts),
            "turnout_map": draw_turnout(counts.districts),
            "by_district": by_district,
            "regions": by_region.listed(counts.regions),
            "by_region": by_region,
            "days": days,
            "most_a_day": max((count for _day, count in days), default=1),
            "modes": counts.by_mode(),
            "pages": [
                (sections[row.section].get(request.LANGUAGE_CODE, row.section), row)
                for row in counts.pages(list(sections))
            ],
            "minutes": counts.minutes,
            "late": counts.late,
            "outcomes": outcome_rows(counts.outcomes),
        },
    )


@only_for(Role.STAFF)
def late(request: UserRequest, pk: int) -> HttpResponse:
    """Who was invited and is silent, longest first; as a page or as a file."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    chosen = request.GET.get("stratum", "")
    found = monitoring.late(wave)
    if chosen:
        found = found.filter(stratum__code=chosen)
    sorting = sort_keys.LATE.asked(request.GET)
    rows = sorting.rows(found)
    if request.GET.get("format") in writing.KINDS:
        listing = Listing(f"late-{wave.pk}", lists.LATE, rows, "wave.late", wave)
        return listing.export(request, request.GET["format"])
    context = {
        "wave": wave,
        "page": Paginator(rows, CALLS_A_PAGE).get_page(request.GET.get("page")),
        "sorting": sorting,
        "strata": wave.strata.all(),
        "chosen": chosen,
    }
    return render(request, "surveys/fieldwork/late.html", context)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One group of AAPOR's outcomes, with its letter, code and count."""

    letter: str
    code: str
    words: str
    count: int


def outcome_rows(found: outcomes.Outcomes) -> dict[str, Any]:
    """AAPOR's groups and rates, in words."""
    return {
        "rows": [
            Outcome(key, CODES[key], str(NAMES[key]), count) for key, count in found.counts.items()
        ],
        "e": found.e,
        "rates": found.rates,
    }


@only_for(Role.STAFF)
def calls(request: UserRequest, pk: int) -> HttpResponse:
    """Whom to call next, the strata that lag first."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    strata = monitoring.turnout_by_stratum(wave)
    behind = [row.code for row in monitoring.lagging(strata)]
    chosen = request.GET.get("stratum", "")
    wanted = [chosen] if chosen else behind if request.GET.get("lagging") else None
    sorting = sort_keys.CALLS.asked(request.GET)
    rows = sorting.rows(monitoring.call_list(wave, wanted))
    if request.GET.get("format") in writing.KINDS:
        listing = Listing(f"calls-{wave.pk}", lists.CALLS, rows, "wave.calls", wave)
        return listing.export(request, request.GET["format"])
    page = Paginator(rows, CALLS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wave": wave,
        "page": page,
        "sorting": sorting,
        "strata": strata,
        "lagging": behind,
        "chosen": chosen,
    }
    return render(request, "surveys/fieldwork/calls.html", context)


@only_for(Role.STAFF)
def sampled(request: UserRequest, pk: int) -> HttpResponse:
    """One enterprise of the sample: how to reach it, what was tried, what came of it."""
    row = get_object_or_404(
        SampledEnterprise.objects.select_related(
            "wave", "enterprise__district", "enterprise__opt_out", "stratum", "replaces__enterprise"
        ),
        pk=pk,
    )
    require(request.user, "surveys.invite", row.wave)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contacts.record_contact(
            sampled=row, now=timezone.now(), by=request.user, **form.cleaned_data
        )
        messages.success(
            request, _("The attempt with %(name)s has been noted.") % {"name": row.enterprise.name}
        )
        return _next_call(row) if "next" in request.POST else redirect("surveys:sampled", row.pk)
    return render(
        request,
        "surveys/fieldwork/sampled.html",
        {
            "wave": row.wave,
            "sampled": row,
            "form": form,
            "channel": ChannelForm(initial={"channel": row.channel}),
            "attempts": row.contacts.select_related("by"),
            "wish": getattr(row.enterprise, "opt_out", None),
            "replaced_by": getattr(row, "replaced_by", None),
            "has_reserve": row.stratum.sampled.reserve().exists(),
        },
    )


def _next_call(row: SampledEnterprise) -> HttpResponse:
    """Go on to the next of the call list, or to the list when it has come to its end."""
    following = monitoring.call_list(row.wave).exclude(pk=row.pk).first()
    if following is None:
        return redirect("surveys:calls", row.wave_id)
    return redirect("surveys:sampled", following.pk)


@only_for(Role.STAFF)
def opt_out(request: UserRequest, pk: int) -> HttpResponse:
    """Note that an enterprise does not wish to be asked again; it is asked whether it is meant."""
    row = get_object_or_404(
        SampledEnterprise.objects.select_related("wave", "enterprise", "stratum"), pk=pk
    )
    require(request.user, "surveys.invite", row.wave)
    if request.method != "POST":
        return render(request, "surveys/fieldwork/opt_out.html", {"wave": row.wave, "sampled": row})
    opting_out.opt_out(enterprise=row.enterprise, now=timezone.now(), by=request.user)
    messages.success(request, _("This enterprise will not be written to again."))
    return redirect("surveys:sampled", row.pk)


@only_for(Role.STAFF)
@require_POST
def opt_in(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave", "enterprise"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    opting_out.opt_in(enterprise=row.enterprise, now=timezone.now(), by=request.user)
    messages.success(request, _("This enterprise can be written to again."))
    return redirect("surveys:sampled", row.pk)


def _wait(request: UserRequest, wave: Wave) -> HttpResponse:
    """Tell that a large wave is being counted; a monitor that looks again keeps what it shows."""
    order = order_count(wave=wave, by=request.user, now=timezone.now())
    if request.htmx:
        return HttpResponse(status=204)
    return wait_for_counts(request, reverse("surveys:wave", args=[wave.pk]), wave.title, order)


@only_for(Role.STAFF)
@require_POST
def interview(request: UserRequest, pk: int) -> HttpResponse:
    """Begin a telephone interview: the answering pages, noted as given by telephone."""
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave", "enterprise"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    if row.wave.is_blind:
        messages.info(
            request,
            _("The wave is blind: ask for the code in the letter of the enterprise and type it."),
        )
        return redirect("surveys:code")
    try:
        token = contacts.start_interview(sampled=row, now=timezone.now(), by=request.user)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:sampled", row.pk)
    return redirect("surveys:start", token)


@only_for(Role.STAFF)
@require_POST
def send_link(request: UserRequest, pk: int) -> HttpResponse:
    """Send the personal link once more to an enterprise that has lost it."""
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave", "enterprise"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    try:
        channel = send_link_again(sampled=row, by=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("The personal link is sent once more: %(channel)s.")
        messages.success(request, sentence % {"channel": channel.label})
    return redirect("surveys:sampled", row.pk)


@only_for(Role.STAFF, Role.PLANNER)
def turnout_csv(request: UserRequest, pk: int) -> HttpResponse:
    """One table of the monitor as a file for spreadsheets; by stratum unless another is named."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    table = request.GET.get("table", "strata")
    if table not in TABLES:
        raise Http404
    counts = count_wave(wave)
    if counts is None:
        return redirect("surveys:monitor", pk)
    audit.record(
        actor=request.user, action="wave.turnout_csv", now=timezone.now(), target=wave, table=table
    )
    headings, rows = TABLES[table]
    kind = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    lines = rows(counts, wave, request.GET)
    return writing.download(f"{table}-{wave.pk}", headings, lines, kind=kind)


def stratum_table(counts: WaveCounts, _wave: Wave, asked: QueryDict) -> Iterator[list[Any]]:
    return turnout_rows(sort_keys.STRATA.asked(asked).listed(counts.strata))


def district_table(counts: WaveCounts, _wave: Wave, asked: QueryDict) -> Iterator[list[Any]]:
    return turnout_rows(sort_keys.DISTRICTS.asked(asked).listed(counts.districts))


def region_table(counts: WaveCounts, _wave: Wave, asked: QueryDict) -> Iterator[list[Any]]:
    return turnout_rows(sort_keys.REGIONS.asked(asked).listed(counts.regions))


def turnout_rows(rows: Iterable[monitoring.Turnout]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            row.code, row.name, row.population, row.asked, row.invited, row.submitted, row.rate,
        ]  # fmt: skip


def outcome_table(counts: WaveCounts, _wave: Wave, _asked: QueryDict) -> Iterator[list[Any]]:
    found = counts.outcomes
    yield from ([letter, CODES[letter], count] for letter, count in found.counts.items())
    yield ["e", "", found.e]
    yield from ([name, "", rate] for name, rate in found.rates.items())


def page_table(counts: WaveCounts, wave: Wave, _asked: QueryDict) -> Iterator[list[Any]]:
    names = [section["name"] for section in wave.version.document.get("sections", [])]
    for row in counts.pages(names):
        yield [row.section, row.reached, row.stopped, row.median_seconds]


TURNOUT = ["code", "label", "population", "asked", "invited", "submitted", "rate"]
Rows = Callable[[WaveCounts, Wave, QueryDict], Iterable[list[Any]]]
TABLES: dict[str, tuple[list[str], Rows]] = {
    "strata": (TURNOUT, stratum_table),
    "districts": (TURNOUT, district_table),
    "regions": (TURNOUT, region_table),
    "days": (["day", "answers"], lambda counts, *_more: map(list, counts.days)),
    "modes": (["mode", "answers"], lambda counts, *_more: map(list, counts.by_mode())),
    "outcomes": (["outcome", "aapor_code", "value"], outcome_table),
    "pages": (["page", "reached", "stopped", "median_seconds"], page_table),
}
