"""Nothing typed into an answer is lost: refused, stored by two people, come too late."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from dialogues.issues.actions import answers
from dialogues.models import Answer, AnswerStatus, Issue, Visibility
from tests.dialogues.files import pdf_upload
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, answered, assigned, officer_of
from tests.factories.directory import EnterpriseFactory

FIRST = "Sở đã nhận hồ sơ và đang thẩm định."
SECOND = "Sở đã thẩm định xong và sẽ trả kết quả."
SCRIPT = {"HTTP_ACCEPT": "application/json"}
WHOLE = {
    "committed": {
        "committed_until": (timezone.localdate() + timedelta(days=90)).isoformat(),
        "commitment_owner": "Phó Giám đốc",
        "commitment_proof": "Quyết định",
    },
    "forwarded": {"forwarded_to": "Bộ Tài chính"},
    "refused": {"legal_ground": "Khoản 1 Điều 23 Luật Đất đai"},
}


@pytest.fixture
def issue():
    return assigned(enterprise=EnterpriseFactory(name="Công ty Xuân Mai", email="x@example.test"))


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(issue):
    return officer_of(issue.lead)


@pytest.fixture
def new(issue):
    return reverse("dialogues:new_answer", args=[issue.number])


@pytest.mark.parametrize("effect", WHOLE)
def test_an_answer_refused_once_and_sent_again_keeps_all_that_was_typed(
    issue, officer, new, effect, settings
):
    client = client_of(officer)
    page = client.post(new, {"effect": effect, "text": FIRST, "submit": "1"})
    wrong = page.context["form"].errors
    assert set(wrong) == set(WHOLE[effect])
    assert f'href="#id_{next(iter(WHOLE[effect]))}"' in page.content.decode()

    version = page.context["answer"].revision
    sent = {"effect": effect, "text": SECOND, "version": version, "submit": "1"}
    done = client.post(new, sent | WHOLE[effect])

    answer = Answer.objects.get()
    assert done.status_code == 302
    assert (answer.status, answer.text) == (AnswerStatus.SCHEDULED, SECOND)


def test_words_that_name_the_raiser_are_told_beside_their_field_and_stay(officer, new, issue):
    Issue.objects.filter(pk=issue.pk).update(visibility=Visibility.WITHOUT_NAME)
    text = "Đề nghị Công ty Xuân Mai bổ sung hồ sơ."

    page = client_of(officer).post(new, {"effect": "explained", "text": text, "submit": "1"})

    assert set(page.context["form"].errors) == {"text"}
    assert text in page.content.decode()
    assert Answer.objects.get().text == text


def test_a_file_beside_a_refused_answer_is_kept_with_the_draft(officer, new, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sent = {"effect": "refused", "text": FIRST, "attachment": pdf_upload(), "submit": "1"}

    client_of(officer).post(new, sent)

    assert Answer.objects.get().attachments.count() == 1


def test_a_file_beside_an_answer_without_text_is_missed_loudly(officer, new):
    page = client_of(officer).post(
        new, {"effect": "solved", "text": "", "attachment": pdf_upload()}
    )

    assert "Xin chọn lại “xuan-mai.pdf”" in page.content.decode()


def test_two_people_on_one_draft_are_told_and_nothing_is_overwritten(issue, officer, new):
    colleague = officer_of(issue.lead, full_name="Lê Văn Đồng")
    mine, theirs = client_of(officer), client_of(colleague)
    theirs.post(new, {"effect": "solved", "text": FIRST, "version": "0", "draft": "1"})

    page = mine.post(new, {"effect": "solved", "text": SECOND, "version": "0", "draft": "1"})

    words = page.content.decode()
    assert Answer.objects.get().text == FIRST
    assert "Lê Văn Đồng" in words
    assert FIRST in words
    assert SECOND in words
    version = page.context["answer"].revision
    mine.post(new, {"effect": "solved", "text": SECOND, "version": version, "draft": "1"})
    assert Answer.objects.get().text == SECOND


def version_on(page):
    return re.search(r'name="version" value="(\d+)"', page.content.decode())[1]


UNREAD = {"effect": "committed", "text": SECOND, "committed_until": "31/02/2099", "submit": "1"}


def test_who_is_refused_several_times_is_in_nobodys_way(officer, new):
    """A draft without an owner is stored; a day that is none is refused before it is read."""
    client, version = client_of(officer), "0"
    for day in ("31/12/2099", "31/02/2099", "31/12/2099"):
        sent = UNREAD | {"committed_until": day, "version": version}
        page = client.post(new, sent)
        assert page.context["other"] == "", day
        version = version_on(page)

    assert Answer.objects.get().text == SECOND


def test_a_refused_page_overwrites_nothing_that_was_stored_since_it_was_opened(issue, officer, new):
    mine, theirs = client_of(officer), client_of(officer_of(issue.lead))
    mine.post(new, {"effect": "solved", "text": SECOND, "version": "0", "draft": "1"})
    edit = reverse("dialogues:edit_answer", args=[Answer.objects.get().pk])
    theirs.post(edit, {"effect": "solved", "text": FIRST, "version": "1", "draft": "1"})

    refused = mine.post(edit, UNREAD | {"version": "1"})
    again = {"effect": "solved", "text": SECOND, "version": version_on(refused), "draft": "1"}
    page = mine.post(edit, again)

    assert page.context["other"] == FIRST
    assert Answer.objects.get().text == FIRST


def test_a_draft_is_stored_while_one_types(officer, new):
    client = client_of(officer)
    first = client.post(new, {"effect": "solved", "text": FIRST, "draft": "1"}, **SCRIPT).json()
    again = {"effect": "solved", "text": SECOND, "version": first["version"], "draft": "1"}
    second = client.post(first["address"], again, **SCRIPT).json()
    late = client.post(first["address"], again, **SCRIPT)

    assert second["version"] == first["version"] + 1
    assert Answer.objects.get().text == SECOND
    assert late.status_code == 409
    assert client.post(new, {"text": FIRST}, **SCRIPT).status_code == 422


def test_what_comes_after_a_colleague_sent_the_answer_stands_on_the_page(issue, officer, new):
    answered(issue=issue, officer=officer_of(issue.lead))

    page = client_of(officer).post(new, {"effect": "solved", "text": SECOND, "submit": "1"})

    assert page.status_code == 200
    assert SECOND in page.content.decode()
    assert Answer.objects.count() == 1


def test_a_second_answer_is_not_begun_beside_one_that_waits_for_the_head(issue, officer, new):
    issue.lead.approves_answers = True
    issue.lead.save()
    draft = answers.save_draft(issue=issue, author=officer, now=NOW, effect="explained", text=FIRST)
    answers.submit(answer=draft, by=officer, now=NOW)

    page = client_of(officer).post(new, {"effect": "solved", "text": SECOND, "submit": "1"})

    assert SECOND in page.content.decode()
    assert Answer.objects.get().text == FIRST


def test_a_file_beside_words_of_a_complaint_is_missed_loudly():
    user = UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())
    sent = {
        "text": "Chúng tôi tố cáo cán bộ nhận hối lộ khi cấp phép xây dựng.",
        "kind": "difficulty",
        "visibility": "association",
        "attachment": pdf_upload(),
    }

    page = client_of(user).post(reverse("dialogues:raise"), sent)

    assert "Xin chọn lại “xuan-mai.pdf”" in page.content.decode()
    assert not Issue.objects.exists()


def test_a_file_that_is_refused_leaves_no_half_filed_issue_behind():
    user = UserFactory(role=Role.ENTERPRISE, enterprise=EnterpriseFactory())
    client = client_of(user)
    sent = {
        "text": "Hồ sơ thuê đất của chúng tôi chậm hai tháng.",
        "kind": "difficulty",
        "visibility": "public",
        "key": "0123456789abcdef",
    }
    wrong = SimpleUploadedFile("virus.exe", b"MZ\x90\x00")

    page = client.post(reverse("dialogues:raise"), sent | {"attachment": wrong})
    assert page.context["form"].errors["attachment"]
    assert not Issue.objects.exists()

    client.post(reverse("dialogues:raise"), sent | {"text": sent["text"] + " Xin trả lời sớm."})
    assert Issue.objects.get().text.endswith("Xin trả lời sớm.")
