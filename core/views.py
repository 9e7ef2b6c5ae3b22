"""Pages that belong to no app."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.access import public


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
