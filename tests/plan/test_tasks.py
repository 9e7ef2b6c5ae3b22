"""Tasks of the plan: noted by their leads, read by everybody at a desk; targets typed."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import User
from core.access import Role
from plan import queries
from plan.actions.tasks import note_task
from plan.errors import DoneWithoutWords
from plan.models import Assignment, Plan, TargetProgress, Task, TaskNote, TaskState
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 5, 2, 3, tzinfo=UTC)


@pytest.fixture
def point(plan_loaded):
    return Assignment.objects.get(number=1)


@pytest.fixture
def officer(point):
    return UserFactory(role=Role.OFFICER, agency=point.leads.get())


def note(task, officer, state=TaskState.UNDER_WAY, text="Đã công bố 3 quy hoạch", **more):
    given = {"evidence": "", "done_by": None, "by": officer, "now": NOW} | more
    return note_task(task=task, agency=officer.agency, state=state, text=text, **given)


def test_the_newest_note_is_how_a_task_stands(point, officer):
    task = point.tasks.first()
    plan = Plan.objects.get()
    assert next(line for line in queries.task_lines(plan) if line.task == task).state == "not_begun"

    note(task, officer)
    note(task, officer, TaskState.DONE, now=NOW.replace(day=3))

    line = next(line for line in queries.task_lines(plan) if line.task == task)
    assert line.state == TaskState.DONE
    assert TaskNote.objects.count() == 2


def test_a_task_of_several_leads_stands_as_its_last_lead(plan_loaded):
    task = Task.objects.filter(assignment__number=3).first()
    first, *_others = task.assignment.leads.all()
    officer = UserFactory(role=Role.OFFICER, agency=first)
    note(task, officer, TaskState.DONE)

    line = next(x for x in queries.task_lines(Plan.objects.get()) if x.task == task)

    assert line.state == TaskState.NOT_BEGUN
    note(task, officer, TaskState.STUCK)
    line = next(x for x in queries.task_lines(Plan.objects.get()) if x.task == task)
    assert line.state == TaskState.STUCK


def test_a_done_task_says_what_was_done(point, officer, client):
    with pytest.raises(DoneWithoutWords):
        note(point.tasks.first(), officer, TaskState.DONE, text="  ")
    client.force_login(officer)
    page = reverse("plan:task", args=[point.tasks.first().pk])
    refused = client.post(
        page, {"state": "done", "text": "", "evidence": "https://daknong.gov.vn/a"}
    )
    assert 'value="https://daknong.gov.vn/a"' in refused.content.decode()
    sent = client.post(page, {"state": "done", "text": "Đã xong", "evidence": ""})
    assert sent.status_code == 302
    assert TaskNote.objects.get().agency == officer.agency


def test_only_a_lead_notes_a_task(point, officer, client):
    other = Assignment.objects.exclude(leads=officer.agency).first().tasks.first()
    client.force_login(officer)
    assert (
        client.post(reverse("plan:task", args=[other.pk]), {"state": "under_way"}).status_code
        == 404
    )
    client.force_login(UserFactory(role=Role.PLANNER))
    page = reverse("plan:task", args=[point.tasks.first().pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"state": "under_way"}).status_code == 403
    assert not TaskNote.objects.exists()


def test_an_officer_begins_with_the_tasks_of_the_own_agency(point, officer, client):
    client.force_login(officer)
    own = client.get(reverse("plan:tasks")).context["lines"]
    everything = client.get(reverse("plan:tasks") + "?all=1").context["lines"]
    assert {officer.agency in line.leads for line in own} == {True}
    assert len(everything) == Task.objects.count() > len(own)
    note(point.tasks.first(), officer, TaskState.STUCK)
    stuck = client.get(reverse("plan:tasks") + "?state=stuck").context["lines"]
    assert [line.task for line in stuck] == [point.tasks.first()]


def test_a_target_is_typed_in_per_cent_with_its_source(plan_loaded, client):
    client.force_login(UserFactory(role=Role.PLANNER))
    page = reverse("plan:target", args=["status-online"])
    assert client.post(page, {"value": "85,5", "note": ""}).status_code == 200
    client.post(page, {"value": "85,5", "note": "Sở TTTT, 30/5"})
    client.post(page, {"value": "90", "note": "Sở TTTT, 9/6"})
    assert [(p.value, p.note) for p in TargetProgress.objects.all()] == [(0.9, "Sở TTTT, 9/6")]
    client.force_login(UserFactory(role=Role.STAFF))
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("notes", [0, 10])
def test_tasks_cost_the_same_however_much_was_noted(
    point, officer, notes, django_assert_num_queries
):
    for _each in range(notes):
        note(point.tasks.first(), officer)
    plan = Plan.objects.get()
    with django_assert_num_queries(5):
        queries.task_lines(plan)
    assert User.objects.exists()
