"""The planner's desk in a real browser: the same numbers, legible charts, no fault axe can see."""

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from analysis import actions
from core.access import Role
from directory.models import Agency
from pci.models import Criterion, CriterionInEdition, Province
from surveys.models import WaveStatus
from tests.analysis.what_if.vectors import load
from tests.browser.test_editor import signed_in
from tests.factories.dialogues import assigned
from tests.factories.surveys import WaveFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS_OF_CHARTS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('.chart__body > svg')) {
    const frame = svg.getBoundingClientRect();
    if (!frame.width) continue;
    const scale = frame.width / svg.viewBox.baseVal.width;
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(text).fontSize) * scale;
      if (size < 11.99 || box.left < frame.left - 1 || box.right > frame.right + 1 ||
          box.right > document.documentElement.clientWidth)
        found.push([text.textContent, size, box.left - frame.left, box.right - frame.right]);
    }
  }
  return [document.querySelectorAll('.chart__body > svg').length, found];
}"""


@pytest.fixture
def forecast():
    call_command("load_fixtures", example=True, verbosity=0)
    home, now = Province.objects.home(), timezone.now()
    options = {"by": None, "now": now, "seed": 7, "draws": 200, "reason": "test"}
    return actions.freeze_forecast(province=home, year=2018, **options)


@pytest.mark.crawl
def test_charts_are_legible_and_pages_fit_at_every_width(browser, live_server, forecast):
    addresses = [
        "/",
        reverse("overview"),
        reverse("analysis:forecast", args=[forecast.pk]),
        reverse("analysis:what_if", args=[forecast.pk]) + "?target=6.9",
    ]
    wrong, charts = {}, 0
    for width, scheme in ((320, "light"), (360, "dark"), (768, "light"), (1366, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 768}, color_scheme=scheme)
        signed_in(context, live_server, "vi", role=Role.PLANNER)
        page = context.new_page()
        for address in addresses:
            page.goto(live_server.url + address)
            page.evaluate("document.fonts.ready")
            page.evaluate("document.querySelectorAll('.chart details').forEach(e => e.open = true)")
            drawn, cut = page.evaluate(TEXTS_OF_CHARTS)
            charts += drawn
            faults = [] if width == 768 else Axe().run(page).response["violations"]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if cut or wide > width or faults:
                wrong[width, address] = (cut, wide, [each["id"] for each in faults])
        context.close()
    assert wrong == {}
    assert charts > 16


def test_a_scenario_is_computed_on_the_phone_as_on_the_server(browser, live_server, forecast):
    context = browser.new_context(viewport={"width": 360, "height": 740})
    signed_in(context, live_server, "vi", role=Role.PLANNER)
    page = context.new_page()
    page.goto(live_server.url + reverse("analysis:what_if", args=[forecast.pk]))
    given = load()
    for case in given["cases"]:
        told = page.evaluate("([s, w]) => whatIf.tryOut(s, w)", [given["summary"], case["wished"]])
        for name in ("shift", "middle", "low", "high"):
            assert told[name] == pytest.approx(case[name], abs=1e-12), (case, name)
        chance = page.evaluate(
            "([g, m]) => whatIf.chanceAtLeast(g, m)",
            [given["summary"]["grid"], case["target"] - told["shift"]],
        )
        assert chance == pytest.approx(case["chance"], abs=1e-12)

    page.fill("#v-planning", "2,9")
    page.fill("#target", "6,5")
    live = page.inner_text('[data-told="middle"]'), page.inner_text('[data-told="chance"]')
    page.click("text=Tính")
    page.wait_for_url("**v-planning=2%2C9**")
    html = context.request.get(page.url).text()
    context.close()

    assert f'data-told="middle">{live[0]}<' in html
    assert f'data-told="chance">{live[1]}<' in html


@pytest.fixture
def full_desk(forecast):
    """An open wave and an agency that is late, beside the forecast."""
    WaveFactory(status=WaveStatus.OPEN)
    assigned()


LONG = (
    "Ban Quản lý các khu công nghiệp, khu kinh tế cửa khẩu và hạ tầng kỹ thuật đô thị miền núi" * 2
)


@pytest.mark.parametrize("name", [LONG[:120], LONG.replace(" ", "-")[:120]])
def test_names_of_120_letters_fit_the_overview_and_its_sheet(browser, live_server, full_desk, name):
    CriterionInEdition.objects.update(wording_vi=name)
    Criterion.objects.update(name_vi=name)
    Agency.objects.update(name_vi=name, short_name=name[:40])
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    signed_in(context, live_server, "vi", role=Role.PLANNER)
    page = context.new_page()
    page.goto(live_server.url + reverse("home"))
    page.evaluate("document.fonts.ready")
    frames = page.locator(".table-wrap:has(.table--overview)")
    beyond = frames.evaluate("e => e.scrollWidth - e.clientWidth")

    paper = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))

    context.close()
    assert beyond == 0
    assert len(paper.pages) == 1


@pytest.mark.parametrize("role", [Role.PLANNER, None])
def test_the_overview_prints_on_one_page_a4_with_everything_on_it(
    browser, live_server, full_desk, role
):
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    if role:
        signed_in(context, live_server, "vi", role=role)
    page = context.new_page()
    page.goto(live_server.url + reverse("home" if role else "overview"))
    page.evaluate("document.fonts.ready")
    tiles = page.inner_text(".overview__figures")
    rows = page.locator(".table--overview tbody tr").count()

    paper = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))

    context.close()
    assert "mục tiêu: 30–40" in tiles
    assert ("Cơ quan quá hạn" in tiles) == (role is not None)
    assert rows == 12
    assert len(paper.pages) == 1
    assert [round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:]] == [210, 297]
