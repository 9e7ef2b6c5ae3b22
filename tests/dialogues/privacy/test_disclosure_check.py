"""Who raised an issue is known by more than the name as the register writes it."""

import pytest

from core.access import Role
from dialogues.errors import AnswerNamesRaiser, IdentityInText, NamedInPublic
from dialogues.issues.actions import answers, editing, publication
from dialogues.issues.actions import steps as steps
from dialogues.issues.actions.steps import By
from dialogues.models import Visibility
from dialogues.privacy import disclosure_check
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    accepted,
    answered,
    assigned,
    filed,
    officer_of,
    staff,
)
from tests.factories.directory import AgencyFactory, DistrictFactory, EnterpriseFactory

RAISER = By(None, Party.RAISER)


def hoa_sen(**fields):
    given = {
        "name": "Công ty TNHH MTV Thương mại Hoa Sen Xanh",
        "tax_code": "6400123456",
        "phone": "0912 345 678",
        "email": "lan@hoasenxanh.example",
        "address": "12 Nguyễn Tất Thành, phường Nghĩa Trung",
    }
    return EnterpriseFactory(**given | fields)


@pytest.mark.parametrize(
    "text",
    [
        "CÔNG TY TNHH MTV THƯƠNG MẠI HOA SEN XANH kính gửi",
        "Cty Hoa Sen Xanh xin hỏi",
        "cong ty hoa sen xanh xin hoi",
        "mã số 6400.123.456",
        "gọi số 0912-345-678 hoặc +84 912345678",
        "thư về Lan@HoaSenXanh.example",
        "tại số nhà 12 Nguyễn Tất Thành",
        "gặp bà Phạm Thị Lan Anh",
        "gặp Lê Văn Khách",
    ],
)
def test_a_raiser_is_known_by_every_mark(text):
    enterprise = hoa_sen()
    UserFactory(role=Role.ENTERPRISE, enterprise=enterprise, full_name="Phạm Thị Lan Anh")
    issue = filed(enterprise=enterprise, speaker="Ông Lê Văn Khách")

    assert len(disclosure_check.find_marks(issue, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Doanh nghiệp thương mại tại Đắk Mil đề nghị cung cấp quy hoạch xây dựng.",
        "Hòa sẽn xảnh",
        "Số 12 và 345 678 hồ sơ trong năm 2026",
        "",
    ],
)
def test_words_everybody_uses_name_nobody(text):
    assert disclosure_check.find_marks(filed(enterprise=hoa_sen()), text) == []


def test_a_name_of_trade_and_district_alone_is_found_whole_and_not_in_part():
    DistrictFactory(name="Đắk Mil")
    issue = filed(enterprise=hoa_sen(name="Công ty TNHH Xây dựng Đắk Mil"))

    assert disclosure_check.find_marks(issue, "Quy hoạch xây dựng Đắk Mil") == []
    assert disclosure_check.find_marks(issue, "Công ty TNHH xây dựng Đắk Mil") != []


def test_older_and_newer_places_of_the_tone_mark_are_the_same():
    issue = filed(enterprise=hoa_sen(name="Công ty TNHH Hòa Thủy"))
    assert disclosure_check.find_marks(issue, "Hoà Thuỷ xin hỏi") == [issue.enterprise.name]


def test_a_name_torn_apart_in_a_document_is_found():
    marks = disclosure_check.marks_of(filed(enterprise=hoa_sen()))
    assert marks.in_file("H O A  S E N  X A N H") != []
    assert marks.in_text("H O A  S E N  X A N H") == []


HIDDEN = Visibility.ASSOCIATION
NAMED = "Cty Hoa Sen Xanh đã gọi điện"


def test_no_reason_tells_the_agency_who_raised_a_hidden_issue():
    enterprise, lead = hoa_sen(), AgencyFactory()
    with pytest.raises(IdentityInText):
        steps.accept(issue=filed(enterprise=enterprise, visibility=HIDDEN), by=staff(), now=NOW,
                     reason=NAMED)  # fmt: skip
    issue = accepted(enterprise=enterprise, visibility=HIDDEN)
    with pytest.raises(IdentityInText):
        steps.assign(issue=issue, by=staff(), now=NOW, lead=lead, reason=NAMED)
    steps.assign(issue=issue, by=staff(), now=NOW, lead=lead)
    with pytest.raises(IdentityInText):
        steps.withdraw(issue=issue, by=RAISER, now=NOW, reason=NAMED)
    answered(issue=issue)
    with pytest.raises(IdentityInText):
        answers.judge(answer=issue.answers.get(), by=RAISER, is_answered=False, is_solved=False,
                      comment=NAMED, reopen=True, now=NOW)  # fmt: skip


