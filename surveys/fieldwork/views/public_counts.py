"""The count anybody may check: as many answers as links used up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from core.access import public
from surveys import tokens
from surveys.fieldwork.queries.waves import public_count, receipt_is_known
from surveys.models import Wave


@public
@require_http_methods(["GET", "HEAD", "POST"])
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the count; a receipt is posted, so that it stands in no address."""
    wave = get_object_or_404(Wave.objects.begun(), pk=pk)
    typed = request.POST.get("receipt", "").strip()
    context = {
        "wave": wave,
        "count": public_count(wave),
        "typed": typed,
        "known": bool(typed) and receipt_is_known(wave, tokens.normalise_code(typed)),
    }
    return render(request, "surveys/count.html", context)
