"""Minutes on paper: as PDF, and as a document that an office completes."""

from typing import Any

from django.http import HttpResponse

from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.printing import print_page, print_page_once
from dialogues.models import Minutes, MinutesStatus
from dialogues.sessions.views.minutes import content_of, visible


@public
def minutes_pdf(request: Request, year: int, slot: str) -> HttpResponse:
    minutes = visible(request, year, slot)
    is_for_all = minutes.status == MinutesStatus.SIGNED
    return paper_of(minutes, content_of(minutes, request), is_for_all=is_for_all)


@public
def minutes_document(request: Request, year: int, slot: str) -> HttpResponse:
    """The same as a document that an office completes: number, signatures, recipients."""
    minutes = visible(request, year, slot)
    content = minutes_document_of(minutes, content_of(minutes, request))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="bien-ban-{year}-q{slot}.docx"'
    return answer


def minutes_document_of(minutes: Minutes, content: dict[str, Any]) -> bytes:
    from dialogues.sessions.minutes_document import write_document  # noqa: PLC0415 -- slow import

    return write_document(minutes, content)


def paper_of(
    minutes: Minutes,
    content: dict[str, Any],
    *,
    name: str = "bien-ban",
    is_for_all: bool = False,
) -> HttpResponse:
    """Minutes as PDF, whole or as everybody may read them; those are kept for the next reader."""
    from dialogues.sessions.minutes_document import say_day  # noqa: PLC0415 -- slow import

    session = minutes.session
    context: dict[str, object] = {
        "minutes": minutes,
        "session": session,
        "content": content,
        "is_draft": minutes.status != MinutesStatus.SIGNED,
        "dated": say_day(minutes),
    }
    template, sheet = "reports/dialogues/minutes.html", "dialogues-paper.css"
    if is_for_all:
        paper = print_page_once(template, context, sheet, now=timezone.now())
    else:
        paper = print_page(template, context, sheet)
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}-{session.year}-q{session.slot}.pdf"'
    return answer
