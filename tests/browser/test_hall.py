"""Typing while everything goes wrong: refused, signed out in the middle, left without sending."""

import pytest
import time_machine
from django.conf import settings

from dialogues.models import Answer, Issue, Participant
from dialogues.notifications import links
from dialogues.sessions.actions import registration, sessions
from tests.browser.test_dialogues import Desk, at, press
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    assigned,
    filed,
    officer_of,
    running_session,
    staff,
)
from tests.factories.directory import EnterpriseFactory

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


def test_an_answer_survives_signing_out_and_leaving_the_page(desk):
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
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    desk.sign_in(officer)
    press(page, "Gửi ngay")
    if page.get_by_role("button", name="Gửi ngay").count():
        press(page, "Gửi ngay")
    page.get_by_text("trước đó có thể rút lại").wait_for()
    assert Answer.objects.get().legal_ground == "Khoản 1 Điều 23 Luật Đất đai"


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
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

        # the letter's link: confirm, the code for the door, the online link
        person = Participant.objects.get()
        desk.go(None, links.participant_path(person))
        press(page, "Xác nhận đăng ký")
        page.get_by_role("img", name="Mã QR để điểm danh").wait_for()
        page.get_by_text("meet.example.test").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

        # a question through the same link, another from the hall by the code on the wall
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
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
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