def test_an_officer_who_guesses_a_name_learns_nothing():
    issue = assigned(enterprise=hoa_sen(), visibility=HIDDEN)
    officer = officer_of(issue.lead)

    steps.ask_hand_over(issue=issue, by=By(officer, Party.LEAD), now=NOW, agency=AgencyFactory(),
                        reason=NAMED)  # fmt: skip
    draft = answers.save_draft(issue=issue, author=officer_of(issue.lead), now=NOW,
                               effect="solved", text=NAMED)  # fmt: skip
    answers.submit(answer=draft, by=draft.author, now=NOW)

    assert draft.status == "published"


def test_an_answer_does_not_name_who_wants_no_name_in_public():
    issue = assigned(enterprise=hoa_sen(), visibility=Visibility.WITHOUT_NAME)
    officer = officer_of(issue.lead)
    for fields in ({"effect": "solved", "text": f"Trả lời {NAMED}"},
                   {"effect": "refused", "text": "Không", "legal_ground": NAMED}):  # fmt: skip
        draft = answers.save_draft(issue=issue, author=officer, now=NOW, **fields)
        with pytest.raises(NamedInPublic):
            answers.submit(answer=draft, by=officer, now=NOW)


def test_nothing_is_published_while_an_answer_names_the_raiser():
    issue = answered(enterprise=hoa_sen())
    answer = issue.answers.get()
    answer.text = f"Trả lời {NAMED}"
    answer.save()
    editing.edit_issue(issue=issue, by=staff(), now=NOW, visibility=Visibility.WITHOUT_NAME)
    with pytest.raises(AnswerNamesRaiser):
        publication.publish_issue(issue=issue, by=staff(), now=NOW)

    publication.redact(issue=issue, answer=answer, by=staff(), now=NOW, reason="Tên",
                       after="Trả lời doanh nghiệp")  # fmt: skip
    issue.refresh_from_db()
    publication.publish_issue(issue=issue, by=staff(), now=NOW)

    assert issue.published_at == NOW


def test_a_published_issue_that_loses_its_name_is_checked_again():
    DistrictFactory(name="Tuy Đức")
    issue = accepted(enterprise=hoa_sen(), text=f"{NAMED} ba lần mà chưa ai trả lời.")
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    assert issue.public_district is not None

    with pytest.raises(NamedInPublic):
        editing.edit_issue(issue=issue, by=staff(), now=NOW, visibility=Visibility.WITHOUT_NAME)
    issue.refresh_from_db()
    editing.edit_issue(
        issue=issue,
        by=staff(),
        now=NOW,
        visibility=Visibility.WITHOUT_NAME,
        text="Chúng tôi hỏi ba lần mà chưa ai trả lời.",
        title="Chưa ai trả lời",
    )

    assert (issue.published_at, issue.public_district) == (NOW, None)


def test_a_published_issue_found_to_be_a_complaint_leaves_the_public():
    issue = accepted(enterprise=hoa_sen())
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    editing.edit_issue(issue=issue, by=staff(), now=NOW, kind="complaint")
    assert issue.published_at is None


def test_the_longest_form_of_a_name_is_taken_off_first():
    assert ["hòa", "bình"] in disclosure_check.names_of("Doanh nghiệp tư nhân Hòa Bình")
    assert ["hòa", "bình"] in disclosure_check.names_of(
        "Chi nhánh Công ty TNHH hai thành viên trở lên Hòa Bình"
    )


