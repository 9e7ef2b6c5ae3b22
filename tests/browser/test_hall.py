"""Typing while everything goes wrong: refused, signed out in the middle, left without sending."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues.actions import escalation
from dialogues.models import Answer, Issue, Minutes, Participant, TypedDraft
from dialogues.notifications import links
from dialogues.sessions.actions import registration, sessions
from dialogues.workflow.transitions import State
from tests.browser.test_dialogues import Desk, accept_and_assign, at, press
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    answered,
    assigned,
    filed,
    officer_of,
    running_session,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXT = "Sở đã thẩm định hồ sơ thuê đất và sẽ trả kết quả trong tuần này."
SPOKEN = "Hồ sơ hoàn thuế của chúng tôi chậm hơn hai tháng."
AGE_WHAT_IS_KEPT = """seconds => {
  const name = Object.keys(localStorage).find((key) => key.startsWith("kept:"));
  const entry = { ...JSON.parse(localStorage.getItem(name)), at: Date.now() - seconds * 1000 };
  localStorage.setItem(name, JSON.stringify(entry));
  return { name, text: JSON.stringify(entry) };
}"""


@pytest.fixture
def desk(browser, live_server):
    return Desk(browser, live_server)


def sign_out_elsewhere(page):
    """What another window of the same browser did."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= 360


def judge(page, *, answered, solved, words, comment=""):
    page.check(f"[name=is_answered][value={answered}]")
    page.check(f"[name=is_solved][value={solved}]")
    page.fill("[name=comment]", comment)
    press(page, words)


def reopen_what_was_confirmed(desk, issue):
    """The raiser has the last word; a page opened before the newest answer has none."""
    path = links.follow_path(issue, now=timezone.now())
    page, old = desk.go(None, path), desk.page(None).context.new_page()
    for tab in (page, old):
        tab.set_viewport_size({"width": 360, "height": 740})
        tab.goto(desk.url + path)
    judge(page, answered="yes", solved="yes", words="Gửi đánh giá")
    page.get_by_text("Quý doanh nghiệp có thể mở lại kiến nghị đến ngày").click()
    judge(page, answered="yes", solved="no", words="Mở lại kiến nghị", comment="Lại chậm.")
    page.get_by_text("Hiện nay không có gì cần đánh giá.").wait_for()
    issue.refresh_from_db()
    assert (issue.state, fits(page)) == (State.REOPENED, True)

    answered(issue=issue, effect="explained", at=timezone.now())
    judge(old, answered="yes", solved="yes", words="Gửi đánh giá", comment="Xin cảm ơn Sở.")
    old.get_by_text("Cơ quan đã trả lời lần nữa").first.wait_for()
    assert old.input_value("[name=comment]") == "Xin cảm ơn Sở."
    assert (issue.verdicts.count(), fits(old)) == (1, True)


def contest_what_was_declined(desk, clerk):
    """Declined, contested through the link, and given to an agency that nobody can write to."""
    issue, silent = filed(), AgencyFactory(name_vi="Ban Quản lý khu công nghiệp", email="")
    page = desk.go(clerk, at("act", issue.number, "decline"))
    page.set_viewport_size({"width": 360, "height": 740})
    page.fill("[name=reason]", "Không thuộc phạm vi đối thoại.")
    press(page, "Không tiếp nhận")
    raiser = desk.go(None, links.follow_path(issue, now=timezone.now()))
    raiser.locator("blockquote", has_text="Không thuộc phạm vi đối thoại.").wait_for()
    raiser.fill("[name=reason]", "Vụ việc thuộc phạm vi đối thoại.")
    press(raiser, "Đề nghị xem xét lại")
    raiser.get_by_text("Hiệp hội sẽ xem xét lại.").first.wait_for()
    accept_and_assign(desk, clerk, issue, silent)
    page.get_by_text("Ban Quản lý khu công nghiệp chưa có tài khoản").wait_for()
    assert (fits(raiser), fits(page)) == (True, True)


