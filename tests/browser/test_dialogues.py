"""A whole quarter in the browser, and every page of the dialogues without faults."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues.actions import escalation
from dialogues.models import DeadlineGround, Issue, LegalProvision, Participant, Session
from dialogues.notifications import links
from dialogues.sessions.actions import minutes, sessions
from dialogues.sessions.minutes_content import content
from dialogues.workflow.transitions import State
from directory.models import Agency
from tests.browser.looks import LOOKS, find_tables_that_scroll
from tests.dialogues import world as worlds
from tests.dialogues.routes import ROUTES
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    officer_of,
    published,
    running_session,
    staff,
)
from tests.factories.directory import EnterpriseFactory
from tests.work import do_the_work

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Desk:
    """People with their own browser windows, at a moment the test chooses."""

    def __init__(self, browser, live_server) -> None:
        self.browser, self.url = browser, live_server.url
        self.pages = {}

    def page(self, user):
        """A window of this person; ``None`` is a visitor."""
        key = user.pk if user else 0
        if key not in self.pages:
            context = self.browser.new_context(
                viewport={"width": 1366, "height": 768}, locale="vi-VN"
            )
            self.pages[key] = context.new_page()
        return self.pages[key]

    def sign_in(self, user):
        """Begin a new session each time: a moved clock lets old ones end."""
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}
        self.page(user).context.add_cookies([cookie])

    def go(self, user, path):
        page = self.page(user)
        if user:
            self.sign_in(user)
        answer = page.goto(self.url + path)
        assert answer.status == 200, path
        return page


@pytest.fixture
def desk(browser, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return Desk(browser, live_server)


def at(name, *args):
    return reverse(f"dialogues:{name}", args=args)


def press(page, words):
    page.get_by_role("button", name=words, exact=True).first.click()


def record(page, text, tax_code=""):
    """Type one issue as it is spoken and go on to the next by keyboard."""
    page.fill("[name=text]", text)
    page.fill("[name=enterprise]", tax_code)
    page.keyboard.press("Control+Enter")


def accept_and_assign(desk, staff, issue, agency):
    page = desk.go(staff, at("act", issue.number, "accept"))
    press(page, "Tiếp nhận")
    page = desk.go(staff, at("act", issue.number, "assign"))
    page.select_option("[name=lead]", str(agency.pk))
    press(page, "Phân công cơ quan")
    issue.refresh_from_db()
    assert issue.state == State.ASSIGNED


def send_answer(desk, officer, issue, effect, **more):
    page = desk.go(officer, at("new_answer", issue.number))
    page.check(f"[name=effect][value={effect}]")
    page.fill("[name=text]", "Sở đã kiểm tra và có ý kiến như sau.")
    for name, value in more.items():
        page.fill(f"[name={name}]", value)
    press(page, "Gửi")
    page.get_by_text("trước đó có thể rút lại").wait_for()
    escalation.send_scheduled(now=timezone.now() + timedelta(minutes=6))
    issue.refresh_from_db()


def judge(page, answered, solved):
    page.check(f"[name=is_answered][value={answered}]")
    page.check(f"[name=is_solved][value={solved}]")
    press(page, "Gửi đánh giá")


def test_a_quarter_from_the_plan_to_what_is_left_for_the_next(desk):
    call_command("load_fixtures", example=True, verbosity=0)
    Agency.objects.update(valid_to=None)
    staff = UserFactory(role=Role.STAFF, email="staff@example.test")
    planner = UserFactory(role=Role.PLANNER, email="planner@example.test")
    tax, land = (Agency.objects.get(code=c) for c in ("cuc-thue-tinh", "so-ke-hoach-dau-tu"))
    officer = officer_of(tax, email="officer@example.test")
    other = officer_of(land, email="other@example.test")
    enterprise = EnterpriseFactory(email="dn@example.test", is_member=True)

    with time_machine.travel(datetime(2026, 1, 5, 2, 0, tzinfo=UTC)) as clock:
        # planned: four quarters in one go
        page = desk.go(staff, at("plan_year") + "?year=2026")
        for quarter in (1, 2, 3, 4):
            page.fill(f"[name=q{quarter}-place]", "Hội trường tỉnh")
        press(page, "Lập các phiên này")
        page.get_by_text("Đã lên kế hoạch 4 phiên đối thoại.").wait_for()
        first = Session.objects.get(year=2026, quarter=1)

        # invited and registered by personal link
        page = desk.go(staff, at("session_step", 2026, 1, "open"))
        press(page, "Mở đăng ký")
        page = desk.go(staff, at("invite", 2026, 1))
        press(page, "Đếm số người nhận")
        page.click("[name=write]")
        guest = Participant.objects.get(session=first, enterprise=enterprise)
        page = desk.go(None, links.participant_path(guest))
        page.fill("[name=name]", "Trần Thị Xuân")
        press(page, "Đăng ký tham dự")
        page.get_by_role("img", name="Mã QR để điểm danh").wait_for()
        guest.refresh_from_db()
        assert guest.status == "registered"

        # the day: begun, checked in at the address the QR code holds
        clock.move_to(datetime(2026, 3, 16, 1, 5, tzinfo=UTC))
        Session.objects.filter(pk=first.pk).update(
            starts_at=datetime(2026, 3, 16, 1, 0, tzinfo=UTC),
            ends_at=datetime(2026, 3, 16, 4, 30, tzinfo=UTC),
        )
        page = desk.go(staff, at("session_step", 2026, 1, "start"))
        press(page, "Bắt đầu phiên")
        page = desk.go(staff, links.check_in_path(guest))
        press(page, "Điểm danh")
        page.get_by_text("Đã điểm danh lúc").wait_for()

        # three issues recorded by keyboard, the second while the network is away
        page = desk.go(staff, at("live", 2026, 1))
        record(page, "Hồ sơ hoàn thuế của chúng tôi chậm hơn hai tháng.", enterprise.tax_code)
        page.locator("[data-recorded] li").first.wait_for()
        page.context.set_offline(True)
        record(page, "Xin hỏi bao giờ công bố quy hoạch chung?", enterprise.tax_code)
        page.locator("[data-status][data-state=offline]").wait_for()
        assert Issue.objects.count() == 1
        page.context.set_offline(False)
        record(page, "Đề nghị Trung ương sửa quy định về hóa đơn.", enterprise.tax_code)
        page.locator("[data-recorded] li").nth(2).wait_for()
        late, planning, central = (
            Issue.objects.get(text__contains=word) for word in ("hoàn thuế", "quy hoạch", "hóa đơn")
        )
        wall = desk.go(staff, at("projection", 2026, 1))
        wall.get_by_text(planning.number).wait_for()  # its words are not public yet

        page = desk.go(staff, at("session_step", 2026, 1, "close"))
        press(page, "Kết thúc phiên")
        accept_and_assign(desk, staff, late, tax)
        accept_and_assign(desk, staff, planning, land)
        accept_and_assign(desk, staff, central, tax)

        # one answered in time and judged good through the link of the letter
        clock.move_to(datetime(2026, 3, 19, 2, 0, tzinfo=UTC))
        send_answer(desk, other, planning, "solved")
        page = desk.go(None, links.follow_path(planning, now=timezone.now()))
        judge(page, "yes", "yes")
        planning.refresh_from_db()
        assert planning.state == State.CONFIRMED

        # one forwarded, with a separate verdict
        send_answer(desk, officer, central, "forwarded", forwarded_to="Bộ Tài chính")
        judge(desk.go(None, links.follow_path(central, now=timezone.now())), "yes", "no")
        central.refresh_from_db()
        assert central.state == State.FORWARDED

        # one overdue: reminded, then reported up to the planner
        for day in (25, 27, 31):
            clock.move_to(datetime(2026, 3, day, 2, 0, tzinfo=UTC))
            escalation.escalate(now=datetime(2026, 3, day, 2, 0, tzinfo=UTC))
        clock.move_to(datetime(2026, 4, 7, 2, 0, tzinfo=UTC))
        escalation.escalate(now=datetime(2026, 4, 7, 2, 0, tzinfo=UTC))
        told = OutgoingMessage.objects.filter(key__startswith="clock:")
        assert {message.recipient for message in told} == {
            officer.email,
            staff.email,
            planner.email,
        }
        page = desk.go(officer, at("my_work"))
        page.get_by_text("quá hạn").first.wait_for()

        # minutes: written, open to comments, signed
        page = desk.go(staff, at("edit_minutes", 2026, 1))
        page.fill("[name=chair]", "Phó Chủ tịch UBND tỉnh")
        press(page, "Lưu")
        for step, words in (("comments", "Lấy ý kiến"), ("sign", "Ký biên bản")):
            page = desk.go(staff, at("minutes_step", 2026, 1, step))
            press(page, words)
            clock.move_to(datetime(2026, 4, 20, 2, 0, tzinfo=UTC))  # comments are over
        page.get_by_text("đã ký lúc").wait_for()
        asked = [desk.url + at(name, 2026, 1) for name in ("minutes_pdf", "quarter_report_pdf")]
        assert [page.request.get(url).status for url in asked] == [200, 202]
        do_the_work()
        assert {page.request.get(url).body()[:5] for url in asked} == {b"%PDF-"}

        # the next session begins with what is left
        page = desk.go(staff, at("session", 2026, 2))
        page.get_by_text("Còn 1 kiến nghị chưa xong").wait_for()
        assert page.locator("#left-over + ul li").count() == 1
        page.get_by_role("link", name=late.title).first.wait_for()


def test_similar_issues_come_while_one_types_and_no_address_carries_the_words(desk):
    call_command("load_fixtures", example=True, verbosity=0)
    Agency.objects.update(valid_to=None)
    close = published(text="Hồ sơ hoàn thuế giá trị gia tăng cà phê xuất khẩu bị chậm.")
    user = UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())
    page = desk.go(user, at("raise"))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    hint = page.locator("#similar")

    page.locator("[name=text]").press_sequentially("Cán bộ thuế đòi nộp lại hồ sơ hoàn thuế cà phê")
    hint.get_by_role("link", name=close.title).wait_for()
    hint.get_by_text("Cục Thuế tỉnh").wait_for()
    page.locator("[name=title]").press_sequentially("Tố cáo cán bộ nhận hối lộ")
    hint.get_by_text("giống khiếu nại hoặc tố cáo").wait_for()
    with page.context.expect_page() as opened:
        hint.get_by_role("link", name=close.title).click()

    assert opened.value.url.endswith(at("question", close.number))
    assert page.input_value("[name=text]").startswith("Cán bộ thuế")
    assert {url for url in asked if "?" in url} == set()
    assert asked.count(desk.url + at("similar")) >= 2


def test_the_live_screen_suggests_while_one_types_and_no_address_carries_the_words(desk):
    call_command("load_fixtures", example=True, verbosity=0)
    Agency.objects.update(valid_to=None)
    world = worlds.build()
    page = desk.go(world.people["staff"], at("live", 2026, 1))
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.locator("[name=text]").press_sequentially("Cán bộ thuế đòi nộp lại hồ sơ hoàn thuế")

    page.locator("[data-guess]", has_text="Cục Thuế tỉnh").wait_for()
    assert desk.url + at("suggest") in asked
    assert {url for url in asked if "?" in url} == set()


def build_more():
    """Signed minutes with an addendum, a running session, a guest of no enterprise, a ground."""
    signed, second = running_session(year=2026, quarter=3), Session.objects.get(quarter=2)
    sessions.close(session=signed, now=NOW)
    by, later = staff().actor, NOW + timedelta(days=20)
    minutes.write(minutes=signed.minutes, discussion="Trao đổi chung.")
    minutes.open_comments(minutes=signed.minutes, now=NOW)
    text = content(signed.minutes)
    minutes.sign(minutes=signed.minutes, by=by, now=later, content=text)
    added = {"text": "Bổ sung ý kiến của Sở.", "by": by, "now": later}
    return SimpleNamespace(
        addendum=minutes.add_addendum(minutes=signed.minutes, **added),
        running=running_session(year=2026, quarter=4),
        guest=ParticipantFactory(session=second, enterprise=None),
        ground=DeadlineGround.objects.create(
            document="Luật Doanh nghiệp",
            says="Mười ngày làm việc.",
            working_days=10,
            source="https://van-ban.example/12",
        ),
        provision=LegalProvision.objects.first(),
    )


WITHOUT_A_PAGE = {  # files, JSON, and what only takes a form or leads on
    "session_calendar", "add_document", "resend", "hall_code", "live_save", "reply_comment",
    "minutes_document", "minutes_pdf", "sealed_minutes_pdf", "quarter_report_pdf", "report_paper",
    "invitation_paper", "note", "judge", "attach", "end_links", "support", "forwarding_paper",
    "feed", "open_data", "participant_code", "guest_support", "participant_calendar", "take_many",
    "undo_many", "confirm_ground", "settle_reply", "save_filter", "forget_filter", "similar",
    "find_enterprises", "suggest", "take_back", "approve_answer", "answer_paper", "attachment",
}  # fmt: skip


def pages_of(world, more):
    number = world.issues["plain"].number
    staff = [
        at("sessions"),
        at("session", 2026, 1),
        at("plan_year"),
        at("edit_session", 2026, 1),
        at("invite", 2026, 1),
        at("attendance", 2026, 1),
        at("live", 2026, 1),
        at("projection", 2026, 1),
        at("minutes", 2026, 1),
        at("edit_minutes", 2026, 1),
        at("quarter_report", 2026, 1),
        at("issues"),
        at("issue", number),
        at("act", number, "hand_over"),
        at("act", world.issues["new"].number, "accept"),
        at("file", world.files["hidden"].code),
        at(
            "redact_answer",
            world.issues["answered"].number,
            world.issues["answered"].answers.get().pk,
        ),
        at("publish_issue", number),
        at("scorecard"),
        at("templates"),
        at("information"),
        at("log_request"),
        at("check_in", world.participant.key),
        at("grounds"),
        at("add_ground"),
        at("name_ground", number, world.issues["plain"].clocks.get().pk),
        at("session_feedback", 2026, 1),
        at("split_issue", number),
        at("act", number, "merge"),
        at("raise"),
        at("plan_further"),
        at("add_guest", 2026, 1),
        at("add_guests", 2026, 1),
        at("tie_issue", number),
        at("take_in", world.issues["new"].number),
        at("edit_issue", number),
        at("replies"),
        at("redact_issue", world.issues["answered"].number),
        at("unpublish_issue", world.issues["answered"].number),
        at("add_agency", number),
        at("dismiss", number),
        at("take_name_away", world.issues["answered"].number),
        at("refuse_hand_over", number),
        at("edit_ground", more.ground.pk),
        at("edit_provision", more.provision.pk),
        at("decide_request", world.request.pk),
        at("tie_guest", 2026, 2, more.guest.pk),
        at("session_step", 2026, 2, "cancel"),
        at("minutes_step", 2026, 1, "sign"),
        at("sealed_minutes", 2026, 3),
        at("redact_minutes", 2026, 3),
        at("add_addendum", 2026, 3),
        at("redact_addendum", 2026, 3, more.addendum.pk),
    ]
    officer = [
        at("my_work"),
        at("issue", number),
        at("new_answer", number),
        at("edit_answer", world.draft.pk),
    ]
    enterprise = [
        at("issues"),
        at("raise"),
        at("advance_questions", 2026, 1),
        at("issue", world.issues["answered"].number),
    ]
    visitor = [
        at("questions"),
        at("question", world.issues["answered"].number),
        at("codebook"),
        at("participant", world.participant.key),
        at("give_feedback", world.participant.key),
        at("guest_minutes", world.participant.key),
        links.follow_path(world.issues["answered"], now=timezone.now()),
        links.follow_path(world.issues["answered"], now=timezone.now()) + "?ask=end_links",
        at("new_link"),
        at("question_places"),
        at("session", 2026, 2),
        at("sign_up", 2026, 2),
        at("signed_up", 2026, 2),
        at("guest_questions", more.guest.key),
        links.hall_path(more.running),
    ]
    return {"staff": staff, "officer_a": officer, "enterprise_x": enterprise, "anonymous": visitor}


@pytest.mark.crawl
@pytest.mark.parametrize("language", LOOKS)
def test_pages_have_no_faults_and_fit_the_screen(desk, language):
    world = worlds.build()
    sessions.plan_session(
        year=2026,
        plan=sessions.QuarterPlan(
            2, timezone.now() + timedelta(days=90), timezone.now() + timedelta(days=90, hours=3)
        ),
    )
    sessions.open_registration(session=Session.objects.get(quarter=2))
    faults, pages = {}, pages_of(world, build_more())
    named = {resolve(urlsplit(path).path).url_name for paths in pages.values() for path in paths}
    assert named | WITHOUT_A_PAGE == set(ROUTES)
    assert named & WITHOUT_A_PAGE == set()
    for person, paths in pages.items():
        page = desk.page(world.people[person])
        cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": desk.url}
        page.context.add_cookies([cookie])
        for path in paths:
            desk.go(world.people[person], path)
            assert page.get_attribute("html", "lang") == language
            if found := [*LOOKS[language](page), *find_tables_that_scroll(page)]:
                faults[f"{person} {path}"] = found
    assert faults == {}
