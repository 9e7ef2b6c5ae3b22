"""Everybody can come: registered alone, entered by staff, from a list, at the door."""

from datetime import timedelta
from importlib import import_module

import icalendar
import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import Channel, Job, OutgoingMessage
from dialogues.models import Came, Participant, ParticipantStatus
from dialogues.notifications import links
from dialogues.sessions import guest_forms, ics
from dialogues.sessions.actions import guest_letters, guests, registration, sessions
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, ParticipantFactory, SessionFactory
from tests.factories.directory import DistrictFactory, EnterpriseFactory

LINK = "https://meet.example.test/phong-hop"
FORM = {"name": "Trần Thị Xuân", "email": "xuan@example.test", "people": "2"}


@pytest.fixture(autouse=True)
def before_the_session():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def session():
    session = SessionFactory(year=2026, quarter=2, seats=3, online_link=LINK)
    sessions.open_registration(session=session)
    return session


def address(session, name="sign_up", *more):
    return reverse(f"dialogues:{name}", args=[session.year, session.slot, *more])


def signed_in(role, **fields):
    client = Client()
    client.force_login(UserFactory(role=role, **fields))
    return client


def test_a_visitor_registers_through_a_letter(client, session):
    done = client.post(address(session), FORM)
    person = Participant.objects.get()
    letter = OutgoingMessage.objects.get()
    assert done.url == address(session, "signed_up")
    assert (person.status, person.came) == (ParticipantStatus.UNCONFIRMED, Came.SELF)
    assert registration.seats_taken(session) == 0
    assert person.key in letter.body

    client.post(links.participant_path(person), {"name": person.name, "people": "2"})

    person.refresh_from_db()
    assert (person.status, person.confirmed_at) == (ParticipantStatus.REGISTERED, NOW)
    assert "mời" not in client.get(links.participant_path(person)).content.decode()  # by nobody
    assert registration.seats_taken(session) == 2


def test_a_visitor_without_e_mail_registers_through_a_text_message(client, session):
    client.post(address(session), {"name": "Y Thương", "phone": "0912 345 678", "people": "1"})

    message = OutgoingMessage.objects.get()
    assert (message.channel, message.recipient) == (Channel.SMS, "0912345678")
    assert Participant.objects.get().key in message.body


@pytest.mark.parametrize("phone", ["", "0261 3555 666", "12345"])
def test_who_cannot_be_reached_is_asked_for_an_address(client, session, phone):
    page = client.post(address(session), {"name": "Y Thương", "phone": phone, "people": "1"})

    assert page.status_code == 200
    assert "Y Thương" in page.content.decode()
    assert not Participant.objects.exists()


def test_the_page_does_not_tell_who_is_on_the_list(client, session):
    guest = ParticipantFactory(session=session, email="Xuan@example.test")
    registration.register(participant=guest, now=NOW, name="Xuân")
    known = client.post(address(session), FORM)
    new = client.post(address(session), FORM | {"email": "moi@example.test"})

    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert Participant.objects.count() == 2
    guest.refresh_from_db()
    assert guest.status == ParticipantStatus.REGISTERED


def test_a_flood_from_one_network_ends_at_ten_an_hour(client, session):
    for number in range(11):
        page = client.post(address(session), FORM | {"email": f"e{number}@example.test"})

    assert page.status_code == 200
    assert Participant.objects.count() == 10


def test_an_entry_nobody_confirms_is_deleted_after_seven_days(client, session):
    client.post(address(session), FORM)
    later = guests.Guest(name="Khác", email="khac@example.test")

    guests.ask_to_come(session=session, guest=later, now=NOW + timedelta(days=7))
    assert Participant.objects.count() == 2
    later = guests.Guest(name="Thứ ba", email="ba@example.test")
    guests.ask_to_come(session=session, guest=later, now=NOW + timedelta(days=7, seconds=1))

    assert not Participant.objects.filter(email="xuan@example.test").exists()


@pytest.mark.parametrize(("email", "tied"), [("x@example.test", True), ("la@example.test", False)])
def test_an_enterprise_is_tied_only_through_its_own_address(client, session, email, tied):
    firm = EnterpriseFactory(tax_code="6400123456", email="X@example.test")
    client.post(address(session), FORM | {"email": email, "tax_code": firm.tax_code})
    person = Participant.objects.get()

    registration.register(participant=person, now=NOW, name=person.name)

    assert (person.enterprise == firm) is tied


def test_an_enterprise_with_an_account_registers_at_once(session):
    firm = EnterpriseFactory()
    client = signed_in(Role.ENTERPRISE, enterprise=firm)
    page = client.get(address(session), follow=True)
    assert page.status_code == 200

    client.post(page.redirect_chain[-1][0], {"name": "Giám đốc", "people": "1"})
    again = client.get(address(session))

    assert Participant.objects.get().status == ParticipantStatus.REGISTERED
    assert again.url == links.participant_path(Participant.objects.get())


