"""Planning and drawing the sample of a wave."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular import writing
from core.tabular.listings import LeanPaginator, Listing
from surveys.fieldwork import lists
from surveys.fieldwork.actions import sampling
from surveys.fieldwork.forms.fieldwork import ReasonForm, SampleFilterForm, SampleRuleForm
from surveys.fieldwork.queries import sort_keys
from surveys.fieldwork.queries.precision import foresee_precision
from surveys.fieldwork.queries.samples import list_sampled
from surveys.fieldwork.strata_labels import cell_label
from surveys.models import SampledEnterprise, SampleDraw, Wave

SAMPLED_A_PAGE = 100
MOST_JOINED = 0.3  # of the register in strata of joined places; above it regions are proposed


@only_for(Role.STAFF, Role.PLANNER)
def sample(request: UserRequest, pk: int) -> HttpResponse:
    """Show the sample when it is drawn; before, plan it and see what precision to expect."""
    wave = get_object_or_404(Wave.objects.select_related("target_edition"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    drawn = SampleDraw.objects.filter(wave=wave).select_related("drawn_by").first()
    if drawn or wave.sampled.exists():
        return _drawn_page(request, wave, drawn)
    return _plan_page(request, wave)


def _plan_page(request: UserRequest, wave: Wave) -> HttpResponse:
    form = SampleRuleForm(request.POST or request.GET or None)
    context = {"wave": wave, "form": form}
    if form.is_bound and form.is_valid():
        try:
            if request.method == "POST":
                require(request.user, "surveys.change_wave", wave)
                sampling.draw_sample(
                    wave=wave, rule=form.rule(), now=timezone.now(), by=request.user
                )
                messages.success(request, _("The sample has been drawn. Next: open the wave."))
                return redirect("surveys:sample", wave.pk)
            context |= _foresee_precision(wave, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "surveys/samples/plan.html", context)


def _foresee_precision(wave: Wave, form: SampleRuleForm) -> dict[str, object]:
    plan = sampling.plan_sample(rule=form.rule())
    strata = [
        {
            "label": cell_label(stratum.code, plan.rule.dimensions),
            "population": stratum.population,
            "size": plan.sizes[stratum.code],
        }
        for stratum in plan.strata
    ]
    precision = []
    if wave.target_edition:
        precision = foresee_precision(
            wave.target_edition,
            populations=plan.populations,
            sizes=plan.sizes,
            response=form.cleaned_data["response"] / 100,
        )
    is_lumped = plan.joined_places > MOST_JOINED
    return {"plan": plan, "strata": strata, "precision": precision, "is_lumped": is_lumped}


def _drawn_page(request: UserRequest, wave: Wave, drawn: SampleDraw | None) -> HttpResponse:
    sees_names = request.user.has_perm("surveys.invite", wave)  # an agency must not learn who
    context: dict[str, Any] = {
        "wave": wave,
        "draw": drawn,
        "strata": wave.strata.all(),
        "sees_names": sees_names,
    }
    if sees_names:
        form = SampleFilterForm(request.GET, wave=wave)
        sorting = (sort_keys.SAMPLED_BLIND if wave.is_blind else sort_keys.SAMPLED).asked(
            request.GET
        )
        rows = sorting.rows(list_sampled(wave, form.asked))
        if request.GET.get("format") in writing.KINDS:
            columns = lists.SAMPLED_BLIND if wave.is_blind else lists.SAMPLED
            listing = Listing(f"sample-{wave.pk}", columns, rows, "wave.sample", wave)
            return listing.export(request, request.GET["format"])
        page = LeanPaginator(rows, SAMPLED_A_PAGE).get_page(request.GET.get("page"))
        context |= {"form": form, "sorting": sorting, "page": page}
    return render(request, "surveys/samples/drawn.html", context)


@only_for(Role.STAFF, Role.PLANNER)
@require_POST
def repeat_draw(request: UserRequest, pk: int) -> HttpResponse:
    """Draw again from today's register with the stored rule and seed, and compare."""
    drawn = get_object_or_404(SampleDraw.objects.select_related("wave"), wave__pk=pk)
    require(request.user, "surveys.view_wave", drawn.wave)
    try:
        is_same = sampling.repeats(drawn)
    except DomainError:
        is_same = False
    if is_same:
        messages.success(request, _("Drawn again: the same enterprises come out."))
    else:
        messages.warning(
            request,
            _(
                "Drawn again: other enterprises come out, because the register has changed since."
                " The sample that was kept stays as it is."
            ),
        )
    return redirect("surveys:sample", pk)


@only_for(Role.STAFF)
def discard_sample(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.change_wave", wave)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sampling.discard_sample(
                wave=wave, now=timezone.now(), by=request.user, **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:sample", wave.pk)
    return render(request, "surveys/samples/discard.html", {"wave": wave, "form": form})


@only_for(Role.STAFF)
def replace(request: UserRequest, pk: int) -> HttpResponse:
    """Take the next of the reserve for an enterprise found not eligible."""
    sampled = get_object_or_404(
        SampledEnterprise.objects.select_related("wave", "enterprise", "stratum"), pk=pk
    )
    require(request.user, "surveys.change_wave", sampled.wave)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            spare = sampling.replace_enterprise(
                sampled=sampled, now=timezone.now(), by=request.user, **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("%(name)s takes its place.") % {"name": spare.enterprise.name}
            )
            return redirect("surveys:sampled", spare.pk)
    return render(
        request,
        "surveys/samples/replace.html",
        {"wave": sampled.wave, "sampled": sampled, "form": form},
    )
