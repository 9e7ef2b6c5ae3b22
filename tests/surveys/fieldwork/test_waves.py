"""Waves are prepared, opened and closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEntry, MessageStatus
from surveys.answering.actions.drafts import FilledPage, save_page
from surveys.answering.actions.responses import submit_response
from surveys.answering.queries.visits import behind
from surveys.errors import (
    BlindWaveAsksWho,
    BlindWaveStaysClosed,
    ReasonMissing,
    SampleMissing,
    StrataTooSmallToBeBlind,
    VersionNotPublished,
    WaveStatusUnfit,
    WaveUntried,
)
from surveys.fieldwork.actions import waves as actions
from surveys.instrument import types
from surveys.models import Anonymity, Draft, PaperForm, WaveStatus
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.surveys.instrument.documents import data, question
from tests.surveys.links import link

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

SURE = "Phiếu hỏi như năm trước."


def planned(anonymity=Anonymity.CONFIDENTIAL, drawn=5, **wave):
    wave = WaveFactory(status=WaveStatus.PLANNED, anonymity=anonymity, **wave)
    SampledEnterpriseFactory.create_batch(drawn, stratum=StratumFactory(wave=wave))
    return wave


def test_create_wave_prepares_and_logs_it():
    wave = actions.create_wave(
        year=2026,
        title_vi="Khảo sát 2026",
        version=QuestionnaireVersionFactory(),
        anonymity=Anonymity.BLIND,
        opens_on=date(2026, 11, 1),
        closes_on=date(2026, 12, 1),
        by=None,
        now=NOW,
    )
    assert (wave.status, wave.is_blind) == (WaveStatus.PLANNED, True)
    assert AuditEntry.objects.filter(action="wave.create", target_id=str(wave.pk)).exists()


def test_open_wave_opens_and_logs_the_protection_promised():
    wave = planned()
    with pytest.raises(WaveUntried):
        actions.open_wave(wave=wave, by=None, now=NOW, untried_because=" ")
    opened = actions.open_wave(wave=wave, by=None, now=NOW, untried_because=f" {SURE} ")
    assert (opened.status, opened.opened_at) == (WaveStatus.OPEN, NOW)
    assert AuditEntry.objects.get(action="wave.open").details == {
        "anonymity": "confidential",
        "untried_because": SURE,
    }


def test_open_wave_refuses_a_draft_of_the_questionnaire():
    with pytest.raises(VersionNotPublished):
        actions.open_wave(wave=planned(version__published_at=None), by=None, now=NOW)


def test_open_wave_refuses_a_wave_without_sample():
    with pytest.raises(SampleMissing):
        actions.open_wave(wave=planned(drawn=0), by=None, now=NOW)


@pytest.mark.parametrize("drawn", [1, 4])
def test_open_wave_refuses_a_blind_wave_whose_strata_give_answers_away(drawn):
    wave = planned(Anonymity.BLIND, drawn=drawn)
    with pytest.raises(StrataTooSmallToBeBlind):
        actions.open_wave(wave=wave, by=None, now=NOW)
    wave.refresh_from_db()
    assert wave.status == WaveStatus.PLANNED


@pytest.mark.parametrize(("anonymity", "opens"), [("confidential", True), ("blind", False)])
def test_open_wave_refuses_a_blind_wave_that_asks_who_answers(anonymity, opens, monkeypatch):
    monkeypatch.setattr(types.KINDS["text"], "is_personal", True)
    document = data(question("n", "number"), question("me"), question("you"))
    wave = planned(anonymity, version__document=document)

    if opens:
        opened = actions.open_wave(wave=wave, by=None, now=NOW, untried_because=SURE)
        assert opened.status == WaveStatus.OPEN
        return
    with pytest.raises(BlindWaveAsksWho, match="me, you"):
        actions.open_wave(wave=wave, by=None, now=NOW)
    wave.refresh_from_db()
    assert wave.status == WaveStatus.PLANNED


def test_open_wave_opens_a_blind_wave_with_five_in_each_stratum():
    assert actions.open_wave(
        wave=planned(Anonymity.BLIND), by=None, now=NOW, untried_because=SURE
    ).is_blind


def test_a_wave_is_opened_once_and_closed_once():
    wave = actions.open_wave(wave=planned(), by=None, now=NOW, untried_because=SURE)
    with pytest.raises(WaveStatusUnfit):
        actions.open_wave(wave=wave, by=None, now=NOW)
    actions.close_wave(wave=wave, by=None, now=NOW)
    with pytest.raises(WaveStatusUnfit):
        actions.close_wave(wave=wave, by=None, now=NOW)


@pytest.mark.parametrize(("anonymity", "kept"), [("confidential", 1), ("blind", 0)])
def test_close_wave_erases_what_was_not_sent_only_when_blind(anonymity, kept):
    token, key = link(anonymity=anonymity)
    save_page(
        key=key,
        token=token,
        page=FilledPage(section="one", values={"met": "no"}, language="vi"),
        now=NOW,
    )

    actions.close_wave(wave=key.wave, by=None, now=NOW)

    assert Draft.objects.count() == kept
    assert AuditEntry.objects.get(action="wave.close").details == {"responses": 0, "unsent": 1}


def test_close_wave_leaves_no_personal_link_in_the_outbox():
    _token, key = link()
    mine = f"wave:{key.wave.pk}:invitations"
    waiting = OutgoingMessageFactory(batch=mine, status=MessageStatus.FAILED, body="/s/abc/")
    other = OutgoingMessageFactory(batch=f"wave:{key.wave.pk}1:invitations", body="/s/def/")

    actions.close_wave(wave=key.wave, by=None, now=NOW)

    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.status, waiting.body) == (MessageStatus.CANCELLED, "")
    assert other.body == "/s/def/"


@pytest.mark.parametrize(("anonymity", "kept"), [("confidential", 1), ("blind", 0)])
def test_close_wave_erases_typed_sheets_that_were_not_sent_only_when_blind(anonymity, kept):
    _token, key = link(anonymity=anonymity)
    PaperForm.objects.create(
        wave=key.wave, number=1, code_digest=key.token_digest, registered_at=NOW
    )

    actions.close_wave(wave=key.wave, by=None, now=NOW)

    assert PaperForm.objects.count() == kept


def closed(**wave):
    """Give a wave with answers begun that was closed."""
    token, key = link(**wave)
    page = FilledPage(section="one", values={"met": "no"}, language="vi")
    save_page(key=key, token=token, page=page, now=timezone.now())
    return actions.close_wave(wave=key.wave, by=None, now=timezone.now()), token, key


def test_a_closed_wave_is_reopened_with_a_reason_and_goes_on_where_it_was():
    wave, token, _key = closed()
    day = timezone.localdate() + timedelta(days=3)
    with pytest.raises(ReasonMissing):
        actions.reopen_wave(wave=wave, closes_on=day, reason=" ", by=None, now=NOW)

    actions.reopen_wave(wave=wave, closes_on=day, reason="Bão số 9", by=None, now=NOW)

    key = behind(token).key
    assert (key.wave.status, key.wave.closes_on) == (WaveStatus.OPEN, day)
    assert submit_response(key=key, token=token, now=timezone.now())
    assert AuditEntry.objects.get(action="wave.reopen").reason == "Bão số 9"


def test_a_blind_wave_stays_closed():
    wave, _token, _key = closed(anonymity=Anonymity.BLIND)
    day = timezone.localdate()
    with pytest.raises(BlindWaveStaysClosed):
        actions.reopen_wave(wave=wave, closes_on=day, reason="Bão", by=None, now=NOW)


def test_an_open_wave_is_not_reopened():
    _token, key = link()
    with pytest.raises(WaveStatusUnfit):
        actions.reopen_wave(
            wave=key.wave, closes_on=timezone.localdate(), reason="x", by=None, now=NOW
        )


@pytest.mark.parametrize(("role", "status"), [("administrator", 302), ("staff", 403)])
def test_only_administrators_reopen(client, django_user_model, role, status):
    wave, _token, _key = closed()
    user = django_user_model.objects.create_user("ai@hiephoi.example", role=role)
    client.force_login(user)
    fields = {"closes_on": timezone.localdate().isoformat(), "reason": "Bão"}
    assert client.post(reverse("surveys:reopen_wave", args=[wave.pk]), fields).status_code == status
    wave.refresh_from_db()
    assert wave.is_closed is (status == 403)
