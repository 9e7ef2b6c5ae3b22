"""Editing the parts of a draft: plain forms that work without a script."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from surveys.instrument import editing
from surveys.instrument.editing import Change, NoSuchPart
from surveys.models import QuestionnaireVersion
from surveys.questionnaires.actions.lifecycle import change_draft
from surveys.questionnaires.conditions import Conditions, words_of
from surveys.questionnaires.forms.criteria import CriterionForm
from surveys.questionnaires.forms.parts import ContradictionForm, PartForm, SectionForm, TitleForm
from surveys.questionnaires.forms.questions import (
    ChoiceFormSet,
    ConstraintFormSet,
    ListedForm,
    QuestionForm,
    RowFormSet,
    list_lines,
)
from surveys.questionnaires.queries import (
    captions_by_question,
    criterion_names,
    languages_of,
    remarks,
)
from surveys.questionnaires.views.lifecycle import version_of


def draft_of(request: UserRequest, pk: int) -> QuestionnaireVersion:
    version = version_of(pk)
    require(request.user, "surveys.edit_questionnaire", version)
    return version


def part(found: Any, name: str | None) -> dict[str, Any] | None:
    """Fetch the part to be edited; None when a new one is to be made."""
    if name is None:
        return None
    try:
        return dict(found(name))
    except NoSuchPart:
        raise Http404 from None


def save(request: UserRequest, version: QuestionnaireVersion, change: Change) -> bool:
    """Keep one change, and say how many faults the draft has now."""
    try:
        changed = change_draft(version=version, change=change, by=request.user, now=timezone.now())
    except NoSuchPart:
        messages.error(request, _("Somebody has removed this part meanwhile."))
        return True
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return True
    faults = sum(remark.grave for remark in remarks(changed))
    messages.success(request, _("Saved."))
    if faults:
        messages.info(
            request,
            ngettext(
                "The check page names one thing to settle before publishing.",
                "The check page names %(count)s things to settle before publishing.",
                faults,
            )
            % {"count": faults},
        )
    return True


def refuse_second(form: Any, field: str, taken: set[str], old: str | None) -> bool:
    """Tell that a name is taken by another part."""
    name = form.cleaned_data.get(field, "")
    if name.lower() in taken - {(old or "").lower()}:
        form.add_error(field, _("This name is taken already."))
        return False
    return True


def names_in(data: dict[str, Any]) -> set[str]:
    found = {str(section.get("name", "")) for section in editing.sections(data)}
    found |= {str(question.get("name", "")) for question in editing.questions(data)}
    return {name.lower() for name in found}


@only_for(Role.STAFF)
def edit_title(request: UserRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    form = TitleForm(request.POST or None, part=version.document, languages=languages_of(version))
    if request.method == "POST" and form.is_valid():
        values = form.data_of_part()
        save(request, version, lambda data: editing.put_title(data, values))
        return redirect("surveys:version", pk)
    context = {"version": version, "form": form, "title": _("Title and languages")}
    return render(request, "surveys/editor/part.html", context)


@only_for(Role.STAFF)
def edit_section(request: UserRequest, pk: int, name: str | None = None) -> HttpResponse:
    version = draft_of(request, pk)
    old = part(lambda each: editing.find_section(version.document, each), name)
    form = SectionForm(request.POST or None, part=old, languages=languages_of(version))
    if (
        request.method == "POST"
        and form.is_valid()
        and refuse_second(form, "name", names_in(version.document), name)
    ):
        values = form.data_of_part()
        save(request, version, lambda data: editing.put_section(data, name, values))
        return redirect("surveys:version", pk)
    title = _("Change the page") if name else _("Add a page")
    context = {"version": version, "form": form, "title": title, "kind": "section", "name": name}
    return render(request, "surveys/editor/part.html", context)


@only_for(Role.STAFF)
def edit_question(
    request: UserRequest, pk: int, name: str | None = None, section: str = ""
) -> HttpResponse:
    version = draft_of(request, pk)
    old = part(lambda each: editing.find_question(version.document, each), name) or {}
    if not name:
        part(lambda each: editing.find_section(version.document, each), section)
    form = QuestionForm(request.POST or None, part=old, languages=languages_of(version))
    sets = question_sets(request, old, languages_of(version))
    valid = request.method == "POST" and form.is_valid()
    if valid and all([each.is_valid() for each in sets.values()]):  # noqa: C419 -- tell all errors
        values = form.data_of_part() | {key: list_lines(each) for key, each in sets.items()}
        if refuse_second(form, "name", names_in(version.document), name):
            save(request, version, lambda data: editing.put_question(data, section, name, values))
            if "more" in request.POST:
                return redirect("surveys:edit_question", pk, values["name"])
            return redirect("surveys:version", pk)
    title = _("Change the question") if name else _("Add a question")
    context = {
        "version": version, "form": form, "sets": sets, "title": title,
        "kind": "question", "name": name,
        **stands_beside(version.document, old),
    }  # fmt: skip
    return render(request, "surveys/editor/question.html", context)


def stands_beside(data: dict[str, Any], question: dict[str, Any]) -> dict[str, Any]:
    """When a question is asked, in words, and how the index words what it measures."""
    captions = captions_by_question(data).get(question.get("name", ""), [])
    return {"condition": Conditions(data).say(question.get("relevance")), "captions": captions}


def question_sets(
    request: UserRequest, old: dict[str, Any], languages: list[str]
) -> dict[str, Any]:
    """The lists of a question: choices, rows, constraints."""
    kinds: dict[str, Any] = {
        "choices": ChoiceFormSet, "rows": RowFormSet, "constraints": ConstraintFormSet,
    }  # fmt: skip
    return {
        key: formset(
            request.POST or None,
            prefix=key,
            form_kwargs={"languages": languages},
            initial=flatten_parts(formset.form, old.get(key, [])),
        )
        for key, formset in kinds.items()
    }


def flatten_parts(form: type[ListedForm], lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [form.flat(line) for line in lines]


@only_for(Role.STAFF)
def edit_criterion(request: UserRequest, pk: int, name: str | None = None) -> HttpResponse:
    version = draft_of(request, pk)
    rules = {rule.get("criterion"): rule for rule in version.document.get("criteria", [])}
    if name and name not in rules:
        raise Http404
    old = dict(rules[name]) if name else {}
    old["named"] = " ".join(old.get("named", []))
    form = CriterionForm(
        request.POST or None,
        initial=old,
        criteria=_criteria_offered(name, taken=rules).items(),
        sources=[
            (item, f"{item}: {words_of(version.document, each.get('text', {}))}")
            for item, each in editing.items(version.document)
        ],
    )
    if request.method == "POST" and form.is_valid():
        values = form.data_of_part()
        save(
            request,
            version,
            lambda data: editing.put_rule(data, "criteria", "criterion", name, values),
        )
        return redirect("surveys:version", pk)
    title = _("Change the rule of a criterion") if name else _("Add the rule of a criterion")
    context = {"version": version, "form": form, "title": title, "kind": "criterion", "name": name}
    return render(request, "surveys/editor/part.html", context)


def _criteria_offered(name: str | None, *, taken: Collection[str]) -> dict[str, str]:
    """The criteria without a rule, and the one whose rule is changed, known to PCI or not."""
    names = criterion_names()
    offered = {code: words for code, words in names.items() if code == name or code not in taken}
    return {**offered, name: name} if name and name not in offered else offered


@only_for(Role.STAFF)
def edit_contradiction(request: UserRequest, pk: int, name: str | None = None) -> HttpResponse:
    version = draft_of(request, pk)
    known = {each.get("name"): each for each in version.document.get("contradictions", [])}
    if name and name not in known:
        raise Http404
    form: PartForm = ContradictionForm(
        request.POST or None, part=known.get(name), languages=languages_of(version)
    )
    taken = {str(each).lower() for each in known}
    if request.method == "POST" and form.is_valid() and refuse_second(form, "name", taken, name):
        values = form.data_of_part()
        save(
            request,
            version,
            lambda data: editing.put_rule(data, "contradictions", "name", name, values),
        )
        return redirect("surveys:version", pk)
    title = _("Change a contradiction") if name else _("Add a contradiction")
    context = {
        "version": version, "form": form, "title": title, "kind": "contradiction", "name": name,
    }  # fmt: skip
    return render(request, "surveys/editor/part.html", context)


@only_for(Role.STAFF)
@require_POST
def move_part(request: UserRequest, pk: int, kind: str, name: str) -> HttpResponse:
    version = draft_of(request, pk)
    step = -1 if request.POST.get("step") == "up" else 1
    save(request, version, lambda data: editing.move(data, kind, name, step))
    address = redirect("surveys:version", pk)
    address["Location"] += f"#{kind}-{name}"
    return address


@only_for(Role.STAFF)
def delete_part(request: UserRequest, pk: int, kind: str, name: str) -> HttpResponse:
    version = draft_of(request, pk)
    if request.method == "POST":
        save(request, version, lambda data: editing.remove(data, kind, name))
        return redirect("surveys:version", pk)
    lost = 0
    if kind == "section":
        found = part(lambda each: editing.find_section(version.document, each), name) or {}
        lost = len(found.get("questions", []))
    context = {"version": version, "kind": kind, "name": name, "lost": lost}
    return render(request, "surveys/editor/delete.html", context)
