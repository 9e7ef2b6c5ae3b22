"""Progress reports: writing, sending, returning, and who is late."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from core.models import AuditEntry
from directory.models import Agency
from plan import queries
from plan.actions import reports
from plan.errors import AlreadySent, NothingReported, NotSent, ReasonMissing
from plan.models import Assignment, Plan, ProgressReport
from plan.queries import State
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory
from tests.factories.plan import AssignmentFactory, ProgressReportFactory
from tests.plan.conftest import IN_TIME, LATE

pytestmark = pytest.mark.django_db
DUE = date(2018, 6, 10)


@pytest.fixture
def draft():
    return ProgressReportFactory(due_on=DUE, text="Đã công bố quy hoạch.")


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def test_a_draft_is_kept_and_can_be_changed(draft, officer):
    reports.save_draft(report=draft, text="Mới", obstacles="Thiếu kinh phí", by=officer, now=LATE)

    draft.refresh_from_db()
    assert (draft.text, draft.obstacles, draft.sent_at) == ("Mới", "Thiếu kinh phí", None)


def test_a_form_posted_twice_makes_one_report(officer):
    point, agency = AssignmentFactory(), AgencyFactory()

    for text in ("Một", "Hai"):
        blank = ProgressReport(assignment=point, agency=agency, due_on=DUE)
        reports.save_draft(report=blank, text=text, obstacles="", by=officer, now=IN_TIME)

    assert ProgressReport.objects.get().text == "Hai"


@pytest.mark.parametrize(("moment", "late"), [(IN_TIME, False), (LATE, True)])
def test_a_report_is_due_before_its_day(draft, officer, moment, late):
    sent = reports.send(report=draft, by=officer, now=moment)

    assert sent.is_late is late
    assert AuditEntry.objects.get(action="plan.send_report").details == {"late": late}


def test_a_sent_report_stands_as_it_is(draft, officer):
    reports.send(report=draft, by=officer, now=IN_TIME)

    with pytest.raises(AlreadySent):
        reports.send(report=draft, by=officer, now=LATE)
    with pytest.raises(AlreadySent):
        reports.save_draft(report=draft, text="x", obstacles="", by=officer, now=LATE)
    draft.refresh_from_db()
    assert (draft.text, draft.sent_at) == ("Đã công bố quy hoạch.", IN_TIME)


def test_an_empty_report_is_not_sent(officer):
    with pytest.raises(NothingReported):
        reports.send(report=ProgressReportFactory(due_on=DUE), by=officer, now=IN_TIME)


def test_a_report_goes_back_with_a_reason_and_can_be_sent_again(draft, officer):
    reports.send(report=draft, by=officer, now=IN_TIME)
    with pytest.raises(ReasonMissing):
        reports.return_report(report=draft, reason=" ", by=officer, now=IN_TIME)

    back = reports.return_report(report=draft, reason="Thiếu số liệu", by=officer, now=IN_TIME)
    assert (back.sent_at, back.returned_because) == (None, "Thiếu số liệu")
    with pytest.raises(NotSent):
        reports.return_report(report=draft, reason="x", by=officer, now=IN_TIME)

    again = reports.send(report=back, by=officer, now=LATE)
    assert again.returned_because == ""


def test_the_calendar_repeats_every_year_of_the_plan(plan_loaded):
    days = queries.calendar(Plan.objects.get())

    assert [day.on.isoformat() for day in days] == [
        "2018-06-10",
        "2018-12-10",
        "2019-06-10",
        "2019-12-10",
        "2020-06-10",
        "2020-12-10",
    ]
    assert queries.due_now(days, date(2018, 6, 10)).on == date(2018, 12, 10)
    assert queries.due_now(days, date(2026, 1, 1)).on == date(2020, 12, 10)
    assert queries.due_now([], DUE) is None


def test_agencies_owe_a_report_for_each_point_they_lead(plan_loaded):
    justice = Agency.objects.get(code="so-tu-phap")

    owed = queries.duties_of(justice, Plan.objects.get(), date(2018, 7, 1))

    assert [due.on for due, _rows in owed] == [date(2018, 12, 10), DUE]
    assert [duty.assignment.number for duty in owed[0][1]] == [2, 3, 5, 6, 8]


def test_states_tell_who_is_late(plan_loaded):
    plan = Plan.objects.get()
    justice, finance = (Agency.objects.get(code=c) for c in ("so-tu-phap", "so-tai-chinh"))
    point = Assignment.objects.get(number=3)

    def state(agency, today):
        rows = {row.agency: row for row in queries.list_agency_reports(plan, DUE, today)}
        return next(d.state for d in rows[agency].duties if d.assignment == point)

    before, after = date(2018, 6, 9), date(2018, 6, 10)
    assert (state(justice, before), state(justice, after)) == (State.MISSING, State.OVERDUE)
    report = ProgressReportFactory(assignment=point, agency=justice, due_on=DUE, text="x")
    assert state(justice, before) == State.DRAFT
    report.returned_because = "Thiếu"
    report.save()
    assert state(justice, before) == State.RETURNED
    reports.send(report=report, by=UserFactory(), now=IN_TIME)
    assert state(justice, after) == State.SENT
    late = ProgressReportFactory(assignment=point, agency=finance, due_on=DUE, text="x")
    reports.send(report=late, by=UserFactory(), now=LATE)
    assert state(finance, after) == State.SENT_LATE


@pytest.mark.parametrize(
    ("today", "since", "expected"),
    [
        (date(2020, 12, 31), None, State.OVERDUE),
        (date(2021, 1, 1), None, State.CLOSED),  # the last year of the plan is over
        (date(2018, 7, 1), date(2018, 6, 9), State.OVERDUE),
        (date(2018, 7, 1), DUE, State.CLOSED),  # the platform came too late for it
    ],
)
def test_a_report_nobody_awaits_is_not_overdue(plan_loaded, today, since, expected):
    justice, plan = Agency.objects.get(code="so-tu-phap"), Plan.objects.get()

    rows = {row.agency: row for row in queries.list_agency_reports(plan, DUE, today, since)}
    owed = dict(queries.duties_of(justice, plan, today, since))

    assert {duty.state for duty in rows[justice].duties} == {expected}
    is_closed = expected == State.CLOSED
    counts = (rows[justice].late, rows[justice].open, rows[justice].closed)
    assert counts == ((0, 0, 5) if is_closed else (5, 5, 0))
    first = next(duties for due, duties in owed.items() if due.on == DUE)
    assert {duty.state for duty in first} == {expected}


def test_what_was_sent_stays_sent_after_the_end_of_the_plan(plan_loaded):
    point, tax = Assignment.objects.get(number=7), Agency.objects.get(code="cuc-thue-tinh")
    report = ProgressReportFactory(assignment=point, agency=tax, due_on=DUE, text="x")
    reports.send(report=report, by=UserFactory(), now=IN_TIME)

    rows = queries.list_agency_reports(Plan.objects.get(), DUE, date(2026, 1, 1))

    assert next(row.sent for row in rows if row.agency == tax) == 1


def test_the_platform_is_in_use_from_its_first_account_on(db):
    assert queries.in_use_since() is None
    UserFactory()
    assert queries.in_use_since() == localdate()


def test_agency_reports_count_and_put_the_late_first(plan_loaded):
    tax = Agency.objects.get(code="cuc-thue-tinh")
    point = Assignment.objects.get(number=7)
    report = ProgressReportFactory(assignment=point, agency=tax, due_on=DUE, text="x")
    reports.send(report=report, by=UserFactory(), now=IN_TIME)

    rows = queries.list_agency_reports(Plan.objects.get(), DUE, date(2018, 7, 1))

    assert rows[-1].agency == tax
    assert (rows[-1].sent, rows[-1].late, rows[-1].open) == (1, 0, 0)
    assert rows[0].late == len(rows[0].duties)


@pytest.mark.parametrize("sent", [0, 20])
def test_agency_reports_cost_the_same_however_many_reported(
    plan_loaded, sent, django_assert_num_queries
):
    point = Assignment.objects.get(number=3)
    for agency in point.leads.all()[:sent]:
        ProgressReport.objects.create(assignment=point, agency=agency, due_on=DUE)
    plan = Plan.objects.get()
    with django_assert_num_queries(3):
        queries.list_agency_reports(plan, DUE, date(2018, 7, 1))
