"""Replies by e-mail: read by IMAP once, beside their issue, for staff alone."""

from contextlib import nullcontext
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.urls import reverse

from core.access import Role
from core.messaging import headers
from core.messaging.mail import mailbox as imap
from core.messaging.mail.incoming import read_message
from core.models import OutgoingMessage
from dialogues.issues.actions import replies
from dialogues.models import Attachment, IncomingMail
from tests.core.messaging.imap_server import mailbox
from tests.dialogues.files import pdf_bytes
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import NOW, accepted, assigned, officer_of
from tests.factories.directory import EnterpriseFactory

FIRM = "lan@hoasen.example"


def written(subject="Re: thư", *, to=None, sender=FIRM, text="Chúng tôi đã nhận.", **more):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = f"Lan <{sender}>", subject, "<1@hoasen>"
    mail["Date"] = "Mon, 02 Mar 2026 10:00:00 +0700"
    if to:
        mail["In-Reply-To"] = headers.message_id(to.key)
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


@pytest.fixture
def box(settings):
    """Set a mailbox up with these messages in it."""

    def start(*messages):
        context = mailbox(*(bytes(each) for each in messages))
        server = context.__enter__()
        opened.append(context)
        settings.IMAP_HOST, settings.IMAP_PORT = "127.0.0.1", server.port
        settings.IMAP_USE_SSL, settings.IMAP_USER = False, "tra-loi@hiephoi.example"
        settings.IMAP_PASSWORD, settings.REPLY_ADDRESS = "bi-mat", "tra-loi@hiephoi.example"
        return server

    opened = []
    yield start
    for context in opened:
        context.__exit__(None, None, None)
    cache.delete(replies.STATE)


def told_issue():
    issue = accepted(enterprise=EnterpriseFactory(email=FIRM))
    return issue, OutgoingMessage.objects.get(recipient=FIRM, kind="dialogues.accept.raiser")


def test_a_reply_stands_beside_the_issue_of_the_letter_it_answers(box):
    issue, letter = told_issue()
    mail = written("Trả lời", to=letter)
    mail.add_attachment(pdf_bytes(), maintype="application", subtype="pdf", filename="don.pdf")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="a.docx")
    box(mail)

    assert replies.read_mailbox(now=NOW) == 1

    kept = IncomingMail.objects.get()
    assert (kept.issue, kept.enterprise, kept.sender) == (issue, issue.enterprise, FIRM)
    assert kept.text == "Chúng tôi đã nhận."
    assert [file.title for file in kept.attachments.all()] == ["don.pdf"]
    assert [each["name"] for each in kept.left_out] == ["a.docx"]
    assert issue.attachments.count() == 0


def test_a_line_cut_before_a_message_was_marked_keeps_it_once(box):
    server = box(written("[Kiến nghị 2026-0001] Đã tiếp nhận"))
    server.cut_after = 1

    assert replies.read_mailbox(now=NOW) == 0
    assert "problem" in cache.get(replies.STATE)
    assert replies.read_mailbox(now=NOW + timedelta(minutes=5)) == 1
    assert replies.read_mailbox(now=NOW + timedelta(minutes=10)) == 0

    assert IncomingMail.objects.count() == 1
    assert server.seen == {1}


def test_a_wrong_password_is_told_to_staff_and_stops_nothing(box, client, settings):
    box(written())
    settings.IMAP_PASSWORD = "khac"

    assert replies.read_mailbox(now=NOW) == 0

    client.force_login(UserFactory(role=Role.STAFF))
    page = client.get(reverse("dialogues:replies")).content.decode()
    assert "không đọc được" in page.lower()


def test_without_a_mailbox_nothing_is_read():
    assert replies.read_mailbox(now=NOW) == 0
    assert cache.get(replies.STATE) is None


def test_nobody_but_staff_reads_a_reply_or_its_file(client):
    issue = assigned(enterprise=EnterpriseFactory(email=FIRM))
    mail = written(f"Re: [Kiến nghị {issue.number}]", text="Xin gọi lại cho chúng tôi.")
    mail.add_attachment(pdf_bytes(), maintype="application", subtype="pdf", filename="don.pdf")
    replies.take_in(raw=bytes(mail), now=NOW)
    file = reverse("dialogues:attachment", args=[Attachment.objects.get().code])
    readers = {
        UserFactory(role=Role.STAFF): (200, True),
        officer_of(issue.lead): (404, False),
        UserFactory(role=Role.ENTERPRISE, enterprise=issue.enterprise): (404, False),
        UserFactory(role=Role.PLANNER): (404, False),
    }
    for reader, (status, is_read) in readers.items():
        client.force_login(reader)
        assert client.get(file).status_code == status
        page = client.get(issue.get_absolute_url()).content.decode()
        assert ("Xin gọi lại cho chúng tôi." in page) is is_read
        assert client.get(reverse("dialogues:replies")).status_code == (200 if is_read else 403)


