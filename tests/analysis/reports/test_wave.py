"""The report of a wave: page and PDF read the same stored numbers."""

import re
import shutil
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from analysis import actions
from analysis.models import FigureDecision, Report
from analysis.numbers import Comparison, Mark, WaveNumbers
from analysis.reports import wave as wave_report
from analysis.reports.wave import findings, verdicts
from analysis.reports.wave import page as whole
from analysis.reports.wave.chapters import list_chapters
from core.models import SiteState
from tests.factories import analysis as sample
from tests.factories.accounts import UserFactory
from tests.factories.analysis import closed_wave

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

NOW = datetime(2018, 11, 1, tzinfo=UTC)


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


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module", autouse=True)
def run(once):
    return once(lambda: release_score(actions.analyse_wave(wave=closed_wave(90), now=NOW, by=None)))


def release_score(run):
    """Of 90 answers some criteria are withheld, and the score waits for somebody."""
    actions.decide_figures(
        run=run,
        keys=["subindex"],
        verdict=FigureDecision.Verdict.RELEASE,
        reason="Đã xem xét",
        by=None,
        now=NOW,
    )
    return run


def printed(run, language, *, demonstration=False):
    SiteState.objects.update_or_create(pk=1, defaults={"is_demonstration": demonstration})
    cache.clear()
    return actions.make_report(
        report=actions.request_report(run=run, language=language, now=NOW), now=NOW
    )


@pytest.fixture(scope="module", autouse=True)
def reports(run, once):
    return {language: once(partial(printed, run, language)) for language in ("vi", "en")}


def again(made):
    """The same report as a request fetches it."""
    return Report.objects.get(pk=made.pk)


def release(made):
    actions.review_report(report=again(made), note="", by=UserFactory(), now=NOW)
    actions.publish_report(report=again(made), by=None, now=NOW)


def content_of(made):
    with made.pdf.open("rb") as file:
        return file.read()


def pages_of(client, run):
    """The summary of a report and its chapters, by their names."""
    told = list_chapters(WaveNumbers.read(run.results))
    addresses = {"": reverse("analysis:run", args=[run.pk])} | {
        chapter.slug: reverse("analysis:chapter", args=[run.pk, chapter.slug]) for chapter in told
    }
    return {slug: client.get(address).content.decode() for slug, address in addresses.items()}


def test_every_chapter_has_its_address_and_weighs_under_100_kilobytes(client, run, reports):
    release(reports["vi"])

    pages = pages_of(client, run)

    assert list(pages)[:4] == ["", "criteria", "pictures", "score"]
    assert list(pages)[-1] == "method"
    contents = [reverse("analysis:chapter", args=[run.pk, slug]) for slug in pages if slug]
    for slug, page in pages.items():
        assert len(page.encode()) < 100_000, slug
        assert page.count('aria-current="page"') >= 1
        assert all(f'href="{address}"' in page for address in contents), slug
        assert ("data-print" in page) == bool(slug)
    assert f'href="{contents[1]}" rel="next"' in pages["criteria"]
    assert f'href="{contents[0]}" rel="prev"' in pages["pictures"]
    assert 'rel="next"' not in pages["method"]


def test_a_chapter_the_report_does_not_have_is_not_found(client, run, reports):
    address = reverse("analysis:chapter", args=[run.pk, "changes"])

    assert client.get(address).status_code == 404  # not published yet
    release(reports["vi"])
    assert client.get(address).status_code == 404  # no earlier survey
    assert client.get(reverse("analysis:chapter", args=[run.pk, "score"])).status_code == 200


@pytest.mark.django_db
def test_the_figure_on_the_page_equals_the_one_in_the_pdf(client, run, reports):
    release(reports["vi"])

    page = "".join(pages_of(client, run).values())
    paper = text_of(content_of(reports["vi"]))

    figures = dict(re.findall(r'data-figure="([a-z_0-9-]+)">\s*([^<\s]+)\s*<', page))
    assert figures["recomputed-2016"] == "6,01"
    assert figures["recomputed-2017"] == "5,94"
    assert figures["own-score"] == f"{run.results['own_score']['value']:.2f}".replace(".", ",")
    assert {"forecast", "planning", "web_access"} <= set(figures)
    assert 'data-figure="info_days">chưa đủ mẫu (n = 14)<' in page  # a median of 14 is withheld
    for name, figure in figures.items():
        assert figure in paper, name
    assert "Đã xem xét" in page
    assert "Đã xem xét" in paper
    assert "nếu việc không trả lời là ngẫu nhiên" in page
    assert "Điều kiện của các" in paper
    assert "6,095" in page
    assert "6,095" in paper
    assert "5,922" in page
    assert "5,922" in paper


@pytest.mark.django_db
def test_every_page_of_a_demonstrations_report_says_so(run):
    Report.objects.all().delete()
    made = printed(run, "vi", demonstration=True)

    pages = text_of(content_of(made)).rstrip("\f").split("\f")

    assert len(pages) == made.pages
    assert 8 <= made.pages <= 17
    assert all("Số liệu minh họa" in page for page in pages)


