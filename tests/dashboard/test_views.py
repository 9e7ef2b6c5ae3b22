"""The first page of each role, and the ways that lead from it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from analysis import actions
from core import tasks
from core.access import Role
from core.models import MessageStatus
from dashboard import to_do
from dashboard.navigation import GROUPS, groups_for
from pci.models import Edition, OfficialScore, Province
from surveys.fieldwork.queries import monitor
from surveys.models import SampledEnterprise, WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.dialogues import SessionFactory, answered, assigned, filed, officer_of
from tests.factories.directory import AgencyFactory, EnterpriseFactory
from tests.factories.plan import AssignmentFactory, ReportingDateFactory
from tests.factories.surveys import (
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.pages import addresses

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def living_worker():
    tasks.beat()
    yield
    cache.clear()


def whats(user, today=TODAY):
    return [item.what for item in to_do.for_user(user, today)]


def test_every_entry_of_the_navigation_leads_somewhere():
    known = {page.name for page in addresses()}
    entries = {entry.page for group in GROUPS for entry in group.entries}
    assert entries - known == set()


def test_one_entry_is_the_current_page():
    for path in ("/", "/calendar/", "/pci/2017/"):
        groups = groups_for(Role.ADMINISTRATOR, path)
        marked = [link.url for _label, links in groups for link in links if link.current]
        assert len(marked) == 1, path


def test_visitors_are_not_shown_the_desk():
    urls = {link.url for _label, links in groups_for(None, "/") for link in links}
    assert reverse("outbox") not in urls


def test_staff_see_messages_that_wait_and_fail():
    OutgoingMessageFactory.create_batch(3)
    OutgoingMessageFactory(status=MessageStatus.FAILED)

    found = to_do.for_user(UserFactory(), TODAY)

    assert [item.kind for item in found] == ["bad", "signal"]
    assert found[1].what == "3 thư chờ duyệt gửi"
    assert whats(UserFactory(role=Role.PLANNER)) == []


def test_a_silent_worker_is_told_to_those_who_can_wake_it():
    cache.delete(tasks.HEARTBEAT)

    assert "Tiến trình nền không hoạt động" in whats(UserFactory())[0]
    assert whats(UserFactory(role=Role.OFFICER)) == []


def test_a_sign_up_waits_for_staff():
    UserFactory(role=Role.ENTERPRISE, approved_at=None, enterprise=None)

    assert whats(UserFactory()) == ["1 doanh nghiệp chờ duyệt tài khoản"]


@pytest.mark.parametrize(
    ("days", "kind", "start"),
    [(30, "", "“"), (3, "signal", "“"), (-1, "bad", "Kết thúc “")],
)
def test_an_open_wave_presses_as_its_end_comes_near(days, kind, start):
    WaveFactory(
        status=WaveStatus.OPEN,
        opens_on=TODAY - timedelta(days=60),
        closes_on=TODAY + timedelta(days=days),
    )

    item = to_do.for_user(UserFactory(), TODAY)[0]

    assert (item.kind, item.late) == (kind, days < 0)
    assert item.what.startswith(start)


def test_a_closed_wave_waits_for_its_analysis():
    WaveFactory(
        status=WaveStatus.CLOSED,
        opens_on=TODAY - timedelta(days=60),
        closes_on=TODAY - timedelta(days=30),
    )

    assert whats(UserFactory(role=Role.PLANNER))[0].startswith("Phân tích “")


def test_the_public_page_tells_of_the_open_wave(client):
    today = timezone.localdate()
    wave = WaveFactory(status=WaveStatus.OPEN, opens_on=today, closes_on=today)

    page = client.get(reverse("home")).content.decode()

    assert wave.title in page
    assert f"Đến hết ngày {today:%d/%m/%Y}" in page


def test_the_desk_is_greeted_by_name_and_date(client):
    client.force_login(UserFactory(full_name="Nguyễn Thị Ánh"))

    page = client.get(reverse("home")).content.decode()

    assert "Kính chào Nguyễn Thị Ánh" in page
    assert f"{timezone.localdate():%d/%m/%Y}" in page


def test_an_officer_sees_what_the_agency_must_answer_and_report():
    point = AssignmentFactory()
    agency = AgencyFactory()
    point.leads.add(agency)
    ReportingDateFactory(plan=point.plan, month=12, day=15)
    officer = UserFactory(role=Role.OFFICER, agency=agency)
    year = point.plan.first_year
    User.objects.update(date_joined=datetime(year, 1, 1, tzinfo=UTC))

    before = to_do.for_user(officer, date(year, 12, 10))
    after = to_do.for_user(officer, date(year, 12, 15))

    assert before[0].what == "Báo cáo tiến độ 1 nội dung của kế hoạch"
    assert (before[0].due, before[0].kind, before[0].late) == (date(year, 12, 15), "signal", False)
    assert [item.late for item in after if item.due == date(year, 12, 15)] == [True]


def test_an_enterprise_sees_apart_what_it_must_do_and_what_it_waits_for(client):
    user = UserFactory(role=Role.ENTERPRISE)
    waiting = assigned(enterprise=user.enterprise)
    judged = answered(enterprise=user.enterprise)
    client.force_login(user)

    page = client.get(reverse("home"))

    assert [item.url for item in page.context["pressing"]] == [judged.get_absolute_url()]
    assert [item.url for item in page.context["later"]] == [waiting.get_absolute_url()]
    assert f"Chờ {waiting.lead} trả lời" in page.content.decode()


def test_staff_read_what_they_pass_on_too_late():
    issue = filed()
    staff = UserFactory(role=Role.STAFF)
    received = timezone.localdate(issue.received_at)

    in_time = to_do.for_user(staff, received)
    late = to_do.for_user(staff, received + timedelta(days=4))

    assert [(item.kind, item.late) for item in in_time if item.icon == "question"] == [
        ("signal", False)
    ]
    assert [(item.kind, item.late) for item in late if item.icon == "question"] == [("bad", True)]


def test_staff_read_which_agencies_are_late_and_since_when():
    issue = assigned()
    day = issue.due_on + timedelta(days=1)

    item = next(item for item in to_do.for_user(UserFactory(), day) if item.kind == "bad")

    assert (item.note, item.due, item.late) == (f"{issue.lead} (1)", issue.due_on, True)


def test_planners_read_which_agencies_are_late_too():
    issue = assigned()

    found = to_do.for_user(UserFactory(role=Role.PLANNER), issue.due_on + timedelta(days=1))

    assert [(item.kind, item.note) for item in found] == [("bad", f"{issue.lead} (1)")]


def test_an_open_wave_shows_how_much_has_come_in():
    last = TODAY + timedelta(days=30)
    wave = WaveFactory(status=WaveStatus.OPEN, opens_on=TODAY, closes_on=last)
    SampledEnterpriseFactory.create_batch(4, stratum=StratumFactory(wave=wave))

    shares = [item.share for item in to_do.for_user(UserFactory(role=Role.PLANNER), TODAY)]

    assert shares == [0.0]


def test_issues_appear_with_whoever_must_act_next():
    enterprise = UserFactory(role=Role.ENTERPRISE)
    filed(enterprise=enterprise.enterprise)
    issue = assigned()
    officer = officer_of(issue.lead)
    reply = answered(enterprise=enterprise.enterprise)

    assert "1 kiến nghị mới chờ xem xét" in whats(UserFactory())
    assert whats(officer, issue.due_on - timedelta(days=1)) == [issue.title]
    late = to_do.for_user(officer, issue.due_on + timedelta(days=1))[0]
    assert (late.late, late.kind) == (True, "bad")
    assert whats(enterprise)[0] == f"Kiến nghị đã được giải quyết chưa? “{reply.title}”"


def test_the_next_session_is_announced_to_everybody(client):
    now = timezone.now()
    session = SessionFactory(
        year=now.year, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=3)
    )

    assert str(session) in whats(UserFactory(role=Role.PLANNER), timezone.localdate())
    assert str(session) in client.get(reverse("home")).content.decode()


def test_planners_see_what_is_expected_of_the_coming_edition_until_it_is_out(client):
    call_command("load_fixtures", example=True, verbosity=0)
    home = Province.objects.home()
    options = {"by": None, "now": timezone.now(), "seed": 7, "draws": 200, "reason": "test"}
    actions.freeze_forecast(province=home, year=2018, **options)
    standing = actions.freeze_forecast(province=home, year=2018, **options | {"seed": 8})
    expected = f"{standing.content['said']['score']['q']['0.5']:.2f}".replace(".", ",")
    page = reverse("analysis:forecast", args=[standing.pk])

    def first_page(role):
        client.force_login(UserFactory(role=role))
        return client.get("/").content.decode()

    assert page in first_page(Role.PLANNER)
    assert expected in first_page(Role.STAFF)
    assert page not in first_page(Role.OFFICER)
    edition, _new = Edition.objects.get_or_create(year=2018)
    OfficialScore.objects.create(
        province=home, edition=edition, score=6.1, rank=40, provinces_ranked=63
    )
    actions.score_forecasts(now=timezone.now())
    assert "/analysis/forecasts/" not in first_page(Role.PLANNER).split("<main")[1]


@pytest.fixture
def lagging(once):
    """A wave of which one stratum answers and another does not, with telephones."""

    def build():
        wave = WaveFactory(status=WaveStatus.OPEN, opens_on=TODAY, closes_on=TODAY)
        good, bad = StratumFactory(wave=wave), StratumFactory(wave=wave)
        for stratum in (good, good, bad, bad):
            firm = EnterpriseFactory(phone="0261 3 123 456")
            sampled = SampledEnterpriseFactory(stratum=stratum, enterprise=firm)
            if stratum == good:
                ResponseFactory(sampled=sampled)
        return wave

    return once(build)


@pytest.mark.parametrize(("asked", "is_kept"), [(2000, False), (2001, True)])
def test_calls_of_a_large_wave_are_counted_every_five_minutes(lagging, asked, is_kept):
    wave = lagging
    assert monitor.count_to_call(wave, asked=asked) == 2
    called = SampledEnterprise.objects.filter(wave=wave, response=None).first()
    called.contacts.create(
        at=timezone.now(),
        channel="phone",
        result="call_again",
        call_again_on=timezone.localdate() + timedelta(days=2),
    )

    assert monitor.count_to_call(wave, asked=asked) == (2 if is_kept else 1)
    strata = [row.code for row in monitor.lagging(monitor.turnout_by_stratum(wave))]
    assert monitor.call_list(wave, strata).count() == 1


@pytest.mark.parametrize("role", ["staff", "administrator"])
def test_all_that_waits_is_asked_of_the_database_at_once(
    client, role, django_assert_max_num_queries
):
    for status in (MessageStatus.DRAFT, MessageStatus.FAILED):
        OutgoingMessageFactory(status=status)
    UserFactory(role=Role.ENTERPRISE, approved_at=None)
    client.force_login(UserFactory(role=role))
    client.get("/")

    with django_assert_max_num_queries(24):
        client.get("/")
