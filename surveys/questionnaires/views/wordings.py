"""A typing error of a published version corrected."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.instrument import rewording
from surveys.instrument.editing import NoSuchPart
from surveys.models import QuestionnaireVersion
from surveys.questionnaires.actions.wordings import fix_wording, refuse_if_over
from surveys.questionnaires.forms.wordings import WordingForm
from surveys.questionnaires.views.lifecycle import version_of


@only_for(Role.STAFF)
def fix_words(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """Correct the texts of one page or question of a published version."""
    version = version_of(pk)
    require(request.user, "surveys.fix_wording", version)
    try:
        refuse_if_over(version)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("surveys:version", pk)
    form = WordingForm(request.POST or None, texts=_texts(version, name))
    if request.method == "POST" and form.is_valid():
        try:
            fix_wording(
                version=version,
                part=name,
                words=form.words(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected. Whoever opens the page now reads it."))
            return redirect("surveys:version", pk)
    context = {"version": version, "form": form, "title": _("Correct a typing error")}
    return render(request, "surveys/editor/wording.html", context)


def _texts(version: QuestionnaireVersion, name: str) -> dict[str, dict[str, str]]:
    try:
        part = rewording.find_part(version.document, name)
    except NoSuchPart:
        raise Http404 from None
    return dict(rewording.texts_of(part))