@pytest.mark.django_db
def test_a_report_on_real_answers_does_not_claim_to_be_invented(reports):
    assert "minh họa" not in text_of(content_of(reports["vi"]))


@pytest.mark.django_db
def test_the_pdf_is_tagged_and_tells_its_title_and_language(reports):
    content = content_of(reports["en"])

    assert "Report on the enterprise survey of 2018" in text_of(content)
    told = subprocess.run(
        ["pdfinfo", "-"],  # noqa: S607 -- poppler's own tool
        input=content,
        capture_output=True,
        check=True,
    ).stdout.decode()
    facts = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    assert facts["Tagged"].strip() == "yes"
    assert facts["Title"].strip() == "Report on the enterprise survey of 2018"
    assert facts["Pages"].strip() == str(reports["en"].pages)


@pytest.mark.parametrize(
    ("part", "chart"), [("criteria", "criterion_scores"), ("levers", "levers")]
)
def test_a_table_follows_its_chart_and_fills_the_page_below_it(run, part, chart):
    with translation.override("en"):
        title = whole.context(run, medium="pdf")["charts"][chart].title
    section = whole.html(run, "en").partition(f'aria-labelledby="{part}"')[2]
    assert 0 < section.index(escape(title)) < section.index("<thead>")


@pytest.mark.django_db
def test_a_report_is_made_once(reports):
    digest = reports["vi"].pdf_digest

    made = actions.make_report(report=again(reports["vi"]), now=datetime(2019, 1, 1, tzinfo=UTC))

    assert (made.pdf_digest, made.made_at) == (digest, NOW)


@pytest.mark.django_db
def test_english_is_chosen_by_the_reader(run):
    with translation.override("en"):
        context = wave_report.context(run, medium="page")

    assert context["title"] == "Report on the enterprise survey of 2018"
    assert not re.search(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệ]", " ".join(f.head for f in context["summary"]))


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.97, "gần như chắc chắn (trên 9/10)"),
        (0.8, "nhiều khả năng (khoảng 8/10)"),
        (0.65, "nghiêng về có (khoảng 6/10)"),
        (0.5, "chưa thể kết luận (khoảng 5/10)"),
        (0.1, "ít khả năng (khoảng 1/10)"),
    ],
)
def test_a_chance_is_put_into_words(probability, words):
    with translation.override("vi"):
        assert findings.chance(probability) == words


@pytest.mark.parametrize(
    ("mark", "is_up", "code", "sign", "is_headline"),
    [
        (Mark.CERTAIN, True, "better", "▲", True),
        (Mark.LIKELY, True, "better", "△", False),
        (Mark.UNSURE, True, "unsure", "◦", False),
        (Mark.LIKELY, False, "worse", "▽", False),
        (Mark.CERTAIN, False, "worse", "▼", True),
        (Mark.WITHHELD, False, "none", "", False),
    ],
)
def test_only_what_is_certain_becomes_a_headline(mark, is_up, code, sign, is_headline):
    row = sample.criterion(comparison=Comparison(mark, 1, is_up=is_up))

    found = verdicts.verdict(row)

    assert (found.code, found.sign, found.is_headline) == (code, sign, is_headline)
    assert verdicts.criteria_that_moved([row], code) == ([row] if is_headline else [])


def test_results_of_before_are_not_compared():
    assert verdicts.verdict(sample.criterion(comparison=None)).code == "none"


def test_a_dropped_criterion_is_told_apart_with_the_year_it_was_last_counted_in():
    dropped = sample.criterion(
        "budget_timely", "Công bố ngân sách", weight=None, official={2016: 0.81},
        comparison=Comparison(Mark.CERTAIN, 1),
    )  # fmt: skip
    with translation.override("vi"):
        told = verdicts.dropped_sentence([sample.criterion(), dropped])

    assert told == "Công bố ngân sách: kém hơn so với năm 2016."
    assert verdicts.dropped_sentence([sample.criterion()]) == ""


@pytest.mark.django_db
def test_the_report_says_so_where_a_figure_may_not_be_shown():
    run = actions.analyse_wave(wave=closed_wave(36), now=NOW, by=None)
    numbers = WaveNumbers.read(run.results)
    hidden = [row for row in numbers.criteria if row.design and not row.design.is_shown]
    assert hidden

    page = wave_report.html(run, "vi")

    assert f"chưa đủ mẫu (n = {hidden[0].design.n})" in page


@pytest.mark.django_db
@pytest.mark.parametrize("told", [sample.figure(6.1, 0.2), None])
def test_the_first_report_of_a_province_is_told_without_a_published_score(told):
    """A province made last year has no score yet: page, pictures and papers do without."""
    numbers = sample.wave_numbers(
        official=(), basket=None, own_score=told, criteria=(sample.criterion(official={}),)
    )
    run = sample.AnalysisRunFactory(results=asdict(numbers))

    page = wave_report.html(run, "vi")

    assert "tỉnh chưa có điểm nào được công bố" in page
    assert ("Khảo sát cho 6,10 điểm" in page) == (told is not None)
