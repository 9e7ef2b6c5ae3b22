"""What a forecast may know of the official index: nothing of its own year, nothing later."""

from datetime import date

import pytest

from analysis.data import frames
from analysis.data.own_figures import Kind, OwnRow
from pci.models import Edition, OfficialScore
from tests.factories.pci import (
    CriterionFactory,
    CriterionInEditionFactory,
    OfficialResultFactory,
    ProvinceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    """One province in the editions 2013 to 2015, one criterion with a value, a base and a score."""
    found = ProvinceFactory(code="x", name="Tỉnh X")
    criterion = CriterionFactory(code="planning")
    for year in (2013, 2014, 2015):
        edition = Edition.objects.create(year=year)
        CriterionInEditionFactory(
            edition=edition, criterion=criterion, weight=0.5, scale_min=1, scale_max=5, unit="scale"
        )
        OfficialResultFactory(
            province=found, edition=edition, criterion=criterion, value=year / 1000, base=year
        )
        OfficialScore.objects.create(
            province=found, edition=edition, score=year / 400, rank=1, provinces_ranked=63
        )
    return found


def test_values_and_scores_are_those_of_the_years_before(province):
    frame = frames.official_frame(before=2015)

    assert frame.values.tolist() == [
        ["Tỉnh X", 2013, "planning", 2.013],
        ["Tỉnh X", 2014, "planning", 2.014],
        ["Tỉnh X", 2013, "score", 5.0325],
        ["Tỉnh X", 2014, "score", 5.035],
    ]


def test_constants_are_those_of_weighted_criteria_of_the_years_before(province):
    CriterionInEditionFactory(edition=Edition.objects.get(year=2013), weight=None)

    frame = frames.constants_frame(before=2015)

    assert frame.values.tolist() == [
        [2013, "planning", 0.5, 1, 1.0, 5.0, "scale"],
        [2014, "planning", 0.5, 1, 1.0, 5.0, "scale"],
    ]


def test_bases_are_those_that_are_known_of_the_years_before(province):
    edition = Edition.objects.get(year=2013)
    OfficialResultFactory(province=province, edition=edition, criterion__code="legal", base=None)

    frame = frames.bases_frame(before=2015)

    assert frame is not None
    assert frame.values.tolist() == [
        ["Tỉnh X", 2013, "planning", 2013.0, True],
        ["Tỉnh X", 2014, "planning", 2014.0, True],
    ]
    assert frames.bases_frame(before=2013) is None


def test_a_forecast_knows_its_own_years_constants_and_survey_but_no_value_of_it(province):
    own = [
        OwnRow(year, "planning", 3.0, 0.1, 50, Kind.SURVEY, 1, year, date(year, 10, 1))
        for year in range(2012, 2017)
    ]

    known = frames.inputs_known_before(province, 2014, own)

    assert sorted(set(known.official["year"])) == [2013]
    assert sorted(set(known.constants["year"])) == [2013, 2014]
    assert known.bases is not None
    assert sorted(set(known.bases["year"])) == [2013]
    assert known.own is not None
    assert known.own["year"].tolist() == [2012, 2013, 2014]
