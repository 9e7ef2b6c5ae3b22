"""An agency ends, another follows: everything open moves by one reviewed act."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from core.models import AuditEntry
from dialogues.models import Answer, Issue
from plan import queries
from plan.models import ProgressReport
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import assigned, officer_of
from tests.factories.directory import AgencyFactory
from tests.factories.plan import AssignmentFactory, PlanFactory, ReportingDateFactory

pytestmark = pytest.mark.django_db
LAST, FIRST = date(2025, 2, 28), date(2025, 3, 1)


@pytest.fixture
def staff(client):
    user = UserFactory(role="staff")
    client.force_login(user)
    return user


@pytest.fixture
def old():
    return AgencyFactory(code="so-khdt", name_vi="Sở Kế hoạch và Đầu tư")


@pytest.fixture
def new():
    return AgencyFactory(code="so-tai-chinh", name_vi="Sở Tài chính")


def look(client, old, new, day=LAST):
    address = reverse("agency_succession", args=[old.pk])
    return client.get(address, {"successor": new.pk, "last_day": day.isoformat()})


def confirm(client, old, new, digest, day=LAST):
    values = {"successor": new.pk, "last_day": day.isoformat(), "digest": digest}
    return client.post(reverse("agency_succession", args=[old.pk]), values)


def test_everything_open_moves_and_what_is_past_stays(client, staff, old, new):
    point = AssignmentFactory(plan=PlanFactory(last_year=2026), leads=[old])
    day = ReportingDateFactory(plan=point.plan, collector=old)
    issue, other = assigned(lead=old), assigned(lead=AgencyFactory(), coordinators=[old])
    due = issue.due_on
    officer = officer_of(old)
    draft = Answer.objects.create(
        issue=issue,
        agency=old,
        effect="solved",
        text="Đã giải quyết.",
        author=officer,
        written_at=datetime(2026, 3, 3, tzinfo=UTC),
    )
    estate = look(client, old, new).context["estate"]
    counted = (estate.leads, estate.reporting_dates, estate.issues, estate.contributions)
    assert (*counted, estate.drafts, estate.accounts) == (1, 1, 1, 1, 1, 1)

    confirm(client, old, new, estate.digest)

    issue.refresh_from_db()
    draft.refresh_from_db()
    day.refresh_from_db()
    old.refresh_from_db()
    assert (issue.lead, issue.due_on, draft.agency, day.collector) == (new, due, new, new)
    assert other.clocks.running().filter(agency=new, handed_over=False).exists()
    assert not other.clocks.running().filter(agency=old).exists()
    assert User.objects.get(pk=officer.pk).agency == new
    assert set(point.leads.all()) == {old, new}
    assert (old.valid_to, old.successor) == (LAST, new)
    assert AuditEntry.objects.get(action="directory.pass_on").details["moved"]["issues"] == 1
    assert look(client, old, new).context["estate"].issues == 0


def test_what_changed_since_it_was_looked_at_is_looked_at_again(client, staff, old, new):
    digest = look(client, old, new).context["estate"].digest
    issue = assigned(lead=old)

    response = confirm(client, old, new, digest)

    assert "xem lại" in client.get(response.url).content.decode()
    assert Issue.objects.get(pk=issue.pk).lead == old


@pytest.mark.parametrize(("due_on", "owes"), [(LAST, "so-khdt"), (FIRST, "so-tai-chinh")])
def test_the_report_of_a_day_is_owed_by_the_agency_of_that_day(
    client, staff, old, new, due_on, owes
):
    new.valid_from = FIRST
    new.save()
    plan = PlanFactory(first_year=2024, last_year=2026)
    AssignmentFactory(plan=plan, leads=[old])
    confirm(client, old, new, look(client, old, new).context["estate"].digest)

    for today in (LAST, date(2025, 12, 5)):
        found = queries.list_agency_reports(plan, due_on, today)
        assert [one.agency.code for one in found] == [owes]


def test_scorecards_of_a_merger_keep_who_was_late(client, staff, old, new):
    plan = PlanFactory(first_year=2024, last_year=2026)
    point = AssignmentFactory(plan=plan, leads=[old])
    ReportingDateFactory(plan=plan, month=2, day=28, collector=new)
    ReportingDateFactory(plan=plan, month=3, day=1, collector=new)
    sent = datetime(2025, 3, 1, 2, tzinfo=UTC)
    ProgressReport.objects.create(
        assignment=point, agency=old, due_on=LAST, status="sent", sent_at=sent, text="x"
    )
    confirm(client, old, new, look(client, old, new).context["estate"].digest)

    today = date(2025, 3, 10)
    [before], [after] = (queries.list_agency_reports(plan, day, today) for day in (LAST, FIRST))
    assert (before.agency, before.late, after.agency, after.late) == (old, 1, new, 1)
    assert [due.on for due, _rows in queries.duties_of(new, plan, today)][-1] == FIRST
    assert LAST in [due.on for due, _rows in queries.duties_of(old, plan, today)]


@pytest.mark.parametrize(
    "change",
    [
        {"successor": "self"},
        {"last_day": "2099-01-01"},
        {"last_day": "2025-02-31"},
        {"last_day": "1990-01-01"},
    ],
)
def test_a_succession_that_cannot_be_is_refused(client, staff, old, new, change):
    old.valid_from = date(2000, 1, 1)
    old.save()
    change = {"successor": old.pk} if "successor" in change else change
    values = {"successor": new.pk, "last_day": LAST.isoformat(), "digest": "x"} | change
    response = client.post(reverse("agency_succession", args=[old.pk]), values)

    assert response.context["form"].errors
    old.refresh_from_db()
    assert (old.valid_to, old.successor) == (None, None)


def test_a_circle_of_successors_is_refused(client, staff, old, new):
    new.successor = old
    new.save()
    assert look(client, old, new).context["estate"] is None


def test_officers_of_a_merger_find_the_days_of_their_own_agency_on_its_page(client, old, new):
    """The department of 28 February owes that day, the one of 1 March the next."""
    client.force_login(UserFactory(role="staff"))
    plan = PlanFactory(first_year=2024, last_year=2026)
    AssignmentFactory(plan=plan, leads=[old])
    ReportingDateFactory(plan=plan, month=2, day=28, collector=new)
    ReportingDateFactory(plan=plan, month=3, day=1, collector=new)
    confirm(client, old, new, look(client, old, new).context["estate"].digest)
    pages = {}
    for agency in (old, new):
        person = UserFactory(role="officer", agency=agency)
        User.objects.update(date_joined=datetime(2024, 1, 1, tzinfo=UTC))
        client.force_login(person)
        with time_machine.travel(datetime(2025, 3, 10, 3, tzinfo=UTC)):
            page = client.get(reverse("plan:reports"), {"own": "1"}).content.decode()
        pages[agency.code] = [day for day in ("28/02/2025", "01/03/2025") if day in page]

    assert pages == {"so-khdt": ["28/02/2025"], "so-tai-chinh": ["01/03/2025"]}
