"""Pages that show how an order stands: they ask until it is final, and offer what can be done."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from core import jobs, tasks
from core.access import Role
from core.jobs import running
from core.models import Job, JobState
from core.templatetags.jobs import job_state
from tests.core.jobs.conftest import NOW
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def staff(client):
    client.force_login(UserFactory(role=Role.STAFF))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    return client


def claimed(job, **changes):
    running.claim(job.pk, now=timezone.now())
    Job.objects.filter(pk=job.pk).update(**changes)
    return job


def failed(order, **more):
    job = order(kind="fail", **more)
    jobs.run_here(job.pk)
    return job


def page(client, name, *args, **more):
    answer = client.get(reverse(name, args=args), **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_part_of_a_page_asks_while_work_runs(staff, order):
    job = claimed(order(subject="Đợt 2026"), done=3, of=8)

    part = page(staff, "job", job.pk, **HTMX)

    assert f'hx-get="/jobs/{job.pk}/?next=' in part
    assert 'hx-trigger="every 3s"' in part
    assert '<progress aria-label="Tiến độ" max="8" value="3">' in part
    assert "Đợt 2026" in part
    assert "<html" not in part
    assert "<noscript>" in part


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.REFUSED])
def test_a_part_of_a_page_stops_asking_when_the_state_is_final(staff, order, state):
    job = order()
    running.settle(running.claim(job.pk, now=NOW), state)

    part = page(staff, "job", job.pk, **HTMX)

    assert f'id="job-{job.pk}"' in part
    assert "hx-" not in part
    assert "<noscript>" not in part


def test_work_that_waits_for_no_worker_says_so(staff, order):
    job = order()
    words = "Đã năm phút không có tín hiệu nào từ tiến trình nền."
    tasks.beat()
    assert words not in page(staff, "job", job.pk)

    cache.delete(tasks.HEARTBEAT)
    assert words in page(staff, "job", job.pk)


def test_a_page_shows_nothing_older_than_ninety_seconds(staff, order):
    job = claimed(order(), heartbeat_at=timezone.now() - timedelta(seconds=91))

    assert "tự chạy lại" in page(staff, "job", job.pk)


def test_done_work_leads_to_its_result(staff, order):
    job = order()
    jobs.run(job.pk)

    assert f'<a href="{reverse("calendar")}">' in page(staff, "job", job.pk, **HTMX)


def test_a_result_whose_page_is_gone_leads_nowhere(staff, order):
    job = order()
    jobs.run(job.pk)
    Job.objects.update(result=["no:such_page", 3])

    assert "Xem kết quả" not in page(staff, "job", job.pk, **HTMX)


def test_failed_work_is_tried_again_from_its_page(staff, order, django_capture_on_commit_callbacks):
    job = failed(order)
    form = page(staff, "job", job.pk, **HTMX)
    assert f'action="/jobs/{job.pk}/again/"' in form

    with django_capture_on_commit_callbacks() as handed:
        answer = staff.post(reverse("job_again", args=[job.pk]), {"next": "/calendar/"})

    assert (answer.status_code, answer["Location"]) == (302, "/calendar/")
    job.refresh_from_db()
    assert (job.state, len(handed)) == (JobState.WAITING, 1)


def test_nothing_leads_to_another_site(staff, order):
    job = failed(order)

    answer = staff.post(reverse("job_again", args=[job.pk]), {"next": "https://evil.example/"})

    assert answer["Location"] == reverse("job", args=[job.pk])


def test_a_page_that_answers_a_form_leads_back_to_the_page_of_the_order(rf, order):
    job = failed(order, place=["calendar"])
    request = rf.post("/calendar/")
    request.user = UserFactory()

    shown = job_state(Context({"request": request}), job)

    assert shown["next"] == reverse("calendar")


def test_work_that_goes_on_is_not_tried_again(staff, order):
    job = order()

    answer = staff.post(reverse("job_again", args=[job.pk]), follow=True)

    assert "Việc này không có lỗi nên không cần chạy lại." in answer.content.decode()


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.OFFICER, Role.PLANNER, None])
def test_who_may_not_order_sees_nothing_and_repeats_nothing(client, order, role):
    job = failed(order)
    if role:
        client.force_login(UserFactory(role=role))

    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job_again", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_public_work_is_seen_by_anybody_and_repeated_by_few(client, order):
    person = UserFactory(full_name="Trần Thị Bích")
    job = order(kind="open", by=person)
    held = running.claim(job.pk, now=NOW)
    running.settle(held, JobState.FAILED, message={"vi": "Có lỗi."})

    whole = page(client, "job", job.pk)

    assert "Có lỗi." in whole
    assert "again" not in whole
    assert "Trần Thị Bích" not in whole
    assert client.post(reverse("job_again", args=[job.pk])).status_code == 403


def test_administrators_see_all_orders_with_who_and_why(administrator, order):
    failed(order, by=UserFactory(full_name="Trần Thị Bích"), subject="Đợt 2026")
    order(kind="count", subject="PCI 2018")

    listed = page(administrator, "jobs")

    rows = re.findall(r"<tr>.*?</tr>", listed, re.DOTALL)[1:]
    assert len(rows) == 2
    assert "PCI 2018" in rows[0]
    assert "Trần Thị Bích" in rows[1]
    assert "ZeroDivisionError" in rows[1]
    assert "/again/" in rows[1]
    assert "/again/" not in rows[0]


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("", {"PCI 2018", "Đợt 2026"}),
        ("?state=failed", {"Đợt 2026"}),
        ("?kind=count", {"PCI 2018"}),
        ("?q=2018", {"PCI 2018"}),
        ("?q=Bích", {"Đợt 2026"}),
        ("?kind=count&state=failed", set()),
    ],
)
def test_the_list_is_filtered(administrator, order, query, subjects):
    failed(order, by=UserFactory(full_name="Trần Thị Bích"), subject="Đợt 2026")
    order(kind="count", subject="PCI 2018")

    listed = administrator.get(reverse("jobs") + query).content.decode()

    assert {name for name in ("PCI 2018", "Đợt 2026") if f">{name}<" in listed} == subjects


def test_the_list_asks_while_something_is_open(administrator, order):
    job = order()
    assert 'hx-trigger="every 5s"' in page(administrator, "jobs", **HTMX)

    jobs.run(job.pk)
    assert "every 5s" not in page(administrator, "jobs", **HTMX)


@pytest.mark.parametrize("role", [Role.STAFF, Role.PLANNER, Role.OFFICER])
def test_the_list_is_for_administrators(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(reverse("jobs")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_length(
    administrator, order, django_assert_num_queries, count
):
    for number in range(count):
        failed(order, key=str(number), by=UserFactory())
    tasks.beat()
    page(administrator, "jobs")

    with django_assert_num_queries(6):
        listed = page(administrator, "jobs")

    assert listed.count("/again/") == count


def test_the_first_page_of_administrators_tells_of_failed_work(administrator, order):
    failed(order)
    failed(order, key="2")
    Job.objects.filter(key="2").update(ended_at=timezone.now() - timedelta(days=8))

    assert "1 việc chạy nền không thành công" in page(administrator, "home")
