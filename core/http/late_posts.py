"""What was typed and came too late: signed out, or the seal of the form ran out. It is given back.

Nothing is stored: the words stand on the page that says so, and are sent again from there.
"""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

NEVER_REPEATED = ("password", "csrfmiddlewaretoken", "credential", "code")
SHOWN_FROM = 40  # letters; what is shorter was chosen rather than written


def answer_signed_out(request: HttpRequest) -> HttpResponse:
    """Ask somebody without an account to sign in; what they sent is not lost by it."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    if accepts(request, "application/json"):
        said = {"signed_out": _("You have been signed out."), "sign_in": sign_in_address(request)}
        return JsonResponse(said, status=401)
    if not accepts(request, "text/html"):
        return redirect_to_login(request.get_full_path())
    return give_back(request, is_signed_out=True)


def accepts(request: HttpRequest, kind: str) -> bool:
    """Whether the browser names this kind; what accepts anything is a program."""
    return kind in request.headers.get("Accept", "")


def sign_in_address(request: HttpRequest) -> str:
    return f"{reverse('account_login')}?next={page_of(request)}"


def give_back(request: HttpRequest, *, is_signed_out: bool = False) -> HttpResponse:
    """Show what was sent, with a button that sends it again."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    again = [(name, text) for name, text in sent if not is_secret(name)]
    context = {
        "action": request.get_full_path(),
        "fields": again,
        "texts": [text for _name, text in again if len(text) >= SHOWN_FROM],
        "files": [getattr(file, "name", "") for file in request.FILES.values()],
        "is_signed_out": is_signed_out,
        "sign_in": sign_in_address(request),
    }
    return render(request, "late_post.html", context, status=403)


def is_secret(name: str) -> bool:
    return any(word in name for word in NEVER_REPEATED)


def came_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, by what the browser itself says."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(origin).netloc == request.get_host()


def page_of(request: HttpRequest) -> str:
    """The page a form stands on: where it was sent from, or the nearest page above its address."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc == request.get_host():
        return before.path
    return page_above(request.path_info) or "/"


def page_above(path: str) -> str | None:
    """The nearest address above this one that is a page at all."""
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:end])}/"
        try:
            resolve(above)
        except Resolver404:
            continue
        return above
    return "/" if parts != [""] else None
