"""Writing: once a key, in the language of the addressee, with the headers of a good letter."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail

from accounts.letter_kinds import CODE, INVITATION
from core.messaging import headers, writing
from core.messaging.gateways import EmailGateway
from core.messaging.masking import mask
from core.messaging.rendering import as_html
from core.messaging.writing import Addressee
from core.models import Channel, MessageStatus, OutgoingMessage
from dialogues.letter_kinds import MINUTES_LATE
from surveys.letter_kinds import LINK, REMINDER
from tests.core.messaging.samples import everything, signature
from tests.factories.accounts import UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import SampledEnterpriseFactory

pytestmark = pytest.mark.django_db  # what the Association worded itself is asked for

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def written(kind=REMINDER, *, key="k", address="a@b.example", language="vi", **letter):
    return writing.write(
        kind,
        key=key,
        to=Addressee(address, language),
        context=everything(kind, language),
        now=NOW,
        **letter,
    )


def test_the_signature_names_the_association(settings):
    assert signature("vi").split("\n") == ["Trân trọng,", settings.ASSOCIATION_NAME]


@pytest.mark.django_db
def test_writing_the_same_key_again_keeps_the_first_letter():
    assert [written(address="a@b.example"), written(address="c@d.example")] == [True, False]
    assert OutgoingMessage.objects.get().recipient == "a@b.example"


@pytest.mark.django_db
def test_who_has_no_address_is_not_written_to():
    assert not written(address="")
    assert OutgoingMessage.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "status", "released_at"),
    [(REMINDER, MessageStatus.DRAFT, None), (INVITATION, MessageStatus.RELEASED, NOW)],
)
def test_the_list_decides_whether_a_letter_waits(kind, status, released_at):
    by = UserFactory()

    written(kind, by=by)

    message = OutgoingMessage.objects.get()
    assert (message.status, message.released_at) == (status, released_at)
    assert message.released_by == (by if released_at else None)


def test_what_leaves_past_the_outbox_is_not_written_into_it():
    with pytest.raises(ValueError, match=r"accounts\.code"):
        writing.compose(CODE, key="k", to=Addressee("a@b.example"), context={}, now=NOW)


@pytest.mark.parametrize(("language", "greeting"), [("vi", "Kính gửi"), ("en", "Dear Example")])
def test_a_letter_speaks_the_language_of_its_addressee(language, greeting):
    message = writing.compose(
        REMINDER,
        key="k",
        to=Addressee("a@b.example", language),
        context=everything(REMINDER, language),
        now=NOW,
    )
    assert message.body.startswith(greeting)
    assert (message.language, message.kind) == (language, "surveys.reminder")


def test_a_text_message_is_one_line_without_marks_where_that_is_asked_for():
    message = writing.compose(
        REMINDER,
        key="k",
        to=Addressee("84912345678", "vi", Channel.SMS),
        context=everything(REMINDER, "vi"),
        without_marks=True,
        now=NOW,
    )
    assert "\n" not in message.body
    assert message.body.isascii()


def test_a_gap_in_a_letter_is_refused():
    context = everything(REMINDER, "vi")
    del context["wave"]
    with pytest.raises(AssertionError, match="NOT GIVEN"):
        writing.compose(REMINDER, key="k", to=Addressee("a@b.example"), context=context, now=NOW)


def test_html_says_the_same_with_links_to_press_and_nothing_to_run():
    message = OutgoingMessage(
        subject="Mời <b>", body="Kính gửi A & B,\nhttps://x.example/s/1/\n\n<script>", language="vi"
    )

    page = as_html(message)

    assert '<html lang="vi">' in page
    assert '<a href="https://x.example/s/1/"' in page
    assert "A &amp; B,<br>" in page
    assert "&lt;script&gt;" in page
    assert "<title>Mời &lt;b&gt;</title>" in page


# --- headers --------------------------------------------------------------------------------------


def sent(**fields):
    message = OutgoingMessageFactory(**fields)
    EmailGateway().send(message, NOW)
    return mail.outbox[-1]


@pytest.mark.django_db
def test_from_and_reply_to_name_the_association(settings):
    settings.ASSOCIATION_NAME = 'Hiệp hội "Doanh nghiệp", tỉnh Ví Dụ'
    settings.DEFAULT_FROM_EMAIL = "Thước Đo <no-reply@thuocdo.example>"
    settings.ASSOCIATION_CONTACT = "vanphong@hiephoi.example"

    letter = sent()

    name = "\"Hiệp hội 'Doanh nghiệp', tỉnh Ví Dụ\""
    assert letter.from_email == f"{name} <no-reply@thuocdo.example>"
    assert letter.reply_to == [f"{name} <vanphong@hiephoi.example>"]
    assert letter.message()["From"].startswith("=?utf-8?")


@pytest.mark.django_db
def test_answers_go_to_whom_the_letter_names(settings):
    settings.ASSOCIATION_NAME = "Hội"
    assert sent(reply_to="wave@hiephoi.example").reply_to == ['"Hội" <wave@hiephoi.example>']


@pytest.mark.django_db
def test_a_telephone_number_is_no_address_to_answer_to(settings):
    settings.ASSOCIATION_CONTACT = "0261 3 555 555"
    assert sent().reply_to == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["surveys.invitation", "surveys.reminder"])
def test_mailings_are_declined_by_one_press(kind, settings):
    settings.BASE_URL = "https://thuocdo.example"
    sampled = SampledEnterpriseFactory()

    letter = sent(kind=kind, about_id=sampled.pk).message()

    address = letter["List-Unsubscribe"]
    assert re.fullmatch(r"<https://thuocdo\.example/s/opt-out/[0-9a-z]+-[\w-]{16}/>", address)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [MINUTES_LATE.key, LINK.key, "accounts.invitation", ""])
def test_other_letters_offer_no_such_press_and_say_that_nobody_typed_them(kind):
    letter = sent(kind=kind).message()

    assert letter["List-Unsubscribe"] is letter["List-Unsubscribe-Post"] is None
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_letters_for_signing_in_name_the_association_too(client, settings):
    settings.ASSOCIATION_NAME, settings.ASSOCIATION_CONTACT = "Hội", "vp@hoi.example"
    user = UserFactory()

    client.post("/accounts/login/code/", {"email": user.email})

    [letter] = mail.outbox
    assert letter.from_email == headers.sender()
    assert letter.from_email.startswith('"Hội" <')
    assert letter.reply_to == ['"Hội" <vp@hoi.example>']
    assert letter.message()["Auto-Submitted"] == "auto-generated"


# --- what the desk does not see -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://x.example/s/Ab3dEf_hIjKl-9xyz/", "https://x.example/s/••••••/"),
        (
            "https://x.example/s/opt-out/4k2-Ab3dEf_hIjKl-9xy/",
            "https://x.example/s/opt-out/••••••/",
        ),
        (
            "https://x.example/issues/follow/2026-0001~abc/",
            "https://x.example/issues/follow/••••••/",
        ),
        ("Mã: K7C3-MFXP-9TR2.", "Mã: ••••••."),
        ("Công ty TNHH MTV ABC", "Công ty TNHH MTV ABC"),
        ("CTY CP MTV 2345-6789", "CTY CP MTV 2345-6789"),
        ("https://x.example/s/ và nhập mã", "https://x.example/s/ và nhập mã"),
    ],
)
def test_links_and_codes_are_hidden_and_names_are_not(text, shown):
    assert mask(OutgoingMessage(kind="surveys.reminder", body=text)) == shown


def test_every_secret_of_a_written_letter_is_hidden():
    context = everything(REMINDER, "vi") | {"link": "https://x.example/s/Ab3dEf_hIjKl-9xyz/"}
    message = writing.compose(
        REMINDER, key="k", to=Addressee("a@b.example"), context=context, now=NOW
    )

    shown = mask(message)

    assert "K7C3" in message.body
    assert "Ab3dEf_hIjKl-9xyz" in message.body
    assert not re.search("K7C3|Ab3dEf|h-seal", shown)
    assert "Công ty TNHH MTV Ví Dụ" in shown
