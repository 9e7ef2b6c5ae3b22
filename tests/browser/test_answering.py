"""Answering on a phone: with and without script, without network half-way, readable for all."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Error, expect

from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.fieldwork.actions.waves import close_wave
from surveys.models import BurntToken, Draft, Response
from tests.browser.looks import run_axe_in_both_schemes
from tests.browser.wire import Wire
from tests.surveys.instrument.documents import choices, data, pci_2018, question, words
from tests.surveys.links import link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
SLOW_ANSWERS = """() => {
  const quick = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await quick(...asked);
    await new Promise((resolve) => setTimeout(resolve, 800));
    return answer;
  };
}"""


def three_pages():
    """Ask a little on three pages; on the first, a question depends on another."""

    def page(name, title, *questions):
        return {"name": name, "title": words(title), "questions": list(questions)}

    met = question("met", "single", choices=choices("yes", "no"), required=True)
    days = question("days", "number", relevance="${met} = 'yes'", required=True)
    ways = [*choices("web", "phone"), {"code": "none", "text": words("none"), "exclusive": True}]
    other = {"code": "else", "text": words("else"), "other": True}
    used = question("used", "multiple", choices=[*ways, other])
    return data(
        sections=[
            page("one", "Phần một", met, days),
            page("two", "Phần hai", used, question("rated", "matrix")),
            page("three", "Phần ba", question("why", "longtext")),
        ]
    )


@pytest.fixture
def wire(live_server):
    wire = Wire(int(live_server.url.rpartition(":")[2]))
    yield wire
    wire.close()


@pytest.fixture
def phone(browser, wire):
    """Open a link on a phone; what goes wrong in the console fails the test."""
    contexts, problems = [], []

    def open_link(token, *, script=True, path="", **more):
        context = browser.new_context(viewport=PHONE, java_script_enabled=script, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{wire.url}/s/{token}/{path}")
        return page

    yield open_link
    for context in contexts:
        context.close()
    assert problems == []


def pick(page, name, code):
    page.locator(f'[name="{name}"][value="{code}"]').check()


def go_on(page):
    page.locator("button.next:visible").click()


def test_the_whole_way_without_script(phone):
    token, _key = link(three_pages())
    page = phone(token, script=False)
    page.get_by_role("link", name="Bắt đầu trả lời").click()
    pick(page, "met", "yes")
    go_on(page)
    expect(page.locator("#q-days")).to_be_visible()
    expect(page.locator("#errors")).to_have_count(0)
    page.locator('[name="days"]').fill("bốn")
    go_on(page)
    expect(page.locator("#errors")).to_be_visible()
    expect(page.locator('[name="days"]')).to_have_value("bốn")
    page.locator("#errors a").first.click()
    page.locator('[name="days"]').fill("4")
    go_on(page)
    pick(page, "used", "web")
    pick(page, "rated.r1", "b")
    go_on(page)
    page.locator("textarea").fill("Mong được trả lời nhanh hơn.")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra lại câu trả lời")
    go_on(page)
    expect(page.locator("p.code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    assert Response.objects.get().answers == {
        "met": "yes",
        "days": 4,
        "used": ["web"],
        "rated": {"r1": "b"},
        "why": "Mong được trả lời nhanh hơn.",
    }


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_the_whole_way_with_script(phone, anonymity):
    token, _key = link(three_pages(), anonymity=anonymity)
    page = phone(token)
    page.get_by_role("link", name="Bắt đầu trả lời").click()
    expect(page.locator("#q-days")).to_be_hidden()
    pick(page, "met", "yes")
    expect(page.locator("#q-days")).to_be_visible()  # no round trip
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    assert Draft.objects.get().answers == {"met": "yes"}
    page.locator('[name="days"]').fill("4")
    go_on(page)
    pick(page, "used", "web")
    pick(page, "used", "none")
    expect(page.locator('[name="used"][value="web"]')).not_to_be_checked()
    expect(page.locator("#f-used_other")).to_be_hidden()
    go_on(page)
    page.locator("textarea").fill("Rất tốt")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Kiểm tra lại câu trả lời")
    go_on(page)
    expect(page.locator("p.code")).to_be_visible()
    assert Response.objects.get().answers == {
        "met": "yes",
        "days": 4,
        "used": ["none"],
        "why": "Rất tốt",
    }
    assert BurntToken.objects.count() == (anonymity == "blind")


def test_choices_follow_an_answer_of_the_same_page(phone):
    places = [
        {"code": code, "text": words(code), "attributes": {"in": province}}
        for code, province in (("d1", "a"), ("d2", "b"), ("d3", "b"))
    ]
    asked = data(
        question("province", "single"),
        question("district", "single", choices=places, choice_filter="in = ${province}"),
        question("ranked", "ranking", choices=places, choice_filter="in = ${province}"),
    )
    token, _key = link(asked)
    page = phone(token, path="p/page_1/")
    expect(page.locator("#q-district")).to_be_hidden()
    pick(page, "province", "b")
    expect(page.locator("#q-district label:visible")).to_have_text(["d2", "d3"])
    expect(page.locator("#q-ranked .rank:visible")).to_have_count(2)
    pick(page, "district", "d2")
    pick(page, "province", "a")
    expect(page.locator("#q-district label:visible")).to_have_text(["d1"])
    pick(page, "province", "b")
    expect(page.locator('[name="district"][value="d2"]')).to_be_checked()
    pick(page, "province", "a")
    go_on(page)
    page.wait_for_url("**/check/")
    go_on(page)
    expect(page.locator("p.code")).to_be_visible()
    assert Response.objects.get().answers == {"province": "a"}


def test_conditions_follow_controls_of_every_sort(phone):
    shown_if = {
        "one": "${one} = '2'",
        "many": "selected(${many}, 'c') and count-selected(${many}) = 2",
        "rows": "${rows.r2} = 'a'",
        "order": "selected-at(${order}, 0) = 'c'",
        "n": "${n} = 1234.5",
        "day": "${day} = '2018-11-25'",
        "words": "${words} = 'hai từ'",
        "lines": "contains(${lines}, 'ba')",
        "tel": "${tel} = '0912345678'",
        "opens": "${opens} = '07:30'",
    }
    asked = [
        question("one", "scale"), question("many", "multiple"),
        question("rows", "matrix"), question("order", "ranking"),
        question("n", "number", decimals=1), question("day", "date"), question("words"),
        question("lines", "longtext"), question("tel", "phone"), question("opens", "time"),
    ]  # fmt: skip
    notes = [question(f"{name}_told", "note", relevance=each) for name, each in shown_if.items()]
    token, _key = link(data(*asked, *notes))
    page = phone(token, path="p/page_1/")
    for name in shown_if:
        expect(page.locator(f"#q-{name}_told")).to_be_hidden()

    pick(page, "one", "2")
    pick(page, "many", "a")
    pick(page, "many", "c")
    pick(page, "rows.r2", "a")
    page.locator("#q-order .rank", has_text="c").click()
    page.locator("#q-order .rank", has_text="a").click()
    for name, typed in (("n", "1.234,5"), ("day", "25/11/2018"), ("words", " hai từ ")):
        page.locator(f'[name="{name}"]').fill(typed)
    page.locator('[name="tel"]').fill("+84 (0) 912.345.678")
    page.locator('[name="opens"]').fill("7h30")
    page.locator("textarea").fill("một\nhai ba")
    page.locator("textarea").blur()

    for name in shown_if:
        expect(page.locator(f"#q-{name}_told")).to_be_visible()
    expect(page.locator(".bar")).to_have_js_property("value", 1)  # notes are not waited for


def test_back_and_reload_lose_nothing(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    pick(page, "met", "no")
    go_on(page)
    pick(page, "rated.r2", "c")
    page.go_back()  # at once: what was just ticked is on its way
    expect(page.locator('[name="met"][value="no"]')).to_be_checked()
    page.go_forward()
    expect(page.locator('[name="rated.r2"][value="c"]')).to_be_checked()
    page.reload()
    expect(page.locator('[name="rated.r2"][value="c"]')).to_be_checked()


def test_what_is_chosen_before_the_script_begins_stays_and_is_kept(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/", service_workers="block")
    pick(page, "met", "yes")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/answering*.js", hold)
    page.reload(wait_until="commit")
    pick(page, "met", "no")
    assert page.evaluate("document.documentElement.classList.contains('js')") is False

    for route in held:
        route.continue_()
    page.unroute("**/answering*.js")

    expect(page.locator("html.js")).to_be_attached()
    expect(page.locator('[name="met"][value="no"]')).to_be_checked()
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    page.reload()
    expect(page.locator('[name="met"][value="no"]')).to_be_checked()


def test_errors_are_focused_and_link_to_their_field(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    go_on(page)
    expect(page.locator("#errors")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f-met")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator('[name="met"][value="yes"]')).to_be_checked()


def test_enter_goes_on_and_never_switches_the_language(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    pick(page, "met", "yes")
    page.locator('[name="days"]').fill("3")
    page.locator('[name="days"]').press("Enter")
    expect(page.locator("h1")).to_have_text("Phần hai")


def kept_pages(page):
    """Name the sections that the worker has put aside on this phone."""
    return page.evaluate(
        """async () => {
            const cache = await caches.open("answers-2");
            const paths = (await cache.keys()).map((each) => new URL(each.url).pathname);
            return paths.filter((path) => path.includes("/p/"));
        }"""
    )


def wait_for_kept_pages(page, number):
    for _attempt in range(100):
        if len(kept_pages(page)) == number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept_pages(page))


def test_offline_half_way_and_back(phone, wire):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    wait_for_kept_pages(page, 3)
    page.reload()  # from here on the worker looks after the page
    wire.cut()

    pick(page, "met", "no")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Chưa gửi được, .*\(1\)$"))
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")
    pick(page, "rated.r1", "a")
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(2\)$"))
    go_on(page)
    page.locator("textarea").fill("Viết lúc mất mạng")
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(3\)$"))
    assert not Draft.objects.exists()
    page.reload()
    expect(page.locator("textarea")).to_have_value("Viết lúc mất mạng")

    network_comes_back(page, wire)

    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    expect(page.locator("#again")).to_be_hidden()
    assert Draft.objects.get().answers == {
        "met": "no",
        "rated": {"r1": "a"},
        "why": "Viết lúc mất mạng",
    }


def test_send_again_by_hand(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    page.route("**/p/one/", lambda route: route.abort())
    pick(page, "met", "no")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    page.unroute("**/p/one/")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    assert Draft.objects.get().answers == {"met": "no"}


def broken_words(page):
    """The words in heads of a table that take more than one line, or touch the next head."""
    return page.evaluate("""() => {
      const broken = [];
      for (const head of document.querySelectorAll(".heads span")) {
        for (const { 0: word, index } of head.textContent.matchAll(/[^\\s,()]+/g)) {
          const range = document.createRange();
          range.setStart(head.firstChild, index);
          range.setEnd(head.firstChild, index + word.length);
          const [first, ...more] = range.getClientRects();
          const next = head.nextElementSibling?.getBoundingClientRect();
          if (more.length || (next && first.right > next.left - 1)) broken.push(word);
        }
      }
      return broken;
    }""")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_heads_of_a_table_stay_in_their_columns_on_the_smallest_phone(phone, language):
    rows = [{"code": "a", "text": {"vi": "Một", "en": "One"}}]
    heads = ["Vừa hài lòng", "Very dissatisfied", "Impossible", "Không áp dụng (không có nhu cầu)"]
    told = [{"code": f"c{at}", "text": {"vi": head, "en": head}} for at, head in enumerate(heads)]
    told += [{"code": "na", "text": {"vi": "Không cần", "en": "Never"}, "missing": "na"}]
    apart = {"vi": "Không biết, không nhớ", "en": "Do not know"}
    told += [{"code": "dk", "text": apart, "missing": "na"}]
    told += [{"code": "d", "text": {"vi": "Tương đối dễ", "en": "Rather easy"}}]
    token, _key = link(data(question("m", "matrix", rows=rows, choices=told)))
    page = phone(token, path=f"p/page_1/?language={language}")
    page.set_viewport_size({"width": 320, "height": 600})

    wide = "[...document.querySelectorAll('.heads span')].map(e => e.scrollWidth - e.clientWidth)"
    assert page.evaluate(wide) == [0] * 7
    assert broken_words(page) == ["dissatisfied", "Impossible"]  # too long for any column


def test_an_error_is_seen_after_continuing_from_the_end_of_a_long_page(phone):
    token, _key = link(pci_2018())
    page = phone(token, path=f"p/{pci_2018()['sections'][0]['name']}/")
    for _time in range(2):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        go_on(page)
        expect(page.locator("#errors")).to_be_in_viewport(ratio=0.3)


def stored_on(page):
    """Read what waits in IndexedDB on this phone."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const opening = indexedDB.open("answers", 2);
            opening.onsuccess = () => {
                const all = opening.result.transaction("records").objectStore("records").getAll();
                all.onsuccess = () => resolve(all.result.map((each) => each.url));
            };
        })"""
    )


def network_comes_back(page, wire):
    wire.mend()
    with suppress(Error):  # it may have noticed by itself, and gone on to the next page
        page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("anonymity", ["confidential", "blind"])
def test_sending_waits_for_the_network_and_goes_by_itself(phone, wire, anonymity):
    token, _key = link(three_pages(), anonymity=anonymity)
    page = phone(token, path="p/one/")
    answer_up_to_the_last_look(page)
    wire.cut()

    go_on(page)

    expect(page.locator("#queue")).to_be_visible()
    expect(page.locator("#queue-text")).to_contain_text("sẽ tự gửi khi có mạng")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Chưa gửi được, .*\(1\)$"))
    assert len(stored_on(page)) == 1
    assert not Response.objects.exists()
    network_comes_back(page, wire)
    page.wait_for_url(re.compile("/done/"))
    expect(page.locator("p.code")).to_be_visible()
    assert Response.objects.get().answers == {"met": "no"}
    assert stored_on(page) == []


def test_all_that_was_answered_without_network_is_sent_when_the_link_is_opened_again(phone, wire):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    wait_for_kept_pages(page, 3)
    page.reload()
    wire.cut()
    pick(page, "met", "no")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")
    pick(page, "rated.r1", "a")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần ba")
    page.locator("textarea").fill("Viết lúc mất mạng")
    go_on(page)
    expect(page.locator("#queue")).to_be_focused()
    page.get_by_role("button", name="Gửi phiếu khi có mạng").click()
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(4\)$"))
    elsewhere = page.url.split("/s/")[0]
    wire.mend()
    page.goto(f"{elsewhere}/s/")  # another page of ours, as if the browser had been closed
    assert not Response.objects.exists()

    page.goto(f"{elsewhere}/s/{token}/")

    page.wait_for_url(re.compile("/done/"))
    assert Response.objects.get().answers == {
        "met": "no",
        "rated": {"r1": "a"},
        "why": "Viết lúc mất mạng",
    }
    expect(page.locator("#queue")).to_be_hidden()
    assert stored_on(page) == []


def test_what_is_unfinished_is_shown_instead_of_sent(phone, wire):
    token, _key = link(three_pages())
    page = phone(token, path="p/three/")
    page.locator("textarea").fill("Chỉ có vậy")
    wire.cut()
    go_on(page)
    page.get_by_role("button", name="Gửi phiếu khi có mạng").click()
    network_comes_back(page, wire)
    page.wait_for_url("**/check/#errors")
    expect(page.locator("#errors")).to_be_visible()
    assert not Response.objects.exists()
    assert stored_on(page) == []
    assert Draft.objects.get().answers == {"why": "Chỉ có vậy"}


def typed_without_network(page, wire):
    """Answer two pages that stay on the phone."""
    wait_for_kept_pages(page, 3)
    page.reload()
    wire.cut()
    pick(page, "met", "yes")
    page.locator('[name="days"]').fill("4")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")
    pick(page, "used", "else")
    page.locator("#f-used_other").fill("Zalo của phường")
    pick(page, "rated.r1", "a")
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(2\)$"))


def copied(page, name):
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_a_wave_that_closed_meanwhile_leaves_a_copy(phone, wire):
    token, key = link(three_pages())
    page = phone(token, path="p/one/")
    typed_without_network(page, wire)
    close_wave(wave=key.wave, by=None, now=timezone.now())
    network_comes_back(page, wire)

    expect(page.locator("#queue-text")).to_contain_text("không nhận thêm phiếu")
    text = copied(page, "Lưu bản sao tất cả")

    assert "Phần một" in text
    assert "days (bắt buộc)\n    4" in text.replace("\r", "")
    assert "used – “else”: xin ghi rõ\n    Zalo của phường" in text.replace("\r", "")
    assert "rated – r1\n    a" in text.replace("\r", "")
    page.goto(page.url.split("p/")[0])  # the link itself now says that the survey is over
    expect(page.locator("#queue-text")).to_contain_text("không nhận thêm phiếu")
    page.on("dialog", lambda dialog: dialog.accept())
    assert "Zalo của phường" in copied(page, "Lưu bản sao: Phần hai")
    for left in (1, 0):
        page.locator("#queue-list").get_by_role("button", name=re.compile("^X[oó]")).first.click()
        expect(page.locator("#queue-list li")).to_have_count(left)
    expect(page.locator("#queue")).to_be_hidden()
    assert stored_on(page) == []


def test_answers_that_another_device_has_sent_meanwhile_are_not_lost(phone, wire):
    token, key = link(three_pages())
    page = phone(token, path="p/one/")
    typed_without_network(page, wire)
    now = timezone.now()
    save_page(
        key=key,
        token=token,
        page=FilledPage(section="one", values={"met": "no"}, language="vi"),
        now=now,
    )
    submit_response(key=key, token=token, now=now)
    network_comes_back(page, wire)

    expect(page.locator("#queue-text")).to_contain_text("từ một thiết bị hoặc cửa sổ khác")
    page.get_by_role("link", name="Xem mã biên nhận").click()
    page.wait_for_url(re.compile("/done/"))
    expect(page.locator("p.code")).to_be_visible()
    expect(page.locator("#queue-list li")).to_have_count(2)
    assert "Zalo của phường" in copied(page, "Lưu bản sao tất cả")
    assert Response.objects.get().answers == {"met": "no"}


def answer_up_to_the_last_look(page):
    pick(page, "met", "no")
    for following in ("p/two", "p/three", "check"):
        go_on(page)
        page.wait_for_url(re.compile(f"/{following}/"))


def answer_all(page):
    pick(page, "met", "no")
    for following in ("p/two", "p/three", "check", "done"):
        go_on(page)
        page.wait_for_url(re.compile(f"/{following}/"))


def test_nothing_is_left_on_the_phone_after_sending(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    wait_for_kept_pages(page, 3)
    page.reload()
    answer_all(page)
    expect(page.locator("p.code")).to_be_visible()
    wait_for_kept_pages(page, 0)


@pytest.mark.parametrize("script", [False, True])
def test_radio_rows_are_large_enough_and_nothing_runs_over_the_edge(phone, script):
    token, _key = link(pci_2018())
    page = phone(token, script=script)
    page.locator("a.next").click()
    rows = page.locator("label.row:visible")
    for number in range(rows.count()):
        assert rows.nth(number).bounding_box()["height"] >= 44
    width = page.locator("html").evaluate("element => element.scrollWidth") if script else 360
    assert width <= 360


def press_until(page, key, element):
    """Press a key until the element has the focus, as somebody without a mouse does."""
    for _time in range(40):
        if element.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{element} is not reached by {key}")


def test_the_whole_way_by_keyboard(phone):
    token, _key = link(three_pages())
    page = phone(token)
    press_until(page, "Tab", page.get_by_role("link", name="Bắt đầu trả lời"))
    page.keyboard.press("Enter")
    press_until(page, "Tab", page.locator("#f-met"))
    page.keyboard.press("Space")
    press_until(page, "Tab", page.locator("#f-days"))
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Phần hai")
    press_until(page, "Tab", page.locator('[name="used"][value="phone"]'))
    page.keyboard.press("Space")
    press_until(page, "Tab", page.locator('[name="rated.r1"][value="a"]'))
    page.keyboard.press("ArrowDown")
    press_until(page, "Tab", page.locator("button.next:visible"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Phần ba")
    press_until(page, "Tab", page.locator("textarea"))
    page.keyboard.type("Tốt")
    press_until(page, "Tab", page.locator("button.next:visible"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kiểm tra lại câu trả lời")
    press_until(page, "Tab", page.locator("button.next:visible"))
    page.keyboard.press("Enter")
    expect(page.locator("p.code")).to_be_visible()
    assert Response.objects.get().answers == {
        "met": "yes",
        "days": 4,
        "used": ["phone"],
        "rated": {"r1": "b"},
        "why": "Tốt",
    }


def read_aloud(page):
    """Name the groups and buttons that a screen reader goes through, in its order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node):
        role, name = (node.get(key, {}).get("value", "") for key in ("role", "name"))
        if not node.get("ignored") and role in ("group", "button"):
            yield f"{role}: {name}"
        for child in node.get("childIds", ()):
            yield from walk(by_id[child])

    return list(walk(nodes[0]))


