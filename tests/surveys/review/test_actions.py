"""Flags come and go with the answers; a person decides, with a reason."""

from datetime import UTC, datetime

import pytest

from core import jobs
from core.access import Role
from core.fixtures import Loading
from core.models import AuditEntry, Job
from surveys.errors import BlindWaveOpen, ReasonMissing
from surveys.models import QuestionnaireVersion, Response, ResponseFlag, ReviewState
from surveys.questionnaires.actions import shipped
from surveys.review.actions import review
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 16, tzinfo=UTC)


@pytest.fixture(scope="module")
def questionnaires(once):
    once(lambda: shipped.load(Loading(), now=NOW))


@pytest.fixture
def stratum(questionnaires):
    return StratumFactory(wave__version=QuestionnaireVersion.objects.get(number=1))


def respond(stratum, **fields):
    return ResponseFactory(
        sampled=SampledEnterpriseFactory(stratum=stratum), stratum=stratum, **fields
    )


def test_a_very_fast_response_is_flagged_and_the_flag_goes_when_the_ground_goes(stratum):
    for i in range(30):
        respond(stratum, seconds={"a": 300 + 7 * i, "b": 300})
    hasty = respond(stratum, seconds={"a": 20, "b": 15})

    assert review.raise_flags(wave=stratum.wave, now=NOW) == 1
    assert hasty.flags.get().kind == "speeder"
    Response.objects.filter(pk=hasty.pk).update(seconds={"a": 400, "b": 300})
    review.raise_flags(wave=stratum.wave, now=NOW)
    assert not ResponseFlag.objects.exists()


def test_raising_flags_again_keeps_the_time_of_those_that_hold(stratum):
    same = {"profile_role": "owner", "a": "1", "b": "2", "c": "3", "d": "4"}
    respond(stratum, answers=same)
    respond(stratum, answers=same)
    review.raise_flags(wave=stratum.wave, now=NOW)

    review.raise_flags(wave=stratum.wave, now=datetime(2026, 12, 20, tzinfo=UTC))

    assert set(ResponseFlag.objects.values_list("raised_at", flat=True)) == {NOW}


def test_a_declared_contradiction_is_flagged(stratum):
    document = stratum.wave.version.compiled
    rows = [
        review.Answered("silent", {}),
        review.Answered("odd", {"web_access": "no", "qa_used": "yes"}),
    ]

    found = list(review.contradictions(document, rows))

    assert [(f.key, f.about) for f in found] == [("odd", ("qa_without_visit",))]


def test_keeping_a_response_needs_no_reason(stratum, django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    kept = review.review_response(
        response=respond(stratum), state=ReviewState.KEPT, reason="", by=staff, now=NOW
    )
    assert (kept.review, kept.review_reason) == (ReviewState.KEPT, "")


def test_several_responses_of_one_wave_are_decided_about_at_once(stratum, django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    some, stranger = [respond(stratum), respond(stratum)], respond(StratumFactory())
    keys = [each.pk for each in [*some, stranger]]
    said = {"state": ReviewState.SET_ASIDE, "by": staff, "now": NOW}
    with pytest.raises(ReasonMissing):
        review.review_several(wave=stratum.wave, keys=keys, reason="", **said)

    assert review.review_several(wave=stratum.wave, keys=keys, reason="Trùng", **said) == 2

    stranger.refresh_from_db()
    assert stranger.review == ReviewState.UNSEEN
    assert Response.objects.set_aside().count() == 2
    assert AuditEntry.objects.filter(action="response.review").count() == 2


def test_several_responses_of_an_open_blind_wave_are_not_read(django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    wave = WaveFactory(anonymity="blind")
    with pytest.raises(BlindWaveOpen):
        review.review_several(
            wave=wave, keys=[1], state=ReviewState.KEPT, reason="", by=staff, now=NOW
        )


def test_a_review_needs_a_reason_and_is_logged(stratum, django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    response = respond(stratum)
    with pytest.raises(ReasonMissing):
        review.review_response(
            response=response, state=ReviewState.SET_ASIDE, reason=" ", by=staff, now=NOW
        )

    review.review_response(
        response=response, state=ReviewState.SET_ASIDE, reason="Trả lời trùng", by=staff, now=NOW
    )

    assert Response.objects.reviewed_as_good().count() == 0
    assert Response.objects.count() == 1
    assert AuditEntry.objects.get(action="response.review").actor == staff


def test_the_worker_looks_through_open_waves(stratum):
    same = {"profile_role": "owner", "a": "1", "b": "2", "c": "3", "d": "4"}
    respond(stratum, answers=same)
    respond(stratum, answers=same)

    assert review.raise_due_flags(now=NOW) == 2


def test_flags_of_a_large_wave_are_raised_by_the_worker(stratum, monkeypatch):
    monkeypatch.setattr(review, "JUDGED_AT_ONCE", 1)
    same = {"profile_role": "owner", "a": "1", "b": "2", "c": "3", "d": "4"}
    respond(stratum, answers=same)
    respond(stratum, answers=same)

    order = review.order_flags(wave=stratum.wave, by=UserFactory(role=Role.STAFF), now=NOW)
    assert (order.state, ResponseFlag.objects.count()) == ("waiting", 0)
    jobs.run(order.pk)

    assert Job.objects.get(pk=order.pk).is_done
    assert ResponseFlag.objects.count() == 2
