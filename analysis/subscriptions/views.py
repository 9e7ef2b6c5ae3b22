"""Pages of subscriptions: ask, confirm, ask for no more. None says whether an address is known."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analysis.subscriptions import actions
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.http.visitor import visitor_of


class SubscribeForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "Used for these letters alone, and erased when you ask for no more of them."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


@public
@never_cache
def subscribe(request: Request) -> HttpResponse:
    """Ask for letters about released reports; the answer is the same for every address."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not actions.may_ask(visitor_of(request)):
            form.add_error(None, _("Too many tries from here. Please try again in an hour."))
            return render(request, "analysis/subscriptions/ask.html", {"form": form}, status=429)
        actions.ask(
            address=form.cleaned_data["address"],
            language=request.LANGUAGE_CODE,
            now=timezone.now(),
        )
        return render(request, "analysis/subscriptions/asked.html")
    return render(request, "analysis/subscriptions/ask.html", {"form": form})


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: Request, key: str) -> HttpResponse:
    """Confirm by a press; a program that only looks at links confirms nothing."""
    done = request.method == "POST"
    known = actions.confirm(key=key, now=timezone.now()) if done else True
    context = {"done": done, "known": known}
    return render(request, "analysis/subscriptions/confirm.html", context)


@public
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for no more letters: one press, also by a mail program for its owner (RFC 8058)."""
    done = request.method == "POST"
    if done:
        actions.leave(key=key, now=timezone.now())
    return render(request, "analysis/subscriptions/leave.html", {"done": done})
