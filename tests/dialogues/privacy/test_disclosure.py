"""What may be said in public about an issue whose raiser is not named."""

import pytest

from dialogues.models import Visibility
from dialogues.privacy import disclosure
from dialogues.privacy.disclosure import Place
from tests.factories.dialogues import NOW, ParticipantFactory, filed, running_session
from tests.factories.directory import DistrictFactory, EnterpriseFactory

NAMED_TEXT = "Công ty Hoa Sen Xanh chờ giấy phép đã ba tháng."


def raised(*, in_sector, in_district, visibility=Visibility.WITHOUT_NAME, **fields):
    """An issue of an enterprise with so many like it, itself among them."""
    district = DistrictFactory()
    raiser = EnterpriseFactory(district=district, sector="C")
    EnterpriseFactory.create_batch(in_sector - 1, district=district, sector="C")
    EnterpriseFactory.create_batch(in_district - in_sector, district=district, sector="G")
    EnterpriseFactory.create_batch(5, sector="C")
    return filed(
        enterprise=raiser, district=district, sector="C", visibility=visibility, **fields
    ), district  # fmt: skip


@pytest.mark.parametrize(
    ("in_sector", "in_district", "has_district", "sector"),
    [
        (4, 4, False, ""),
        (4, 5, True, ""),
        (4, 9, True, ""),
        (5, 5, True, "C"),
        (6, 6, True, "C"),
    ],
)
def test_a_place_is_shown_where_five_enterprises_share_it(
    in_sector, in_district, has_district, sector
):
    issue, district = raised(in_sector=in_sector, in_district=in_district)

    shown = Place(district if has_district else None, sector)
    assert disclosure.public_place(issue) == shown


def test_enterprises_that_have_closed_are_no_crowd():
    issue, district = raised(in_sector=5, in_district=5)
    other = district.enterprises.exclude(pk=issue.enterprise_id).first()
    type(other).objects.filter(pk=other.pk).update(status="dissolved")

    assert disclosure.public_place(issue) == Place(None, "")


def test_without_a_sector_the_district_needs_its_crowd():
    issue, district = raised(in_sector=4, in_district=5)
    issue.sector = ""

    assert disclosure.public_place(issue) == Place(district, "")


@pytest.mark.parametrize(("alike", "sector"), [(4, ""), (5, "C")])
def test_without_a_district_the_sector_of_the_whole_register_is_the_crowd(alike, sector):
    raiser, *_others = EnterpriseFactory.create_batch(alike, sector="C")
    EnterpriseFactory.create_batch(5, sector="G")
    issue = filed(enterprise=raiser, sector="C", visibility=Visibility.WITHOUT_NAME)
    issue.district = None

    assert disclosure.public_place(issue) == Place(None, sector)


def test_a_public_issue_and_one_of_nobody_keep_their_place():
    public, district = raised(in_sector=1, in_district=1, visibility=Visibility.PUBLIC)
    of_nobody = filed(enterprise=None, district=district, sector="C")
    of_nobody.visibility = Visibility.WITHOUT_NAME

    assert disclosure.public_place(public) == Place(district, "C")
    assert disclosure.public_place(of_nobody) == Place(district, "C")


@pytest.mark.parametrize(("present", "shown"), [(4, False), (5, True), (6, True)])
def test_a_hidden_issue_of_the_hall_shows_its_session_from_five_enterprises_on(present, shown):
    session = running_session()
    raiser = EnterpriseFactory()
    for enterprise in [raiser, *EnterpriseFactory.create_batch(present - 1)]:
        ParticipantFactory(session=session, enterprise=enterprise, checked_in_at=NOW)
    ParticipantFactory(session=session, enterprise=None, checked_in_at=NOW)
    ParticipantFactory(session=session, checked_in_at=None)
    ParticipantFactory(checked_in_at=NOW)  # in another session
    issue = filed(
        enterprise=raiser, session=session, origin="live", visibility=Visibility.ASSOCIATION
    )

    assert disclosure.session_is_shown(issue) is shown


@pytest.mark.parametrize(
    ("origin", "visibility"),
    [("online", Visibility.ASSOCIATION), ("live", Visibility.PUBLIC)],
)
def test_the_session_of_other_issues_is_shown_however_few_came(origin, visibility):
    issue = filed(origin=origin, visibility=visibility, session=running_session())

    assert disclosure.session_is_shown(issue) is True


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (2, None), (3, 3), (4, 4)])
def test_a_count_of_a_public_table_is_shown_from_three_on(count, shown):
    assert disclosure.show_count(count) == shown


def hidden(**fields):
    raiser = EnterpriseFactory(name="Công ty TNHH MTV Hoa Sen Xanh")
    given = {"enterprise": raiser, "visibility": Visibility.WITHOUT_NAME, "text": NAMED_TEXT}
    return filed(**given | fields)


def test_a_wording_that_names_its_raiser_is_for_nobody_else_before_it_is_published():
    issue = hidden(title="Công ty Hoa Sen Xanh chờ giấy phép")

    assert disclosure.title_for_others(issue) == "(nội dung chưa công bố)"
    assert disclosure.text_for_others(issue) == ""


def test_either_the_title_or_the_text_hides_both():
    issue = hidden(title="Chờ giấy phép")

    assert disclosure.title_for_others(issue) == "(nội dung chưa công bố)"
    assert disclosure.text_for_others(issue) == ""


def test_a_wording_that_names_nobody_is_read_by_others():
    issue = hidden(title="Chờ giấy phép", text="Giấy phép chậm ba tháng.")

    assert disclosure.title_for_others(issue) == "Chờ giấy phép"
    assert disclosure.text_for_others(issue) == "Giấy phép chậm ba tháng."


@pytest.mark.parametrize(
    "shown", [{"published_at": NOW}, {"visibility": Visibility.PUBLIC}], ids=["published", "public"]
)
def test_what_is_public_already_is_read_by_all(shown):
    issue = hidden(title="Hoa Sen Xanh chờ giấy phép")
    for name, value in shown.items():
        setattr(issue, name, value)

    assert disclosure.title_for_others(issue) == issue.shown_title == "Hoa Sen Xanh chờ giấy phép"
    assert disclosure.text_for_others(issue) == NAMED_TEXT
