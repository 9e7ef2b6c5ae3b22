"""An Association without a shell: from an empty installation to a report everybody reads."""

import re
import shutil
import subprocess
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from numpy.random import default_rng
from playwright.sync_api import expect

from accounts.models import User
from analysis.models import AnalysisRun
from core import tasks
from core.access import Role
from core.clock import timezone
from demo import answers
from surveys import tokens
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.instrument import routing
from surveys.models import AccessKey, Response
from tests.browser.lam_dong import TITLE, WARDS, agencies, excel, plan_table, register
from tests.browser.person import LONG, Person
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture
def person(browser, live_server):
    """The first administrator, as the installation's guide leaves her: signed in, with no data."""
    call_command("load_fixtures", stdout=StringIO())
    call_command("load_questionnaires", stdout=StringIO())
    return sign_in(browser, live_server, UserFactory(role=Role.ADMINISTRATOR))


def sign_in(browser, live_server, user, **more):
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="vi-VN", viewport=DESK, **more)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    context.add_cookies([cookie])
    return Person(context, live_server.url)


def say_who_and_where(person):
    person.go("/setup/")
    person.look("steps")
    person.go(reverse("association"))
    person.fill(
        name_vi="Hiệp hội Doanh nghiệp tỉnh Lâm Đồng",
        place_name="Tỉnh Lâm Đồng",
        address="36 Trần Phú, phường Xuân Hương - Đà Lạt",
        town="Đà Lạt",
        phone="0263 3999 999",
        email="hiephoi@lamdong.example",
        signatory="Trần Thị Lan",
        signatory_title="CHỦ TỊCH",
    )
    person.look("association")
    person.press()
    person.go(reverse("pci:home"))
    person.choose("province", "Lâm Đồng")
    person.press()
    person.look("home")
    person.go(reverse("directory:places"))
    person.fill(names="\n".join(WARDS))
    person.press()
    person.go(reverse("directory:agency_file"))
    person.fill(file=excel("co-quan.xlsx", agencies()))
    person.press()
    person.look("agencies")


def write_plan_and_basket(person, year):
    person.go(reverse("plan:plan_add"))
    person.fill(
        title_vi=f"Kế hoạch {year}-{year + 4}", first_year=str(year), last_year=str(year + 4)
    )
    person.press()
    plan = re.search(r"/plans/(\d+)/", person.page.url).group(1)
    person.go(reverse("plan:plan_table", args=[plan]))
    person.fill(file=excel("phu-luc.xlsx", plan_table()))
    person.press()
    person.look("plan-table")
    person.press()
    person.go(reverse("plan:part_add", args=[plan, "targets"]))
    person.fill(
        text_vi="Chỉ số Tính minh bạch đứng thứ 20 trở lên",
        measured_vi="PCI",
        unit="rank",
        value="20",
    )
    person.press()
    person.go(reverse("plan:part_add", args=[plan, "days"]))
    person.fill(day="10", month="12", name_vi="Báo cáo năm")
    person.choose("collector", "Sở Tài chính")
    person.press()
    person.look("plan")
    person.go(reverse("pci:baskets"))
    person.fill(year=str(year))
    person.choose("copy_from", "2017")
    person.press()
    person.go(reverse("pci:basket_row", args=[year, "bidding_public"]))
    person.press('[name="remove"]')
    person.fill(weights_note="Trọng số dự kiến")
    person.press('[name="save"]')
    person.look("basket")
    person.press('[name="publish"]')


def ask_for_each_criterion(person):
    person.go(reverse("surveys:new_questionnaire"))
    person.fill(name="lam-dong-2026", title_vi=TITLE, title_en="Survey of Lâm Đồng")
    person.press()
    version = re.search(r"/(\d+)/", person.page.url).group(1)
    person.go(reverse("surveys:basket_blocks", args=[version]))
    person.look("questionnaire-blocks")
    person.press()
    person.go(reverse("surveys:publish_version", args=[version]))
    person.look("questionnaire-publish")
    person.press()
    return version