@pytest.mark.parametrize(("name", "stands_alone"), [("Petrolx", True), ("Petrol", False)])
def test_one_word_means_an_enterprise_from_seven_letters_on(name, stands_alone):
    names = disclosure_check.names_of(f"Công ty TNHH Thương mại {name}")
    assert ([name.lower()] in names) is stands_alone
    assert names[0][-1] == name.lower()


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Petro Lam H", "gửi P etr oLa mH, đã nhận", False),  # nine letters
        ("Petro Lam Ha", "gửi P etr oLa mHa, đã nhận", True),  # ten
        ("Petro Lam Ha", "gửi P etr oLa m, đã nhận", False),
    ],
)
def test_a_torn_name_is_found_from_ten_letters_on(name, text, found):
    marks = disclosure_check.Marks(((name, tuple(name.lower().split())),), (), ())
    assert marks.in_text(text) == []
    assert marks.in_file(text) == ([name] if found else [])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Hoa Sến Xanh", "của hòa sen xanh ạ", False),  # three words, marks of its own
        ("Hoa Sến Xanh", "của hoa sen xanh ạ", True),  # no marks at all
        ("Hoa Sến Xanh Lam", "của hòa sen xanh lam ạ", True),  # four words
    ],
)
def test_marks_do_not_matter_from_four_words_on(name, text, found):
    words = tuple(disclosure_check.spelt(name))
    assert disclosure_check.Marks(((name, words),), (), ()).in_text(text) == (
        [name] if found else []
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bà Bưởi đã hỏi, Trần Thị Bưởi ký", 1),
        ("công ty Hoa Mai Vàng", 1),
        ("mã số thuế 6400999888", 1),
        ("gọi 0905.111.222", 1),
        ("thư về buoi@maivang.example", 1),
        ("Xây dựng tại Đắk Mil", 0),
        ("", 0),
    ],
)
def test_a_guest_who_stands_for_no_enterprise_is_known_by_every_mark(text, found):
    DistrictFactory(name="Đắk Mil")
    guest = ParticipantFactory(
        enterprise=None,
        name="Trần Thị Bưởi",
        organisation="Công ty TNHH Hoa Mai Vàng",
        tax_code="6400999888",
        phone="0905111222",
        email="buoi@maivang.example",
    )
    issue = filed(session=guest.session, participant=guest, enterprise=None)
    assert len(disclosure_check.find_marks(issue, text)) == found

    guest.organisation = "Công ty TNHH Xây dựng Đắk Mil"
    guest.save()
    issue.refresh_from_db()
    assert disclosure_check.find_marks(issue, "Quy hoạch xây dựng Đắk Mil") == []


def test_an_issue_of_nobody_has_no_marks():
    assert disclosure_check.marks_of(filed(enterprise=None)) == disclosure_check.Marks((), (), ())


@pytest.mark.parametrize(("guest", "found"), [("Nguyễn Văn Tèo", True), ("Văn Tèo", False)])
def test_names_of_guests_count_from_three_words_on(guest, found):
    enterprise = hoa_sen()
    ParticipantFactory(enterprise=enterprise, name=guest)
    said = f"{guest} đã hỏi"
    assert bool(disclosure_check.find_enterprise(enterprise, said)) is found


@pytest.mark.parametrize(
    ("speaker", "text", "found"),
    [
        ("Bà Lan Anh", "gặp Lan Anh", True),
        ("Ông Lan Anh", "gặp Lan Anh", True),
        ("Anh Lan Anh", "gặp Lan Anh", True),
        ("Chị Lan Anh", "gặp Lan Anh", True),
        ("Cô Lan Anh", "gặp Lan Anh", True),
        ("Chú Lan Anh", "gặp Lan Anh", True),
        ("Bà Lan Anh", "gặp anh Quang", False),
        ("Ông Khách", "có khách đến", False),
        ("Ông Khách", "gặp ông Khách", True),
        ("Lan Thị Anh", "gặp Thị Anh", False),
    ],
)
def test_a_title_before_a_name_of_two_words_is_no_part_of_it(speaker, text, found):
    issue = filed(enterprise=hoa_sen(), speaker=speaker)
    assert bool(disclosure_check.find_marks(issue, text)) is found


@pytest.mark.parametrize(
    ("address", "text", "found"),
    [
        ("12 Trần Phú, phường Nghĩa Trung", "tại 12 Trần Phú", True),
        ("12 Phú, phường Nghĩa Trung", "có 12 phú hộ", False),
        ("đường Trần Phú, phường Nghĩa Trung", "trên đường Trần Phú", False),
    ],
)
def test_an_address_needs_a_number_and_a_street(address, text, found):
    assert bool(disclosure_check.find_enterprise(hoa_sen(address=address), text)) is found


def test_a_branch_is_known_by_the_tax_code_of_its_enterprise():
    branch = hoa_sen(tax_code="6400123456-001")
    assert disclosure_check.find_enterprise(branch, "mã số thuế 6400123456") == ["6400123456-001"]
