"""Files: searched for the raiser's name, closed until somebody looked, replaced, withdrawn."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.attachments import text_extraction
from dialogues.errors import NeedsReason, NotTheTime
from dialogues.issues.actions import answers, attachments, publication
from dialogues.issues.actions.steps import By
from dialogues.models import Attachment, Visibility
from dialogues.workflow.transitions import Party
from tests.dialogues.files import jpeg_upload, pdf_upload, text_pdf
from tests.dialogues.test_views import at, client_of, seen_by
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, assigned, filed, officer_of, staff
from tests.factories.directory import EnterpriseFactory

XUAN_MAI = "Công ty Xuân Mai"
WITHOUT, HIDDEN = Visibility.WITHOUT_NAME, Visibility.ASSOCIATION


def added(issue, upload, title="don.pdf", **more):
    return attachments.attach(
        upload=upload, issue=issue, title=title, by=UserFactory(), now=NOW, **more
    )


def of_xuan_mai(**fields):
    return filed(enterprise=EnterpriseFactory(name=XUAN_MAI), visibility=HIDDEN, **fields)


def test_the_words_of_a_document_are_searched():
    file = added(of_xuan_mai(), text_pdf("Đơn của Công ty Xuân Mai về thuê đất, ngày 2/3/2026"))
    assert (file.found, file.pages, file.unread) == ([XUAN_MAI], 1, 0)


def test_the_name_of_a_file_is_searched_too():
    words = text_pdf("Đơn đề nghị xem xét hồ sơ thuê đất của doanh nghiệp")
    assert added(of_xuan_mai(), words, "cong-ty-xuan-mai.pdf").found == [XUAN_MAI]


@pytest.mark.parametrize("upload", [pdf_upload, jpeg_upload])
def test_what_has_no_words_counts_as_unread_and_not_as_clean(upload):
    file = added(of_xuan_mai(), upload())
    assert (file.found, file.pages, file.unread) == ([], 1, 1)


def test_a_document_that_takes_too_long_or_breaks_the_reader_is_unread():
    content = text_pdf("Công ty Xuân Mai").read()
    assert text_extraction.extract_text("pdf", content, seconds=0.001) == text_extraction.Reading(
        "", 1, 1
    )
    assert text_extraction.extract_text("pdf", b"%PDF-1.7 broken") == text_extraction.Reading(
        "", 1, 1
    )


def test_a_file_of_a_hidden_raiser_is_closed_to_agencies_until_released(world):
    file = world.files["hidden"]
    page = client_of(world, "officer_a").get(at("issue", world.issues["hidden"].number))
    assert file.neutral_name not in page.content.decode()
    assert "Hiệp hội đang xem 1 tài liệu" in page.content.decode()
    client_of(world, "staff").post(at("file", file.code), {"do": "release", "release-looked": "on"})
    page = client_of(world, "officer_a").get(at("issue", world.issues["hidden"].number))
    assert file.neutral_name in page.content.decode()
    assert file.title not in page.content.decode()


def test_a_file_is_not_released_without_a_look(world):
    client_of(world, "staff").post(at("file", world.files["hidden"].code), {"do": "release"})
    assert Attachment.objects.get(pk=world.files["hidden"].pk).released_at is None


def test_the_page_of_a_file_belongs_to_who_sent_it_and_the_association(world):
    assert seen_by(world, at("file", world.files["plain"].code)) == {
        "staff", "administrator", "enterprise_x",
    }  # fmt: skip


def answer_file(visibility):
    issue = assigned(enterprise=EnterpriseFactory(name=XUAN_MAI), visibility=visibility)
    officer = officer_of(issue.lead)
    draft = answers.save_draft(
        issue=issue, author=officer, now=NOW, effect="solved", text="Sở đã giải quyết."
    )
    file = attachments.attach(
        upload=text_pdf("Trả lời Công ty Xuân Mai theo đơn ngày 2/3/2026"),
        answer=draft, title="tra-loi.pdf", by=officer, now=NOW,
    )  # fmt: skip
    answers.submit(answer=draft, by=officer, now=NOW)
    issue.refresh_from_db()
    publication.publish_issue(issue=issue, by=staff(), now=NOW)
    return issue, file


def test_a_file_of_an_answer_is_public_at_once_only_where_the_name_is(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    _issue, named = answer_file(Visibility.PUBLIC)
    issue, unnamed = answer_file(WITHOUT)
    assert Client().get(at("attachment", named.code)).status_code == 200
    assert Client().get(at("attachment", unnamed.code)).status_code == 404
    assert unnamed.neutral_name not in Client().get(at("question", issue.number)).content.decode()
    both = Attachment.objects.filter(pk__in=[named.pk, unnamed.pk])
    assert list(both.waiting()) == [unnamed]

    attachments.release(attachment=unnamed, by=staff(), now=NOW)

    assert Client().get(at("attachment", unnamed.code)).status_code == 200
    assert unnamed.neutral_name in Client().get(at("question", issue.number)).content.decode()
    assert not both.waiting().exists()


def test_a_replaced_file_is_gone_at_its_old_address_and_kept_for_the_association(
    settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    issue, old = answer_file(WITHOUT)
    attachments.release(attachment=old, by=staff(), now=NOW)
    by = staff()

    new = attachments.replace(
        attachment=old, upload=text_pdf("Trả lời doanh nghiệp theo đơn ngày 2/3/2026"),
        by=by, now=NOW, reason="Che tên",
    )  # fmt: skip

    assert Client().get(at("attachment", old.code)).status_code == 410
    assert Client().get(at("attachment", new.code)).status_code == 404  # not looked through yet
    desk = Client()
    desk.force_login(by.actor)
    assert desk.get(at("attachment", old.code)).status_code == 200
    officer = Client()
    officer.force_login(old.uploaded_by)
    assert officer.get(at("attachment", old.code)).status_code == 410
    event = issue.events.get(act="file_replace")
    assert (event.reason, event.changes["replaces"]) == ("Che tên", old.pk)
    assert (new.replaces, new.found) == (old, [])


def test_a_withdrawn_file_needs_a_reason_and_is_withdrawn_once():
    file = added(of_xuan_mai(), pdf_upload())
    with pytest.raises(NeedsReason):
        attachments.withdraw(attachment=file, by=staff(), now=NOW, reason=" ")
    attachments.withdraw(attachment=file, by=staff(), now=NOW, reason="Gửi nhầm")
    with pytest.raises(NotTheTime):
        attachments.withdraw(attachment=file, by=staff(), now=NOW, reason="Gửi nhầm")


def test_an_officer_learns_no_name_from_a_file_of_a_hidden_issue(world):
    issue = world.issues["hidden"]
    client = client_of(world, "officer_a")
    answer = client.post(
        at("new_answer", issue.number),
        {"effect": "solved", "text": "Trả lời", "draft": "1",
         "attachment": text_pdf("Công ty Xuân Mai, Hợp tác xã Yên Sơn")},
        follow=True,
    )  # fmt: skip
    file = Attachment.objects.get(answer__issue=issue)
    for page in (answer, client.get(at("file", file.code))):
        assert "Xuân Mai" not in page.content.decode()


def test_pages_that_publish_or_redact_name_the_files_that_go_along(world):
    with time_machine.travel(NOW, tick=False):
        issue = world.issues["answered"]
        answer = issue.answers.get()
        file = attachments.attach(
            upload=pdf_upload(), answer=answer, title="a.pdf", by=answer.author, now=NOW
        )
        client = client_of(world, "staff")
        for url in (at("redact_answer", issue.number, answer.pk), at("redact_issue", issue.number)):
            assert at("file", file.code) in client.get(url).content.decode()


def test_the_board_lists_the_issues_whose_files_wait(world):
    page = client_of(world, "staff").get(at("issues", waiting_files="on", export="csv"))
    text = page.content.decode()
    assert world.issues["hidden"].number in text
    assert world.issues["plain"].number not in text


def test_a_planner_reads_no_file_of_a_complaint(world):
    file = added(world.issues["law"], pdf_upload())
    assert seen_by(world, reverse("dialogues:attachment", args=[file.code])) == {
        "staff", "administrator", "enterprise_x",
    }  # fmt: skip


def test_the_raiser_may_take_back_what_was_sent_by_mistake(world):
    file = world.files["plain"]
    client_of(world, "enterprise_x").post(
        at("file", file.code), {"do": "withdraw", "withdraw-reason": "Gửi nhầm tệp"}
    )
    assert seen_by(world, at("attachment", file.code)) == {"staff", "administrator"}
    event = world.issues["plain"].events.get(act="file_remove")
    assert event.side == "raiser"
    assert By(world.people["enterprise_x"], Party.RAISER).side == event.side
