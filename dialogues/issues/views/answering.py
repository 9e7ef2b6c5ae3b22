"""Officers write answers; heads approve them; agencies keep templates."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.drafts import refuse_draft, revision_seen, wants_json
from core.http.requests import UserRequest
from core.limits import whole_number
from dialogues.errors import DraftChanged, NamedInPublic
from dialogues.form_fields import tell_faults
from dialogues.issues.actions import answers, attachments
from dialogues.issues.forms.answers import AnswerForm, RemarkForm, TemplateForm
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.views.cases import find_issue
from dialogues.issues.views.files import say_what_was_found
from dialogues.models import Answer, AnswerStatus, AnswerTemplate, Issue
from dialogues.workflow import transitions

FIELDS = sorted(answers.FIELDS)
HOLD = timedelta(minutes=5)  # in which whoever sent an answer can take it back


def _initial(request: UserRequest, answer: Answer | None) -> dict[str, Any]:
    if answer:
        return {name: getattr(answer, name) for name in FIELDS}
    wanted = whole_number(request.GET.get("template", ""))
    kept = issue_queries.templates_for(request.user)
    template = kept.filter(pk=wanted).first() if wanted else None
    return {"effect": template.effect, "text": template.text} if template else {}


def _write(request: UserRequest, issue: Issue, answer: Answer | None) -> HttpResponse:
    form = AnswerForm(
        request.POST or None, request.FILES or None, initial=_initial(request, answer)
    )
    other, version = "", answer.revision if answer else 0
    if request.method == "POST":
        version = revision_seen(request)  # what is refused unread stays as old as it was
        if form.is_valid():
            done, answer, other = _store(request, issue, answer, form)
            if done:
                return done
            version = answer.revision if answer else 0
    if wants_json(request):
        return refuse_draft(form)
    return render(
        request,
        "dialogues/answer.html",
        {
            "issue": issue,
            "answer": answer,
            "form": form,
            "other": other,
            "version": version,
            "previews": "preview" in request.POST and not form.errors,
            "is_contribution": request.user.agency_id != issue.lead_id,
            "case": case_queries.case(issue, request.user, timezone.localdate()),
            "templates": issue_queries.templates_for(request.user),
            "needs_head": bool(request.user.agency and request.user.agency.approves_answers)
            and not request.user.is_head,
        },
    )


def _store(
    request: UserRequest, issue: Issue, answer: Answer | None, form: AnswerForm
) -> tuple[HttpResponse | None, Answer | None, str]:
    """Keep the draft, send it if asked to; otherwise the form says why it stands here again."""
    try:
        answer = _keep_draft(request, issue, answer, form)
        if wants_json(request):
            return _say_kept(answer), answer, ""
        if "preview" in request.POST:
            answer.is_contribution or form.is_whole(timezone.localdate())
            return None, answer, ""
        if "submit" not in request.POST or _send(request, answer, form):
            messages.success(request, _say_outcome(answer))
            return redirect(issue), answer, ""
    except DraftChanged as refusal:
        form.add_error(None, str(refusal))
        return None, answers.begun_by(request.user.agency, issue), refusal.text
    except NamedInPublic as refusal:
        form.mark_words(refusal)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    return None, answer, ""


def _keep_draft(
    request: UserRequest, issue: Issue, answer: Answer | None, form: AnswerForm
) -> Answer:
    """Store what was typed, with its file, before anything may refuse it."""
    data, now = dict(form.cleaned_data), timezone.now()
    upload = data.pop("attachment")
    kept = answers.save_draft(
        issue=issue,
        author=request.user,
        answer=answer,
        now=now,
        seen=revision_seen(request),
        **data,
    )
    if upload:
        file = attachments.attach(
            upload=upload, answer=kept, title=upload.name, by=request.user, now=now
        )
        say_what_was_found(request, file)
    return kept


def _send(request: UserRequest, answer: Answer, form: AnswerForm) -> bool:
    """Send an answer that is whole; otherwise the draft stays and the form says what it lacks."""
    if not answer.is_contribution and not form.is_whole(timezone.localdate()):
        return False
    answers.submit(answer=answer, by=request.user, now=timezone.now(), hold=HOLD)
    return True


def _say_kept(answer: Answer) -> JsonResponse:
    address = reverse("dialogues:edit_answer", args=[answer.pk])
    return JsonResponse({"version": answer.revision, "address": address})


def _moment(answer: Answer) -> str:
    leaves = answer.publish_at
    return date_format(timezone.localtime(leaves), "SHORT_DATETIME_FORMAT") if leaves else ""


def _say_outcome(answer: Answer) -> str:
    return {
        AnswerStatus.DRAFT: _("The draft was saved."),
        AnswerStatus.SUBMITTED: _("The answer waits for the head’s approval."),
        AnswerStatus.SCHEDULED: _("The answer leaves at %(time)s; until then it can be taken back.")
        % {"time": _moment(answer)},
        AnswerStatus.PUBLISHED: _("The answer was sent."),
    }[AnswerStatus(answer.status)]


@only_for(Role.OFFICER)
def new_answer(request: UserRequest, number: str) -> HttpResponse:
    """Begin an answer. What is sent here is kept even where a draft has been begun meanwhile."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.write_answer", issue)
    if request.method == "POST":
        return _write(request, issue, None)
    if issue.state not in transitions.IN_HAND:
        messages.error(request, _("This issue does not wait for an answer."))
        return redirect(issue)
    begun = answers.begun_by(request.user.agency, issue)
    if begun and begun.status == AnswerStatus.DRAFT:
        return redirect("dialogues:edit_answer", begun.pk)
    if begun:
        messages.error(request, _("An answer of your agency is on its way already."))
        return redirect(issue)
    return _write(request, issue, None)


