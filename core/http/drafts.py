"""Drafts that a page stores by itself while somebody types."""

from django import forms
from django.http import HttpRequest, JsonResponse

from core.http.late_posts import accepts
from core.limits import whole_number


def revision_seen(request: HttpRequest) -> int:
    """Which revision of a draft the form was opened with; none yet counts as the beginning."""
    return whole_number(request.POST.get("version", "")) or 0


def wants_json(request: HttpRequest) -> bool:
    """Whether the script of the page stores a draft, rather than a person pressing a button."""
    return request.method == "POST" and accepts(request, "application/json")


def refuse_draft(form: forms.BaseForm) -> JsonResponse:
    """Say why a draft was not stored: not yet whole enough, or refused for a reason."""
    refused = form.non_field_errors()
    if refused:
        return JsonResponse({"refusal": " ".join(map(str, refused))}, status=409)
    return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
