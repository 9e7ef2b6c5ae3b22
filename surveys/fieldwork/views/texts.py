"""Texts enterprises read: worded in the browser, looked at, kept in versions."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from directory.models import Enterprise
from surveys.fieldwork.actions import texts as actions
from surveys.fieldwork.forms.texts import TextForm
from surveys.fieldwork.message_texts import EXAMPLE_CODE, EXAMPLE_TOKEN
from surveys.models import Anonymity, SurveyText, Wave
from surveys.texts.kinds import FIELDS, KINDS, TextKind, fill, read_fields, write_fields
from surveys.texts.values import field_values
from surveys.texts.words import Wording, shipped_wording, wording_of

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Listed:
    """A text in one language, and the version that counts."""

    kind: TextKind
    language: str
    newest: SurveyText | None


@only_for(Role.STAFF)
def texts(request: UserRequest) -> HttpResponse:
    """List the texts enterprises read, with who worded them last."""
    require(request.user, "surveys.word_texts")
    newest = {
        (text.kind, text.language): text
        for text in SurveyText.objects.select_related("made_by").order_by("number")
    }
    rows = [
        Listed(kind, language, newest.get((kind.key, language)))
        for kind in KINDS.values()
        for language in LANGUAGES
    ]
    return render(request, "surveys/texts/texts.html", {"rows": rows})


@only_for(Role.STAFF)
def text(request: UserRequest, kind: str, language: str) -> HttpResponse:
    """Word a text anew, look at it filled in, or return to an earlier version."""
    require(request.user, "surveys.word_texts")
    if kind not in KINDS or language not in LANGUAGES:
        raise Http404
    wording = wording_of(kind, language)
    form = TextForm(request.POST or None, kind=KINDS[kind], wording=_begin_from(request, wording))
    written = wording
    if request.method == "POST" and form.is_valid():
        said = {"subject": "", **form.cleaned_data}
        written = Wording(read_fields(said["subject"]), read_fields(said["body"]))
        if _store(request, form, kind, language, said):
            return redirect("surveys:text", kind, language)
    elif request.method == "POST" and request.POST.get("go") == "shipped":
        actions.return_to_shipped(kind=kind, language=language, by=request.user, now=timezone.now())
        messages.success(request, _("The shipped text is used again."))
        return redirect("surveys:text", kind, language)
    versions = SurveyText.objects.of(kind, language).select_related("made_by")
    context = {
        "kind": KINDS[kind],
        "language": language,
        "form": form,
        "wording": wording,
        "fields": [(FIELDS[name], name in KINDS[kind].required) for name in KINDS[kind].fields],
        "preview": fill_example(KINDS[kind], written, language),
        "versions": [
            (each, write_fields(each.subject), write_fields(each.body)) for each in versions
        ],
        "shipped": write_fields(shipped_wording(kind, language).body),
    }
    return render(request, "surveys/texts/text.html", context)


def _begin_from(request: UserRequest, wording: Wording) -> Wording:
    """Begin from an earlier version where one is asked for."""
    asked = request.GET.get("version", "")
    found = SurveyText.objects.filter(pk=int(asked)).first() if asked.isdecimal() else None
    return Wording(found.subject, found.body) if found and found.body else wording


def _store(
    request: UserRequest, form: TextForm, kind: str, language: str, said: dict[str, str]
) -> bool:
    """Check the words; store them unless they are only to be looked at."""
    try:
        if request.POST.get("go") == "preview":
            actions.check_text(kind, read_fields(said["subject"]), read_fields(said["body"]))
            return False
        actions.write_text(
            kind=kind, language=language, by=request.user, now=timezone.now(), **said
        )
    except DomainError as refusal:
        form.add_error("body", str(refusal))
        return False
    messages.success(request, _("The text has been stored; it counts from now on."))
    return True


def fill_example(kind: TextKind, wording: Wording, language: str) -> dict[str, Any]:
    """Show a text as one enterprise would read it."""
    wave = Wave.objects.order_by("-year", "-pk").first() or Wave(
        title_vi="Khảo sát doanh nghiệp",
        title_en="Survey of enterprises",
        year=timezone.localdate().year,
        closes_on=timezone.localdate() + timedelta(days=30),
    )
    if kind.key.endswith(("blind", "blind_short")):
        wave.anonymity = Anonymity.BLIND
    with translation.override(language):
        example = {
            "enterprise": Enterprise(name=_("Example Company Limited")),
            "link": f"{settings.BASE_URL}/s/{EXAMPLE_TOKEN}/",
            "code": EXAMPLE_CODE,
            "opt_out_link": f"{settings.BASE_URL}/s/opt-out/{EXAMPLE_TOKEN}/",
        }
        values = field_values(wave, **example)
        values["access"] = f"[ {FIELDS['access']} ]"
        return {"subject": fill(wording.subject, values), "body": fill(wording.body, values)}