def read_the_register(person):
    person.go(reverse("directory:upload"))
    person.fill(file=excel("danh-ba.xlsx", register()))
    person.press()
    person.look("register-found")
    person.tick('main [name="accept"]')
    if person.page.locator('main [name="add_places"]').count():
        person.fill(add_places=True)
    person.press('[name="decide"]')
    person.look("register-mended")
    person.press('[name="import"]')
    person.look("register-imported")


def invite(person):
    person.go(reverse("accounts:invite"))
    person.fill(email="kehoach@lamdong.example", full_name="Nguyễn Thị Hoa", role="planner")
    person.press()
    return User.objects.get(email="kehoach@lamdong.example")


def draw_and_open(person, year):
    today = timezone.localdate()
    person.go(reverse("surveys:new_wave"))
    person.fill(
        title_vi=TITLE,
        year=str(year),
        anonymity="confidential",
        opens_on=str(today),
        closes_on=str(today + timedelta(days=30)),
        contact_phone="0263 3999 999",
    )
    person.choose("version", TITLE)
    person.choose("target_edition", str(year))
    person.look("wave")
    person.press()
    wave = re.search(r"/waves/(\d+)/", person.page.url).group(1)
    person.go(reverse("surveys:sample", args=[wave]))
    person.fill(size="60", thinnest="10", reserve="0")
    person.press("main form[method=get] button")
    person.look("sample-plan")
    person.press()
    person.look("sample")
    person.go(reverse("surveys:open_wave", args=[wave]))
    person.fill(untried_because="Đã thử với ba doanh nghiệp.")
    person.press()
    person.go(reverse("surveys:sendings", args=[wave]))
    person.press('main [value="invitations"]')
    person.go(reverse("outbox"))
    person.look("outbox")
    person.press('main [value="release"]')
    person.press()
    person.look("outbox-released")
    return wave


def answer_everything(page, address):
    """Go through all pages, taking the first choice of every question that wants an answer."""
    page.goto(address)
    page.get_by_role("link", name="Bắt đầu trả lời").click()
    for _step in range(40):
        if page.locator("h1").inner_text() == "Kiểm tra lại câu trả lời":
            break
        _fill(page)
        with page.expect_navigation():
            page.locator("button.next:visible").click()
    page.locator("button.next:visible").click()
    expect(page.locator("p.code")).to_be_visible()


def _fill(page):
    """Choose what is visible and still open; choices may uncover further questions."""
    tried = set()
    for _round in range(4):
        names = page.locator('input[type="radio"]:visible').evaluate_all(
            "inputs => [...new Set(inputs.map(input => input.name))]"
        )
        for name in names:
            if name not in tried and not page.locator(f'[name="{name}"]:checked').count():
                page.locator(f'[name="{name}"]').first.check()
            tried.add(name)
    for field in page.locator('[name="days"]:visible').all():
        field.fill("4")


SHOWN = "e => (e.querySelector('[aria-hidden]') || e).innerText"  # a dash is read as words


def figures_of(page):
    """The figures a page of the report names."""
    return {
        figure.get_attribute("data-figure"): figure.evaluate(SHOWN).strip()
        for figure in page.locator("[data-figure]").all()
    }


def text_of(content: bytes) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (package poppler-utils)")
    told = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],  # noqa: S607 -- poppler's own tool
        input=content,
        capture_output=True,
        check=True,
    )
    return told.stdout.decode()


def answer_for(links):
    """Let the other enterprises answer what their links ask, without a browser each."""
    rng = default_rng(7)
    for link in links:
        token, now = link.split("/")[2], timezone.now()
        key = AccessKey.objects.get(token_digest=tokens.token_digest(token))
        sampled = key.invitation.sampled
        someone = answers.respondent(sampled.enterprise, rng)
        document = sampled.wave.version.compiled
        walk = routing.walk(document, answers.answers(someone, 2018, rng))
        for name in walk.sections:
            asked = [question.name for question in document.section(name).questions]
            given = {each: walk.answers[each] for each in asked if each in walk.answers}
            page = FilledPage(section=name, values=given, language="vi", seconds=40)
            save_page(key=key, token=token, page=page, now=now)
        submit_response(key=key, token=token, now=now)


