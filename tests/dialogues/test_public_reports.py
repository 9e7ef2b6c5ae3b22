"""What users of other platforms reported in public does not happen here: one test a report."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMessage
from dialogues.errors import NamedInPublic, NeedsReason
from dialogues.issues.actions import answers, editing, filing, publication, steps
from dialogues.issues.actions.steps import By
from dialogues.models import Answer, Issue, Participant, Support, Visibility
from dialogues.notifications import links
from dialogues.sessions import minutes_content
from dialogues.sessions.actions import guest_letters, minutes, registration, sessions
from dialogues.sessions.guest_forms import SignUpForm
from dialogues.workflow.transitions import Party
from tests.dialogues.files import pdf_upload
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    SessionFactory,
    answered,
    assigned,
    filed,
    officer_of,
    published,
    staff,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory

LINK = "https://hop.example/kin"
NAME = "Công ty TNHH Hoa Sen Xanh"
PLAIN = "Hồ sơ xin phép chờ đã ba tháng."


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


def test_alaveteli_8001_a_comment_that_names_somebody_is_read_by_the_association_alone(session):
    """Words are made unreadable in texts; what is said of them in comments must not tell more."""
    sessions.start(session=session)
    firm = EnterpriseFactory(name=NAME)
    filed(session=session, visibility=Visibility.WITHOUT_NAME, enterprise=firm, text=PLAIN)
    officer = officer_of(AgencyFactory())
    session.agencies.add(officer.agency)
    neighbour = UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())
    for body in ({"agency": officer.agency}, {"enterprise": neighbour.enterprise}):
        guest = {"agency": None, "enterprise": None} | body
        ParticipantFactory(session=session, checked_in_at=NOW, **guest)
    sessions.close(session=session, now=session.ends_at)
    minutes.open_comments(minutes=session.minutes, now=session.ends_at)
    said = minutes.comment(
        minutes=session.minutes, author=neighbour, text=f"{NAME} nói đúng.", now=session.ends_at
    )
    page = reverse("dialogues:minutes", args=[session.year, session.slot])

    def read_by(user):
        client = Client()
        client.force_login(user)
        return NAME in client.get(page).content.decode()

    with time_machine.travel(session.ends_at, tick=False):
        assert [read_by(user) for user in (UserFactory(role=Role.STAFF), neighbour)] == [True, True]
        assert not read_by(officer)
        minutes.reply(comment=said, text="Đã bổ sung.")
        assert read_by(officer)  # once the Association has looked at it


def test_fixmystreet_2058_letters_written_after_the_name_was_taken_away_do_not_carry_it():
    issue = published(enterprise=EnterpriseFactory(name=NAME, email="hoasen@example.test"))
    supporter = EnterpriseFactory(email="khac@example.test")
    filing.support(issue=issue, enterprise=supporter, now=NOW)
    editing.take_name_away(issue=issue, by=By(None, Party.RAISER), now=NOW)

    steps.assign(issue=issue, by=staff(), now=NOW, lead=AgencyFactory())
    answered(issue=issue)

    told = OutgoingMessage.objects.filter(recipient=supporter.email)
    assert told.exists()
    assert [each.key for each in told if NAME in f"{each.subject} {each.body}"] == []


def test_fixmystreet_616_an_answer_that_addresses_an_unnamed_raiser_is_not_sent():
    issue = assigned(
        visibility=Visibility.WITHOUT_NAME, enterprise=EnterpriseFactory(name=NAME), text=PLAIN
    )
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    officer = officer_of(issue.lead)
    words = {"effect": "solved", "text": f"Kính gửi {NAME}, Sở đã kiểm tra."}
    draft = answers.save_draft(issue=issue, author=officer, now=NOW, **words)

    with pytest.raises(NamedInPublic):
        answers.submit(answer=draft, by=officer, now=NOW)

    draft.refresh_from_db()
    assert (draft.status, draft.text) == ("draft", words["text"])


def test_fixmystreet_2357_nothing_is_reopened_without_a_word_why():
    issue = answered()
    judged = {"is_answered": False, "is_solved": False, "reopen": True, "now": NOW}

    with pytest.raises(NeedsReason):
        answers.judge(answer=issue.answers.get(), by=By(None, Party.RAISER), **judged)

    issue.refresh_from_db()
    assert issue.state == "answered"


def test_alaveteli_4210_counts_are_of_what_can_be_read(client):
    published()
    filed(visibility=Visibility.ASSOCIATION, text=PLAIN)
    filed(text=PLAIN)

    page = client.get(reverse("dialogues:questions"))
    told = client.get(reverse("api-1:list_issues")).json()

    assert page.context["page"].paginator.count == 1
    assert told["total"] == 1


def test_alaveteli_471_the_raiser_reads_what_the_public_may_not(client):
    firm = EnterpriseFactory()
    issue = published(enterprise=firm, title="Thêm giấy tờ", text="Ông Trần Văn Bình đòi thêm.")
    publication.redact(issue=issue, by=staff(), now=NOW, after="[…] đòi thêm.", reason="Tên cán bộ")

    public = client.get(reverse("dialogues:question", args=[issue.number])).content.decode()
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=firm))
    own = client.get(issue.get_absolute_url()).content.decode()

    assert "Trần Văn Bình" not in public
    assert "Trần Văn Bình" in own


def test_alaveteli_6106_what_was_drafted_before_signing_in_again_is_sent_from_there():
    issue = assigned()
    officer, client = officer_of(issue.lead), Client()
    address = reverse("dialogues:new_answer", args=[issue.number])
    sent = {"effect": "explained", "text": "Sở đã kiểm tra hồ sơ và trả lời như sau.", "draft": "1"}

    page = client.post(address, sent, HTTP_ACCEPT="text/html").content.decode()
    client.force_login(officer)
    client.post(address, sent, HTTP_ACCEPT="text/html")

    assert sent["text"] in page
    assert Answer.objects.get().text == sent["text"]
