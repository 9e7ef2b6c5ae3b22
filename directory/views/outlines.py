"""The page that takes the outlines of the places, for maps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from directory.models import District
from directory.outlines import keeping
from directory.outlines.forms import OutlinesForm


@only_for(Role.STAFF)
def outlines(request: UserRequest) -> HttpResponse:
    """Take a file of outlines, say what matched and what did not, or forget what is kept."""
    require(request.user, "directory.edit_agencies")
    form = OutlinesForm(request.POST or None, request.FILES or None)
    match = None
    if request.method == "POST" and "forget" in request.POST:
        keeping.forget_outlines(by=request.user, now=timezone.now())
        messages.success(request, _("The outlines were removed. Maps show tiles again."))
        return redirect("directory:outlines")
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            match = keeping.keep_outlines(content=content, by=request.user, now=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            count = len(match.shapes)
            said = ngettext("One place has its outline.", "%(n)d places have their outline.", count)
            messages.success(request, said % {"n": count})
    kept = keeping.find_outlines()
    today = timezone.localdate()
    missing = [
        one.name
        for one in District.objects.all()
        if one.code not in kept and one.is_valid_on(today)
    ]
    context = {"form": form, "match": match, "kept": len(kept), "missing": missing if kept else []}
    return render(request, "directory/outlines.html", context)
