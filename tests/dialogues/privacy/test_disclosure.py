"""What may be said in public about an issue whose raiser is not named."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate

from core.access import Role
from dialogues.errors import FewInTheHall
from dialogues.issues.actions import editing, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.queries.issues import list_left_over, list_left_over_for
from dialogues.models import Issue, Visibility
from dialogues.privacy import disclosure
from dialogues.privacy.disclosure import Disclosure
from dialogues.sessions.actions import sessions
from tests.dialogues.replay import replay
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    TEXT,
    ParticipantFactory,
    filed,
    officer_of,
    running_session,
    staff,
)
from tests.factories.directory import AgencyFactory, DistrictFactory, EnterpriseFactory


def raised(*, in_sector, in_district, visibility=Visibility.WITHOUT_NAME, **fields):
    """An issue of an enterprise with so many like it, itself among them, and ten elsewhere."""
    district = DistrictFactory()
    raiser = EnterpriseFactory(district=district, sector="C")
    EnterpriseFactory.create_batch(in_sector - 1, district=district, sector="C")
    EnterpriseFactory.create_batch(in_district - in_sector, district=district, sector="G")
    EnterpriseFactory.create_batch(10, district=DistrictFactory(), sector="A")
    return filed(
        enterprise=raiser, district=district, sector="C", visibility=visibility, **fields
    ), district  # fmt: skip


@pytest.mark.parametrize(
    ("in_sector", "in_district", "has_district", "sector"),
    [
        (4, 4, False, ""),
        (5, 5, True, "C"),
        (6, 6, True, "C"),
        (4, 9, True, ""),  # the five others would leave four without a branch: one of them
        (4, 10, True, ""),
        (5, 9, True, ""),
        (5, 10, True, "C"),
    ],
)
def test_a_place_is_shown_where_five_enterprises_share_it(
    in_sector, in_district, has_district, sector
):
    issue, district = raised(in_sector=in_sector, in_district=in_district)

    assert disclosure.disclose_origin(issue) == Disclosure(
        None, district if has_district else None, sector
    )


def test_enterprises_that_have_closed_are_no_crowd():
    issue, district = raised(in_sector=5, in_district=5)
    other = district.enterprises.exclude(pk=issue.enterprise_id).first()
    type(other).objects.filter(pk=other.pk).update(status="dissolved")

    assert disclosure.disclose_origin(issue) == Disclosure(None, None, "")


def test_an_issue_of_nobody_is_hidden_in_the_crowd_and_a_named_one_keeps_its_place():
    named, district = raised(in_sector=1, in_district=1, visibility=Visibility.PUBLIC)
    of_nobody = filed(enterprise=None, district=district, sector="C", visibility="without_name")

    assert disclosure.disclose_origin(named) == Disclosure(None, district, "C")
    assert disclosure.disclose_origin(of_nobody) == Disclosure(None, None, "")


def hall(*places, held=True):
    """A session to which enterprises of these districts and branches came; the first raises."""
    session = running_session()
    for district, sector in places:
        place = {"sector": sector} | ({"district": district} if district else {})
        ParticipantFactory(
            session=session, enterprise=EnterpriseFactory(**place), checked_in_at=NOW
        )
    ParticipantFactory(session=session, enterprise=None, checked_in_at=NOW)
    ParticipantFactory(session=session, checked_in_at=None)
    ParticipantFactory(checked_in_at=NOW)  # in another session
    if held:
        session.status = "held"
        session.save()
    return session


def heard(session, visibility=Visibility.WITHOUT_NAME, **fields):
    guest = session.participants.order_by("pk").first()
    given = {"enterprise": guest.enterprise, "origin": "live", "now": session.starts_at}
    return filed(session=session, visibility=visibility, **given | fields)


@pytest.mark.parametrize(("came", "is_told"), [(4, False), (5, True)])
def test_those_who_came_are_the_crowd_and_not_the_register(came, is_told):
    district = DistrictFactory()
    EnterpriseFactory.create_batch(20, district=district, sector="C")
    session = hall(*[(district, "C")] * came)

    told = Disclosure(session, district, "C") if is_told else Disclosure()
    assert disclosure.disclose_origin(heard(session)) == told


def test_nothing_is_told_before_the_session_has_ended():
    session = hall(*[(None, "C")] * 9, held=False)
    assert disclosure.disclose_origin(heard(session)) == Disclosure()


@pytest.mark.parametrize(("came", "refused"), [(4, True), (5, False)])
def test_a_day_that_tells_the_session_needs_five_who_came(came, refused):
    session = hall(*[(None, "C")] * came, held=False)
    issue = heard(session)

    assert disclosure.points_at_few(issue) is refused
    if refused:
        with pytest.raises(FewInTheHall):
            publication.publish_issue(issue=issue, by=staff(), now=NOW)
    else:
        publication.publish_issue(issue=issue, by=staff(), now=NOW)
        assert issue.public_session is None


def test_a_question_sent_beforehand_is_published_however_few_came():
    session = hall((None, "C"))
    issue = heard(session, origin="advance", now=NOW)

    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    assert (issue.published_at, issue.public_session) == (NOW, None)


def test_what_is_told_of_published_issues_is_decided_when_the_session_ends():
    session = hall(*[(None, "C")] * 5, held=False)
    issue = heard(session)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    sessions.close(session=session, now=session.ends_at)

    issue.refresh_from_db()
    assert (issue.public_session, issue.public_sector) == (session, "C")
    assert replay(issue.events.all())["public_session"] == session.pk


@pytest.mark.parametrize(("came", "shown"), [(4, False), (5, True), (6, True)])
def test_a_hidden_issue_shows_its_session_from_five_enterprises_on(came, shown):
    session = hall(*[(None, "C")] * came)
    assert disclosure.session_is_shown(heard(session, Visibility.ASSOCIATION)) is shown


def test_a_hidden_issue_does_not_show_a_session_that_is_not_over():
    session = hall(*[(None, "C")] * 9, held=False)
    assert disclosure.session_is_shown(heard(session, Visibility.ASSOCIATION)) is False


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (2, None), (3, 3), (4, 4)])
def test_a_count_of_a_public_table_is_shown_from_three_on(count, shown):
    assert disclosure.show_count(count) == shown


@pytest.mark.parametrize("visibility", ["public", "without_name", "association"])
def test_a_wording_nobody_published_is_for_nobody_else(visibility):
    issue = filed(title="Chờ giấy phép", text=TEXT, visibility=visibility)

    assert disclosure.title_for_others(issue) == "(nội dung chưa công bố)"
    assert disclosure.text_for_others(issue) == ""


def test_what_is_published_is_read_by_all_in_its_public_words():
    issue = filed(title="Chờ giấy phép", text=TEXT)
    issue.published_at, issue.public_text = NOW, "Giấy phép chậm."

    assert disclosure.title_for_others(issue) == "Chờ giấy phép"
    assert disclosure.text_for_others(issue) == "Giấy phép chậm."


def test_no_list_of_left_over_issues_tells_by_a_gap_for_which_session_one_was_raised(client):
    session = hall((None, "C"))
    sent = heard(session, origin="advance", now=NOW)
    publication.publish_issue(issue=sent, by=staff(), now=NOW)
    named = heard(session, Visibility.PUBLIC, origin="advance", now=NOW)
    publication.publish_issue(issue=named, by=staff(), now=NOW)

    listed = set(list_left_over_for(session, AnonymousUser()))

    assert sent in listed
    assert named not in listed
    assert sent not in set(list_left_over(session, knows_all=True))


@pytest.mark.parametrize(("came", "shown"), [(4, False), (5, True)])
def test_an_agency_reads_the_day_of_a_hidden_issue_from_five_who_came_on(client, came, shown):
    session = hall(*[(None, "C")] * came)
    issue = heard(session, Visibility.ASSOCIATION)
    steps.accept(issue=issue, by=staff(), now=session.ends_at)
    lead, later = AgencyFactory(), session.ends_at + timedelta(days=3)
    steps.assign(issue=issue, by=staff(), now=later, lead=lead)
    day = date_format(localdate(session.starts_at), "SHORT_DATE_FORMAT")

    with time_machine.travel(later, tick=False):
        client.force_login(officer_of(lead))
        page = client.get(issue.get_absolute_url()).content.decode()
        assert issue.number in page
        client.force_login(UserFactory(role=Role.PLANNER))
        table = client.get(reverse("dialogues:issues") + "?export=csv").content.decode()

    assert (day in page) is shown
    assert (localdate(session.starts_at).isoformat() in table or day in table) is shown


def test_what_was_said_in_a_small_hall_and_written_down_later_is_not_published():
    session = hall(*[(None, "C")] * 4)
    issue = heard(session, now=session.ends_at + timedelta(days=1))
    with pytest.raises(FewInTheHall):
        publication.publish_issue(issue=issue, by=staff(), now=NOW)


@pytest.mark.parametrize(
    ("origin", "after", "told"),
    [
        ("live", timedelta(0), True),
        ("live", timedelta(days=1), True),  # said in the hall, written down later
        ("advance", timedelta(0), True),  # on that day nobody can tell it from the others
        ("advance", timedelta(days=-1), False),
        ("advance", timedelta(days=1), False),
    ],
)
def test_where_four_came_the_hall_must_not_be_told_by_day_or_way(origin, after, told):
    session = hall(*[(None, "C")] * 4)
    hidden = heard(session, Visibility.ASSOCIATION, origin=origin, now=session.starts_at + after)

    assert disclosure.is_told_by_its_day(hidden) is (after == timedelta(0))
    assert disclosure.points_at_few(hidden) is told
    assert disclosure.day_is_shown(hidden) is False


def test_a_hidden_issue_of_no_session_keeps_back_what_those_of_small_ones_do(client):
    """Else what is kept back would tell that an issue was raised where few were."""
    few, many = hall(*[(None, "C")] * 4), hall(*[(None, "C")] * 5)
    hidden = [heard(session, Visibility.ASSOCIATION) for session in (few, many)]
    hidden.append(filed(visibility=Visibility.ASSOCIATION, text=TEXT))
    lead, pages = AgencyFactory(), []
    for issue in hidden:
        steps.accept(issue=issue, by=staff(), now=NOW)
        steps.assign(issue=issue, by=staff(), now=NOW, lead=lead)
    client.force_login(officer_of(lead))
    for issue in hidden:
        page = client.get(issue.get_absolute_url()).content.decode().split("<main")[1]
        said = re.sub(r"<[^>]*>|\s+", " ", page.replace(issue.number, ""))
        pages.append(re.sub(r" +", " ", said))

    kept_back, shown, of_none = pages
    assert kept_back == of_none
    assert shown != of_none
    assert "hạn xử lý" in of_none
    for one in (hidden[0], hidden[2]):
        assert (disclosure.day_is_shown(one), disclosure.session_is_shown(one)) == (False, False)
    assert disclosure.day_is_shown(hidden[1]) is disclosure.session_is_shown(hidden[1]) is True


def test_only_what_is_hidden_keeps_back_day_and_session():
    unnamed = heard(hall(*[(None, "C")] * 4), Visibility.WITHOUT_NAME)
    of_no_session = filed(visibility=Visibility.WITHOUT_NAME)

    for one in (unnamed, of_no_session):
        assert disclosure.day_is_shown(one) is True
        assert disclosure.session_is_shown(one) is True
    assert disclosure.points_at_few(of_no_session) is False


@pytest.mark.parametrize(("at_first", "is_told"), [(4, False), (5, True)])
def test_no_more_is_told_of_an_issue_later_than_was_told_at_first(at_first, is_told):
    """The fifth of a district who comes later cannot have raised it: to tell it means the four."""
    issue, district = raised(in_sector=at_first, in_district=at_first)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    EnterpriseFactory.create_batch(5, district=district, sector="C")
    told = district if is_told else None

    editing.edit_issue(issue=issue, by=staff(), now=NOW, title="Chờ giấy phép ba tháng")
    assert issue.public_district == told
    publication.unpublish_issue(issue=issue, by=staff(), now=NOW, reason="Xem lại")
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    issue.refresh_from_db()
    assert (issue.public_district, issue.public_sector) == (told, "C" if is_told else "")


def test_other_words_leave_the_place_as_it_was_told_and_another_place_is_told_anew():
    """Told less of one issue and not of another, it would say from where the first one came."""
    issue, district = raised(in_sector=5, in_district=5)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    district.enterprises.exclude(pk=issue.enterprise_id).update(status="dissolved")

    editing.edit_issue(issue=issue, by=staff(), now=NOW, title="Chờ giấy phép ba tháng")
    assert (issue.public_district, issue.public_sector) == (district, "C")
    editing.edit_issue(issue=issue, by=staff(), now=NOW, sector="G")
    assert (issue.public_district, issue.public_sector) == (None, "")


def told_by_branch_alone():
    """An issue of one of four in a district; with six in two others they share a branch."""
    issue, district = raised(in_sector=4, in_district=4)
    for place in DistrictFactory.create_batch(2):
        EnterpriseFactory.create_batch(3, district=place, sector="C")
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    assert (issue.public_district, issue.public_sector) == (None, "C")
    return issue, district


def test_published_anew_it_tells_what_it_told_before_the_register_grew():
    """Told without its branch, it would come from the district that is large enough now."""
    issue, district = told_by_branch_alone()
    publication.unpublish_issue(issue=issue, by=staff(), now=NOW, reason="Xem lại")
    EnterpriseFactory.create_batch(5, district=district, sector="G")

    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    assert (issue.public_district, issue.public_sector) == (None, "C")


def test_who_raised_it_said_later_leaves_the_place_as_it_was_told():
    issue, district = told_by_branch_alone()
    EnterpriseFactory.create_batch(5, district=district, sector="G")

    editing.tie_enterprise(issue=issue, by=staff(), now=NOW, enterprise=EnterpriseFactory())

    assert (issue.public_district, issue.public_sector) == (None, "C")


def test_a_name_taken_away_off_the_pages_takes_the_place_with_it():
    issue, _district = raised(in_sector=4, in_district=4, visibility=Visibility.PUBLIC)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    publication.unpublish_issue(issue=issue, by=staff(), now=NOW, reason="Xem lại")

    editing.edit_issue(issue=issue, by=staff(), now=NOW, visibility=Visibility.WITHOUT_NAME)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    issue.refresh_from_db()
    assert (issue.public_district, issue.public_sector) == (None, "")


def test_another_place_said_off_the_pages_is_told_as_far_as_before():
    issue, _district = raised(in_sector=5, in_district=5)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    publication.unpublish_issue(issue=issue, by=staff(), now=NOW, reason="Xem lại")

    editing.edit_issue(issue=issue, by=staff(), now=NOW, sector="G")
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    issue.refresh_from_db()
    assert issue.public_sector == ""


@pytest.mark.parametrize(
    ("corrected", "district_is_told", "sector"), [("sector", True, ""), ("district", False, "C")]
)
def test_of_a_place_half_corrected_the_other_half_stays_told(corrected, district_is_told, sector):
    issue, district = raised(in_sector=5, in_district=10)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    other = DistrictFactory()
    EnterpriseFactory.create_batch(5, district=other, sector="C")
    change = {"sector": "G"} if corrected == "sector" else {"district": other}

    editing.edit_issue(issue=issue, by=staff(), now=NOW, **change)

    told = district if district_is_told else None
    assert (issue.public_district, issue.public_sector) == (told, sector)


def test_another_branch_leaves_the_session_that_is_told():
    district = DistrictFactory()
    session = hall(*[(district, "C")] * 5, *[(district, "G")] * 5)
    issue = heard(session)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    assert issue.public_session == session

    editing.edit_issue(issue=issue, by=staff(), now=NOW, sector="G")

    assert (issue.public_session, issue.public_sector) == (session, "")


def registered_for(session, number):
    for status, enterprise in [
        *[("registered", EnterpriseFactory()) for _each in range(number)],
        ("waiting", EnterpriseFactory()),
        ("registered", None),
    ]:
        ParticipantFactory(session=session, enterprise=enterprise, status=status)


def read(issue, **told):
    """An issue people read already, as it is told to them."""
    Issue.objects.filter(pk=issue.pk).update(published_at=NOW, **told)
    return issue


def told_of(session):
    return set(Issue.objects.filter(disclosure.told_to_guests(session)))


@pytest.mark.parametrize(("registered", "is_told"), [(4, False), (5, True)])
def test_guests_read_what_has_no_name_where_five_enterprises_registered(registered, is_told):
    session = running_session()
    registered_for(session, registered)
    unnamed = read(filed(session=session, visibility=Visibility.WITHOUT_NAME))
    named = read(filed(session=session))
    filed(session=session, visibility=Visibility.WITHOUT_NAME)  # not published

    assert told_of(session) == ({unnamed, named} if is_told else {named})


def test_after_a_session_guests_read_what_was_told_of_it_however_many_registered():
    session = running_session()
    registered_for(session, 9)
    session.status = "held"
    session.save()
    unnamed = {"session": session, "visibility": Visibility.WITHOUT_NAME}
    told = read(filed(**unnamed), public_session=session)
    read(filed(**unnamed))

    assert told_of(session) == {told}


def test_a_named_issue_shows_a_place_that_is_corrected():
    issue, _district = raised(in_sector=1, in_district=1, visibility=Visibility.PUBLIC)
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    other = DistrictFactory()

    editing.edit_issue(issue=issue, by=staff(), now=NOW, district=other)

    assert issue.public_district == other
