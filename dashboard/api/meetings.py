"""Dialogue sessions, and the public questions and answers."""

from typing import Any

from ninja import Router
from ninja.params.functions import Query

from core.http.requests import Request
from dashboard.api.service import PAGE, SIZE, cut
from dashboard.api.shapes import IssueOut, Page, SessionOut
from dialogues.issues.queries import open_data
from dialogues.models import Issue, Session

router = Router(tags=["dialogues"])


@router.get("/sessions", response=Page[SessionOut], summary="Dialogue sessions")
def list_sessions(request: Request, page: int = PAGE, size: int = SIZE) -> dict[str, Any]:
    rows = Session.objects.prefetch_related("criteria").order_by("-starts_at", "-pk")
    return cut(request, rows, page, size, lambda found: [_session(request, row) for row in found])


def _session(request: Request, session: Session) -> dict[str, Any]:
    return {
        "year": session.year,
        "slot": session.slot,
        "topic": session.topic,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "place": session.place,
        "status": session.status,
        "criteria": [criterion.code for criterion in session.criteria.all()],
        "page": request.build_absolute_uri(session.get_absolute_url()),
    }


@router.get("/issues", response=Page[IssueOut], summary="Published issues, as in the open data")
def list_issues(
    request: Request,
    criterion: str | None = Query(None, description="Code of a criterion"),
    agency: str | None = Query(None, description="Code of a lead agency"),
    page: int = PAGE,
    size: int = SIZE,
) -> dict[str, Any]:
    asked = {"criterion__code": criterion, "lead__code": agency}
    chosen = {key: value for key, value in asked.items() if value is not None}
    rows = Issue.objects.published().filter(**chosen).order_by("-published_at", "number")

    def shape(found: Any) -> list[dict[str, Any]]:
        keys = [issue.pk for issue in found]
        chosen_rows = Issue.objects.filter(pk__in=keys).order_by("-published_at", "number")
        return [dict(zip(open_data.NAMES, row, strict=True)) for row in open_data.rows(chosen_rows)]

    return cut(request, rows, page, size, shape)
