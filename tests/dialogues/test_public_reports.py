"""What users of other platforms reported in public does not happen here: one test a report."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMessage
from dialogues.issues.actions import editing
from dialogues.issues.actions.steps import By
from dialogues.models import Issue, Participant, Support, Visibility
from dialogues.notifications import links
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import guest_letters, registration, sessions
from dialogues.sessions.guest_forms import SignUpForm
from dialogues.workflow.transitions import Party
from tests.dialogues.files import pdf_upload
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory, filed, published
from tests.factories.directory import EnterpriseFactory

LINK = "https://hop.example/kin"
NAME = "Công ty TNHH Hoa Sen Xanh"


@pytest.fixture
def session():
    made = SessionFactory(quarter=2, seats=2, online_link=LINK)
    sessions.open_registration(session=made)
    return made


def register(session, minute=0, **fields):
    person = ParticipantFactory(session=session, **fields.pop("person", {}))
    now = NOW + timedelta(minutes=minute)
    return registration.register(participant=person, now=now, name="Khách", **fields)


def letters_of(kind):
    return OutgoingMessage.objects.filter(kind=f"dialogues.{kind}")


def test_decidim_1794_guests_hear_of_changes_and_are_reminded_two_days_before(session):
    register(session)
    sessions.change_session(session=session, now=NOW, place="Hội trường khác")
    before = session.starts_at - timedelta(hours=48)

    assert letters_of("session_changed").count() == 1
    assert guest_letters.remind_guests(now=before - timedelta(minutes=1)) == 0
    assert guest_letters.remind_guests(now=before) == 1
    assert guest_letters.remind_guests(now=before + timedelta(hours=1)) == 0
    assert "Hội trường khác" in letters_of("session_soon").get().body


def test_who_has_just_registered_or_gave_the_seat_back_is_not_reminded(session):
    before = session.starts_at - timedelta(hours=40)
    late = ParticipantFactory(session=session)
    registration.register(participant=late, now=before - timedelta(hours=1), name="Khách")
    gone = register(session)
    registration.decline(participant=gone, now=NOW)

    assert guest_letters.remind_guests(now=before) == 0


def test_decidim_12454_the_online_link_is_shown_to_nobody_who_is_not_registered(client, session):
    at = (session.year, session.quarter)
    for name in ("session", "session_calendar"):
        assert LINK not in client.get(reverse(f"dialogues:{name}", args=at)).content.decode()
    person = register(session)
    assert LINK in client.get(links.participant_path(person)).content.decode()


def test_decidim_7297_attendance_is_public_only_for_those_who_ticked_a_box(session):
    assert SignUpForm().fields["may_be_named"].initial is None
    named, silent = EnterpriseFactory(name=NAME), EnterpriseFactory(name="Hợp tác xã Yên Sơn")
    register(session, person={"enterprise": named}, may_be_named=True)
    register(session, 1, person={"enterprise": silent})
    sessions.start(session=session)
    Participant.objects.update(checked_in_at=session.starts_at)
    sessions.close(session=session, now=session.ends_at)

    shown = minutes_content.public_content(session.minutes)["attendance"]

    assert [each["who"] for each in shown["enterprises"]] == [NAME]
    assert (shown["others"], shown["people"]) == (1, 2)


def test_decidim_14264_a_full_session_keeps_a_waiting_list_one_can_leave(session):
    register(session, people=2)
    waiting, leaving = register(session, 1), register(session, 2)
    assert {waiting.status, leaving.status} == {"waiting"}

    registration.decline(participant=leaving, now=NOW + timedelta(minutes=3))

    leaving.refresh_from_db()
    assert leaving.status == "declined"
    assert letters_of("waiting").count() == 2


def test_indico_5243_a_freed_seat_goes_to_the_first_who_waits_by_itself(session):
    first = register(session, people=2)
    second, third = register(session, 1, people=2), register(session, 2)

    registration.decline(participant=first, now=NOW + timedelta(minutes=3))

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.status, third.status) == ("registered", "waiting")
    assert letters_of("promoted").get().recipient == second.email


def test_fixmystreet_658_a_raiser_becomes_unnamed_after_publication(client):
    issue = published(enterprise=EnterpriseFactory(name=NAME), text="Hồ sơ bị trả lại ba lần.")
    page = reverse("dialogues:question", args=[issue.number])
    assert NAME in client.get(page).content.decode()

    editing.take_name_away(issue=issue, by=By(None, Party.RAISER), now=NOW)

    issue.refresh_from_db()
    assert issue.published_at is not None
    assert NAME not in client.get(page).content.decode()


def test_fixmystreet_524_the_form_says_that_agencies_know_an_unnamed_raiser(client):
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory()))
    page = client.get(reverse("dialogues:raise")).content.decode()
    assert "cơ quan xử lý và cán bộ kế hoạch của tỉnh biết tên" in page
    planner = UserFactory(role=Role.PLANNER)
    assert Issue(visibility=Visibility.ASSOCIATION).names_raiser_to(planner) is False


def test_consul_874_support_is_taken_back(client):
    issue = published()
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory()))
    support = reverse("dialogues:support", args=[issue.number])

    client.post(support)
    assert Support.objects.count() == 1
    client.post(support, {"end": "1"})

    issue.refresh_from_db()
    assert (Support.objects.count(), issue.supports) == (0, 0)


def test_decidim_4592_a_refused_correction_shows_the_new_words_and_not_the_old(client):
    issue = filed(title="Tiêu đề cũ", text="Nội dung cũ của kiến nghị.")
    client.force_login(UserFactory(role=Role.STAFF))
    sent = {"title": "", "text": "Nội dung mới của kiến nghị.", "visibility": "public"}

    page = client.post(reverse("dialogues:edit_issue", args=[issue.number]), sent)

    assert set(page.context["form"].errors) == {"title", "kind"}
    assert "Nội dung mới của kiến nghị." in page.content.decode()
    assert "Nội dung cũ của kiến nghị." not in page.content.decode().split("<form", 1)[1]
    issue.refresh_from_db()
    assert issue.text == "Nội dung cũ của kiến nghị."


def test_decidim_3553_a_file_beside_an_invalid_text_is_missed_loudly(client):
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory()))
    sent = {"title": "Chờ giấy phép", "text": "", "attachment": pdf_upload()}

    page = client.post(reverse("dialogues:raise"), sent).content.decode()

    assert "trình duyệt không giữ tệp đã chọn" in page
    assert 'value="Chờ giấy phép"' in page
    assert not Issue.objects.exists()
