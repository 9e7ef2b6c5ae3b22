"""Pages on which administrators look after accounts, and staff approve sign-ups."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import actions, audit_words, queries
from accounts.claiming import actions as claiming
from accounts.forms import (
    AnswerForm,
    ApproveForm,
    AuditFilter,
    ChangeUserForm,
    InviteForm,
    ReasonForm,
    SendCodeForm,
    UserFilter,
)
from accounts.models import ClaimWay, DataRequest, EnterpriseClaim, User
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import AuditEntry

PAGE_LENGTH = 50


@only_for(Role.ADMINISTRATOR)
@require_safe
def users(request: UserRequest) -> HttpResponse:
    chosen = UserFilter(request.GET)
    values = chosen.cleaned_data if chosen.is_valid() else {}
    sorting = queries.USERS.asked(request.GET)
    rows = sorting.rows(queries.users(**values))
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {"filter": chosen, "sorting": sorting, "page": page}
    return render(request, "accounts/users.html", context)


@only_for(Role.ADMINISTRATOR)
def invite(request: UserRequest) -> HttpResponse:
    require(request.user, "accounts.invite_user")
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.invite_user(by=request.user, now=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(
                request,
                _("%(email)s will receive a link to choose a password.") % {"email": user.email},
            )
            return redirect("accounts:users")
    return render(request, "accounts/invite.html", {"form": form})


@only_for(Role.ADMINISTRATOR)
def user(request: UserRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(queries.users(), pk=pk)
    initial = {
        "full_name": person.full_name,
        "role": person.role,
        "agency": person.agency,
        "is_head": person.is_head,
    }
    form = ChangeUserForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_user(
                user=person, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The account has been changed."))
            return redirect("accounts:user", pk=pk)
    context = {
        "person": person,
        "form": form,
        "events": [_event(entry) for entry in AuditEntry.objects.about(person)[:50]],
    }
    return render(request, "accounts/user.html", context)


def _event(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "what": audit_words.action(entry),
        "who": str(entry.actor or ""),
        "note": entry.reason,
    }


@only_for(Role.ADMINISTRATOR)
def invite_again(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.invite_user")
    person = get_object_or_404(User, pk=pk, is_active=True)
    if request.method == "POST":
        actions.invite_again(user=person, by=request.user, now=timezone.now())
        messages.success(
            request,
            _("%(email)s will receive a link to choose a password.") % {"email": person.email},
        )
        return redirect("accounts:user", pk=pk)
    return render(request, "accounts/invite_again.html", {"person": person})


@only_for(Role.ADMINISTRATOR)
def set_active(request: UserRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        try:
            actions.set_active(
                user=person, active=not person.is_active, by=request.user, now=timezone.now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The account has been changed."))
        return redirect("accounts:user", pk=pk)
    return render(request, "accounts/set_active.html", {"person": person})


@only_for(Role.ADMINISTRATOR)
def reset_second_factor(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.reset_second_factor")
    person = get_object_or_404(User, pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reset_second_factor(
            user=person, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(
            request, _("The second factor is removed; the person sets up a new one at sign-in.")
        )
        return redirect("accounts:user", pk=pk)
    return render(request, "accounts/reset_second_factor.html", {"person": person, "form": form})


@only_for(Role.STAFF)
@require_safe
def sign_ups(request: UserRequest) -> HttpResponse:
    sorting = queries.SIGN_UPS.asked(request.GET)
    context = {"rows": sorting.listed(queries.sign_ups()), "sorting": sorting}
    return render(request, "accounts/sign_ups.html", context)


@only_for(Role.STAFF)
def sign_up(request: UserRequest, pk: int) -> HttpResponse:
    """Approve a sign-up by binding it to an enterprise, or refuse it with a reason."""
    require(request.user, "accounts.approve_user")
    person = get_object_or_404(User.objects.get_queryset().waiting_for_approval(), pk=pk)
    if "send_code" in request.POST:
        return _send_code(request, person)
    refusing = "refuse" in request.POST
    approve = ApproveForm(
        request.POST if request.method == "POST" and not refusing else None,
        initial={"tax_code": person.claimed_tax_code},
    )
    refuse = ReasonForm(request.POST if refusing else None)
    try:
        if refuse.is_valid():
            actions.reject_user(
                user=person, by=request.user, now=timezone.now(), **refuse.cleaned_data
            )
            messages.success(request, _("The sign-up was refused; the person is told why."))
            return redirect("accounts:sign_ups")
        if approve.is_valid() and approve.enterprise:
            actions.approve_user(
                user=person, enterprise=approve.enterprise, by=request.user, now=timezone.now()
            )
            messages.success(request, _("The sign-up was approved; the person is told by e-mail."))
            return redirect("accounts:sign_ups")
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:sign_ups")
    row = next((row for row in queries.sign_ups() if row.user.pk == person.pk), None)
    return render(request, "accounts/sign_up.html", _sign_up(row, approve, refuse))


def _sign_up(row: Any, approve: ApproveForm, refuse: ReasonForm) -> dict[str, Any]:
    enterprise = row.enterprise if row else None
    return {
        "row": row,
        "approve": approve,
        "refuse": refuse,
        "code": SendCodeForm(initial={"tax_code": row.user.claimed_tax_code}) if row else None,
        "claim": row.user.claims.filter(enterprise=enterprise).first() if row else None,
        "is_known": bool(enterprise and row.user.is_known_to(enterprise)),
        "representatives": enterprise.users.filter(is_active=True) if enterprise else [],
    }


def _send_code(request: UserRequest, person: User) -> HttpResponse:
    """Send a code to the contact in the register, or show it once to whoever will tell it."""
    form = SendCodeForm(request.POST)
    if not form.is_valid() or form.enterprise is None:
        messages.error(request, _("No code was made: choose how it goes to the enterprise."))
        return redirect("accounts:sign_up", person.pk)
    enterprise, way = form.enterprise, form.cleaned_data["way"]
    try:
        claim, code = claiming.send_code(
            user=person, enterprise=enterprise, way=way, by=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:sign_up", person.pk)
    messages.success(request, _say_code(claim, code))
    return redirect("accounts:sign_up", person.pk)


def _say_code(claim: EnterpriseClaim, code: str) -> str:
    enterprise = claim.enterprise
    said = {
        ClaimWay.EMAIL: _("The code is on its way to %(contact)s.") % {"contact": enterprise.email},
        ClaimWay.PHONE: _("Call %(contact)s and read out: %(code)s. It is not shown again.")
        % {"contact": enterprise.phone, "code": code},
        ClaimWay.LETTER: _("Write to %(contact)s: the code is %(code)s. It is not shown again.")
        % {"contact": enterprise.address, "code": code},
    }
    return said[ClaimWay(claim.way)]


@only_for(Role.ADMINISTRATOR)
@require_safe
def audit_log(request: UserRequest) -> HttpResponse:
    chosen = AuditFilter(request.GET)
    values = dict(chosen.cleaned_data) if chosen.is_valid() else {}
    for name, later in (("since", 0), ("until", 1)):
        if day := values.get(name):
            start = datetime.combine(day + timedelta(days=later), time())
            values[name] = timezone.make_aware(start)
    sorting = queries.AUDIT.asked(request.GET)
    entries = sorting.rows(queries.audit_entries(**values))
    page = Paginator(entries, PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = [
        {
            "entry": entry,
            "action": audit_words.action(entry),
            "target": audit_words.target(entry),
            "details": audit_words.details(entry),
        }
        for entry in page
    ]
    context = {"filter": chosen, "sorting": sorting, "page": page, "rows": rows}
    return render(request, "accounts/audit.html", context)


@only_for(Role.ADMINISTRATOR)
@require_safe
def data_requests(request: UserRequest) -> HttpResponse:
    sorting = queries.DATA_REQUESTS.asked(request.GET)
    requests = sorting.rows(DataRequest.objects.select_related("user", "answered_by"))
    page = Paginator(requests, PAGE_LENGTH).get_page(request.GET.get("page"))
    return render(request, "accounts/data_requests.html", {"page": page, "sorting": sorting})


@only_for(Role.ADMINISTRATOR)
def data_request(request: UserRequest, pk: int) -> HttpResponse:
    require(request.user, "accounts.answer_data_request")
    asked = get_object_or_404(DataRequest.objects.select_related("user"), pk=pk)
    form = AnswerForm(request.POST or None, initial={"answer": asked.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer_data_request(
            request=asked, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The answer has been sent."))
        return redirect("accounts:data_requests")
    return render(request, "accounts/data_request.html", {"asked": asked, "form": form})
