"""Pages on which an edition and its basket are written; nothing shows before it is published."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access import only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.unread import tell_unread
from core.tabular.writing import XLSX
from pci.baskets import actions, checks, files, trial
from pci.baskets.forms import BasketFileForm, BeginForm, DraftForm, RowForm
from pci.baskets.rows import rows_of
from pci.models import BasketDraft, Edition

SHOWN_TRIALS = 10
ACTS = ("discard", "publish")  # what is done with a draft as it is kept


@only_for()
def baskets(request: UserRequest) -> HttpResponse:
    """List editions and drafts; begin a draft."""
    require(request.user, "pci.edit_basket")
    now = timezone.now()
    form = BeginForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.begin(by=request.user, now=now, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("pci:basket", year=draft.year)
    context = {
        "form": form,
        "drafts": BasketDraft.objects.all(),
        "editions": Edition.objects.order_by("-year").prefetch_related("criteria"),
    }
    return render(request, "pci/baskets.html", context)


@only_for()
def basket(request: UserRequest, year: int) -> HttpResponse:
    """Show a draft: its criteria, what is wrong, what changed, whether it reproduces a score."""
    require(request.user, "pci.edit_basket")
    draft = get_object_or_404(BasketDraft, year=year)
    is_act = any(name in request.POST for name in ACTS)
    form = DraftForm(None if is_act else request.POST or None, instance=draft)
    if request.method == "POST" and (is_act or form.is_valid()):
        return _act(request, draft, form)
    before = Edition.objects.filter(year__lt=year).order_by("-year").first()
    context = {
        "draft": draft,
        "form": form,
        "upload": BasketFileForm(),
        "problems": checks.problems_of(draft),
        "total": sum(row["weight"] or 0 for row in draft.rows),
        "before": before,
        "compared": checks.compare(draft.rows, rows_of(before)) if before else None,
        **_trials(draft),
    }
    return render(request, "pci/basket.html", context)


def _trials(draft: BasketDraft) -> dict[str, Any]:
    trials = [] if checks.problems_of(draft) else trial.try_on(draft.rows, draft.year)
    reproduced = sum(one.is_reproduced for one in trials)
    return {"trials": trials[:SHOWN_TRIALS], "tried": len(trials), "reproduced": reproduced}


def _act(request: UserRequest, draft: BasketDraft, form: DraftForm) -> HttpResponse:
    now, by = timezone.now(), request.user
    try:
        if "discard" in request.POST:
            actions.discard(draft=draft, by=by, now=now)
            return redirect("pci:baskets")
        if "publish" in request.POST:
            edition = actions.publish(draft=draft, by=by, now=now)
            messages.success(request, _("%(edition)s is published.") % {"edition": edition})
            return redirect("pci:edition", year=edition.year)
        actions.change(draft=draft, by=by, now=now, **form.cleaned_data)
        messages.success(request, _("The draft was saved."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("pci:basket", year=draft.year)


@only_for()
def basket_row(request: UserRequest, year: int, code: str = "") -> HttpResponse:
    """Add, change or remove a criterion of a draft."""
    require(request.user, "pci.edit_basket")
    draft = get_object_or_404(BasketDraft, year=year)
    row = next((one for one in draft.rows if one["code"] == code), None)
    now = timezone.now()
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_row(draft=draft, code=code, by=request.user, now=now)
        return redirect("pci:basket", year=year)
    taken = {one["code"] for one in draft.rows}
    form = RowForm(request.POST or None, row=row, taken=taken)
    if row is None and not form.is_bound:
        form.initial["number"] = len(draft.rows) + 1
    if request.method == "POST" and form.is_valid():
        actions.save_row(draft=draft, code=form.code, by=request.user, now=now, **form.values)
        return redirect("pci:basket", year=year)
    return render(request, "pci/basket_row.html", {"draft": draft, "form": form, "row": row})


@only_for()
def basket_file(request: UserRequest, year: int) -> HttpResponse:
    """Take over the criteria of a file; nothing is taken over while a row is wrong."""
    require(request.user, "pci.edit_basket")
    draft = get_object_or_404(BasketDraft, year=year)
    form = BasketFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows, ignored = files.read(file.name, file.read())
            actions.replace_rows(draft=draft, rows=rows, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            tell_unread(request, ignored)
            return redirect("pci:basket", year=year)
    headings = [words[0] for words in files.HEADINGS.values()]
    context = {"draft": draft, "form": form, "headings": headings}
    return render(request, "pci/basket_file.html", context)


@only_for()
@require_safe
def basket_table(request: UserRequest, year: int) -> HttpResponse:
    """Hand out the criteria of a draft, to be corrected in Excel and read again."""
    require(request.user, "pci.edit_basket")
    draft = get_object_or_404(BasketDraft, year=year)
    response = HttpResponse(files.write(draft.rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="pci-{year}.xlsx"'
    return response
