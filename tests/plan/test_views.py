"""Pages of the plan."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.models import Agency
from plan.models import Assignment, ProgressReport
from tests.factories.accounts import UserFactory
from tests.factories.plan import ProgressReportFactory

pytestmark = pytest.mark.django_db
LEAD = "so-tu-phap"


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def officer_of(code):
    return UserFactory(role="officer", agency=Agency.objects.get(code=code))


def address(number=8, due="2018-06-10"):
    return reverse("plan:report_edit", args=[number, due])


@pytest.fixture
def now():
    with time_machine.travel("2018-06-01T02:00:00Z"):
        yield


def test_anybody_reads_who_leads_what(plan_loaded, client):
    page = words(client.get(reverse("plan:index")))

    assert "Tiếp cận tài liệu quy hoạch Sở Kế hoạch và Đầu tư" in page
    assert "30–40" in page
    assert "Báo cáo 6 tháng" in page


def test_the_page_can_be_narrowed_to_an_agency(plan_loaded, client):
    page = client.get(reverse("plan:index"), {"agency": "cuc-thue-tinh"}).content.decode()

    assert 'id="point-7"' in page
    assert 'id="point-11"' in page  # co-ordinates
    assert 'id="point-4"' not in page
    assert client.get(reverse("plan:index"), {"agency": "nobody"}).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_points(
    plan_loaded, client, django_assert_num_queries
):
    client.get(reverse("plan:index"))
    with django_assert_num_queries(9):
        client.get(reverse("plan:index"))
    Assignment.objects.filter(number__gt=3).delete()
    with django_assert_num_queries(9):
        client.get(reverse("plan:index"))


@pytest.mark.parametrize("role", ["enterprise", "staff"])
def test_reports_are_not_for_everybody(plan_loaded, client, role):
    client.force_login(UserFactory(role=role))
    for page in (reverse("plan:reports"), reverse("plan:report_status"), address()):
        assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", ["plan:reports", "plan:report_status"])
def test_pages_of_reports_say_so_when_there_is_no_plan(client, page):
    client.force_login(UserFactory(role="planner"))
    assert "Chưa có kỳ hạn báo cáo" in words(client.get(reverse(page), follow=True))


def test_an_officer_writes_a_draft_and_sends_it(plan_loaded, client, now):
    client.force_login(officer_of("so-tu-phap"))
    assert "chưa bắt đầu" in words(client.get(reverse("plan:reports")))

    client.post(address(), {"text": "Đã rà soát 12 văn bản.", "obstacles": "", "save": "1"})
    report = ProgressReport.objects.get()
    assert report.sent_at is None
    assert "dự thảo" in words(client.get(reverse("plan:reports")))

    client.post(address(), {"text": report.text, "obstacles": "", "send": "1"})
    report.refresh_from_db()
    assert report.sent_at is not None
    assert "Đã rà soát 12 văn bản." in words(client.get(reverse("plan:report", args=[report.pk])))


def test_sending_twice_changes_nothing(plan_loaded, client, now):
    client.force_login(officer_of("so-tu-phap"))
    client.post(address(), {"text": "Một", "send": "1"})
    client.post(address(), {"text": "Hai", "send": "1"})

    assert ProgressReport.objects.get().text == "Một"


def test_an_empty_report_is_refused_with_a_sentence(plan_loaded, client, now):
    client.force_login(officer_of("so-tu-phap"))

    page = client.post(address(), {"text": "", "send": "1"})
    assert page.context["form"].non_field_errors()


@pytest.mark.parametrize(
    ("number", "due"),
    [(4, "2018-06-10"), (8, "2018-06-11"), (8, "2018-13-40"), (8, "soon"), (99, "2018-06-10")],
)
def test_what_the_plan_does_not_ask_for_is_not_there(plan_loaded, client, number, due):
    client.force_login(officer_of("so-tu-phap"))
    assert client.get(address(number, due)).status_code == 404


def test_officers_read_only_their_own_reports(plan_loaded, client):
    point = Assignment.objects.get(number=3)
    health = Agency.objects.get(code="so-y-te")
    other = ProgressReportFactory(assignment=point, agency=health, due_on="2018-06-10")
    client.force_login(officer_of("so-tu-phap"))

    assert client.get(reverse("plan:report", args=[other.pk])).status_code == 404
    assert client.get(reverse("plan:report_status")).url == reverse("plan:reports")


def test_an_officer_without_an_agency_is_told_what_to_do(plan_loaded, client):
    client.force_login(UserFactory(role="officer", agency=None))
    assert "chưa gắn với cơ quan nào" in words(client.get(reverse("plan:reports")))
    assert client.get(address()).status_code == 404


@pytest.mark.parametrize("code", ["so-thong-tin-truyen-thong", "so-khoa-hoc-cong-nghe"])
def test_the_collector_and_its_successor_see_who_is_late(plan_loaded, client, code, now):
    officer = officer_of(code)
    with time_machine.travel("2018-07-01T02:00:00Z"):
        see_who_is_late(client, officer)


def see_who_is_late(client, officer):
    client.force_login(officer)
    assert client.get(reverse("plan:reports")).url == reverse("plan:report_status")
    page = words(client.get(reverse("plan:report_status"), {"due": "2018-06-10"}))
    assert "quá hạn" in page
    assert "09/06/2018" in page
    assert client.get(reverse("plan:reports"), {"own": "1"}).status_code == 200


@pytest.mark.parametrize(("role", "name"), [("planner", "report_status"), ("officer", "reports")])
def test_years_after_the_plan_nothing_is_called_overdue(plan_loaded, client, role, name):
    agency = Agency.objects.get(code="so-tu-phap") if role == "officer" else None
    client.force_login(UserFactory(role=role, agency=agency))

    text = words(client.get(reverse(f"plan:{name}")))

    assert "Năm cuối của kế hoạch này là 2020" in text
    assert "không nộp trên hệ thống" in text
    assert "quá hạn" not in text


def test_the_planner_returns_a_report(plan_loaded, client, now):
    client.force_login(officer_of("so-tu-phap"))
    client.post(address(), {"text": "Một", "send": "1"})
    report = ProgressReport.objects.get()
    page = reverse("plan:report", args=[report.pk])
    assert client.post(page, {"reason": "x"}).status_code == 403

    client.force_login(UserFactory(role="planner"))
    assert client.post(page, {"reason": ""}).context["form"].errors
    client.post(page, {"reason": "Thiếu số liệu"})
    again = client.post(page, {"reason": "Thiếu số liệu"})
    assert again.context["form"].non_field_errors()

    client.force_login(officer_of("so-tu-phap"))
    assert "Thiếu số liệu" in words(client.get(address()))


def open_report(client):
    page = client.get(address()).content.decode()
    return {"seen": re.search(r'name="seen" value="(\w+)"', page)[1], "save": "1"}


def test_a_report_of_two_colleagues_is_overwritten_by_nobody_unseen(plan_loaded, now):
    mine, theirs = Client(), Client()
    for client, name in ((mine, "Lê Thị An"), (theirs, "Lê Văn Đồng")):
        client.force_login(
            UserFactory(role="officer", full_name=name, agency=Agency.objects.get(code=LEAD))
        )
    opened = open_report(mine)
    theirs.post(address(), open_report(theirs) | {"text": "Đã niêm yết.", "obstacles": ""})

    refused = mine.post(address(), opened | {"text": "Đã tập huấn.", "obstacles": "Thiếu người."})

    said = refused.content.decode()
    assert ProgressReport.objects.get().text == "Đã niêm yết."
    for words_kept in ("Lê Văn Đồng", "Đã niêm yết.", "Đã tập huấn.", "Thiếu người."):
        assert words_kept in said
    again = {"text": "Đã niêm yết, tập huấn.", "obstacles": "", "save": "1"}
    assert mine.post(address(), again | {"seen": refused.context["seen"]}).status_code == 302
    assert ProgressReport.objects.get().text == "Đã niêm yết, tập huấn."


def test_who_is_alone_at_a_report_is_never_refused_for_it(plan_loaded, now):
    client = Client()
    client.force_login(officer_of(LEAD))
    opened = open_report(client)
    twice = opened | {"text": "Đã niêm yết.", "obstacles": ""}
    assert [client.post(address(), twice).status_code for _ in range(2)] == [302, 302]

    nothing = open_report(client) | {"text": "", "obstacles": "", "send": "1"}
    page = client.post(address(), nothing)
    assert page.context["other"] is None
    assert client.post(address(), nothing | {"seen": page.context["seen"]}).status_code == 200
