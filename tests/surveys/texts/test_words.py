"""Texts with named fields: what we ship can be read back, what the Association wrote is used."""

from datetime import UTC, date, datetime

import pytest

from core.messaging.rendering import render
from core.models import Channel
from directory.models import Enterprise
from surveys.errors import FieldsMissing, FieldsUnknown, TextEmpty
from surveys.fieldwork.actions.texts import return_to_shipped, write_text
from surveys.fieldwork.message_texts import fields
from surveys.letter_kinds import INVITATION, REMINDER
from surveys.models import Anonymity, SurveyText
from surveys.texts.kinds import (
    KINDS,
    fill,
    missing_fields,
    read_fields,
    unknown_fields,
    write_fields,
)
from surveys.texts.words import own_wording, shipped_wording, wording_of
from tests.factories.surveys import WaveFactory
from tests.surveys.links import link

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_every_shipped_text_has_its_fields_and_no_others(kind, language):
    shipped = shipped_wording(kind, language)
    whole = f"{shipped.subject}\n{shipped.body}"
    assert unknown_fields(KINDS[kind], whole) == []
    assert missing_fields(KINDS[kind], shipped.body) == []
    for stand_in in ("4111", "929", "03/03/4333", "{name}", "{base}"):
        assert stand_in not in whole


@pytest.mark.parametrize(("kind", "anonymity"), [(INVITATION, "confidential"), (REMINDER, "blind")])
def test_a_shipped_text_filled_says_what_the_shipped_letter_says(kind, anonymity):
    wave = WaveFactory(anonymity=anonymity)
    link = "" if anonymity == "blind" else "https://a.example/s/x/"
    context = fields(wave, Enterprise(pk=7, name="HTX Ea T'ling"), link=link, code="AAAA-BBBB-CCCC")
    before = render(kind, channel=Channel.EMAIL, language="vi", context=context)
    key = "reminder_blind" if anonymity == "blind" else "invitation"
    shipped = shipped_wording(key, "vi")

    write_text(
        kind=key, language="vi", subject=shipped.subject, body=shipped.body, by=None, now=NOW
    )

    after = render(kind, channel=Channel.EMAIL, language="vi", context=context)
    assert after.subject == before.subject
    assert after.text.split() == before.text.split()


def test_own_words_reach_the_letter_with_their_fields_filled_by_any_name():
    body = "Thưa {Tên doanh nghiệp},\n\n{link}\n\n{contact}\n\nNgừng: {đường dẫn từ chối nhận thư}"
    write_text(kind="invitation", language="vi", subject="Mời {year}", body=body, by=None, now=NOW)
    wave = WaveFactory(year=2026, contact_phone="")
    context = fields(wave, Enterprise(pk=7, name="HTX"), link="https://a.example/s/x/", code="C")
    written = render(INVITATION, channel=Channel.EMAIL, language="vi", context=context)
    assert written.subject == "Mời 2026"
    assert written.text.startswith("Thưa HTX,\n\nhttps://a.example/s/x/\n\nNgừng: http")
    sms = render(INVITATION, channel=Channel.SMS, language="vi", context=context)
    assert "Thưa HTX" not in sms.text  # a text of its own
    english = render(INVITATION, channel=Channel.EMAIL, language="en", context=context)
    assert english.text.startswith("Dear HTX")


def test_a_text_without_what_it_is_for_is_refused():
    def write(body, subject="Mời"):
        write_text(kind="invitation", language="vi", subject=subject, body=body, by=None, now=NOW)

    with pytest.raises(FieldsMissing, match="đường dẫn riêng"):
        write("Kính gửi {enterprise}, {opt_out}")
    with pytest.raises(FieldsUnknown, match="password"):
        write("{link} {opt_out} {password}")
    with pytest.raises(TextEmpty):
        write(" ")
    with pytest.raises(TextEmpty):
        write("{link} {opt_out}", subject=" ")
    assert not SurveyText.objects.exists()


def test_versions_are_kept_and_the_shipped_text_comes_back():
    for words in ("Một", "Hai"):
        write_text(kind="thanks", language="vi", subject="", body=words, by=None, now=NOW)
    assert wording_of("thanks", "vi").body == "Hai"
    return_to_shipped(kind="thanks", language="vi", by=None, now=NOW)
    assert own_wording("thanks", "vi") is None
    assert wording_of("thanks", "vi") == shipped_wording("thanks", "vi")
    assert list(SurveyText.objects.values_list("number", "body")) == [
        (3, ""),
        (2, "Hai"),
        (1, "Một"),
    ]


def test_fields_are_named_in_words_and_read_back():
    text = "{enterprise} {link} {unknown}"
    assert write_fields(text) == "{tên doanh nghiệp} {đường dẫn riêng} {unknown}"
    assert read_fields("{ Tên  doanh nghiệp} {personal link} {unknown}") == text


def test_a_paragraph_of_an_empty_field_goes_away_but_not_its_neighbours():
    assert fill("A {x}\n\n{y}\n\nB", {"x": "1", "y": ""}) == "A 1\n\nB"


def test_pages_of_the_questionnaire_carry_own_words(client, django_capture_on_commit_callbacks):
    token, _key = link(closes_on=date(2099, 3, 31))
    assert "kính mời" in client.get(f"/s/{token}/").content.decode()
    words = {"subject": "", "body": "Đến {deadline} <b>"}
    with django_capture_on_commit_callbacks(execute=True):
        write_text(kind="welcome", language="vi", by=None, now=NOW, **words)
    page = client.get(f"/s/{token}/").content.decode()
    assert "Đến 31/03/2099 &lt;b&gt;" in page
    assert Anonymity.BLIND not in page
