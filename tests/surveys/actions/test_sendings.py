"""Every enterprise is written to once, whatever stops in between."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.models import MessageStatus, OutgoingMessage
from surveys import letters
from surveys.actions import contacts, sendings
from surveys.actions.invitations import issue_invitation
from surveys.errors import NobodyToWriteTo, WaveStatusUnfit
from surveys.models import (
    AccessKey,
    Anonymity,
    ContactChannel,
    ContactResult,
    Disposition,
    Invitation,
    JobStatus,
    Reminder,
    Sending,
    SendingKind,
    WaveStatus,
)
from tests.factories.surveys import (
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sample(count: int, *, email: str = "x{}@dn.example", anonymity=Anonymity.CONFIDENTIAL):
    stratum = StratumFactory(wave__anonymity=anonymity)
    return [
        SampledEnterpriseFactory(
            stratum=stratum, position=i, enterprise__email=email.format(i) if email else ""
        )
        for i in range(count)
    ]


def ordered(wave, kind=SendingKind.INVITATIONS, reminder=None) -> Sending:
    total = sendings.recipients(wave, kind, reminder).count()
    return Sending.objects.create(
        wave=wave, kind=kind, reminder=reminder, total=total, ordered_at=NOW
    )


def test_each_enterprise_gets_one_message_with_a_link_that_works(client):
    wave = sample(3)[0].wave

    done = sendings.run_sending(sending=ordered(wave), now=NOW)

    messages = OutgoingMessage.objects.waiting()
    assert (done.status, done.done, messages.count()) == (JobStatus.DONE, 3, 3)
    token = messages[0].body.split("/s/")[1].split("/")[0]
    assert AccessKey.objects.of_token(token) is not None


def test_messages_are_written_in_the_language_of_the_enterprise():
    row = sample(1)[0]
    row.enterprise.language = "en"
    row.enterprise.save()

    sendings.run_sending(sending=ordered(row.wave), now=NOW)

    message = OutgoingMessage.objects.get()
    assert (message.language, message.body[:4]) == ("en", "Dear")


def test_a_stop_in_the_middle_is_made_good_without_writing_twice(monkeypatch):
    wave = sample(6)[0].wave
    sending = ordered(wave)
    real, calls = sendings._worded, []

    def stops_at_the_fourth(*arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(sendings, "_worded", stops_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        sendings.run_sending(sending=sending, now=NOW)
    assert OutgoingMessage.objects.count() == Invitation.objects.count() == 3

    sendings.run_sending(sending=sending, now=NOW)

    assert OutgoingMessage.objects.count() == Invitation.objects.count() == 6
    assert len(set(OutgoingMessage.objects.values_list("recipient", flat=True))) == 6


def test_running_a_finished_sending_again_changes_nothing():
    wave = sample(2)[0].wave
    sending = sendings.run_sending(sending=ordered(wave), now=NOW)

    sendings.run_sending(sending=sending, now=NOW + timedelta(hours=1))

    assert OutgoingMessage.objects.count() == 2


def test_who_wishes_not_to_be_asked_is_left_alone():
    first, second = sample(2)
    contacts.opt_out(enterprise=first.enterprise, now=NOW)

    sendings.run_sending(sending=ordered(first.wave), now=NOW)

    assert list(OutgoingMessage.objects.values_list("recipient", flat=True)) == [
        second.enterprise.email
    ]


def test_a_wish_not_to_be_asked_stops_what_is_waiting():
    first, _second = sample(2)
    sendings.run_sending(sending=ordered(first.wave), now=NOW)

    contacts.opt_out(enterprise=first.enterprise, now=NOW)

    message = OutgoingMessage.objects.get(recipient=first.enterprise.email)
    assert (message.status, message.body) == (MessageStatus.CANCELLED, "")


def test_a_planned_wave_and_an_empty_list_are_refused():
    planned = WaveFactory(status=WaveStatus.PLANNED)
    with pytest.raises(WaveStatusUnfit):
        sendings.order_sending(wave=planned, kind=SendingKind.INVITATIONS, by=None, now=NOW)
    with pytest.raises(NobodyToWriteTo):
        sendings.order_sending(wave=WaveFactory(), kind=SendingKind.INVITATIONS, by=None, now=NOW)


def test_a_reminder_goes_to_those_who_have_not_answered_with_a_new_link():
    rows = sample(3)
    wave = rows[0].wave
    sendings.run_sending(sending=ordered(wave), now=NOW)
    ResponseFactory(sampled=rows[0], stratum=rows[0].stratum, wave=wave)
    reminder = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    sendings.run_sending(sending=ordered(wave, SendingKind.REMINDER, reminder), now=NOW)

    written = OutgoingMessage.objects.filter(key__contains=":reminder:1:")
    assert {m.recipient for m in written} == {r.enterprise.email for r in rows[1:]}
    assert rows[1].invitation.keys.count() == 2
    reminder.refresh_from_db()
    assert reminder.messages_written == 2


def test_a_blind_reminder_goes_to_everybody_and_holds_no_link():
    rows = sample(2, anonymity=Anonymity.BLIND)
    wave = rows[0].wave
    sendings.run_sending(sending=ordered(wave), now=NOW)
    reminder = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    sendings.run_sending(sending=ordered(wave, SendingKind.REMINDER, reminder), now=NOW)

    written = OutgoingMessage.objects.filter(key__contains=":reminder:1:")
    assert written.count() == 2
    assert not any("/s/" in message.body for message in written)


def test_the_ladder_counts_working_days_and_ends_with_the_wave():
    wave = WaveFactory(opens_on=date(2026, 11, 9), closes_on=date(2026, 11, 24))

    planned = sendings.plan_reminders(wave=wave, by=None, now=NOW)

    assert [reminder.due_on for reminder in planned] == [date(2026, 11, 16), date(2026, 11, 23)]


def test_letters_are_one_pdf_with_a_page_each_and_codes_that_open():
    rows = sample(3, email="")
    rows[0].enterprise.name = "Hợp tác xã Nông nghiệp Đắk Mil"
    rows[0].enterprise.save()

    done = sendings.run_sending(sending=ordered(rows[0].wave, SendingKind.LETTERS), now=NOW)

    pages = PdfReader(Path(letters.folder(done.pk)) / "letters.pdf").pages
    assert len(pages) == 3
    assert "Hợp tác xã Nông nghiệp Đắk Mil" in pages[0].extract_text()
    assert Invitation.objects.sent().count() == 3


def test_letters_stopped_before_their_keys_were_stored_are_written_anew(monkeypatch):
    monkeypatch.setattr(sendings, "LETTERS_A_PART", 2)
    wave = sample(4, email="", anonymity=Anonymity.BLIND)[0].wave
    sending = ordered(wave, SendingKind.LETTERS)
    real, calls = sendings._store_keys, []

    def stops_at_the_second(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(sendings, "_store_keys", stops_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        sendings.run_sending(sending=sending, now=NOW)

    sendings.run_sending(sending=sending, now=NOW)

    assert len(PdfReader(letters.folder(sending.pk) / "letters.pdf").pages) == 4
    assert AccessKey.objects.count() == 4


def test_letters_stopped_after_their_keys_were_stored_are_kept(monkeypatch):
    wave = sample(2, email="", anonymity=Anonymity.BLIND)[0].wave
    sending = ordered(wave, SendingKind.LETTERS)
    with monkeypatch.context() as patch:
        patch.setattr(
            letters, "finish_part", lambda draft: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            sendings.run_sending(sending=sending, now=NOW)

    sendings.run_sending(sending=sending, now=NOW)

    assert len(PdfReader(letters.folder(sending.pk) / "letters.pdf").pages) == 2
    assert AccessKey.objects.count() == 2


def test_letters_are_erased_after_a_week():
    done = sendings.run_sending(
        sending=ordered(sample(1, email="")[0].wave, SendingKind.LETTERS), now=NOW
    )

    assert sendings.erase_letters(now=NOW + timedelta(days=6)) == 0
    assert sendings.erase_letters(now=NOW + timedelta(days=8)) == 1
    assert not letters.folder(done.pk).exists()


def test_what_the_outbox_sent_is_noted_on_the_invitation():
    row = sample(1)[0]
    sendings.run_sending(sending=ordered(row.wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)

    assert sendings.note_what_was_sent() == 1
    assert row.invitation.sent_at == NOW


def test_a_bounce_is_logged_with_its_enterprise(django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    row = sample(1)[0]
    sendings.run_sending(sending=ordered(row.wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)

    found = contacts.note_bounces(
        wave=row.wave,
        addresses=[row.enterprise.email.upper(), "khac@dn.example"],
        now=NOW,
        by=staff,
    )

    assert found == 1
    assert row.contacts.get().result == ContactResult.BOUNCED


def test_a_refusal_sets_the_outcome_but_never_undoes_an_answer():
    row, answered = sample(2)
    answered.disposition = Disposition.COMPLETE
    answered.save()

    for sampled in (row, answered):
        contacts.record_contact(
            sampled=sampled,
            channel=ContactChannel.PHONE,
            result=ContactResult.REFUSED,
            now=NOW,
            by=None,
        )

    row.refresh_from_db()
    answered.refresh_from_db()
    assert (row.disposition, answered.disposition) == (Disposition.REFUSED, Disposition.COMPLETE)


def test_a_due_reminder_is_ordered_once(django_capture_on_commit_callbacks):
    rows = sample(2)
    wave = rows[0].wave
    for row in rows:
        issue_invitation(sampled=row, now=NOW)
    Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    first = sendings.write_due_reminders(now=NOW)
    second = sendings.write_due_reminders(now=NOW)

    assert (len(first), len(second)) == (1, 0)