@pytest.mark.parametrize("is_open", [True, False])
def test_a_session_for_those_invited_alone_takes_no_visitors(client, session, is_open):
    session.is_open_to_all = is_open
    session.save()

    page = client.get(session.get_absolute_url()).content.decode()
    client.post(address(session), FORM)

    assert (address(session) in page) is is_open
    assert Participant.objects.exists() is is_open


def test_the_online_link_is_for_those_registered_alone(client, session):
    firm = EnterpriseFactory()
    enterprise = signed_in(Role.ENTERPRISE, enterprise=firm)
    person = ParticipantFactory(session=session, enterprise=firm)
    sights = [
        lambda: client.get(session.get_absolute_url()),
        lambda: client.get(address(session, "session_calendar")),
        lambda: enterprise.get(session.get_absolute_url()),
        lambda: client.get(links.participant_path(person)),
        lambda: client.get(reverse("dialogues:participant_calendar", args=[person.key])),
    ]
    assert [LINK in sight().content.decode() for sight in sights] == [False] * 5

    registration.register(participant=person, now=NOW, name="Giám đốc")

    assert [LINK in sight().content.decode() for sight in sights] == [False] * 2 + [True] * 3
    assert LINK in OutgoingMessage.objects.get(kind="dialogues.registered").body


def test_staff_enter_a_guest_who_telephoned_and_one_at_the_door(session):
    staff = signed_in(Role.STAFF)
    firm = EnterpriseFactory(name="Công ty Cà phê Đắk Mil")
    staff.post(address(session, "add_guest"), {"name": "An", "enterprise": "ca phe", "people": "3"})
    staff.post(address(session, "add_guest"), {"name": "Bình", "people": "1", "at_the_door": "on"})

    first, second = Participant.objects.order_by("pk")
    assert (first.enterprise, first.status, first.checked_in_at) == (firm, "registered", None)
    assert (second.came, second.status, second.checked_in_at) == (Came.DOOR, "registered", NOW)


