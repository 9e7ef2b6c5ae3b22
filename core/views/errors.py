"""What people see when a form came without its seal; other errors need only a template."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.http.late_posts import accepts, came_from_here, give_back, sign_in_address


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain it without jargon: the page was open too long, or cookies are off.

    What a page of ours sent is given back; what came from elsewhere is not offered again.
    """
    if accepts(request, "application/json"):
        said = {"signed_out": _("You have been signed out."), "sign_in": sign_in_address(request)}
        return JsonResponse(said, status=401)
    if came_from_here(request) and request.POST:
        return give_back(request, is_signed_out=not request.user.is_authenticated)
    return render(request, "403_csrf.html", status=403)
