"""The Association: its letterhead, and its logo for everybody."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import letterhead
from core.access import only_for, public
from core.clock import timezone
from core.forms import AssociationForm
from core.http.requests import UserRequest
from core.models import Association


@only_for()
def edit(request: UserRequest) -> HttpResponse:
    """Read or change name, letterhead and logo; what is empty shows what stands in for it."""
    row = Association.objects.first() or Association(name_vi=letterhead.current().name)
    form = AssociationForm(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid():
        letterhead.change(by=request.user, now=timezone.now(), **form.values)
        messages.success(request, _("The letterhead was saved; it counts at once."))
        return redirect("association")
    return render(request, "core/association.html", {"form": form, "row": row})


@public
@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    row = Association.objects.exclude(logo_digest="").first()
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.logo or b""), content_type="image/png")
    response["Cache-Control"] = "public, max-age=300"
    return response