def test_an_answer_survives_signing_out_and_the_raiser_has_the_last_word(desk):
    issue = assigned()
    officer = officer_of(issue.lead)
    page = desk.go(officer, at("new_answer", issue.number))
    page.set_viewport_size({"width": 360, "height": 740})

    # refused at the field, with the mark that it is needed
    page.check("[name=effect][value=refused]")
    assert page.get_attribute("[name=legal_ground]", "aria-required") == "true"
    page.fill("[name=text]", TEXT)
    press(page, "Gửi")
    page.get_by_role("link", name="Căn cứ pháp lý").first.wait_for()
    assert page.input_value("[name=text]") == TEXT

    # signed out in another window: the words stand on the page that asks to sign in
    page.fill("[name=legal_ground]", "Khoản 1 Điều 23 Luật Đất đai")
    sign_out_elsewhere(page)
    press(page, "Gửi")
    page.get_by_role("link", name="Đăng nhập (mở cửa sổ mới)").wait_for()
    page.locator("blockquote", has_text=TEXT).wait_for()
    assert fits(page)
    desk.sign_in(officer)
    press(page, "Gửi ngay")
    if page.get_by_role("button", name="Gửi ngay").count():
        press(page, "Gửi ngay")
    page.get_by_text("trước đó có thể rút lại").wait_for()
    assert Answer.objects.get().legal_ground == "Khoản 1 Điều 23 Luật Đất đai"

    escalation.send_scheduled(now=timezone.now() + timedelta(minutes=6))
    issue.refresh_from_db()
    reopen_what_was_confirmed(desk, issue)
    contest_what_was_declined(desk, staff().actor)


def test_a_draft_is_stored_while_one_types_and_kept_when_one_is_signed_out(desk):
    issue = assigned()
    officer = officer_of(issue.lead)
    page = desk.go(officer, at("new_answer", issue.number))
    page.check("[name=effect][value=solved]")
    page.fill("[name=text]", TEXT)
    page.locator("[data-kept-line][data-state=saved]").wait_for()
    assert Answer.objects.get().text == TEXT

    sign_out_elsewhere(page)
    page.fill("[name=text]", TEXT + " Xin cảm ơn.")
    page.locator("[data-kept-line][data-state=offline] a").wait_for()
    page.goto("about:blank")
    desk.go(officer, at("edit_answer", Answer.objects.get().pk))
    press(page, "Lấy lại nội dung")
    assert page.input_value("[name=text]") == TEXT + " Xin cảm ơn."


def write_minutes_at_two_desks(desk):
    """The second to type is told whose text it is, and overwrites nothing."""
    session = SessionFactory(year=2026, quarter=3, status="held")
    Minutes.objects.create(session=session, due_on=timezone.localdate())
    clerk, other = staff().actor, UserFactory(role=Role.STAFF, full_name="Lê Thị Đồng Sự")
    pages = [desk.go(user, at("edit_minutes", 2026, 3)) for user in (other, clerk)]
    for page, words, state in zip(pages, ("Một.", "Hai."), ("saved", "refused"), strict=True):
        page.fill("[name=opening]", words)
        page.locator(f"[data-kept-line][data-state={state}]").wait_for()
    assert "Lê Thị Đồng Sự" in pages[1].locator("[data-kept-line]").text_content()
    assert Minutes.objects.get(session=session).opening == "Một."


