"""What is offered while somebody types: similar issues, criterion, agencies, the way of the law."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Role
from dialogues.issues.actions import publication
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, assigned, officer_of, published, staff
from tests.factories.directory import AgencyFactory, EnterpriseFactory
from tests.factories.pci import CriterionFactory

SIMILAR = reverse("dialogues:similar")
SUGGEST = reverse("dialogues:suggest")
REFUND = "Hồ sơ hoàn thuế giá trị gia tăng cà phê xuất khẩu bị chậm."


def client_of(role=None, **fields) -> Client:
    client = Client()
    if role:
        client.force_login(UserFactory(role=role, **fields))
    return client


def enterprise() -> Client:
    return client_of(Role.ENTERPRISE, enterprise=EnterpriseFactory())


def test_published_issues_in_similar_words_are_offered_while_an_enterprise_types():
    close = published(text=REFUND)
    other = published(text="Đề nghị đăng bản đồ sử dụng đất lên cổng thông tin.")

    page = enterprise().post(SIMILAR, {"title": "Hoàn thuế", "text": "xuất khẩu cà phê"})

    assert close.get_absolute_url() in page.content.decode()
    assert other.number not in page.content.decode()


def test_an_enterprise_is_offered_no_unpublished_issue_and_reads_the_public_title():
    accepted(text=REFUND)
    shown = accepted(text=REFUND, title="Ông Mười ở chi cục làm chậm hoàn thuế")
    publication.publish_issue(
        issue=shown, by=staff(), now=NOW, title="Chậm hoàn thuế", text="Hoàn thuế xuất khẩu chậm."
    )
    typed = {"text": "hoàn thuế xuất khẩu"}

    page = enterprise().post(SIMILAR, typed).content.decode()
    desk = client_of(Role.STAFF).post(SIMILAR, typed).content.decode()

    assert page.count('class="issue-row"') == 1
    assert "Chậm hoàn thuế" in page
    assert "Ông Mười" not in page
    assert desk.count('class="issue-row"') == 2
    assert "Ông Mười" in desk


def test_the_words_suggest_criterion_and_agencies_and_nothing_is_said_without_them():
    CriterionFactory(code="tax_negotiation", name_vi="Thỏa thuận với cán bộ thuế")
    AgencyFactory(code="cuc-thue-tinh", name_vi="Cục Thuế tỉnh")
    client = enterprise()

    told = client.post(SIMILAR, {"text": "Cán bộ thuế yêu cầu nộp hồ sơ hoàn thuế hai lần"})
    silent = client.post(SIMILAR, {"text": "Chưa có gì để nói"})

    assert "Thỏa thuận với cán bộ thuế" in told.content.decode()
    assert "Cục Thuế tỉnh" in told.content.decode()
    assert "Hiệp hội sẽ quyết định" in told.content.decode()
    assert "Hiệp hội sẽ quyết định" not in silent.content.decode()
    assert "Chưa thấy kiến nghị tương tự" in silent.content.decode()


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("Chúng tôi tố cáo cán bộ nhận hối lộ.", True),
        ("Chúng tôi xin hỏi về thủ tục cấp phép.", False),
    ],
)
def test_words_of_a_complaint_or_denunciation_are_warned_of_while_they_are_typed(text, warned):
    page = enterprise().post(SIMILAR, {"text": text}).content.decode()
    assert ("callout--warning" in page) is warned


def test_the_form_posts_what_is_typed_and_puts_none_of_it_into_an_address():
    page = enterprise().get(reverse("dialogues:raise")).content.decode()
    assert f'hx-post="{SIMILAR}"' in page
    assert "hx-get" not in page


@pytest.mark.parametrize("url", [SIMILAR, SUGGEST])
def test_unsent_words_are_taken_from_a_post_alone(url):
    client = client_of(Role.STAFF)
    assert client.get(url, {"text": REFUND}).status_code == 405
    assert client.post(url, {"text": REFUND * 2000}).status_code == 200  # an address ends earlier


@pytest.mark.parametrize(
    ("role", "similar", "suggest"),
    [
        (None, 302, 302),
        (Role.STAFF, 200, 200),
        (Role.ADMINISTRATOR, 200, 200),
        (Role.ENTERPRISE, 200, 403),
        (Role.PLANNER, 403, 403),
    ],
)
def test_suggestions_belong_to_those_who_raise_issues(role, similar, suggest):
    client = client_of(role)
    found = [client.post(url, {"text": REFUND}).status_code for url in (SIMILAR, SUGGEST)]
    assert found == [similar, suggest]


def test_an_officer_raises_nothing_and_is_offered_nothing():
    client = Client()
    client.force_login(officer_of(AgencyFactory()))
    assert client.post(SIMILAR, {"text": REFUND}).status_code == 403


def test_the_live_screen_is_told_criterion_agency_and_kind():
    criterion = CriterionFactory(code="tax_negotiation")
    agency = AgencyFactory(code="cuc-thue-tinh")
    found = client_of(Role.STAFF).post(SUGGEST, {"text": "Xin hỏi về hồ sơ hoàn thuế?"}).json()
    assert found["criterion"]["id"] == criterion.pk
    assert [each["id"] for each in found["agencies"]] == [agency.pk]
    assert (found["kind"], found["legal_kind"]) == ("question", "")


def test_one_similar_issue_costs_as_much_as_five():
    client = client_of(Role.STAFF)
    costs = []
    for more in (1, 4):
        for _number in range(more):
            assigned(text=REFUND)
        with CaptureQueriesContext(connection) as seen:
            client.post(SIMILAR, {"text": REFUND})
        costs.append(len(seen))
    assert costs[0] == costs[1]
