"""What must not change any more does not, and constraints hold."""

import pytest
from django.db import IntegrityError, transaction

from surveys.models import Anonymity, Frozen, QuestionnaireVersion, Wave, WaveStatus
from tests.factories.surveys import (
    BlindResponseFactory,
    DraftFactory,
    QuestionnaireVersionFactory,
    SampledEnterpriseFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db


def test_a_published_version_cannot_be_changed_by_save_update_or_delete():
    version = QuestionnaireVersionFactory(document={"name": "a"})
    version.document = {"name": "b"}

    with pytest.raises(Frozen):
        version.save()
    with pytest.raises(Frozen):
        QuestionnaireVersion.objects.filter(pk=version.pk).update(document={"name": "b"})
    with pytest.raises(Frozen):
        version.delete()
    assert QuestionnaireVersion.objects.get(pk=version.pk).document == {"name": "a"}


def test_the_note_of_a_published_version_may_be_written_later():
    version = QuestionnaireVersionFactory()
    version.note = "Sửa lỗi chính tả ở bản tiếng Anh."
    version.save(update_fields=["note"])
    assert QuestionnaireVersion.objects.get(pk=version.pk).note.startswith("Sửa")


def test_the_digest_follows_the_document_of_a_draft():
    version = QuestionnaireVersionFactory(published_at=None, document={"name": "a"})
    first = version.digest
    version.document = {"name": "b"}
    version.save(update_fields=["document"])

    version.refresh_from_db()
    assert version.digest != first
    QuestionnaireVersion.objects.filter(pk=version.pk).update(document={"name": "a"})
    version.refresh_from_db()
    assert version.digest == first


@pytest.mark.parametrize("status", [WaveStatus.OPEN, WaveStatus.CLOSED])
def test_anonymity_and_version_are_locked_once_a_wave_is_open(status):
    wave = WaveFactory(status=status)
    other = QuestionnaireVersionFactory()

    wave.anonymity = Anonymity.BLIND
    with pytest.raises(Frozen):
        wave.save()
    with pytest.raises(Frozen):
        wave.save(update_fields=["anonymity"])
    with pytest.raises(Frozen):
        Wave.objects.filter(pk=wave.pk).update(version=other)
    wave.refresh_from_db()
    assert wave.anonymity == Anonymity.CONFIDENTIAL


def test_a_planned_wave_may_still_change_its_anonymity():
    wave = WaveFactory(status=WaveStatus.PLANNED)
    wave.anonymity = Anonymity.BLIND
    wave.save()
    wave.refresh_from_db()
    assert wave.is_blind


def refused_by_the_database(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_refuses_a_blind_answer_with_a_link():
    sampled = SampledEnterpriseFactory()
    refused_by_the_database(lambda: BlindResponseFactory(sampled=sampled))
    refused_by_the_database(lambda: BlindResponseFactory(receipt_code="K7C3MFXP9TR2"))
    refused_by_the_database(lambda: DraftFactory(sampled=sampled, is_blind=True))
    refused_by_the_database(lambda: DraftFactory(sampled=None, key="x", wave=sampled.wave))


def test_a_wave_cannot_close_before_it_opens():
    wave = WaveFactory.build()
    refused_by_the_database(
        lambda: WaveFactory(opens_on=wave.closes_on, closes_on=wave.opens_on),
    )
