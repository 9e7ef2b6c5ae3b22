"""An issue leaves the public, or its raiser's name does."""

import pytest
from django.test import Client
from django.urls import reverse

from core.access import Role
from core.models import OutgoingMessage
from dialogues.errors import NeedsReason, NotTheTime
from dialogues.issues.actions import editing, publication, steps
from dialogues.issues.actions.steps import By
from dialogues.models import Visibility
from dialogues.notifications import links
from dialogues.privacy import disclosure_check
from dialogues.workflow.transitions import Party
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    ParticipantFactory,
    accepted,
    assigned,
    filed,
    published,
    staff,
)
from tests.factories.directory import EnterpriseFactory

RAISER = By(None, Party.RAISER)


def question(issue) -> int:
    return Client().get(reverse("dialogues:question", args=[issue.number])).status_code


def test_a_withdrawn_issue_leaves_the_public_pages():
    issue = published(text="Hồ sơ thuê đất chậm ba tháng nay.")
    assert question(issue) == 200

    steps.withdraw(issue=issue, by=RAISER, now=NOW)

    assert question(issue) == 404
    for name in ("questions", "feed"):
        page = Client().get(reverse(f"dialogues:{name}") + "?q=thue+dat")
        assert issue.number not in page.content.decode()


@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        (RAISER, "", "theo đề nghị của Quý doanh nghiệp"),
        (staff, "Trùng với vụ việc tại tòa", "Hiệp hội đã rút kiến nghị"),
    ],
)
def test_the_raiser_is_told_who_withdrew(by, reason, said):
    issue = accepted()
    steps.withdraw(issue=issue, by=by() if callable(by) else by, now=NOW, reason=reason)

    letter = OutgoingMessage.objects.get(kind="dialogues.withdraw.raiser")
    assert said in letter.body
    assert reason in letter.body
    assert str(issue.events.last().label) == "Đã rút"


def test_staff_who_withdraw_give_a_reason():
    with pytest.raises(NeedsReason):
        steps.withdraw(issue=accepted(), by=staff(), now=NOW, reason=" ")


def test_a_raiser_takes_the_name_away_and_the_issue_stays_public():
    raiser = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
    issue = published(enterprise=raiser)
    url = reverse("dialogues:question", args=[issue.number])
    assert "Hoa Sen Xanh" in Client().get(url).content.decode()

    editing.take_name_away(issue=issue, by=RAISER, now=NOW)

    assert (issue.visibility, issue.published_at) == (Visibility.WITHOUT_NAME, NOW)
    assert "Hoa Sen Xanh" not in Client().get(url).content.decode()
    with pytest.raises(NotTheTime):
        editing.take_name_away(issue=issue, by=RAISER, now=NOW)


def test_an_issue_whose_words_name_the_raiser_leaves_with_the_name():
    raiser = EnterpriseFactory(name="Công ty TNHH Hoa Sen Xanh")
    issue = published(enterprise=raiser, text="Công ty Hoa Sen Xanh chờ giấy phép ba tháng.")

    editing.take_name_away(issue=issue, by=RAISER, now=NOW)

    assert question(issue) == 404


def test_the_name_is_taken_away_by_the_link_of_a_letter_after_one_question(client):
    issue = published()
    path = links.follow_path(issue, now=NOW)
    client.get(path + "?ask=unname")
    issue.refresh_from_db()
    assert issue.visibility == Visibility.PUBLIC

    client.post(path + "?ask=unname", {"unname": "1"})

    issue.refresh_from_db()
    assert issue.visibility == Visibility.WITHOUT_NAME


@pytest.mark.parametrize(("is_own", "status"), [(True, 302), (False, 403)])
def test_only_the_raiser_takes_the_name_away_on_the_page(client, is_own, status):
    issue = published()
    own = issue.enterprise if is_own else EnterpriseFactory()
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=own))
    url = reverse("dialogues:take_name_away", args=[issue.number])

    assert client.post(url).status_code == status
    issue.refresh_from_db()
    assert (issue.visibility == Visibility.WITHOUT_NAME) is is_own


def test_an_issue_merged_into_a_hidden_one_says_so():
    issue = published()
    hidden = assigned(visibility=Visibility.ASSOCIATION, text="Hồ sơ chậm đã lâu, xin xem xét.")
    steps.merge(issue=issue, into=hidden, by=staff(), now=NOW)

    page = Client().get(reverse("dialogues:question", args=[issue.number])).content.decode()
    assert "xử lý chung với một kiến nghị khác không công khai" in page
    assert hidden.number not in page


def test_the_forms_say_who_reads_the_name(client):
    client.force_login(UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory()))
    page = client.get(reverse("dialogues:raise")).content.decode()
    assert "cơ quan xử lý và cán bộ kế hoạch của tỉnh biết tên" in page
    page = client.get(reverse("dialogues:log_request")).content.decode()
    assert "cán bộ kế hoạch của tỉnh đọc được" in page


def test_the_phone_typed_at_registration_is_among_the_marks_of_a_raiser():
    raiser = EnterpriseFactory()
    ParticipantFactory(enterprise=raiser, phone="0987 111 222", email="rieng@example.test")
    issue = filed(enterprise=raiser, visibility=Visibility.WITHOUT_NAME)

    assert disclosure_check.find_marks(issue, "gọi 0987.111.222") == ["0987 111 222"]
    assert disclosure_check.find_marks(issue, "thư về Rieng@example.test") == ["rieng@example.test"]
    publication.publish_issue(issue=issue, by=staff(), now=NOW)


def test_a_withdrawn_issue_is_not_published_from_an_old_tab(client):
    issue = filed(text="Hồ sơ bị trả lại ba lần.")
    client.force_login(staff().actor)
    address = reverse("dialogues:publish_issue", args=[issue.number])
    page = client.get(address).context["form"]
    typed = {name: page[name].value() or "" for name in page.fields}
    steps.withdraw(issue=issue, by=RAISER, now=NOW)

    again = client.post(address, typed)

    issue.refresh_from_db()
    assert issue.published_at is None
    assert "vừa được rút" in again.content.decode()
    assert not issue.may_go_public