def _own(request: UserRequest, pk: int) -> Answer:
    """An answer of the officer’s own agency; of others there is none."""
    return get_object_or_404(
        Answer.objects.select_related("issue", "agency").filter(
            agency=request.user.agency_id, issue__in=Issue.objects.own_of(request.user)
        ),
        pk=pk,
    )


@only_for(Role.OFFICER)
def edit_answer(request: UserRequest, pk: int) -> HttpResponse:
    answer = _own(request, pk)
    require(request.user, "dialogues.change_answer", answer)
    if answer.status != AnswerStatus.DRAFT and request.method != "POST":
        messages.error(request, _("This answer is no longer a draft."))
        return redirect(answer.issue)
    return _write(request, answer.issue, answer)


@only_for(Role.OFFICER)
@require_POST
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    """Go on writing an answer that has not left yet."""
    answer = _own(request, pk)
    require(request.user, "dialogues.change_answer", answer)
    try:
        answers.take_back(answer=answer, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(answer.issue)
    messages.success(request, _("The answer is a draft again."))
    return redirect("dialogues:edit_answer", answer.pk)


@only_for(Role.OFFICER)
@require_POST
def approve_answer(request: UserRequest, pk: int) -> HttpResponse:
    answer = _own(request, pk)
    require(request.user, "dialogues.approve_answer", answer)
    form = RemarkForm(request.POST)
    if "back" in request.POST and not form.is_valid():
        tell_faults(request, form)
        return redirect(answer.issue)
    try:
        if "back" in request.POST:
            remark = form.cleaned_data["remark"]
            answers.send_back(answer=answer, by=request.user, remark=remark, now=timezone.now())
            messages.success(request, _("The answer went back to its author."))
        else:
            answers.approve(answer=answer, by=request.user, now=timezone.now(), hold=HOLD)
            messages.success(request, _say_outcome(answer))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(answer.issue)


@only_for(Role.OFFICER, Role.STAFF)
def template_list(request: UserRequest) -> HttpResponse:
    require(request.user, "dialogues.keep_templates")
    form = TemplateForm(request.POST or None)
    if request.method == "POST":
        if gone := request.POST.get("delete"):
            own = AnswerTemplate.objects.filter(agency=request.user.agency_id)
            get_object_or_404(own, pk=whole_number(gone)).delete()
            return redirect("dialogues:templates")
        if form.is_valid():
            template = form.save(commit=False)
            template.agency = request.user.agency
            template.save()
            messages.success(request, _("The template was saved."))
            return redirect("dialogues:templates")
    rows = issue_queries.templates_for(request.user).select_related("agency")
    return render(request, "dialogues/templates.html", {"form": form, "rows": rows})
