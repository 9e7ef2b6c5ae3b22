"""Questions and answers in public: search, permanent pages, feed, open data."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import feedgenerator
from django.utils.formats import date_format
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from core import letterhead
from core.access import public
from core.clock import timezone
from core.http.requests import Request
from core.tabular.listings import LeanPaginator
from dialogues.charts.places import draw_issues_by_place
from dialogues.issues.forms.filters import QuestionFilter
from dialogues.issues.queries import cases as case_queries
from dialogues.issues.queries import issues as issue_queries
from dialogues.issues.queries import open_data as opendata
from dialogues.models import Issue, Scope
from dialogues.notifications import links
from dialogues.statistics.places import count_places
from directory.outlines.keeping import find_outlines


def filter_questions(request: Request) -> tuple[QuestionFilter, QuerySet[Issue]]:
    form = QuestionFilter(request.GET)
    issues = issue_queries.filter_issues(
        Issue.objects.published(), form.chosen(), scope=Scope.PUBLIC, today=timezone.localdate()
    )
    return form, issues.order_by("-published_at", "number")


@public
def question_list(request: Request) -> HttpResponse:
    form, issues = filter_questions(request)
    rows = issue_queries.for_public(issues)
    page = LeanPaginator(rows, 20).get_page(request.GET.get("page"))
    template = "dialogues/questions.html#results" if request.htmx else "dialogues/questions.html"
    return render(request, template, {"form": form, "page": page, "request": request})


@public
def question(request: Request, number: str) -> HttpResponse:
    """The permanent page of an issue. A merged one leads on to where it continues."""
    issue = get_object_or_404(
        Issue.objects.published().select_related(
            *issue_queries.LISTED, "public_session", "public_district", "merged_into"
        ),
        number=number,
    )
    if issue.merged_into and issue.merged_into.published_at:
        return redirect("dialogues:question", issue.merged_into.number)
    case = case_queries.public_case(issue, timezone.localdate())
    context = {"case": case, "issue": issue, "goes_on": issue.merged_into is not None}
    return render(request, "dialogues/question.html", context)


@public
def places(request: Request) -> HttpResponse:
    """Where published issues come from, as far as that is told in public."""
    today = timezone.localdate()
    rows, elsewhere = count_places(today)
    day = date_format(today, "SHORT_DATE_FORMAT")
    source = _("Source: published issues, as of %(day)s.") % {"day": day}
    chart = draw_issues_by_place(rows, elsewhere, find_outlines(), source=source) if rows else None
    return render(request, "dialogues/places.html", {"chart": chart})


@public
def feed(request: Request) -> HttpResponse:
    """The newest questions and answers of these filters, as Atom."""
    _form, issues = filter_questions(request)
    atom = feedgenerator.Atom1Feed(
        title=_("Questions and answers"),
        link=links.absolute("/hoi-dap/"),
        description=_("What enterprises ask and what agencies answer"),
        language="vi",
        author_name=letterhead.current().name,  # a feed names who answers for it (RFC 4287, 4.1.1)
        feed_url=links.absolute(request.get_full_path()),
    )
    for issue in issue_queries.for_public(issues)[:50]:
        answers = [each for each in issue.answers.all() if not each.is_contribution]
        text = "\n\n".join([issue.shown_text, *(each.shown_text for each in answers)])
        atom.add_item(
            title=f"{issue.number} · {issue.shown_title}",
            link=links.absolute(f"/hoi-dap/{issue.number}/"),
            description=linebreaks(text, autoescape=True),  # readers take it for HTML
            unique_id=links.absolute(f"/hoi-dap/{issue.number}/"),
            pubdate=issue.published_at,
            updateddate=issue.answered_at or issue.published_at,
        )
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(answer, "utf-8")
    return answer


@public
def codebook(request: Request) -> HttpResponse:
    return render(
        request,
        "dialogues/codebook.html",
        {"fields": opendata.FIELDS, "counts": opendata.counts()},
    )
