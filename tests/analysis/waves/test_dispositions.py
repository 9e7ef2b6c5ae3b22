"""Response rates as AAPOR defines them."""

import pytest

from analysis.waves.dispositions import response_rates
from surveys.models import Anonymity, Disposition
from tests.factories.analysis import closed_wave

pytestmark = pytest.mark.django_db


def silent(wave):
    return list(wave.sampled.filter(response__isnull=True).order_by("pk"))


def settled(wave, *outcomes):
    for sampled, outcome in zip(silent(wave), outcomes, strict=False):
        wave.sampled.filter(pk=sampled.pk).update(disposition=outcome)


def test_everybody_asked_is_counted_once_and_the_rates_follow():
    wave = closed_wave(30)
    settled(
        wave,
        *[Disposition.REFUSED] * 6,
        *[Disposition.NO_CONTACT] * 4,
        *[Disposition.NOT_ELIGIBLE] * 10,
        Disposition.PARTIAL,
        Disposition.OTHER,
    )

    told = response_rates(wave)

    assert told.counts == {"I": 30, "P": 1, "R": 6, "NC": 4, "O": 1, "UH": 8, "NE": 10}
    assert sum(told.counts.values()) == 60
    e = 42 / 52
    assert told.eligible_share == pytest.approx(e)
    assert told.rates == pytest.approx(
        {
            "RR1": 30 / 50,
            "RR2": 31 / 50,
            "RR3": 30 / (42 + e * 8),
            "RR4": 31 / (42 + e * 8),
            "RR5": 30 / 42,
            "RR6": 31 / 42,
        }
    )


def test_in_a_blind_wave_the_answers_are_taken_from_those_without_an_outcome():
    wave = closed_wave(30, anonymity=Anonymity.BLIND)
    settled(wave, *[Disposition.REFUSED] * 5)

    counts = response_rates(wave).counts

    assert (counts["I"], counts["R"], counts["UH"]) == (30, 5, 25)


def test_where_nothing_is_known_the_share_of_eligible_ones_stays_open():
    wave = closed_wave(30)
    wave.responses.all().delete()

    told = response_rates(wave)

    assert told.eligible_share is None
    assert told.counts["UH"] == 60
    assert told.rates["RR1"] == 0.0