def test_an_issue_begun_on_a_phone_is_sent_from_a_desk(desk):
    writer = UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())
    phone = desk.go(writer, at("raise"))
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.fill("[name=text]", SPOKEN)
    phone.check("[name=visibility][value=without_name]")
    phone.locator("[data-kept-line][data-state=saved]").wait_for()
    assert (TypedDraft.objects.get().values["text"], fits(phone)) == (SPOKEN, True)

    # without network and signed out: kept in the browser, and told as it is
    phone.context.set_offline(True)
    phone.fill("[name=text]", SPOKEN + " Xin trả lời.")
    phone.locator("[data-kept-line][data-state=offline]").wait_for()
    phone.context.set_offline(False)
    phone.locator("[data-kept-line][data-state=saved]").wait_for()
    sign_out_elsewhere(phone)
    phone.fill("[name=text]", SPOKEN + " Xin trả lời sớm.")
    phone.locator("[data-kept-line] a", has_text="Đăng nhập").wait_for()

    # at the desk one goes on with what was stored, and sends it
    screen = desk.browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    desk.pages[writer.pk] = screen.new_page()
    page = desk.go(writer, at("raise"))
    page.get_by_text("Đây là nội dung đã lưu lúc").wait_for()
    assert page.input_value("[name=text]") == SPOKEN + " Xin trả lời."
    page.check("[name=kind][value=difficulty]")
    press(page, "Gửi")
    page.get_by_text("Đã nhận kiến nghị của Quý doanh nghiệp").wait_for()
    assert Issue.objects.get().visibility == "without_name"
    assert not TypedDraft.objects.exists()
    assert phone.input_value("[name=text]") == SPOKEN + " Xin trả lời sớm."
    for context in (phone.context, screen):
        context.close()
    write_minutes_at_two_desks(desk)


def test_the_live_screen_lists_what_is_not_stored_and_tells_the_truth(desk):
    session, person = running_session(year=2026, quarter=1), staff().actor
    firm = EnterpriseFactory(tax_code="6400123456")
    page = desk.go(person, at("live", 2026, 1))
    pending = page.locator("[data-pending] li")

    # an unknown tax code: listed with its reason, not sent again for ever, its error stays
    page.fill("[name=text]", SPOKEN)
    page.fill("[name=enterprise]", "9999999999")
    page.keyboard.press("Control+Enter")
    pending.locator("[data-reason]", has_text="9999999999").wait_for()
    page.reload()
    pending.locator("[data-reason]", has_text="9999999999").wait_for()

    # mended
    pending.get_by_role("button", name="Sửa").click()
    assert page.input_value("[name=text]") == SPOKEN
    page.fill("[name=enterprise]", firm.tax_code)
    page.keyboard.press("Control+Enter")
    page.locator("[data-recorded] li").first.wait_for()
    assert pending.count() == 0
    assert Issue.objects.get().enterprise == firm

    # signed out in another window, said as it is; goes on by itself after signing in
    sign_out_elsewhere(page)
    page.fill("[name=text]", "Xin hỏi bao giờ công bố quy hoạch chung?")
    page.keyboard.press("Control+Enter")
    page.locator("[data-status][data-state=signed-out] a").wait_for()
    desk.sign_in(person)
    page.context.new_page().goto(desk.url + at("session", 2026, 1))  # brings a new seal
    page.locator("[data-recorded] li").nth(1).wait_for()
    assert Issue.objects.filter(session=session).count() == 2

    # deleted by hand
    page.fill("[name=text]", "Nhầm.")
    page.fill("[name=enterprise]", "9999999999")
    page.keyboard.press("Control+Enter")
    pending.first.wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    pending.get_by_role("button", name="Xóa").click()
    pending.first.wait_for(state="detached")
    assert Issue.objects.filter(session=session).count() == 2


def plan_anew_what_was_cancelled(desk, session, person):
    """Those who registered are told, keep their seats, and read the new day on their own page."""
    clerk = staff().actor
    board = desk.go(clerk, session.get_absolute_url())
    board.set_viewport_size({"width": 360, "height": 740})
    for link in ("Hủy phiên", "Lên lại kế hoạch"):
        board.get_by_role("link", name=link).click()
        assert fits(board)
        press(board, link)
        guest = desk.go(None, links.participant_path(person))
        assert fits(guest)
        is_told = guest.get_by_text("phiên đối thoại này đã bị hủy").count()
        assert is_told == (link == "Hủy phiên") == (not guest.get_by_text("meet.example").count())
        assert guest.get_by_text("đang được sắp xếp lại").count() == 1 - is_told
    desk.go(clerk, at("edit_session", session.year, session.slot))
    board.fill("[name=starts_at]", "2026-06-25T08:00")
    board.fill("[name=ends_at]", "2026-06-25T11:00")
    press(board, "Lưu")
    board.get_by_text("Đã lưu phiên đối thoại.").wait_for()
    desk.go(clerk, at("session_step", session.year, session.slot, "open"))
    press(board, "Mở đăng ký")
    desk.go(None, links.participant_path(person)).get_by_text("25/06/2026").first.wait_for()
    letters = OutgoingMessage.objects.filter(recipient=person.email)
    told = [letters.filter(key__contains=f":{step}:").count() for step in ("cancelled", "changed")]
    assert told == [1, 1]


