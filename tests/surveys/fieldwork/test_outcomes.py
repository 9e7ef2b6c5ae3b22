"""Response rates of a wave are those of AAPOR, as the estimators compute them from counts."""

import pytest

from analysis.estimators.inference import response
from surveys.fieldwork.queries.outcomes import outcomes, response_rates
from surveys.models import Anonymity, Disposition
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory, StratumFactory

pytestmark = pytest.mark.django_db
SILENT = {
    Disposition.PARTIAL: 1, Disposition.REFUSED: 2, Disposition.NO_CONTACT: 3,
    Disposition.NOT_ELIGIBLE: 2, Disposition.PENDING: 4,
}  # fmt: skip


def sample(anonymity):
    stratum = StratumFactory(wave__anonymity=anonymity)
    for disposition, count in SILENT.items():
        SampledEnterpriseFactory.create_batch(count, stratum=stratum, disposition=disposition)
    return stratum


def test_outcomes_and_rates_of_a_confidential_wave():
    stratum = sample(Anonymity.CONFIDENTIAL)
    for _each in range(5):
        row = SampledEnterpriseFactory(stratum=stratum, disposition=Disposition.COMPLETE)
        ResponseFactory(sampled=row, stratum=stratum, wave=stratum.wave)

    found = outcomes(stratum.wave)

    assert found.counts == {"I": 5, "P": 1, "R": 2, "NC": 3, "O": 0, "UH": 4, "NE": 2}
    assert found.e == 11 / 13
    asked = {letter: count for letter, count in found.counts.items() if letter != "NE"}
    assert list(found.rates) == ["RR1", "RR2", "RR3", "RR4", "RR5", "RR6"]
    expected = response.rates(asked, 11 / 13)
    assert found.rates == pytest.approx({name: expected[name] for name in found.rates})


def test_answers_of_a_blind_wave_are_taken_from_those_without_an_outcome():
    stratum = sample(Anonymity.BLIND)
    for _each in range(3):
        ResponseFactory(sampled=None, stratum=stratum, wave=stratum.wave)

    found = outcomes(stratum.wave)

    assert (found.counts["I"], found.counts["UH"]) == (3, 1)
    assert (found.rates["RR5"], found.rates["RR6"]) == (None, None)  # who of the silent is eligible


@pytest.mark.parametrize(("refused", "rate"), [(0, None), (1, 0.5)])
def test_a_rate_of_those_known_to_be_eligible_needs_one_who_did_not_answer(refused, rate):
    stratum = StratumFactory()
    row = SampledEnterpriseFactory(stratum=stratum, disposition=Disposition.COMPLETE)
    ResponseFactory(sampled=row, stratum=stratum, wave=stratum.wave)
    SampledEnterpriseFactory(stratum=stratum)
    SampledEnterpriseFactory.create_batch(refused, stratum=stratum, disposition=Disposition.REFUSED)
    assert outcomes(stratum.wave).rates["RR5"] == rate


def test_without_anybody_there_is_no_rate():
    assert set(
        response_rates(dict.fromkeys(("I", "P", "R", "NC", "O", "UH"), 0), 1.0).values()
    ) == {None}
