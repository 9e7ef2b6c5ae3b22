"""The shipped figures: what they are, and that loading them is safe to repeat."""

from datetime import date

import pytest
from django.core.management import call_command

from directory.models import Agency, District
from pci.models import (
    Criterion,
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    PrintedFigure,
    Province,
)
from plan.models import Assignment, Plan, ReportingDate, Target
from tests import golden, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded_anew():
    """Each test here loads by the command itself, not from notes."""
    with shipped.loaded_anew():
        yield


@pytest.fixture
def loaded(capsys):
    call_command("load_fixtures", example=True)
    capsys.readouterr()


def test_loading_twice_changes_nothing(loaded, capsys):
    call_command("load_fixtures", example=True)

    out = capsys.readouterr().out
    assert out.startswith("0 made, ")
    assert "0 replaced, 0 kept" in out


def test_a_local_edit_stays_until_overwritten(loaded, capsys):
    Agency.objects.filter(code="so-tu-phap").update(short_name="Tư pháp")

    call_command("load_fixtures", example=True)
    out = capsys.readouterr().out
    assert Agency.objects.get(code="so-tu-phap").short_name == "Tư pháp"
    assert "short_name" in out

    call_command("load_fixtures", example=True, overwrite=True)
    assert Agency.objects.get(code="so-tu-phap").short_name == "STP"


def test_the_home_province_the_user_chose_stays(loaded):
    Province.objects.update(is_home=False)
    Province.objects.filter(code="hue").update(is_home=True)

    call_command("load_fixtures", example=True, overwrite=True)

    assert Province.objects.home().code == "hue"


@pytest.mark.parametrize(
    ("day", "count"), [(date(2017, 12, 31), 63), (date(2025, 6, 30), 63), (date(2025, 7, 1), 34)]
)
def test_provinces_count_as_many_as_there_were(loaded, day, count):
    assert Province.objects.valid_on(day).count() == count


def test_every_former_province_leads_to_a_present_one(loaded):
    for province in Province.objects.filter(valid_to__isnull=False):
        assert province.successor.valid_to is None
        assert (province.successor.valid_from - province.valid_to).days == 1
    assert Province.objects.home().successor.name == "Lâm Đồng"


def test_the_plan_prints_ten_values_for_2016_and_twelve_for_2017(loaded):
    printed = PrintedFigure.objects.filter(criterion__isnull=False)
    assert printed.filter(edition__year=2016).count() == 10
    assert printed.filter(edition__year=2017).count() == 12
    assert printed.values("position").distinct().count() == 13
    totals = PrintedFigure.objects.filter(criterion__isnull=True).order_by("edition__year")
    assert list(totals.values_list("edition__year", "value", "rank")) == [
        (2015, 5.41, 58),
        (2016, 6.01, 48),
        (2017, 5.94, 53),
    ]


def test_the_wrong_printed_figure_stands_beside_the_official_one(loaded):
    printed = PrintedFigure.objects.get(criterion__code="budget_timely")
    official = OfficialResult.objects.get(criterion__code="budget_timely")
    assert (printed.printed_as, official.value) == ("90.95%", 0.809524)
    assert printed.reason_vi
    assert printed.reason_en


def test_official_values_equal_the_published_ones(loaded):
    published = {
        (int(row["year"]), row["criterion"]): float(row["value"])
        for row in golden.read_rows(golden.CRITERIA)
        if row["province"] == "Đắk Nông"
    }
    results = OfficialResult.objects.select_related("edition", "criterion")
    assert results.count() == 22
    for result in results:
        assert result.value == published[result.edition.year, result.criterion.code]
    for score in OfficialScore.objects.select_related("edition"):
        assert score.score == published[score.edition.year, "score"]


def test_constants_equal_the_recovered_ones(loaded):
    known = {
        (int(row["year"]), row["criterion"]): tuple(
            float(row[name]) for name in ("weight", "direction", "scale_min", "scale_max")
        )
        for row in golden.read_rows(golden.CONSTANTS)
    }
    rows = CriterionInEdition.objects.filter(edition__year__lte=2017)
    fields = ("edition__year", "criterion__code", "weight", "direction", "scale_min", "scale_max")
    assert {(year, code): rest for year, code, *rest in rows.values_list(*fields)} == {
        key: list(values) for key, values in known.items()
    }


def test_the_2018_edition_is_announced_with_the_basket_of_2017(loaded):
    edition = Edition.objects.get(year=2018)
    assert edition.published_on is None
    assert edition.carried_over_from.year == 2017
    assert edition.criteria.count() == 12
    assert not OfficialResult.objects.filter(edition=edition).exists()


def test_every_criterion_of_2017_has_a_lead(loaded):
    led = Criterion.objects.filter(assignments__isnull=False).distinct()
    assert set(led) == {row.criterion for row in Edition.objects.get(year=2017).criteria.all()}
    assert all(assignment.leads.exists() for assignment in Assignment.objects.all())


def test_the_plan_has_its_parts(loaded):
    plan = Plan.objects.get()
    assert plan.assignments.count() == 11
    assert Target.objects.filter(plan=plan).count() == 7
    assert list(ReportingDate.objects.values_list("month", "day")) == [(6, 10), (12, 10)]
    assert District.objects.count() == 8
    assert Agency.objects.filter(kind="district").count() == 8


def test_groups_are_the_agencies_of_the_plans_years(loaded):
    bidding = Assignment.objects.get(number=3)
    names = set(bidding.leads.values_list("code", flat=True))
    assert "so-thong-tin-truyen-thong" in names
    assert not any(name.startswith("lam-dong-") for name in names)
