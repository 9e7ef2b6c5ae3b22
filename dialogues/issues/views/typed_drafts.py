"""Forms whose text is stored on the server while one types: told to the script, put back later."""

import secrets
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse

from core.clock import timezone
from core.http.drafts import revision_seen
from dialogues.errors import TextTooLong, TypedElsewhere
from dialogues.issues.actions import typed_drafts
from dialogues.issues.actions.typed_drafts import Writer
from dialogues.models import TypedDraft

LONGEST_NAME = 64


def store_typed(request: HttpRequest, writer: Writer, fields: Iterable[str]) -> JsonResponse:
    """Store what stands in these fields, whole or not, and say so."""
    values = {name: request.POST[name] for name in fields if name in request.POST}
    try:
        kept = typed_drafts.keep_typed(
            writer=writer, values=values, now=timezone.now(), **_from_window(request)
        )
    except TypedElsewhere as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=409)
    except TextTooLong as refusal:  # shortened, it is stored again
        return JsonResponse({"refusal": str(refusal)}, status=413)
    return JsonResponse({"version": kept.revision})


def forget_typed(request: HttpRequest, writer: Writer) -> None:
    typed_drafts.forget_typed(writer=writer, **_from_window(request))


def _from_window(request: HttpRequest) -> dict[str, Any]:
    window = request.POST.get("window", "")[:LONGEST_NAME]
    return {"window": window, "seen": revision_seen(request)}


def describe_typed(request: HttpRequest, kept: TypedDraft | None) -> dict[str, Any]:
    """What the form carries, so that the next text comes from the same window."""
    posted = request.method == "POST"
    return {
        "typed": None if posted else kept,
        "version": revision_seen(request) if posted else kept.revision if kept else 0,
        "window": request.POST.get("window", "")[:LONGEST_NAME] or secrets.token_urlsafe(16),
    }
