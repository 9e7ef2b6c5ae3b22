"""A plan is entered, copied, changed and removed in the browser."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry
from pci.models import Criterion
from plan.models import Assignment, Plan, ReportingDate, Target
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory
from tests.factories.plan import (
    AssignmentFactory,
    PlanFactory,
    ProgressReportFactory,
    ReportingDateFactory,
)

pytestmark = pytest.mark.django_db
NEW = {"title_vi": "Kế hoạch 2026-2030", "first_year": "2026", "last_year": "2030", "source": ""}


@pytest.fixture
def planner(client):
    user = UserFactory(role="planner")
    client.force_login(user)
    return user


def add(client, plan, kind, **values):
    return client.post(reverse("plan:part_add", args=[plan.pk, kind]), values)


def test_a_plan_is_entered_with_its_parts(client, planner):
    agency = AgencyFactory(name_vi="Sở Tài chính")
    criterion = Criterion.objects.create(code="planning", name_vi="Quy hoạch", name_en="Planning")
    client.post(reverse("plan:plan_add"), NEW)
    plan = Plan.objects.get()

    add(
        client,
        plan,
        "points",
        number=1,
        criteria=[criterion.pk],
        leads=[agency.pk],
        tasks="Công khai quy hoạch\n\nTrả lời trong 5 ngày",
    )
    add(client, plan, "targets", text_vi="Hạng 20", measured_vi="PCI", unit="rank", value=20)
    add(client, plan, "days", day=10, month=6, name_vi="Sáu tháng", collector=agency.pk)

    point = Assignment.objects.get()
    assert (point.leads_vi, [task.text_vi for task in point.tasks.all()]) == (
        "Sở Tài chính",
        ["Công khai quy hoạch", "Trả lời trong 5 ngày"],
    )
    assert Target.objects.get().unit == "rank"
    assert ReportingDate.objects.get().day == 10
    page = client.get(reverse("plan:index")).content.decode()
    assert "Trả lời trong 5 ngày" in page


def test_a_plan_begins_with_the_parts_of_another(client, planner):
    call_command("load_fixtures", example=True, stdout=StringIO())
    old = Plan.objects.get()

    client.post(reverse("plan:plan_add"), NEW | {"copy_from": old.pk})

    new = Plan.objects.exclude(pk=old.pk).get()
    for plan in (old, new):
        assert plan.assignments.count() == 11
        assert plan.targets.count() == 7
        assert plan.reporting_dates.count() == 2
    first, copied = old.assignments.first(), new.assignments.first()
    assert set(first.leads.all()) == set(copied.leads.all())
    assert first.tasks.count() == copied.tasks.count()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_year": "2025"}, "last_year"),
        ({"last_year": "2041"}, "last_year"),
        ({"first_year": "2004"}, "first_year"),
        ({"last_year": "2100"}, "last_year"),
        ({"title_vi": ""}, "title_vi"),
    ],
)
def test_a_plan_with_impossible_years_is_refused_and_kept_on_the_page(
    client, planner, changes, field
):
    page = client.post(reverse("plan:plan_add"), NEW | {"source": "Số 12/KH"} | changes)

    assert field in page.context["form"].errors
    assert "Số 12/KH" in page.content.decode()
    assert not Plan.objects.exists()


@pytest.mark.parametrize(("last", "plans"), [("2040", 1), ("2041", 0), ("2026", 1)])
def test_a_plan_lasts_fifteen_years_at_most(client, planner, last, plans):
    client.post(reverse("plan:plan_add"), NEW | {"last_year": last})

    assert Plan.objects.count() == plans


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("days", {"day": 31, "month": 2, "name_vi": "X"}, "day"),
        ("days", {"day": 10, "month": 13, "name_vi": "X"}, "month"),
        ("targets", {"text_vi": "X", "measured_vi": "Y", "unit": "rank", "value": 64}, "value"),
        ("targets", {"text_vi": "X", "measured_vi": "Y", "unit": "points", "value": 11}, "value"),
        ("targets", {"text_vi": "X", "measured_vi": "Y", "unit": "-", "year": 2050}, "year"),
        ("points", {"number": 1}, "criteria"),
    ],
)
def test_parts_that_cannot_be_are_refused(client, planner, kind, values, field):
    plan = PlanFactory(first_year=2026, last_year=2030)
    agency = AgencyFactory()

    page = add(client, plan, kind, **(values | {"collector": agency.pk}))

    assert field in page.context["form"].errors or page.context["form"].non_field_errors()
    assert not AuditEntry.objects.exists()


def test_a_number_stands_once_in_a_plan(client, planner):
    point = AssignmentFactory(number=1, leads=[AgencyFactory()])
    criterion = Criterion.objects.create(code="planning", name_vi="Q", name_en="P")
    lead = AgencyFactory()

    page = add(client, point.plan, "points", number=1, criteria=[criterion.pk], leads=[lead.pk])

    assert page.context["form"].errors
    assert Assignment.objects.count() == 1


def test_the_log_tells_what_stood_there_before(client, planner):
    day = ReportingDateFactory(month=6, day=10)
    values = {"day": 12, "month": 6, "name_vi": "Báo cáo 6 tháng", "collector": day.collector.pk}

    client.post(
        reverse("plan:part_edit", args=[day.plan.pk, "days", day.pk]),
        values | {"name_en": day.name_en},
    )

    entry = AuditEntry.objects.get(action="plan.change_part")
    assert entry.details["changes"] == {"day": [10, 12]}


def test_what_was_reported_on_is_not_removed(client, planner):
    point = AssignmentFactory(leads=[AgencyFactory()])
    ProgressReportFactory(assignment=point, due_on=timezone.localdate())
    page = reverse("plan:part_edit", args=[point.plan.pk, "points", point.pk])
    for address in (page, reverse("plan:plan", args=[point.plan.pk])):
        client.post(address, {"remove": 1})

    assert Assignment.objects.get() == point
    assert not AuditEntry.objects.exists()


def test_a_plan_nobody_reported_on_can_be_removed(client, planner):
    plan = PlanFactory()

    client.post(reverse("plan:plan", args=[plan.pk]), {"remove": 1})

    assert not Plan.objects.exists()
    assert AuditEntry.objects.get().action == "plan.remove"


@pytest.mark.parametrize("role", ["staff", "officer", "enterprise"])
def test_plans_are_written_by_planners(client, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("plan:plans")).status_code == 403


@pytest.mark.parametrize("page", ["plan_plan", "plan_assignment", "directory_agency"])
def test_raw_pages_show_and_change_nothing(client, page):
    client.force_login(UserFactory(role="administrator", is_superuser=True))
    assert client.get(reverse(f"admin:{page}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:{page}_add")).status_code == 403
