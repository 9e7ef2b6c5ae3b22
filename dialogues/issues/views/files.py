"""Files: added, handed out to those who may read them, looked through, replaced, withdrawn."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import audit
from core.access import Role, only_for, public, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import Request, UserRequest
from dialogues.issues.actions import attachments
from dialogues.issues.actions.steps import By
from dialogues.issues.forms.files import ReleaseFileForm, ReplaceFileForm, WithdrawFileForm
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries.attachments import Reader, could_read, reads
from dialogues.issues.views.cases import find_issue
from dialogues.models import Attachment
from dialogues.notifications import links
from dialogues.workflow.transitions import Party


@only_for(Role.ENTERPRISE, Role.STAFF)
@require_POST
def attach(request: UserRequest, number: str) -> HttpResponse:
    issue = find_issue(request, number)
    require(request.user, "dialogues.attach_to_issue", issue)
    upload = request.FILES.get("file")
    if upload:
        try:
            file = attachments.attach(
                upload=upload,
                issue=issue,
                title=upload.name or "",
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            say_what_was_found(request, file)
    return redirect(issue)


def say_what_was_found(request: UserRequest, file: Attachment) -> None:
    """Tell who sent a file what others will see of it, without telling a name to who has none."""
    issue = file.about
    if file.taken_out:
        messages.info(
            request,
            _("Taken out of the document before it was stored: %(what)s.")
            % {"what": "; ".join(file.taken_out)},
        )
    if issue is None or not file.needs_release:
        messages.success(request, _("The document was added."))
        return
    messages.success(
        request,
        _("The document was added. It stays closed until the Association has looked through it."),
    )
    if file.found and issue.names_raiser_to(request.user):
        messages.warning(
            request,
            _("It contains words that name the enterprise: %(words)s.")
            % {"words": ", ".join(f"“{word}”" for word in file.found)},
        )


def _file(code: str) -> Attachment:
    files = Attachment.objects.select_related(
        "issue__enterprise", "answer__issue__enterprise", "answer__agency", "session"
    )
    return get_object_or_404(files, code=code)


def reader_of(request: Request, file: Attachment) -> Reader:
    """What the asker is to the issue of a file, by account or by the link of a letter."""
    user, issue = request.user, file.about
    is_staff = user.has_perm("dialogues.release_attachment")
    if issue is None:
        return Reader(is_staff=is_staff)
    holds_link = links.opens(request.GET.get("token", ""), issue, now=timezone.now())
    return Reader(
        is_staff=is_staff,
        is_inside=case_queries.is_inside(issue, user),
        is_raiser=holds_link or Party.RAISER in issue.parties_of(user),
        agency=None if issue.is_lawful else getattr(user, "agency_id", None),
    )


@public
def attachment(request: Request, code: str) -> HttpResponse:
    """Hand a file to those who may read what it belongs to, under a name that tells nothing."""
    file = _file(code)
    reader = reader_of(request, file)
    if not could_read(file, reader):
        raise Http404
    if not reads(file, reader):
        return render(request, "dialogues/file_gone.html", {"file": file}, status=410)
    if request.user.is_authenticated:
        audit.record(
            actor=request.user, action="dialogues.attachment", now=timezone.now(), target=file
        )
    with file.file.open("rb") as content:  # ten megabytes at most
        answer = HttpResponse(content.read(), content_type=file.content_type)
    answer["Content-Disposition"] = f'inline; filename="{file.neutral_name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _by(request: UserRequest) -> By:
    parties = {Role.ENTERPRISE: Party.RAISER, Role.OFFICER: Party.LEAD}
    return By(request.user, parties.get(Role(request.user.role), Party.STAFF))


@only_for(Role.ENTERPRISE, Role.OFFICER, Role.STAFF)
def file_page(request: UserRequest, code: str) -> HttpResponse:
    """One file: what the search found in it, and to release, replace or withdraw it."""
    file = _file(code)
    if not reads(file, reader_of(request, file)):
        raise Http404
    require(request.user, "dialogues.change_attachment", file)
    may_release = request.user.has_perm("dialogues.release_attachment", file)
    issue = file.about
    if may_release and issue and not file.was_searched:
        file = attachments.search_again(attachment=file)
    steps = _forms(request)
    do = request.POST.get("do", "")
    if do in steps and (answer := _do(request, file, do, steps[do])):
        return answer
    return render(
        request,
        "dialogues/file.html",
        {
            "file": file,
            "issue": issue,
            "back": _back(file),
            "may_release": may_release,
            "names_raiser": bool(issue and issue.names_raiser_to(request.user)),
            "steps": steps,
        },
    )


def _back(file: Attachment) -> str:
    if file.mail_id:
        return reverse("dialogues:replies")
    owner: Any = file.about or file.session
    return str(owner.get_absolute_url())


def _forms(request: UserRequest) -> dict[str, forms.Form]:
    """The three steps; only the one that was sent is checked."""
    kinds = {"release": ReleaseFileForm, "replace": ReplaceFileForm, "withdraw": WithdrawFileForm}
    chosen = request.POST.get("do")
    return {
        name: kind(request.POST, request.FILES, prefix=name)
        if name == chosen
        else kind(prefix=name)
        for name, kind in kinds.items()
    }


def _do(request: UserRequest, file: Attachment, do: str, form: forms.Form) -> HttpResponse | None:
    """Take the step that was chosen; ``None`` when the form must be shown again."""
    if not form.is_valid():
        return None
    by, now = _by(request), timezone.now()
    try:
        if do == "release":
            require(request.user, "dialogues.release_attachment", file)
            attachments.release(attachment=file, by=by, now=now)
            messages.success(request, _("The document is released."))
        elif do == "withdraw":
            attachments.withdraw(attachment=file, by=by, now=now, **form.cleaned_data)
            messages.success(request, _("The document was withdrawn."))
        else:
            new = attachments.replace(attachment=file, by=by, now=now, **form.cleaned_data)
            messages.success(request, _("The document was replaced."))
            return redirect("dialogues:file", new.code)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect(_back(file))
