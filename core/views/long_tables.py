"""The file of a long table: from its order to the page that hands it out."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from core.access import Role, only_for
from core.http.requests import UserRequest
from core.models import Job
from core.tabular import long_tables


@only_for(*Role)
@require_safe
def fetch(request: UserRequest, pk: int) -> HttpResponse:
    """Lead whoever ordered a file to the page that offers it, where it is handed out."""
    job = get_object_or_404(Job, pk=pk, kind=long_tables.KIND, ordered_by=request.user)
    return redirect(long_tables.address_of(job))
