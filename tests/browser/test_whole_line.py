"""The whole line: answered on a phone without script and with it, closed, analysed, read."""

import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from analysis.models import AnalysisRun
from core.access import Role
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.models import Response, WaveStatus
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}
LONG = 120_000  # milliseconds; drawing charts and a PDF takes its time


@pytest.fixture
def open_wave():
    today = timezone.localdate()
    return closed_wave(
        45,
        status=WaveStatus.OPEN,
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=20),
    )


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


def figures_of(page):
    """The figures a page of the report names."""
    return {
        figure.get_attribute("data-figure"): figure.inner_text().strip()
        for figure in page.locator("[data-figure]").all()
    }


def decide(page, run):
    """Show what the rules leave to a person, and print the report anew."""
    page.goto(f"{run}decisions/")
    for box in page.locator('[name="keys"]').all():
        box.check()
    page.locator('[name="reason"]').fill("Đã xem số phiếu và cỡ mẫu từng tầng.")
    page.get_by_role("button", name="Công bố số liệu", exact=True).click()
    page.goto(run)
    page.get_by_role("button", name="Lập tệp PDF tiếng Việt").click(timeout=LONG)
    page.wait_for_load_state(timeout=LONG)


def signed_in(browser, live_server, user, **more):
    client = Client()
    client.force_login(user)
    context = browser.new_context(locale="vi-VN", **more)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    context.add_cookies([cookie])
    return context


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


def test_from_a_phone_to_the_report(browser, live_server, open_wave):
    silent = list(open_wave.sampled.filter(response__isnull=True).order_by("pk")[:2])
    links = [issue_invitation(sampled=one, now=timezone.now()) for one in silent]

    for link, script in zip(links, (False, True), strict=True):
        context = browser.new_context(viewport=PHONE, java_script_enabled=script)
        answer_everything(context.new_page(), f"{live_server.url}{link.path}")
        context.close()
    assert Response.objects.filter(sampled__in=silent, answers__days=4).count() == 2

    desk = signed_in(browser, live_server, UserFactory(role=Role.STAFF))
    page = desk.new_page()
    page.goto(f"{live_server.url}/waves/{open_wave.pk}/close/")
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    open_wave.refresh_from_db()
    assert open_wave.status == WaveStatus.CLOSED
    page.goto(f"{live_server.url}/analysis/")
    page.get_by_role("button", name="Phân tích đợt khảo sát").click(timeout=LONG)
    page.wait_for_load_state(timeout=LONG)
    run = AnalysisRun.objects.get()
    assert run.results["fieldwork"]["answered"] == 47
    decide(page, f"{live_server.url}/analysis/runs/{run.pk}/")
    desk.close()

    office = signed_in(browser, live_server, UserFactory(role=Role.PLANNER))
    page = office.new_page()
    page.goto(f"{live_server.url}/analysis/")
    page.locator(f'a[href="/analysis/runs/{run.pk}/"]').click(timeout=LONG)
    expect(page.locator("h1")).to_have_text("Báo cáo kết quả khảo sát doanh nghiệp năm 2018")
    assert Axe().run(page).response["violations"] == []
    figures = figures_of(page)
    for chapter in ("criteria", "score", "basket"):
        page.goto(f"{live_server.url}/analysis/runs/{run.pk}/{chapter}/")
        figures |= figures_of(page)
    pdf = office.request.get(f"{live_server.url}/analysis/runs/{run.pk}/report.vi.pdf")
    printed = text_of(pdf.body())
    office.close()

    assert figures["recomputed-2016"] == "6,01"
    assert figures["recomputed-2017"] == "5,94"
    expected = f"{run.results['own_score']['value']:.2f}".replace(".", ",")
    assert figures["own-score"] == expected
    assert len(figures) >= 14
    flat = re.sub(r"\s+", " ", printed)
    for name, figure in figures.items():
        withheld = "chưa đủ mẫu" in figure or "không công bố" in figure
        assert re.sub(r"\s+", " ", figure) in flat or withheld, name
