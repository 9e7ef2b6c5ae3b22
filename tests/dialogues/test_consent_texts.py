"""The words somebody agreed to are kept with the day, and so is that they took it back."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import override

from core.consents.noting import consents_of, note_consent, withdraw_consent
from core.models import ConsentText
from dialogues.issues.actions import editing
from dialogues.issues.actions.steps import By
from dialogues.models import Visibility
from dialogues.sessions.actions import registration, sessions
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory, filed

LATER = NOW + timedelta(days=1)


def test_other_words_are_another_version_and_the_same_words_stand_once():
    user = UserFactory()
    for words in ("Tôi đồng ý.", "Tôi đồng ý.", "Tôi đồng ý nêu tên."):
        note_consent(purpose="minutes", words=words, subject=user, now=NOW)
    with override("en"):
        note_consent(purpose="minutes", words="I agree.", subject=user, now=NOW)

    versions = ConsentText.objects.values_list("language", "version", "words")
    assert list(versions) == [
        ("en", 1, "I agree."),
        ("vi", 1, "Tôi đồng ý."),
        ("vi", 2, "Tôi đồng ý nêu tên."),
    ]
    assert [each.text.version for each in consents_of(user)] == [1, 1, 2, 1]


def test_what_was_taken_back_stays_written_down():
    user = UserFactory()
    note_consent(purpose="minutes", words="Tôi đồng ý.", subject=user, now=NOW)

    assert withdraw_consent(purpose="minutes", subject=user, now=LATER) == 1
    assert withdraw_consent(purpose="minutes", subject=user, now=LATER) == 0

    given = consents_of(user).get()
    assert (given.given_at, given.withdrawn_at) == (NOW, LATER)


def test_a_guest_agrees_to_be_named_and_takes_it_back():
    session = SessionFactory(year=2026, quarter=2)
    sessions.open_registration(session=session)
    guest = ParticipantFactory(session=session)
    registration.register(participant=guest, now=NOW, name="Lan", may_be_named=True)
    registration.register(participant=guest, now=LATER, name="Lan", may_be_named=True)

    given = consents_of(guest).get()
    assert given.text.words.startswith("Biên bản công khai được nêu tên doanh nghiệp")
    registration.register(participant=guest, now=LATER, name="Lan", may_be_named=False)
    given.refresh_from_db()
    assert (given.given_at, given.withdrawn_at) == (NOW, LATER)


def test_a_name_with_an_issue_rests_on_the_choice_and_ends_with_it():
    named = filed()
    unnamed = filed(visibility=Visibility.WITHOUT_NAME)

    assert consents_of(unnamed).count() == 0
    editing.take_name_away(issue=named, by=By(None, Party.RAISER), now=LATER)
    assert consents_of(named).get().withdrawn_at == LATER


def test_one_reads_what_one_agreed_to(client):
    user = UserFactory(approved_at=NOW)
    note_consent(purpose="privacy-notice", words="Tôi đã đọc (2026-11).", subject=user, now=NOW)
    client.force_login(user)
    assert "Tôi đã đọc (2026-11)." in client.get(reverse("accounts:my_data")).content.decode()