def test_a_guest_is_tied_to_an_enterprise_once_on_the_list(session):
    staff, firm = signed_in(Role.STAFF), EnterpriseFactory(name="Công ty Gỗ Đắk Song")
    for name in ("An", "Bình"):
        staff.post(address(session, "add_guest"), {"name": name, "people": "1"})
    first, second = Participant.objects.order_by("pk")

    staff.post(address(session, "tie_guest", first.pk), {"enterprise": "đắk song"})
    page = staff.post(address(session, "tie_guest", second.pk), {"enterprise": "đắk song"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.enterprise, second.enterprise) == (firm, None)
    assert page.context["form"].errors


def test_a_list_is_entered_whole_or_its_wrong_lines_are_named(session):
    staff, firm = signed_in(Role.STAFF), EnterpriseFactory(tax_code="6400123456")
    good = "An | 6400123456 | an@example.test | 0912345678 | 2\nBình"
    page = staff.post(address(session, "add_guests"), {"lines": good + "\n| | sai"})
    assert "Dòng 3" in page.content.decode()
    assert not Participant.objects.exists()

    staff.post(address(session, "add_guests"), {"lines": good})

    first, second = Participant.objects.order_by("pk")
    assert (first.enterprise, first.people, first.came) == (firm, 2, Came.IMPORTED)
    assert (second.name, second.status) == ("Bình", "registered")


def told(step):
    return OutgoingMessage.objects.filter(key__contains=f":{step}:").count()


def test_whoever_registered_is_told_of_another_day_and_calendars_count_on(session):
    for person in (ParticipantFactory(session=session) for _ in range(2)):
        registration.register(participant=person, now=NOW, name="Khách", people=2)
    ParticipantFactory(session=session)

    sessions.change_session(session=session, now=NOW, topic="Chỉ đổi chuyên đề")
    assert (told("changed"), session.sequence) == (0, 0)
    later = session.starts_at + timedelta(days=7)
    sessions.change_session(
        session=session, now=NOW, starts_at=later, ends_at=later + timedelta(hours=3)
    )

    event = icalendar.Calendar.from_ical(ics.entry(session, now=NOW, url="https://x.test/"))
    assert told("changed") == 2
    assert event.walk("VEVENT")[0]["SEQUENCE"] == 1


def test_a_cancelled_session_can_be_planned_anew_and_keeps_its_guests(session):
    person = ParticipantFactory(session=session)
    registration.register(participant=person, now=NOW, name="Khách")
    staff = signed_in(Role.STAFF)
    staff.post(address(session, "session_step", "cancel"))

    assert (
        address(session, "session_step", "plan_anew")
        in staff.get(session.get_absolute_url()).content.decode()
    )
    staff.post(address(session, "session_step", "plan_anew"))

    session.refresh_from_db()
    person.refresh_from_db()
    assert (session.status, session.sequence) == ("planned", 1)
    assert person.status == ParticipantStatus.REGISTERED


@pytest.mark.parametrize("changed_when", ["cancelled", "planned", "never"])
def test_who_was_told_of_a_cancelled_session_is_told_once_that_it_is_on(session, changed_when):
    person = ParticipantFactory(session=session)
    registration.register(participant=person, now=NOW, name="Khách")
    at, later = {"now": NOW + timedelta(hours=1)}, session.starts_at + timedelta(days=1)
    moved = {"session": session, "starts_at": later, "ends_at": later + timedelta(hours=3)}
    sessions.cancel(session=session, now=NOW)
    session.refresh_from_db()
    if changed_when == "cancelled":
        sessions.change_session(**moved, **at)
    sessions.plan_anew(session=session)
    if changed_when == "planned":
        sessions.change_session(**moved, **at)
    before = session.sequence
    sessions.open_and_tell(session=session, now=NOW + timedelta(hours=2))

    session.refresh_from_db()
    assert told("changed") == 1
    assert session.sequence == before + (changed_when != "planned")
    assert session.status == "open"


def test_guests_hear_that_a_session_is_on_however_long_it_was_off(session):
    person = ParticipantFactory(session=session)
    registration.register(participant=person, now=NOW, name="Khách")
    sessions.cancel(session=session, now=NOW)
    session.refresh_from_db()
    Job.objects.all().delete()  # as orders are after 90 days

    sessions.plan_anew(session=session)
    sessions.open_and_tell(session=session, now=NOW + timedelta(days=91))

    person.refresh_from_db()
    assert told("changed") == 1
    assert person.told_cancelled_at is None


@pytest.mark.parametrize(("last", "is_marked"), [("cancelled", True), ("changed", False)])
def test_an_upgrade_takes_from_the_orders_who_was_told_last(session, last, is_marked):
    person = ParticipantFactory(session=session, status=ParticipantStatus.REGISTERED)
    for hour, letter in enumerate(("changed", "cancelled", last)):
        guest_letters.order(session=session, letter=letter, now=NOW + timedelta(hours=hour))
    Participant.objects.update(told_cancelled_at=None)

    step = import_module("dialogues.migrations.0035_who_was_told_last")
    step.note_who_was_told(apps, None)

    person.refresh_from_db()
    assert bool(person.told_cancelled_at) is is_marked


def test_a_cancelled_session_leaves_its_quarter_free(session):
    plan = sessions.QuarterPlan(2, session.starts_at, session.ends_at)
    sessions.cancel(session=session, now=NOW)

    again = sessions.plan_session(year=2026, plan=plan)

    assert (again.number, again.slot) == (2, "2-2")


def test_a_district_has_a_further_session_in_the_quarter(session):
    staff, district = signed_in(Role.STAFF), DistrictFactory(name="Đắk Mil")
    sent = {
        "starts_at": "2026-05-20T08:00",
        "ends_at": "2026-05-20T11:00",
        "place": "Hội trường huyện",
        "seats": "50",
    }
    page = staff.post(reverse("dialogues:plan_further"), sent)
    assert set(page.context["form"].errors) == {"topic"}

    done = staff.post(reverse("dialogues:plan_further"), sent | {"district": district.pk})

    assert done.url == "/dialogues/2026/q2-2/"
    page = staff.get(done.url).content.decode()
    assert "Đắk Mil" in page
    assert "Phiên đối thoại quý II năm 2026 (phiên thứ 2)" in page


def test_the_next_session_stands_first_in_the_list(client, session):
    SessionFactory(year=2026, quarter=4)

    page = client.get(reverse("dialogues:sessions")).content.decode()

    first = page.index("/dialogues/2026/q2/")
    assert first < page.index("/dialogues/2026/q4/")
    assert address(session) in page


@pytest.mark.parametrize(("guests", "is_taken"), [(500, True), (501, False)])
def test_a_list_of_500_guests_is_taken_and_a_longer_one_refused_before_it_is_read(
    guests, is_taken, monkeypatch
):
    read = []
    monkeypatch.setattr(guest_forms, "_read_guest", read.append)
    form = guest_forms.GuestListForm({"lines": "Khách | | | |\n" * guests})

    assert form.is_valid() is is_taken
    assert len(read) == (500 if is_taken else 0)