def close_and_analyse(person, wave):
    person.go(reverse("surveys:monitor", args=[wave]))
    person.look("monitor")
    person.go(reverse("surveys:close_wave", args=[wave]))
    person.press("main form button >> nth=-1")
    person.go(reverse("analysis:runs"))
    person.press('main form button:has-text("Phân tích đợt khảo sát")')
    run = AnalysisRun.objects.get()
    person.go(reverse("analysis:decisions", args=[run.pk]))
    if person.page.locator('[name="keys"]').count():
        person.tick('[name="keys"]')
        person.fill(reason="Đã xem số phiếu và cỡ mẫu từng tầng.")
        person.press('main button:has-text("Công bố số liệu")')
    person.go(reverse("analysis:run", args=[run.pk]))
    if (again := person.page.get_by_role("button", name="Lập tệp PDF tiếng Việt")).count():
        again.click()
        person.page.wait_for_load_state(timeout=LONG)
    return run


def publish(person, reader, run):
    """Somebody else reads the report, the administrator releases it."""
    reader.go(reverse("analysis:run", args=[run.pk]))
    reader.press('form[action$="/review/vi/"] button')
    person.go(reverse("analysis:run", args=[run.pk]))
    person.press('form[action$="/publish/vi/"] button')
    person.look("published")


def figures_agree_with_the_pdf(person, run):
    found = {}
    for chapter in ("", "criteria/", "score/", "basket/"):
        person.page.goto(f"{person.home}/analysis/runs/{run.pk}/{chapter}")
        found |= figures_of(person.page)
    pdf = person.page.request.get(f"{person.home}/analysis/runs/{run.pk}/report.vi.pdf")
    flat = re.sub(r"\s+", " ", text_of(pdf.body()))
    assert len(found) >= 10
    for name, figure in found.items():
        withheld = "chưa đủ mẫu" in figure or "không công bố" in figure
        assert re.sub(r"\s+", " ", figure) in flat or withheld, name


def test_an_association_sets_itself_up_and_publishes_without_a_shell(
    person, browser, live_server, settings
):
    settings.PROVINCE_NAME = settings.ASSOCIATION_NAME = ""  # as an installation begins
    year = timezone.localdate().year
    say_who_and_where(person)
    write_plan_and_basket(person, year)
    ask_for_each_criterion(person)
    read_the_register(person)
    planner = invite(person)
    wave = draw_and_open(person, year)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        tasks.send_outbox()
    written = [re.search(r"/s/(?!opt-out)[^/\s]+/", letter.body) for letter in mail.outbox]
    links = [found.group() for found in written if found]
    assert len(links) == 60

    for link, script in zip(links, (False, True), strict=False):
        context = browser.new_context(viewport=PHONE, java_script_enabled=script)
        page = context.new_page()
        answer_everything(page, live_server.url + link)
        context.close()
    answer_for(links[2:42])
    assert Response.objects.submitted().count() == 42

    run = close_and_analyse(person, wave)
    assert run.results["fieldwork"]["answered"] == 42
    publish(person, sign_in(browser, live_server, planner), run)
    figures_agree_with_the_pdf(person, run)
    public = browser.new_context(locale="vi-VN").new_page()
    public.goto(live_server.url + reverse("analysis:run", args=[run.pk]))
    expect(public.locator("h1")).to_have_text(f"Báo cáo kết quả khảo sát doanh nghiệp năm {year}")
    assert "Lâm Đồng" in public.locator("main").inner_text()
    assert person.clicks <= 60
    assert person.fields <= 50
    person.tell()