def test_ranks_days_files_and_grids_by_keyboard_in_the_order_they_are_read(phone):
    asked = [
        question("order", "ranking"), question("day", "date"),
        question("rated", "matrix"), question("paper", "file"),
    ]  # fmt: skip
    token, _key = link(data(*asked))
    page = phone(token, path="p/page_1/")
    press_until(page, "Tab", page.locator("#q-order .rank").nth(2))
    page.keyboard.press("Enter")
    press_until(page, "Shift+Tab", page.locator("#q-order .rank").first)
    page.keyboard.press("Space")
    press_until(page, "Tab", page.locator('[name="day"]'))
    page.keyboard.type("25/11/2018")
    press_until(page, "Tab", page.locator('[name="rated.r1"]').first)
    page.keyboard.press("Space")
    press_until(page, "Tab", page.locator('[name="rated.r2"]').first)
    page.keyboard.press("ArrowDown")
    press_until(page, "Tab", page.locator("#q-paper button").first)

    read = read_aloud(page)
    assert read[read.index("group: order") :] == [
        "group: order", "button: a, Ưu tiên 2", "button: b", "button: c, Ưu tiên 1",
        "group: rated", "group: r1", "group: r2", "button: paper",
        "button: Quay lại", "button: Tiếp tục",
    ]  # fmt: skip
    press_until(page, "Tab", page.locator("button.next:visible"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kiểm tra lại câu trả lời")
    assert Draft.objects.get().answers == {
        "order": ["c", "a"],
        "day": "2018-11-25",
        "rated": {"r1": "a", "r2": "b"},
    }


@pytest.mark.crawl
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_on_any_page(phone, wire, language):
    document = pci_2018()
    token, _key = link(document, anonymity="blind")
    page = phone(token, path=f"?language={language}")
    pages = {"start": run_axe_in_both_schemes(page)}
    page.goto(f"{wire.url}/s/")
    page.locator("#id_code").fill("O2")
    page.locator("button.next").click()
    pages["code"] = run_axe_in_both_schemes(page)
    page.goto(f"{wire.url}/s/{token[:-2]}xx/")
    pages["stopped"] = run_axe_in_both_schemes(page)
    for section in document["sections"]:
        page.goto(f"{wire.url}/s/{token}/p/{section['name']}/?language={language}")
        page.evaluate("document.querySelectorAll('.q[hidden]').forEach((q) => q.hidden = false)")
        pages[section["name"]] = run_axe_in_both_schemes(page)
    page.goto(f"{wire.url}/s/{token}/p/{document['sections'][0]['name']}/")
    page.locator("button.next:visible").click()
    expect(page.locator("#errors")).to_be_visible()
    pages["errors"] = run_axe_in_both_schemes(page)
    page.goto(f"{wire.url}/s/{token}/check/?language={language}")
    pages["check"] = run_axe_in_both_schemes(page)
    page.goto(f"{wire.url}/s/{token}/opt-out/?language={language}")
    pages["opt-out"] = run_axe_in_both_schemes(page)
    page.goto(f"{wire.url}/s/{token}/p/{document['sections'][1]['name']}/?language={language}")
    wire.cut()
    page.locator("input[type=radio]:visible").first.check()
    page.locator("#details").click()
    expect(page.locator("#queue")).to_be_visible()
    pages["waiting"] = run_axe_in_both_schemes(page)
    assert {name: found for name, found in pages.items() if found} == {}


@pytest.mark.crawl
@pytest.mark.parametrize("language", ["vi", "en"])
def test_axe_finds_nothing_on_the_receipt(phone, language):
    token, _key = link(three_pages())
    page = phone(token, path=f"p/one/?language={language}")
    answer_all(page)
    expect(page.locator("p.code")).to_be_visible()
    assert run_axe_in_both_schemes(page) == []


def test_answers_go_over_the_network_when_the_storage_is_closed(phone):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    page.evaluate(
        """() => { IDBFactory.prototype.open = () => { throw new Error("closed"); };
                   IDBDatabase.prototype.transaction = () => { throw new Error("closed"); }; }"""
    )
    pick(page, "met", "no")
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")
    assert Draft.objects.get().answers == {"met": "no"}


WRITE = """(size) => new Promise((resolve) => {
    const opening = indexedDB.open("scratch", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("all");
    opening.onerror = () => resolve(false);
    opening.onsuccess = () => {
        const end = (done) => { opening.result.close(); resolve(done); };
        const writing = opening.result.transaction("all", "readwrite");
        writing.objectStore("all").put("x".repeat(size), 1);
        writing.oncomplete = () => end(true);
        writing.onabort = () => end(false);
    };
})"""


def fill_storage(page, origin):
    """Leave one byte to this origin; the browser trusts its last count until a large write."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    for size in (50_000_000, 1) * 20:
        if not page.evaluate(WRITE, size) and size == 1:
            return
    raise AssertionError("The browser takes what is more than its quota.")


def test_a_full_phone_says_so_and_goes_nowhere_without_network(phone, wire):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    wait_for_kept_pages(page, 3)
    page.reload()  # from here on the worker looks after the page
    fill_storage(page, wire.url)
    wire.cut()
    pick(page, "met", "yes")
    page.locator('[name="days"]').fill("4")
    expect(page.locator("#saved")).to_contain_text("không lưu được")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần một")
    expect(page.locator('[name="days"]')).to_have_value("4")
    network_comes_back(page, wire)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    assert Draft.objects.get().answers == {"met": "yes", "days": 4}
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")


def test_storage_cleared_in_an_open_page_loses_nothing(phone, wire):
    token, _key = link(three_pages())
    page = phone(token, path="p/one/")
    wire.cut()
    pick(page, "met", "yes")
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(1\)$"))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": wire.url, "storageTypes": "all"})
    page.locator('[name="days"]').fill("4")
    page.locator('[name="days"]').blur()
    network_comes_back(page, wire)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    assert Draft.objects.get().answers == {"met": "yes", "days": 4}
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")


def branching():
    """Ask on the second and third page by what was answered on the first."""

    def page(name, title, *questions, **more):
        return {"name": name, "title": words(title), "questions": list(questions), **more}

    return data(
        sections=[
            page("one", "Phần một", question("met", "single", choices=choices("yes", "no"))),
            page("two", "Phần hai", question("web", "text"), relevance="${met} = 'no'"),
            page(
                "three",
                "Phần ba",
                question("why", "text", relevance="${met} = 'yes'"),
                question("end", "text"),
            ),
        ]
    )


def test_the_next_page_follows_the_answers_of_now_without_network(phone, wire):
    token, _key = link(branching())
    page = phone(token, path="p/one/")
    wait_for_kept_pages(page, 3)
    page.reload()
    wire.cut()
    pick(page, "met", "no")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần hai")  # not asked when the pages were fetched
    page.locator('[name="web"]').fill("có")
    page.locator("button.back:visible").click()
    expect(page.locator('[name="met"][value="no"]')).to_be_checked()
    pick(page, "met", "yes")
    go_on(page)
    expect(page.locator("h1")).to_have_text("Phần ba")
    page.locator('[name="why"]').fill("vì vậy")
    expect(page.locator("#saved")).to_have_text(re.compile(r"\(3\)$"))
    network_comes_back(page, wire)
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    assert Draft.objects.get().answers == {"met": "yes", "web": "có", "why": "vì vậy"}


def test_two_devices_share_their_answers_and_ask_where_they_differ(phone):
    token, _key = link(three_pages())
    first, second = phone(token, path="p/one/"), phone(token, path="p/one/")
    pick(first, "met", "yes")
    first.locator('[name="days"]').fill("4")
    first.locator('[name="days"]').blur()
    expect(first.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    pick(second, "met", "yes")
    expect(second.locator('[name="days"]')).to_have_value("4")  # it came from the other one
    second.locator('[name="days"]').fill("5")
    second.locator('[name="days"]').blur()
    expect(second.locator("#saved")).to_have_text(re.compile(r"^Đã lưu lúc"))
    first.locator('[name="days"]').fill("6")
    first.locator('[name="days"]').blur()
    expect(first.locator("#q-days .error")).to_contain_text("hai thiết bị")
    go_on(first)
    expect(first.locator("#errors")).to_be_visible()
    first.evaluate(SLOW_ANSWERS)
    first.get_by_label("6", exact=True).check()
    first.wait_for_timeout(400)  # what was chosen is on its way when the page is left
    go_on(first)
    expect(first.locator("h1")).to_have_text("Phần hai")
    assert Draft.objects.get().answers == {"met": "yes", "days": 6}


def test_letters_twice_as_large_fit_a_phone_of_320_pixels(phone):
    languages = {
        "vi": "Từ ngày nào?",
        "en": "Since when?",
        "ko": "언제부터?",
        "zh-Hans": "从哪天起",
    }
    since = question("since", "date") | {"text": languages}
    token, _key = link(data(since, languages=[*languages], title=languages))
    page = phone(token)
    page.set_viewport_size({"width": 320, "height": 640})
    page.add_init_script("onload = () => document.documentElement.style.fontSize = '200%'")
    for path in ("", "p/page_1/", "check/"):
        page.goto(f"{page.url.partition(token)[0]}{token}/{path}")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