def test_a_visitor_registers_on_a_phone_and_asks_from_the_hall(desk):
    session = SessionFactory(year=2026, quarter=2, online_link="https://meet.example.test/a")
    sessions.open_registration(session=session)
    with time_machine.travel(NOW):
        page = desk.page(None)
        page.set_viewport_size({"width": 360, "height": 740})
        desk.go(None, at("session", 2026, 2))
        button = page.get_by_role("link", name="Đăng ký tham dự").first
        assert button.bounding_box()["y"] < 740  # stands on the first screen
        assert page.get_by_text("meet.example.test").count() == 0
        button.click()
        page.fill("[name=name]", "Trần Thị Xuân")
        page.fill("[name=email]", "xuan@example.test")
        press(page, "Đăng ký tham dự")
        page.get_by_text("Còn một bước").first.wait_for()
        assert fits(page)

        # the letter's link: confirm, the code for the door, the online link
        person = Participant.objects.get()
        desk.go(None, links.participant_path(person))
        press(page, "Xác nhận đăng ký")
        page.get_by_role("img", name="Mã QR để điểm danh").wait_for()
        page.get_by_text("meet.example.test").wait_for()
        assert fits(page)
        plan_anew_what_was_cancelled(desk, session, person)

        # a question through the same link, another from the hall by the code on the wall
        desk.go(None, links.participant_path(person))
        page.get_by_role("link", name="Gửi câu hỏi, ủng hộ câu hỏi khác").click()
        page.fill("[name=text]", "Xin hỏi bao giờ công bố quy hoạch chung của huyện?")
        press(page, "Gửi")
        page.get_by_role("heading", name="Câu hỏi của Quý vị").wait_for()
        sessions.start(session=session)
        desk.go(None, links.hall_path(session))
        page.fill("[name=text]", "Đề nghị cho biết tiến độ cấp điện cho cụm công nghiệp.")
        press(page, "Gửi")
        page.get_by_text("Đã nhận câu hỏi của Quý vị").wait_for()
        assert Issue.objects.filter(session=session).count() == 2


def enter_a_list_and_a_walk_in(desk, clerk, session):
    """A line that cannot be read is named and nothing is lost; who stands at the door comes in."""
    page = desk.go(clerk, at("attendance", session.year, session.slot))
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("link", name="Nhập danh sách khách").click()
    page.fill("[name=lines]", "Lê Văn Nam | Công ty An Phát | nam@example\nPhạm Thị Hoa")
    press(page, "Nhập danh sách này")
    page.get_by_text("Dòng 1").first.wait_for()
    assert page.input_value("[name=lines]").endswith("Phạm Thị Hoa")
    page.fill("[name=lines]", "Lê Văn Nam | Công ty An Phát | nam@example.test\nPhạm Thị Hoa")
    press(page, "Nhập danh sách này")
    page.get_by_text("Đã nhập 2 khách").wait_for()
    page.get_by_role("link", name="Nhập một khách").click()
    page.fill("[name=name]", "Y Thắng Niê")
    assert page.is_checked("[name=at_the_door]")
    press(page, "Nhập khách này")
    page.get_by_text("Y Thắng Niê").first.wait_for()
    assert (session.participants.present().count(), fits(page)) == (1, True)


