"""Every enterprise is written to once, whatever stops in between."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from core import jobs, letterhead
from core.access import Role
from core.models import JobState, MessageStatus, OutgoingMessage
from surveys.answering.actions import opting_out
from surveys.answering.queries.visits import behind
from surveys.errors import NobodyToWriteTo, SendingUnderWay, WaveStatusUnfit
from surveys.fieldwork import letters
from surveys.fieldwork.actions import (
    contact_log,
    contacts,
    letter_writing,
    mailings,
    message_writing,
)
from surveys.fieldwork.actions.invitations import issue_invitation
from surveys.fieldwork.queries.letters import to_take_out
from surveys.fieldwork.recipients import recipients
from surveys.models import (
    AccessKey,
    Anonymity,
    ContactAttempt,
    ContactChannel,
    ContactResult,
    Disposition,
    Invitation,
    Reminder,
    SampledEnterprise,
    Sending,
    SendingKind,
    Wave,
    WaveStatus,
)
from tests.factories.accounts import UserFactory
from tests.factories.core import JobFactory
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


def printed(sending) -> list[str]:
    """Read the text of each page of the letters."""
    with default_storage.open(letters.bound_name(sending.pk)) as file:
        return [page.extract_text() for page in PdfReader(file).pages]


def ordered(wave, kind=SendingKind.INVITATIONS, reminder=None) -> Sending:
    total = recipients(wave, kind, reminder).count()
    return Sending.objects.create(
        wave=wave, kind=kind, reminder=reminder, job=JobFactory(), total=total, ordered_at=NOW
    )


def test_each_enterprise_gets_one_message_with_a_link_that_works(client):
    wave = sample(3)[0].wave

    done = mailings.run_sending(sending=ordered(wave), now=NOW)

    messages = OutgoingMessage.objects.waiting()
    assert (done.done, done.skipped, messages.count()) == (3, 0, 3)
    token = messages[0].body.split("/s/")[1].split("/")[0]
    assert behind(token).key


def test_messages_are_written_in_the_language_of_the_enterprise():
    row = sample(1)[0]
    row.enterprise.language = "en"
    row.enterprise.save()

    mailings.run_sending(sending=ordered(row.wave), now=NOW)

    message = OutgoingMessage.objects.get()
    assert (message.language, message.body[:4]) == ("en", "Dear")


def test_a_stop_in_the_middle_is_made_good_without_writing_twice(monkeypatch):
    wave = sample(6)[0].wave
    sending = ordered(wave)
    real, calls = message_writing.compose_message, []
    monkeypatch.setattr(message_writing, "SLICE", 1)

    def stops_at_the_fourth(*kind, **arguments):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*kind, **arguments)

    monkeypatch.setattr(message_writing, "compose_message", stops_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        mailings.run_sending(sending=sending, now=NOW)
    assert OutgoingMessage.objects.count() == Invitation.objects.count() == 3

    mailings.run_sending(sending=sending, now=NOW)

    assert OutgoingMessage.objects.count() == Invitation.objects.count() == 6
    assert len(set(OutgoingMessage.objects.values_list("recipient", flat=True))) == 6


def test_running_a_finished_sending_again_changes_nothing():
    wave = sample(2)[0].wave
    sending = mailings.run_sending(sending=ordered(wave), now=NOW)

    mailings.run_sending(sending=sending, now=NOW + timedelta(hours=1))

    assert OutgoingMessage.objects.count() == 2


def test_a_sending_tells_its_job_how_far_it_has_come(monkeypatch):
    monkeypatch.setattr(message_writing, "SLICE", 2)
    wave, told = sample(5)[0].wave, []
    sending = mailings.order_sending(wave=wave, kind=SendingKind.INVITATIONS, by=None, now=NOW)
    monkeypatch.setattr(message_writing.jobs, "progress", lambda job, **said: told.append(said))

    job = jobs.run_here(sending.job_id)

    assert [said["done"] for said in told] == [0, 2, 4]
    assert {said["of"] for said in told} == {5}
    assert job.is_done


def test_a_sending_of_a_wave_that_closed_meanwhile_is_refused(client):
    wave = sample(2)[0].wave
    sending = mailings.order_sending(wave=wave, kind=SendingKind.INVITATIONS, by=None, now=NOW)
    Wave.objects.update(status=WaveStatus.CLOSED, closed_at=NOW)

    job = jobs.run_here(sending.job_id)

    assert job.state == JobState.REFUSED
    assert set(job.message) == {"vi", "en"}
    assert "this step is not possible from there" in job.message["en"]
    assert not OutgoingMessage.objects.exists()


def test_who_wishes_not_to_be_asked_is_left_alone():
    first, second = sample(2)
    opting_out.opt_out(enterprise=first.enterprise, now=NOW)

    mailings.run_sending(sending=ordered(first.wave), now=NOW)

    assert list(OutgoingMessage.objects.values_list("recipient", flat=True)) == [
        second.enterprise.email
    ]


def test_a_wish_not_to_be_asked_stops_what_is_waiting():
    first, _second = sample(2)
    mailings.run_sending(sending=ordered(first.wave), now=NOW)

    opting_out.opt_out(enterprise=first.enterprise, now=NOW)

    message = OutgoingMessage.objects.get(recipient=first.enterprise.email)
    assert (message.status, message.body) == (MessageStatus.CANCELLED, "")


def test_what_is_being_written_cannot_be_ordered_twice():
    wave = sample(2, email="")[0].wave
    mailings.order_sending(wave=wave, kind=SendingKind.LETTERS, by=None, now=NOW)

    with pytest.raises(SendingUnderWay):
        mailings.order_sending(wave=wave, kind=SendingKind.LETTERS, by=None, now=NOW)


def test_a_planned_wave_and_an_empty_list_are_refused():
    planned = WaveFactory(status=WaveStatus.PLANNED)
    with pytest.raises(WaveStatusUnfit):
        mailings.order_sending(wave=planned, kind=SendingKind.INVITATIONS, by=None, now=NOW)
    with pytest.raises(NobodyToWriteTo):
        mailings.order_sending(wave=WaveFactory(), kind=SendingKind.INVITATIONS, by=None, now=NOW)


def test_a_reminder_goes_to_those_who_have_not_answered_with_a_new_link():
    rows = sample(3)
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave), now=NOW)
    ResponseFactory(sampled=rows[0], stratum=rows[0].stratum, wave=wave)
    reminder = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    mailings.run_sending(sending=ordered(wave, SendingKind.REMINDER, reminder), now=NOW)

    written = OutgoingMessage.objects.filter(key__contains=":reminder:1:")
    assert {m.recipient for m in written} == {r.enterprise.email for r in rows[1:]}
    assert rows[1].invitation.keys.count() == 2
    reminder.refresh_from_db()
    assert reminder.messages_written == 2


def test_a_blind_reminder_goes_to_everybody_and_holds_no_link():
    rows = sample(2, anonymity=Anonymity.BLIND)
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave), now=NOW)
    reminder = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    mailings.run_sending(sending=ordered(wave, SendingKind.REMINDER, reminder), now=NOW)

    written = OutgoingMessage.objects.filter(key__contains=":reminder:1:")
    assert written.count() == 2
    assert not any(re.search("/s/(?!opt-out/)", message.body) for message in written)


def test_the_ladder_counts_working_days_and_ends_with_the_wave():
    wave = WaveFactory(opens_on=date(2026, 11, 9), closes_on=date(2026, 11, 24))

    planned = mailings.plan_reminders(wave=wave, by=None, now=NOW)

    assert [reminder.due_on for reminder in planned] == [date(2026, 11, 16), date(2026, 11, 23)]


def test_letters_are_one_pdf_with_a_page_each_and_codes_that_open():
    rows = sample(3, email="")
    rows[0].enterprise.name = "Hợp tác xã Nông nghiệp Đắk Mil"
    rows[0].enterprise.save()

    done = mailings.run_sending(sending=ordered(rows[0].wave, SendingKind.LETTERS), now=NOW)

    pages = printed(done)
    assert len(pages) == 3
    assert "Hợp tác xã Nông nghiệp Đắk Mil" in pages[0]
    assert Invitation.objects.sent().count() == 3


def test_letters_stopped_before_their_keys_were_stored_are_written_anew(monkeypatch):
    monkeypatch.setattr(message_writing, "SLICE", 2)
    wave = sample(4, email="", anonymity=Anonymity.BLIND)[0].wave
    sending = ordered(wave, SendingKind.LETTERS)
    real, calls = letter_writing._store, []

    def stops_at_the_second(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*arguments)

    monkeypatch.setattr(letter_writing, "_store", stops_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        mailings.run_sending(sending=sending, now=NOW)

    mailings.run_sending(sending=sending, now=NOW)

    assert len(printed(sending)) == 4
    assert AccessKey.objects.count() == 4


def test_letters_stopped_after_their_keys_were_stored_are_kept(monkeypatch):
    wave = sample(2, email="", anonymity=Anonymity.BLIND)[0].wave
    sending = ordered(wave, SendingKind.LETTERS)
    with monkeypatch.context() as patch:
        patch.setattr(letters, "bind_letters", lambda pk: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            mailings.run_sending(sending=sending, now=NOW)

    mailings.run_sending(sending=sending, now=NOW)

    assert len(printed(sending)) == 2
    assert AccessKey.objects.count() == 2


def test_letters_are_erased_after_a_week():
    wave = sample(1, email="")[0].wave
    sending = mailings.order_sending(wave=wave, kind=SendingKind.LETTERS, by=None, now=NOW)
    ended = jobs.run_here(sending.job_id).ended_at

    assert mailings.erase_letters(now=ended + timedelta(days=6, hours=23)) == 0
    assert mailings.erase_letters(now=ended + timedelta(days=7)) == 1
    assert letters.part_names(sending.pk) == []
    assert not default_storage.exists(letters.bound_name(sending.pk))


def test_what_the_outbox_sent_is_noted_on_the_invitation():
    row = sample(1)[0]
    mailings.run_sending(sending=ordered(row.wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)

    assert contact_log.note_what_was_sent() == 1
    assert row.invitation.sent_at == NOW


def test_messages_of_a_wave_that_is_gone_are_not_looked_at_every_time(monkeypatch):
    row = sample(1)[0]
    mailings.run_sending(sending=ordered(row.wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW, about_id=row.pk + 1)
    looked_at = []
    monkeypatch.setattr(contact_log, "_note", lambda some: looked_at.append(some) or 0)

    assert contact_log.note_what_was_sent() == 0
    assert not looked_at


def test_a_bounce_is_logged_with_its_enterprise(django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    row = sample(1)[0]
    mailings.run_sending(sending=ordered(row.wave), now=NOW)
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


def test_outcomes_of_a_closed_wave_stay_as_they_were_counted():
    (row,) = sample(1)
    Wave.objects.update(status=WaveStatus.CLOSED, opened_at=NOW, closed_at=NOW)

    contacts.record_contact(
        sampled=row, channel=ContactChannel.PHONE, result=ContactResult.CLOSED, now=NOW, by=None
    )

    row.refresh_from_db()
    assert (row.disposition, row.contacts.count()) == (Disposition.PENDING, 1)


def test_a_due_reminder_is_ordered_once(django_capture_on_commit_callbacks):
    rows = sample(2)
    wave = rows[0].wave
    for row in rows:
        issue_invitation(sampled=row, now=NOW)
    Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    first = mailings.write_due_reminders(now=NOW)
    second = mailings.write_due_reminders(now=NOW)

    assert (len(first), len(second)) == (1, 0)


@pytest.mark.parametrize(
    ("status", "reminders"),
    [(MessageStatus.DRAFT, 0), (MessageStatus.RELEASED, 0), (MessageStatus.SENT, 1)],
)
def test_a_due_reminder_waits_while_invitations_wait_in_the_outbox(status, reminders):
    rows = sample(2)
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave), now=NOW)
    Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)
    OutgoingMessage.objects.update(status=status)

    assert len(mailings.write_due_reminders(now=NOW)) == reminders
    assert Reminder.objects.unwritten().count() == 1


def test_one_invitation_left_in_the_outbox_holds_up_nobody_else():
    rows = sample(2)
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave), now=NOW)
    OutgoingMessage.objects.filter(about_id=rows[1].pk).update(status=MessageStatus.SENT)
    Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    assert len(mailings.write_due_reminders(now=NOW)) == 1


def with_channels(rows, *channels, **more):
    wave = rows[0].wave
    wave.channels = list(channels)
    for name, value in more.items():
        setattr(wave, name, value)
    wave.save()
    return wave


def give(row, **values):
    for name, value in values.items():
        setattr(row.enterprise, name, value)
    row.enterprise.save()


def test_each_enterprise_is_written_to_by_the_first_channel_that_reaches_it():
    by_text, by_mail, landline, nothing = rows = sample(4)
    give(by_text, phone="0912345678")
    give(by_mail, phone="02613555666")
    give(landline, email="", phone="02613555666")
    give(nothing, email="", phone="")
    wave = with_channels(rows, "sms", "email", "letter")

    mailings.run_sending(sending=ordered(wave), now=NOW)

    assert set(OutgoingMessage.objects.values_list("channel", "recipient")) == {
        ("sms", "84912345678"), ("email", by_mail.enterprise.email),
    }  # fmt: skip
    assert set(recipients(wave, SendingKind.LETTERS)) == {landline, nothing}
    assert by_text.invitation.channel == "sms"


def test_an_enterprise_may_have_a_channel_of_its_own():
    first, second = rows = sample(2)
    wave = with_channels(rows, "email", "letter")
    give(first, phone="0912345678")
    give(second, phone="")
    for row in rows:
        row.channel = "zalo"
        row.save()

    mailings.run_sending(sending=ordered(wave), now=NOW)

    assert set(OutgoingMessage.objects.values_list("channel", "recipient")) == {
        ("zalo", "84912345678"), ("email", second.enterprise.email),
    }  # fmt: skip


def test_changing_the_channels_in_between_writes_to_nobody_twice():
    rows = sample(2)
    for row in rows:
        give(row, phone="0912345678")
    mailings.run_sending(sending=ordered(with_channels(rows, "email")), now=NOW)

    wave = with_channels(rows, "sms", "letter")

    assert recipients(wave, SendingKind.INVITATIONS).count() == 0
    assert recipients(wave, SendingKind.LETTERS).count() == 0


def test_text_messages_hold_link_code_and_the_way_out_and_may_go_without_marks():
    rows = sample(1)
    give(rows[0], phone="0912345678")
    wave = with_channels(rows, "sms", plain_sms=True)

    mailings.run_sending(sending=ordered(wave), now=NOW)

    message = OutgoingMessage.objects.get()
    assert message.body.isascii()
    assert f" {wave.year} " in message.body
    assert "\n" not in message.body
    assert re.search(
        r"/s/[\w-]{22}/ .*[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}.*/opt-out/", message.body
    )


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("same", ["email", "sms"]), ("other", ["sms", "email"]),
        ("zalo", ["zalo", "zalo"]), ("email", ["email", "email"]),
    ],
)  # fmt: skip
def test_a_reminder_goes_by_the_channel_of_its_rung(way, expected):
    rows = sample(2)
    for row in rows:
        give(row, phone=f"091234567{row.position}")
    wave = with_channels(rows, "email", "sms", "letter")
    rows[1].channel = "sms"
    rows[1].save()
    mailings.run_sending(sending=ordered(wave), now=NOW)
    rows[1].channel = ""
    rows[1].save()
    rung = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5, way=way)

    mailings.run_sending(sending=ordered(wave, SendingKind.REMINDER, rung), now=NOW)

    written = OutgoingMessage.objects.filter(key__contains=":reminder:").order_by("pk")
    assert [message.channel for message in written] == expected


def test_a_reminder_passes_over_the_channel_that_came_back(django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    rows = sample(1)
    give(rows[0], phone="0912345678")
    wave = with_channels(rows, "email", "sms")
    mailings.run_sending(sending=ordered(wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)
    contacts.note_bounces(wave=wave, addresses=[rows[0].enterprise.email], now=NOW, by=staff)
    rung = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)

    mailings.run_sending(sending=ordered(wave, SendingKind.REMINDER, rung), now=NOW)

    assert OutgoingMessage.objects.get(key__contains=":reminder:").channel == "sms"


def test_a_wish_not_to_be_asked_stops_text_messages_too_and_only_its_own():
    first, _second = rows = sample(2)
    for row in rows:
        give(row, phone="0912345678")
    mailings.run_sending(sending=ordered(with_channels(rows, "sms")), now=NOW)

    opting_out.opt_out(enterprise=first.enterprise, now=NOW)

    assert [OutgoingMessage.objects.get(key__endswith=f":{row.pk}").status for row in rows] == [
        MessageStatus.CANCELLED,
        MessageStatus.DRAFT,
    ]


def test_what_left_is_logged_once_with_its_channel():
    rows = sample(2)
    give(rows[0], phone="0912345678")
    mailings.run_sending(sending=ordered(with_channels(rows, "sms", "email")), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)

    assert (contact_log.note_what_was_sent(), contact_log.note_what_was_sent()) == (2, 0)
    assert [row.contacts.get().channel for row in rows] == ["sms", "email"]
    assert rows[0].contacts.get().result == ContactResult.SENT


def test_a_number_whose_message_came_back_is_logged(django_user_model):
    staff = django_user_model.objects.create_user("staff@hiephoi.example", role="staff")
    rows = sample(1)
    give(rows[0], phone="0912345678")
    wave = with_channels(rows, "sms")
    mailings.run_sending(sending=ordered(wave), now=NOW)
    OutgoingMessage.objects.update(status=MessageStatus.SENT, sent_at=NOW)

    assert contacts.note_bounces(wave=wave, addresses=["+84912345678"], now=NOW, by=staff) == 1
    attempt = rows[0].contacts.get(result=ContactResult.BOUNCED)
    assert attempt.channel == ContactChannel.SMS


def test_a_letter_carries_the_letterhead_its_number_day_and_signatory():
    row = sample(1, email="")[0]
    people = {"signatory": "Lê Văn Tâm", "signatory_title": "CHỦ TỊCH", "town": "Gia Nghĩa"}
    by = UserFactory()
    letterhead.change(by=by, now=NOW, address="12 Trần Hưng Đạo", phone="0261 3", **people)
    sending = mailings.order_sending(
        wave=row.wave, kind=SendingKind.LETTERS, by=by, now=NOW, number=" 15/TM-HH "
    )

    mailings.run_sending(sending=sending, now=NOW)

    page = " ".join(printed(sending)[0].split())
    assert "Số: 15/TM-HH" in page
    assert "Gia Nghĩa, ngày 09 tháng 11 năm 2026" in page
    assert page.count("12 Trần Hưng Đạo") == 2  # in the head, and where it returns to
    assert "CHỦ TỊCH Lê Văn Tâm" in page


@pytest.mark.parametrize(("anonymity", "keys"), [("confidential", 2), ("blind", 1)])
def test_letters_are_reminded_on_paper_once_a_week_has_passed(anonymity, keys):
    rows = sample(2, email="", anonymity=anonymity)
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave, SendingKind.LETTERS), now=timezone.now())
    ContactAttempt.objects.update(at=timezone.now() - timedelta(days=6, hours=23))
    assert not recipients(wave, SendingKind.PAPER_REMINDER).exists()
    ContactAttempt.objects.update(at=timezone.now() - timedelta(days=7))

    sending = mailings.run_sending(
        sending=ordered(wave, SendingKind.PAPER_REMINDER), now=timezone.now()
    )

    assert (sending.done, len(printed(sending))) == (2, 2)
    assert rows[0].invitation.keys.count() == keys
    assert ("mã trong thư đầu tiên" in " ".join(printed(sending)[0].split())) == (keys == 2)
    assert not recipients(wave, SendingKind.PAPER_REMINDER).exists()


def test_nobody_is_reminded_on_paper_who_answered_left_or_whose_letter_came_back():
    rows = sample(5, email="")
    wave = rows[0].wave
    mailings.run_sending(sending=ordered(wave, SendingKind.LETTERS), now=NOW)
    ContactAttempt.objects.update(at=timezone.now() - timedelta(days=8))
    assert recipients(wave, SendingKind.PAPER_REMINDER).count() == 5

    ResponseFactory(wave=wave, sampled=rows[0])
    opting_out.opt_out(enterprise=rows[1].enterprise, now=NOW)
    letter = {"channel": ContactChannel.LETTER, "at": NOW, "by": None}
    ContactAttempt.objects.create(sampled=rows[2], result=ContactResult.BOUNCED, **letter)
    SampledEnterprise.objects.filter(pk=rows[3].pk).update(disposition=Disposition.NOT_ELIGIBLE)

    assert list(recipients(wave, SendingKind.PAPER_REMINDER)) == [rows[4]]


def test_a_rung_of_the_ladder_goes_on_paper_to_whom_no_message_reaches(client):
    rows = sample(3)
    give(rows[1], email="", address="12 Trần Hưng Đạo")
    give(rows[2], email="")  # no street either: a letter would not arrive
    wave = with_channels(rows, "email", "letter")
    for row in rows:
        issue_invitation(sampled=row, now=NOW)
    rung = Reminder.objects.create(wave=wave, number=1, due_on=NOW.date(), working_days=5)
    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(reverse("surveys:sendings", args=[wave.pk])).content.decode()
    assert "1 qua tin nhắn hoặc thư điện tử, 1 bằng thư giấy" in page

    for sending in mailings.write_due_reminders(now=NOW):
        mailings.run_sending(sending=sending, now=NOW)

    rung.refresh_from_db()
    assert (rung.messages_written, rung.letters_written) == (1, 1)
    letters = ContactAttempt.objects.filter(channel=ContactChannel.LETTER)
    assert [each.sampled for each in letters] == [rows[1]]
    assert mailings.write_due_reminders(now=NOW) == []


def test_letters_printed_in_vain_are_named_before_they_are_posted():
    rows = sample(3, email="")
    sending = mailings.run_sending(sending=ordered(rows[0].wave, SendingKind.LETTERS), now=NOW)
    assert to_take_out(sending) == []
    opting_out.opt_out(enterprise=rows[1].enterprise, now=NOW)
    ResponseFactory(wave=rows[0].wave, sampled=rows[2])
    assert [(each.name, each.place) for each in to_take_out(sending)] == [
        (rows[1].enterprise.name, "Thư số 2 trong tệp"),
        (rows[2].enterprise.name, "Thư số 3 trong tệp"),
    ]


def test_addresses_without_a_street_are_listed_before_letters_are_written(client):
    rows = sample(2, email="")
    rows[0].enterprise.address = "Tổ 3, đường Nguyễn Tất Thành"
    rows[0].enterprise.save()
    rows[1].enterprise.address = ""
    rows[1].enterprise.save()
    client.force_login(UserFactory(role="staff"))
    page = client.get(reverse("surveys:sendings", args=[rows[0].wave.pk])).content.decode()
    assert "chưa có địa chỉ (số nhà, đường) của 1 doanh nghiệp" in page
    assert reverse("directory:enterprise", args=[rows[1].enterprise.pk]) in page
    assert reverse("directory:enterprise", args=[rows[0].enterprise.pk]) not in page
