"""Pages that belong to no app: outbox, calendar, health, errors, style."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import tasks
from core.messaging.kinds import letter_kinds
from core.models import (
    AuditEntry,
    CalendarCorrection,
    MessageStatus,
    OutboxRelease,
    OutgoingMessage,
)
from core.views.site import list_icons
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import ResponseFactory, SampledEnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_a_batch_is_released_after_one_question(client, staff):
    for _each in range(3):
        OutgoingMessageFactory(batch="wave:1:invitations")
    asked = {"act": "release", "batch": "wave:1:invitations"}

    question = client.post(reverse("outbox_act"), asked)
    assert "Gửi 3 thư?" in question.content.decode()
    assert OutgoingMessage.objects.waiting().count() == 3
    client.post(reverse("outbox_act"), {**asked, "confirmed": "1"})

    assert OutgoingMessage.objects.filter(released_by=staff).count() == 3


def test_before_a_release_its_batch_and_one_whole_letter_are_shown(client, staff):
    answered, silent = SampledEnterpriseFactory(), SampledEnterpriseFactory()
    ResponseFactory(sampled=answered)
    for sampled in (answered, silent):
        OutgoingMessageFactory(
            kind="surveys.reminder",
            batch="wave:1:reminder:1",
            about_id=sampled.pk,
            subject="Nhắc: Công ty TNHH MTV Sông Lô",
            body=f"Kính gửi số {sampled.pk}, mã K7C3-MFXP-9TR2, https://x.example/s/Ab3dEf_hIjKl/",
        )

    asked = {"act": "release", "batch": "wave:1:reminder:1"}
    page = client.post(reverse("outbox_act"), asked).content.decode()

    assert "Thư nhắc trả lời khảo sát" in page
    assert "Nhắc: Công ty TNHH MTV Sông Lô" in page
    assert f"Kính gửi số {silent.pk}, mã ••••••, https://x.example/s/••••••/" in page
    assert f"Kính gửi số {answered.pk}" not in page
    assert "1: đã trả lời" in page


def test_a_release_is_undone_on_the_page_of_the_outbox(client, staff):
    OutgoingMessageFactory.create_batch(2, batch="b", subject="Nhắc trả lời")
    client.post(reverse("outbox_act"), {"act": "release", "batch": "b", "confirmed": "1"})
    made = OutboxRelease.objects.get()

    page = client.get(reverse("outbox")).content.decode()
    assert "Nhắc trả lời: 2 thư, người duyệt:" in page
    assert reverse("outbox_undo", args=[made.pk]) in page

    page = client.post(reverse("outbox_undo", args=[made.pk]), follow=True).content.decode()
    assert "2 thư trở lại trạng thái chờ duyệt" in page
    assert OutgoingMessage.objects.waiting().count() == 2
    assert reverse("outbox_undo", args=[made.pk]) not in page


def test_a_release_whose_minute_is_over_is_not_undone(client, staff, time_machine):
    time_machine.move_to(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False)
    OutgoingMessageFactory(batch="b")
    client.post(reverse("outbox_act"), {"act": "release", "batch": "b", "confirmed": "1"})
    made = OutboxRelease.objects.get()
    time_machine.move_to(datetime(2026, 11, 24, 9, 1, tzinfo=UTC), tick=False)

    assert (
        reverse("outbox_undo", args=[made.pk]) not in client.get(reverse("outbox")).content.decode()
    )
    page = client.post(reverse("outbox_undo", args=[made.pk]), follow=True).content.decode()

    assert "Đã quá một phút" in page
    assert OutgoingMessage.objects.waiting().count() == 0


def test_why_messages_were_left_out_of_a_release_is_told(client, staff):
    sampled = SampledEnterpriseFactory()
    ResponseFactory(sampled=sampled)
    OutgoingMessageFactory(kind="surveys.reminder", batch="b", about_id=sampled.pk)

    sent = {"act": "release", "batch": "b", "confirmed": "1"}
    page = client.post(reverse("outbox_act"), sent, follow=True).content.decode()

    assert "Đã hủy 1 thư: đã trả lời." in page
    assert "Đã duyệt gửi" not in page


@pytest.mark.parametrize(
    ("asked", "count"), [("kind=surveys.reminder", 2), ("kind=dialogues.feedback", 1), ("", 3)]
)
def test_messages_are_found_by_the_kind_of_letter(client, staff, asked, count):
    OutgoingMessageFactory.create_batch(2, kind="surveys.reminder")
    OutgoingMessageFactory(kind="dialogues.feedback")

    page = client.get(reverse("outbox") + f"?{asked}").content.decode()

    assert page.count('name="message"') == count


def test_the_page_of_letters_lists_each_with_how_it_leaves_and_how_many_wait(client, staff):
    OutgoingMessageFactory.create_batch(3, kind="surveys.reminder")

    page = client.get(reverse("outbox_letters")).content.decode()

    assert page.count('<th scope="row">') == len(letter_kinds())
    row = page.split("Thư nhắc trả lời khảo sát")[1].split("</tr>")[0]
    assert "cán bộ duyệt gửi trong Thư gửi đi" in row
    assert "được, qua đường dẫn trong thư" in row
    assert page.count("được, qua đường dẫn trong thư") == 4
    assert f"{reverse('outbox')}?kind=surveys.reminder&amp;status=draft" in row
    assert ">3<" in row


@pytest.mark.parametrize("messages", [1, 3])
def test_the_page_of_letters_costs_the_same_for_any_number(
    client, staff, messages, django_assert_max_num_queries
):
    OutgoingMessageFactory.create_batch(messages, kind="surveys.reminder")
    client.get(reverse("outbox_letters"))
    with django_assert_max_num_queries(12):
        client.get(reverse("outbox_letters"))


def test_chosen_messages_are_cancelled(client, staff):
    chosen, other = OutgoingMessageFactory(), OutgoingMessageFactory()

    client.post(reverse("outbox_act"), {"act": "cancel", "message": [chosen.pk], "confirmed": "1"})

    chosen.refresh_from_db()
    other.refresh_from_db()
    assert (chosen.status, other.status) == (MessageStatus.CANCELLED, MessageStatus.DRAFT)


def test_what_was_ticked_stays_where_nothing_could_be_done(client, staff):
    ticked, other = OutgoingMessageFactory(), OutgoingMessageFactory()

    said = {"act": "retry", "message": [ticked.pk]}  # neither has failed
    page = client.post(reverse("outbox_act") + "?sort=recipient", said, follow=True)

    assert page.redirect_chain == [(reverse("outbox") + "?sort=recipient", 302)]
    assert f'value="{ticked.pk}" checked' in page.content.decode()
    assert f'value="{other.pk}" checked' not in page.content.decode()


def test_an_act_nobody_knows_is_not_found(client, staff):
    assert client.post(reverse("outbox_act"), {"act": "burn"}).status_code == 404


def test_the_preview_blots_out_links_and_codes(client, staff):
    message = OutgoingMessageFactory(
        kind="surveys.reminder",
        body="Mở https://thuocdo.example/s/Ab3dEf_hIjKl-9/ hoặc nhập mã: 7K3F-9CXT-2345",
    )

    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()

    assert "Ab3dEf" not in page
    assert "7K3F" not in page
    assert "/s/••••••/" in page


@pytest.mark.parametrize("path", ["issues/follow/2026-0001~", "dialogues/invitation/"])
def test_the_preview_blots_out_the_links_of_the_dialogues(client, staff, path):
    message = OutgoingMessageFactory(body=f"Mở https://thuocdo.example/{path}Ab3dEf_hIjKl-9/")

    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()

    assert "Ab3dEf" not in page


def test_a_corrected_day_counts_and_is_noted(client, staff):
    day = date(2026, 11, 25)

    client.post(reverse("calendar"), {"day": "2026-11-25", "kind": "closed", "reason": "Bão số 9"})

    page = client.get(
        reverse("calendar"), {"year": "2026", "count": "1", "start": "2026-11-24"}
    ).content.decode()
    assert CalendarCorrection.objects.get().day == day
    assert "Bão số 9" in page
    assert "26/11/2026" in page
    assert AuditEntry.objects.get().reason == "Bão số 9"


def test_a_correction_is_taken_back(client, staff):
    correction = CalendarCorrection.objects.create(
        day=date(2026, 11, 25), kind="closed", reason="x", decided_by=staff
    )

    client.post(reverse("calendar_remove", args=[correction.pk]))

    assert CalendarCorrection.objects.count() == 0
    assert AuditEntry.objects.get().action == "calendar.correction_removed"


@pytest.mark.parametrize(("silent_for", "status"), [(0, 200), (10, 503)])
def test_health_knows_whether_the_worker_lives(client, silent_for, status):
    seen = timezone.now() - timedelta(minutes=silent_for)
    cache.set(tasks.HEARTBEAT, seen.isoformat())

    answer = client.get(reverse("health"))

    assert (answer.status_code, answer.json()["database"]) == (status, "ok")
    cache.delete(tasks.HEARTBEAT)


def test_health_of_the_database_alone(client):
    cache.delete(tasks.HEARTBEAT)

    assert client.get(reverse("health")).status_code == 503
    assert client.get(reverse("health"), {"database": ""}).status_code == 200


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("vi", "Trang này không tồn tại"), ("en", "This page does not exist")],
)
def test_a_missing_page_is_told_in_both_languages(client, language, sentence):
    client.cookies["django_language"] = language

    page = client.get("/khong-co-trang-nay/")

    assert page.status_code == 404
    assert sentence in page.content.decode()


def test_a_form_without_its_seal_is_explained():
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse("account_login"), {"login": "a@b.example"})

    assert page.status_code == 403
    assert "Đề nghị gửi lại biểu mẫu" in page.content.decode()


def test_an_error_of_ours_is_told_without_details(settings, monkeypatch):
    client = Client(raise_request_exception=False)
    monkeypatch.setattr("core.views.site.connection.cursor", None)

    page = client.get(reverse("health"))

    assert page.status_code == 500
    assert "Hệ thống gặp lỗi" in page.content.decode()
    assert "Traceback" not in page.content.decode()


def test_the_language_is_switched_by_a_button(client):
    client.post(reverse("set_language"), {"language": "en", "next": "/style/"})

    assert "Style page" in client.get("/style/").content.decode()


def test_everybody_reads_what_is_accessible_and_what_is_not(client):
    page = client.get("/accessibility/").content.decode()

    assert "WCAG" in page
    assert "Những điều chưa đạt" in page
    assert 'href="/accessibility/"' in client.get("/privacy/").content.decode()


def test_robots_are_kept_from_personal_links(client):
    assert "Disallow: /s/" in client.get("/robots.txt").content.decode()


def test_every_sign_a_template_asks_for_is_drawn():
    folder = Path(settings.BASE_DIR) / "templates"
    asked = {
        name
        for path in folder.rglob("*.html")
        for pair in re.findall(r'{% icon "([^"]+)"|\bicon="([a-z-]+)"', path.read_text("utf-8"))
        for name in pair
        if name
    }
    assert asked - set(list_icons()) == set()


def test_the_health_page_tells_visitors_nothing_of_the_work(client):
    told = client.get(reverse("health"), {"database": ""}).json()

    assert set(told) == {"status", "database", "disk", "worker", "worker_last_seen"}
