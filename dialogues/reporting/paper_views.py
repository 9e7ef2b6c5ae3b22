"""Papers to be signed and stamped, as PDF and as DOCX that an office completes."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from core.letterhead.papers import Paper
from core.printing import print_page
from core.views.waiting import wait
from dialogues.issues.views.cases import find_issue
from dialogues.models import Answer, AnswerStatus, Issue
from dialogues.reporting import kept_reports, papers
from dialogues.reporting.orders import order_report
from dialogues.reporting.views import find_current, own_agency
from dialogues.sessions.views.sessions import find_session

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def send_paper(paper: Paper, form: str, name: str) -> HttpResponse:
    """The paper as a file of the form asked for."""
    if form == "docx":
        from core.letterhead.word import write_word  # noqa: PLC0415 -- slow import

        answer = HttpResponse(write_word(paper), content_type=WORD)
    elif form == "pdf":
        content = print_page("reports/paper.html", {"paper": paper}, "dialogues-paper.css")
        answer = HttpResponse(content, content_type="application/pdf")
    else:
        raise Http404(form)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@only_for(Role.OFFICER, Role.STAFF)
def answer_paper(request: UserRequest, pk: int, form: str) -> HttpResponse:
    """An answer as an official letter: for its own agency at any time, for staff once sent."""
    answers = Answer.objects.select_related("issue__enterprise", "agency__district")
    known = answers.filter(issue__in=Issue.objects.own_of(request.user))
    if request.user.role == Role.OFFICER:
        known = known.filter(agency=request.user.agency_id).exclude(status=AnswerStatus.DROPPED)
    else:
        known = known.filter(status=AnswerStatus.PUBLISHED)
    answer = get_object_or_404(known, pk=pk)
    return send_paper(papers.write_answer(answer), form, f"tra-loi-{answer.issue.number}")


@only_for(Role.STAFF)
def forwarding_paper(request: UserRequest, number: str, clock: int, form: str) -> HttpResponse:
    """The letter that takes an issue to one of its agencies."""
    issue = find_issue(request, number)
    require(request.user, "dialogues.edit_issue", issue)
    chosen = get_object_or_404(
        issue.clocks.running().select_related("issue", "agency", "ground"), pk=clock
    )
    paper = papers.write_forwarding(chosen, day=timezone.localdate())
    return send_paper(paper, form, f"chuyen-kien-nghi-{number}")


@only_for(Role.STAFF)
def invitation_paper(request: UserRequest, year: int, slot: str, form: str) -> HttpResponse:
    """The invitation to a session on paper."""
    require(request.user, "dialogues.plan_sessions")
    paper = papers.write_invitation(find_session(year, slot), day=timezone.localdate())
    return send_paper(paper, form, f"giay-moi-{year}-q{slot}")


@only_for(Role.STAFF, Role.PLANNER, Role.OFFICER)
def report_paper(request: UserRequest, year: int, slot: str, form: str) -> HttpResponseBase:
    """The quarterly report, as a document an office completes or as PDF, once it is written."""
    session, now = find_session(year, slot), timezone.now()
    report = find_current(request, session)
    file = kept_reports.open_kept(report, form, now=now) if report else None
    if file is None:
        only = own_agency(request)
        job = order_report(session=session, only=only, form=form, by=request.user, now=now)
        back = reverse("dialogues:quarter_report", args=[year, slot])
        return wait(request, back, str(session), job)
    name = f"bao-cao-doi-thoai-{year}-q{slot}.{form}"
    is_word = form == "docx"
    return FileResponse(
        file, content_type=kept_reports.TYPES[form], as_attachment=is_word, filename=name
    )
