"""Pages about oneself, and what is public about personal data."""

import json

from django.conf import settings
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import actions, queries
from accounts.claiming import actions as claiming
from accounts.forms import ClaimCodeForm, DataRequestForm, ProfileForm
from core import audit
from core.access import Role, only_for, public
from core.clock import timezone
from core.http import rate_limit
from core.http.requests import Request, UserRequest
from core.http.visitor import visitor_of

TRIES, WINDOW = 10, 15 * 60  # of a code, and in which time


@public
def waiting(request: Request) -> HttpResponse:
    """Told to enterprises that have signed up; here they type the code their house received."""
    form = ClaimCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        visitor = visitor_of(request)
        slot = rate_limit.claim_try("claim-code", visitor, most=TRIES, seconds=WINDOW)
        if slot and claiming.take_code(now=timezone.now(), **form.cleaned_data):
            messages.success(request, _("The code is right. The Association can approve you now."))
            return redirect("accounts:waiting")
        form.add_error("code", _("This code is not right, or its time is over."))
    return render(request, "accounts/waiting.html", {"form": form})


@public
@require_safe
def privacy(request: Request) -> HttpResponse:
    context = {"processors": settings.DATA_PROCESSORS, "version": actions.PRIVACY_NOTICE}
    return render(request, "accounts/privacy.html", context)


@only_for(*Role)
def profile(request: UserRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"full_name": request.user.full_name})
    if request.method == "POST" and form.is_valid():
        actions.rename(user=request.user, **form.cleaned_data)
        messages.success(request, _("Your profile has been saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@only_for(*Role)
def my_data(request: UserRequest) -> HttpResponse:
    form = DataRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ask_about_data(user=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(
            request, _("Your request has been received; the answer will appear on this page.")
        )
        return redirect("accounts:my_data")
    context = {
        "form": form,
        "data": queries.personal_data(request.user),
        "requests": request.user.data_requests.order_by("-made_at"),
    }
    return render(request, "accounts/my_data.html", context)


@only_for(*Role)
@require_safe
def my_data_file(request: UserRequest) -> HttpResponse:
    """Everything accounts know about oneself, as one file."""
    audit.record(actor=request.user, action="accounts.own_data_exported", now=timezone.now())
    text = json.dumps(
        queries.personal_data(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
    )
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="thuoc-do-my-data.json"'},
    )