def test_a_guest_asks_for_seats_and_writes_without_network_and_the_desk_undoes(desk):
    session = SessionFactory(year=2026, quarter=2, seats=2)
    sessions.open_registration(session=session)
    person = ParticipantFactory(session=session, enterprise=None)
    registration.register(participant=person, now=NOW, name="Trần Thị Xuân", people=1)
    with time_machine.travel(NOW):
        page = desk.page(None)
        page.set_viewport_size({"width": 360, "height": 740})

        # more seats than there are: the one she has stays; another place is told at once
        desk.go(None, links.participant_path(person))
        page.fill("[name=people]", "3")
        press(page, "Lưu")
        page.get_by_text("Quý vị đề nghị tổng cộng 3 chỗ").wait_for()
        assert page.get_by_text("Quý vị đã đăng ký", exact=False).count()
        sessions.change_session(session=session, now=NOW, place="Nhà văn hóa huyện Đắk Mil")
        page.reload()
        page.get_by_text("Nhà văn hóa huyện Đắk Mil").wait_for()

        # the network goes while she writes: nothing is sent, nothing is lost
        page.get_by_role("link", name="Gửi câu hỏi, ủng hộ câu hỏi khác").click()
        page.fill("[name=text]", SPOKEN)
        page.context.set_offline(True)
        press(page, "Gửi")
        page.locator("[data-kept-line][data-state=offline]").wait_for()
        page.context.set_offline(False)
        for age, is_offered in ((7 * 86400 - 60, True), (7 * 86400 + 60, False)):
            kept = page.evaluate(AGE_WHAT_IS_KEPT, age)
            page.reload()
            assert page.locator("[data-kept-offer]").is_visible() is is_offered
        page.evaluate("kept => localStorage.setItem(kept.name, kept.text)", kept)
        page.evaluate(AGE_WHAT_IS_KEPT, 60)
        page.reload()
        press(page, "Lấy lại nội dung")
        assert page.input_value("[name=text]") == SPOKEN

        # it breaks only while the form is sent: nobody knows whether that arrived, so it is kept
        asked = page.url
        page.route(asked, lambda route: route.abort())
        press(page, "Gửi")
        page.wait_for_url("chrome-error://**")
        page.unroute(asked)
        page.goto(asked)
        page.get_by_text("chưa có xác nhận là đã lưu").wait_for()
        press(page, "Lấy lại nội dung")
        assert page.input_value("[name=text]") == SPOKEN
        assert fits(page)
        press(page, "Gửi")
        page.get_by_role("heading", name="Câu hỏi của Quý vị").wait_for()
        assert "kept:" not in page.evaluate("JSON.stringify(localStorage)")

        # accepted together with another by mistake, and taken back before any letter left
        question, other = Issue.objects.get(), filed()
        clerk = staff().actor
        board = desk.go(clerk, at("issues"))
        for issue in (question, other):
            board.check(f"[name=numbers][value='{issue.number}']")
        press(board, "Tiếp nhận")
        board.get_by_text("Đã tiếp nhận 2 kiến nghị cùng lúc.").wait_for()
        press(board, "Hoàn tác")
        board.get_by_text("Đã thực hiện với 2 kiến nghị").wait_for()
        assert set(Issue.objects.values_list("state", flat=True)) == {"received"}

        # what was said in the hall is tied to the firm found by its name
        firm = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
        desk.go(clerk, at("tie_issue", question.number))
        board.fill("[name=enterprise]", "hoa sen xanh")
        press(board, "Lưu")
        board.get_by_text("Công ty TNHH Hoa Sen Xanh").first.wait_for()
        question.refresh_from_db()
        assert question.enterprise == firm
        enter_a_list_and_a_walk_in(desk, clerk, session)


def test_a_text_that_is_too_long_is_not_cut_while_it_is_pasted(desk):
    """A browser cuts what is pasted at the limit of a field, and says nothing."""
    pasted = "Đường vào cụm công nghiệp. " * 400
    clerk = staff().actor
    page = desk.go(clerk, at("raise"))
    page.click("[name=text]")
    page.keyboard.insert_text(pasted)
    page.locator("[data-kept-line][data-state=saved]").wait_for()
    assert TypedDraft.objects.get().values["text"].strip() == pasted.strip()
    page.check("[name=kind][value=difficulty]")
    page.check("[name=visibility][value=without_name]")
    press(page, "Gửi")
    page.locator(".error-summary").wait_for()
    assert page.input_value("[name=text]").strip() == pasted.strip()
