"""Staff merge, split and file issues on their pages."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core.access import Role
from dialogues.models import Issue, Origin
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import SessionFactory, accepted, answered


def test_a_part_is_cut_with_the_text_at_hand_and_both_issues_lead_to_each_other(client):
    issue = accepted(text="Xin hỏi hai việc: giá đất năm nay và lịch tiếp doanh nghiệp.")
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("dialogues:split_issue", args=[issue.number])

    assert issue.text in client.get(url).content.decode()
    answer = client.post(url, {"text": "Xin hỏi lịch tiếp doanh nghiệp.", "kind": "question"})

    part = issue.parts.get()
    assert answer.url == part.get_absolute_url()
    assert issue.get_absolute_url() in client.get(part.get_absolute_url()).content.decode()
    assert part.get_absolute_url() in client.get(issue.get_absolute_url()).content.decode()


def test_the_page_that_merges_offers_open_issues_in_similar_words(client):
    text = "Hồ sơ thuê đất tại cụm công nghiệp Nhân Cơ bị trả lại nhiều lần."
    other, done = accepted(text=text), answered(text=text)
    issue = accepted(text=text)
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("dialogues:act", args=[issue.number, "merge"])

    page = client.get(url).content.decode()
    assert f"?into={other.number}" in page
    assert f"?into={done.number}" not in page
    assert f"?into={issue.number}" not in page
    assert f'value="{other.number}"' in client.get(url, {"into": other.number}).content.decode()

    client.post(url, {"into": other.number})
    kept = client.get(other.get_absolute_url()).content.decode()
    assert issue.get_absolute_url() in kept


def test_staff_file_for_others_in_words_meant_for_staff_also_for_a_session_that_is_over(client):
    session = SessionFactory(status="held", starts_at=timezone.now() - timedelta(days=20))
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse("dialogues:raise")

    page = client.get(url).content.decode()
    assert "Quý doanh nghiệp" not in page.split("<main")[1]
    answer = client.post(
        url,
        {
            "text": "Phiếu giấy: đề nghị sửa đường vào cụm công nghiệp.",
            "kind": "proposal",
            "visibility": "without_name",
            "session": session.pk,
        },
    )

    issue = Issue.objects.get()
    assert answer.url == issue.get_absolute_url()
    assert (issue.session, issue.origin) == (session, Origin.STAFF)
