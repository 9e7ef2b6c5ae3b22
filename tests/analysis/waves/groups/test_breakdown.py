"""The comparison of groups of a wave, from its answers to its page and its file."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from analysis import actions
from analysis.data import sources
from analysis.data.answered import read_answers
from analysis.data.breakdowns import read_grouping, read_groupings, read_measured
from analysis.data.profiles import profiles
from analysis.models import AnalysisRun, Breakdown, Immutable, Report
from analysis.provenance import digest
from analysis.waves.groups.breakdown import break_down
from analysis.waves.sample import sample
from core.access import Role
from surveys.models import Response
from tests.factories.analysis import AnalysisRunFactory, closed_wave

pytestmark = pytest.mark.django_db
NOW = datetime(2018, 11, 1, tzinfo=UTC)


def build():
    wave = closed_wave(150)
    for number, one in enumerate(wave.responses.order_by("pk")):
        easy = "1" if number % 2 else "2"  # to get, for members
        told = {"planning": dict.fromkeys(one.answers["planning"], easy)}
        if one.answers["member"] == "yes" or number % 5 == 0:
            answers = one.answers | told | {"member": "yes"}
            Response.objects.filter(pk=one.pk).update(answers=answers)
    return actions.analyse_wave(wave=wave, now=NOW, by=None)


@pytest.fixture(scope="module")
def built(once):
    return once(build).pk


@pytest.fixture
def run(db, built):
    return AnalysisRun.objects.get(pk=built)


def staff():
    return User.objects.create_user("a@thuocdo.example", role=Role.STAFF, approved_at=NOW)


def test_the_comparison_is_sealed_by_the_results(run):
    assert run.results["groups"]["digest"] == digest(run.breakdown.content)
    assert run.results_digest == digest(run.results)


def test_the_same_answers_give_the_same_comparison(run):

    again = break_down(run.wave, sample(run.wave), sources.definitions(2018))

    assert digest(again) == digest(run.breakdown.content)


def test_a_group_that_lies_apart_is_found_and_told(run):
    row = read_grouping(run.breakdown, "member").row("criteria:planning")
    member = next(one for one in row.groups if one.group == "yes")

    assert row.differs
    assert member.rest.value > 1.5
    assert [one.group for one in row.apart] == ["yes", "no"]
    told = run.results["groups"]["differences"]
    assert ("member", "criteria:planning") in {(one["by"], one["key"]) for one in told}


def test_what_may_not_be_told_is_not_even_kept(run):
    hidden = [
        one
        for grouping in read_groupings(run.breakdown).values()
        for row in grouping.rows
        for one in row.groups
        if not one.figure.is_shown
    ]
    assert len(hidden) > 20
    for one in hidden:
        assert (one.figure.value, one.figure.se, one.figure.low, one.figure.high) == (0, 0, 0, 0)
        assert (one.rest, one.adjusted, one.change) == (None, None, None)


def test_small_bases_are_never_told_nor_the_only_one_left(run):
    rows = [row for g in read_groupings(run.breakdown).values() for row in g.rows]
    assert rows
    for row in rows:
        small = [one for one in row.groups if 0 < one.figure.n < 30]
        assert not any(one.figure.is_shown for one in small)
        if len(small) == 1:
            assert sum(not one.figure.is_shown for one in row.groups) > 1


def test_a_comparison_is_never_changed_nor_removed(run):
    with pytest.raises(Immutable):
        run.breakdown.save()
    with pytest.raises(Immutable):
        run.breakdown.delete()
    with pytest.raises(Immutable):
        Breakdown.objects.update(content={})
    with pytest.raises(Immutable):
        Breakdown.objects.all().delete()


def test_the_page_says_who_lies_apart_and_how_many_comparisons_were_made(run, client):
    client.force_login(staff())

    page = client.get(
        reverse("analysis:groups", args=[run.pk]), {"by": "member", "of": "criteria:planning"}
    ).content.decode()

    assert "Hội viên Hiệp hội:" in page
    assert "so với các doanh nghiệp còn lại" in page
    assert f"Có {read_grouping(run.breakdown, 'member').tested} phép so sánh" in page
    assert 'value="criteria:planning" selected' in page
    assert len(page.encode()) < 150_000


def test_the_page_without_a_choice_opens_at_the_surest_difference(run, client):
    client.force_login(staff())

    page = client.get(reverse("analysis:groups", args=[run.pk]))

    grouping = run.breakdown.content["groupings"][0]["code"]
    assert page.context["grouping"].code == grouping
    assert page.context["chosen"].key in read_measured(run.breakdown)


@pytest.mark.parametrize("query", [{"by": "zodiac"}, {"by": "member", "of": "criteria:nothing"}])
def test_a_group_or_a_criterion_that_is_not_there_is_not_found(run, client, query):
    client.force_login(staff())

    assert client.get(reverse("analysis:groups", args=[run.pk]), query).status_code == 404


@pytest.mark.parametrize(("published", "status"), [(None, 404), (NOW, 200)])
def test_the_comparison_is_public_once_its_report_is(run, client, published, status):
    Report.objects.create(
        run=run, language="vi", requested_at=NOW, made_at=NOW, published_at=published
    )

    for address in (
        reverse("analysis:groups", args=[run.pk]),
        reverse("analysis:groups_file", args=[run.pk, "csv"]),
    ):
        answer = client.get(address)
        assert answer.status_code == status
        assert b"".join(answer)


def test_the_file_has_every_group_and_no_number_that_may_not_be_told(run, client):
    client.force_login(staff())

    answer = client.get(reverse("analysis:groups_file", args=[run.pk, "csv"]))
    text = (
        b"".join(answer).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode("utf-8-sig")
    )
    rows = list(csv.DictReader(StringIO(text)))

    assert len(rows) == sum(
        len(row["groups"]) for g in run.breakdown.content["groupings"] for row in g["rows"]
    )
    for row in rows:
        told = row["value"] != ""
        assert told == (row["shown"] in {"print", "mark"})
    one = next(
        r
        for r in rows
        if (r["by"], r["group"], r["measure"]) == ("member", "yes", "criteria:planning")
    )
    known = read_grouping(run.breakdown, "member").row("criteria:planning").groups[0]
    assert float(one["value"]) == known.figure.value
    assert float(one["rest_p_adjusted"]) == known.adjusted


def test_the_workbook_says_the_same_in_words_and_fits_a_page(run, client):
    client.force_login(staff())

    answer = client.get(reverse("analysis:groups_file", args=[run.pk, "xlsx"]))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer)))

    sheet = next(one for one in book if one.title.endswith("Hội viên Hiệp hội hay không"))
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    known = read_grouping(run.breakdown, "member").row("criteria:planning").groups[0].figure
    first = next(row for row in rows if row[0] == "Tiếp cận tài liệu quy hoạch")
    assert first[2:6] == (round(known.value, 2), round(known.low, 2), round(known.high, 2), known.n)
    assert "criteria:planning" not in str(rows)
    assert sheet["A4"].alignment.wrap_text
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    hidden = [row for row in rows if row[2] == "–"]
    assert all(row[3:5] == ("–", "–") for row in hidden)


def test_an_older_result_says_that_groups_were_not_compared(client):
    older = AnalysisRunFactory()
    client.force_login(staff())

    page = client.get(reverse("analysis:groups", args=[older.pk])).content.decode()

    assert "phân tích lại đợt khảo sát" in page


def test_the_report_has_chapters_of_groups_needs_and_satisfaction(run, client):
    client.force_login(staff())

    for slug, words in (
        ("groups", "Các nhóm doanh nghiệp khác nhau ở đâu"),
        ("drivers", "Đây không phải quan hệ nhân quả."),
        ("gaps", "Thông tin cần nhiều mà khó tiếp cận"),
    ):
        page = client.get(reverse("analysis:chapter", args=[run.pk, slug]))
        assert page.status_code == 200
        assert words in page.content.decode()


def test_a_blind_wave_asks_the_register_nothing(run):

    wave, document = run.wave, run.wave.version.compiled
    answered = read_answers(wave, document)
    wave.anonymity = "blind"
    answered.given.clear()  # as if the questionnaire did not ask who answers

    with CaptureQueriesContext(connection) as asked:
        found = profiles(wave, document, answered)

    assert [(one.code, one.source) for one in found] == [("size", "strata")]  # as it was drawn
    assert asked.captured_queries
    assert not any("directory_enterprise" in one["sql"] for one in asked.captured_queries)


def test_a_confidential_wave_takes_groups_from_the_register_where_nobody_was_asked(run):

    document = run.wave.version.compiled
    answered = read_answers(run.wave, document)
    answered.given.clear()

    found = {one.code: one for one in profiles(run.wave, document, answered)}

    assert list(found) == ["legal_type", "size", "sector", "place", "founded", "member"]
    assert {one.source for one in found.values()} == {"register"}
    assert found["sector"].levels == ["trade"] * 150
    assert found["founded"].levels == ["grown"] * 150


def test_the_same_group_is_compared_with_the_wave_before(run):
    wave = closed_wave(
        150, seed=5, year=2019, version=run.wave.version,
        opens_on=date(2019, 8, 15), closes_on=date(2019, 10, 15), target_edition=None,
    )  # fmt: skip

    later = actions.analyse_wave(wave=wave, now=datetime(2019, 11, 1, tzinfo=UTC), by=None)

    member, earlier = (read_grouping(one.breakdown, "member") for one in (later, run))
    told = [(row.key, one) for row in member.rows for one in row.groups if one.change]
    assert (member.since, earlier.since) == (2018, None)
    assert len(told) > 10
    for key, one in told:
        then = next(g for g in earlier.row(key).groups if g.group == one.group)
        assert one.change.value == pytest.approx(one.figure.value - then.figure.value, abs=1e-9)
        assert 0 < one.change_adjusted <= 1
