"""Paper forms: the sheet to print, fast entry, comparing and settling."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.fieldwork import paper_form
from surveys.fieldwork.actions import paper
from surveys.fieldwork.forms.paper import CodeForm, EntryForm, SettleForm
from surveys.fieldwork.queries.typed_forms import list_typed
from surveys.models import PaperForm, Wave

TYPED_A_PAGE = 50


@only_for(Role.STAFF)
def paper_forms(request: UserRequest, pk: int) -> HttpResponse:
    """Take in a sheet by its code; list what waits for a second entry or for a decision."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.enter_paper", wave)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = paper.register_form(
                wave=wave, now=timezone.now(), by=request.user, **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error("code", str(refusal))
        else:
            return redirect("surveys:paper_entry", sheet.pk)
    waiting = wave.paper_forms.filter(settled_at__isnull=True).prefetch_related("entries__typed_by")
    settled = wave.paper_forms.filter(settled_at__isnull=False)
    typed = Paginator(list_typed(wave), TYPED_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "surveys/paper/forms.html",
        {
            "wave": wave,
            "form": form,
            "waiting": waiting,
            "settled": settled.count(),
            "page": typed,
        },
    )


@only_for(Role.STAFF)
def paper_entry(request: UserRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(PaperForm.objects.select_related("wave__version"), pk=pk)
    require(request.user, "surveys.enter_paper", sheet.wave)
    document = sheet.wave.version.compiled
    mine = sheet.entries.filter(typed_by=request.user).first()
    form = EntryForm(request.POST or None, document=document, answers=mine.answers if mine else {})
    if request.method == "POST" and form.is_valid():
        is_finished = "finish" in request.POST
        try:
            paper.save_entry(
                form=sheet,
                answers=form.cleaned_data["answers"],
                by=request.user,
                now=timezone.now(),
                finish=is_finished,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            is_second = paper.compare(sheet) is not None
            messages.success(request, _say_kept(is_finished=is_finished, is_second=is_second))
            if not is_finished:
                return redirect("surveys:paper_entry", sheet.pk)
            return redirect(
                *("surveys:paper_settle", sheet.pk)
                if is_second
                else ("surveys:paper", sheet.wave_id)
            )
    return render(
        request, "surveys/paper/entry.html", {"sheet": sheet, "form": form, "wave": sheet.wave}
    )


def _say_kept(*, is_finished: bool, is_second: bool) -> str:
    """What is kept so far: no form is stored before both entries have been compared."""
    if not is_finished:
        return _("What you have typed is kept; you can go on later.")
    if not is_second:
        return _("Your entry is kept. Somebody else types the same form now.")
    return _("Both entries are there. Compare them; the form is stored after that.")


@only_for(Role.STAFF)
def paper_settle(request: UserRequest, pk: int) -> HttpResponse:
    sheet = get_object_or_404(PaperForm.objects.select_related("wave__version"), pk=pk)
    require(request.user, "surveys.enter_paper", sheet.wave)
    found = paper.compare(sheet)
    if found is None:
        return redirect("surveys:paper", sheet.wave_id)
    document = sheet.wave.version.compiled
    form = SettleForm(request.POST or None, document=document, differences=found)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = paper.settle_form(
                form=sheet,
                code=form.cleaned_data["code"],
                decided=form.decided(),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Form %(number)s is stored; receipt %(receipt)s.")
                % {"number": sheet.number, "receipt": receipt},
            )
            return redirect("surveys:paper", sheet.wave_id)
    return render(
        request,
        "surveys/paper/settle.html",
        {"sheet": sheet, "form": form, "wave": sheet.wave, "differences": found},
    )


@only_for(Role.STAFF)
def paper_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """The questionnaire to print, with its choices numbered as they are typed."""
    wave = get_object_or_404(Wave.objects.select_related("version"), pk=pk)
    require(request.user, "surveys.view_wave", wave)
    document = wave.version.compiled
    language = request.GET.get("language", "vi")
    if language not in document.languages:
        language = document.languages[0]
    answer = HttpResponse(
        paper_form.pdf(wave=wave, document=document, language=language),
        content_type="application/pdf",
    )
    answer["Content-Disposition"] = f'inline; filename="phieu-khao-sat-{wave.pk}-{language}.pdf"'
    return answer