def test_staff_put_a_reply_beside_an_issue_and_settle_it(client):
    issue = accepted()
    replies.take_in(raw=bytes(written(sender="ai-do@khac.example")), now=NOW)
    mail = IncomingMail.objects.get()
    assert (mail.issue, mail.enterprise) == (None, None)
    client.force_login(UserFactory(role=Role.STAFF))
    settle = reverse("dialogues:settle_reply", args=[mail.pk])

    assert "2026-9999" in client.post(settle, {"number": "2026-9999"}, follow=True).content.decode()
    client.post(settle, {"number": issue.number})

    mail.refresh_from_db()
    assert (mail.issue, mail.read_at is not None) == (issue, True)


@pytest.mark.parametrize(
    ("head", "is_automatic"),
    [
        ({}, False),
        ({"Auto_Submitted": "no"}, False),
        ({"Auto_Submitted": "auto-replied"}, True),
        ({"Precedence": "bulk"}, True),
        ({"sender": "MAILER-DAEMON@khac.example"}, True),
    ],
)
def test_what_a_program_wrote_is_told_apart(head, is_automatic):
    assert read_message(bytes(written(**head))).is_automatic is is_automatic


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: x\r\nContent-Type: text/plain; charset=khong-co\r\n\r\nXin ch\xe0o",
        b"Content-Type: multipart/mixed\r\n\r\nkhong co ranh gioi",
        b"Date: 99\r\nSubject: =?utf-8?q?\xff?=\r\n\r\nabc",
        b"From: <a@b>\r\nContent-Type: text/html\r\n\r\n<script>x</script><p>Xin ch&agrave;o</p>",
    ],
)
def test_whatever_came_is_read_without_an_error(raw):
    received = read_message(raw)
    assert received.message_id.startswith("sha256:")
    assert "<script" not in received.text


def test_letters_say_where_an_answer_goes(settings):
    issue, letter = told_issue()
    assert "không có người đọc" not in letter.body
    settings.IMAP_HOST, settings.REPLY_ADDRESS = "imap.example", "tra-loi@hiephoi.example"
    assert headers.reply_to(letter)[0].endswith("<tra-loi@hiephoi.example>")
    accepted(enterprise=EnterpriseFactory(email="b@b.example"))
    assert "trả lời thư này để liên hệ" in OutgoingMessage.objects.get(recipient="b@b.example").body
    settings.IMAP_HOST, settings.ASSOCIATION_CONTACT = "", "0261 3 123 456"
    accepted(enterprise=EnterpriseFactory(email="c@c.example"))
    body = OutgoingMessage.objects.get(recipient="c@c.example").body
    assert "không có người đọc" in body
    assert "0261 3 123 456" in body
    assert issue.number in letter.subject


class Line:
    """An open mailbox of so many messages of one size; tells what was asked of it."""

    def __init__(self, count, size):
        self.numbers = b" ".join(str(n + 1).encode() for n in range(count))
        self.size, self.fetched, self.marked = size, [], 0

    def uid(self, command, *asked):
        if command == "SEARCH":
            return "OK", [self.numbers]
        if command == "STORE":
            self.marked += 1
        elif asked[1] == "(RFC822.SIZE)":
            return "OK", [b"1 (UID 1 RFC822.SIZE %d)" % self.size]
        else:
            self.fetched.append(asked[1])
        return "OK", [(b"1", b"Subject: x")]


@pytest.mark.parametrize(("waiting", "read"), [(100, 100), (101, 100)])
def test_a_hundred_messages_are_read_at_once(monkeypatch, waiting, read):
    line, kept = Line(waiting, 1000), []
    monkeypatch.setattr(imap, "_open", lambda: nullcontext(line))

    assert imap.read_new(kept.append) == read
    assert (len(kept), line.marked) == (read, read)


@pytest.mark.parametrize(
    ("size", "part"), [(41_943_040, "(BODY.PEEK[])"), (41_943_041, "(BODY.PEEK[HEADER])")]
)
def test_of_a_message_over_forty_megabytes_the_head_alone_is_kept(monkeypatch, size, part):
    line = Line(1, size)
    monkeypatch.setattr(imap, "_open", lambda: nullcontext(line))

    imap.read_new(lambda raw: raw)

    assert line.fetched == [part]


@pytest.mark.parametrize(("sent", "kept"), [(10, 10), (11, 10)])
def test_ten_files_of_a_message_are_kept(sent, kept):
    mail = written()
    for number in range(sent):
        mail.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{number}.txt")

    names = [name for name, _content in read_message(bytes(mail)).files]

    assert names == [f"{number}.txt" for number in range(kept)]


@pytest.mark.parametrize(("later", "is_found"), [(499, True), (500, False)])
def test_the_last_five_hundred_letters_to_an_address_are_looked_at(later, is_found):
    issue, letter = told_issue()
    OutgoingMessage.objects.bulk_create(
        OutgoingMessage(key=f"later:{n}", recipient=FIRM, body="", language="vi", created_at=NOW)
        for n in range(later)
    )

    mail = replies.take_in(raw=bytes(written(to=letter)), now=NOW)

    assert mail.issue == (issue if is_found else None)
