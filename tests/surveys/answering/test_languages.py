"""Answering in any language that a questionnaire is written in."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from surveys.models import Draft
from tests.surveys.answering.test_views import address, post, text
from tests.surveys.links import link, two_pages

LOCALE = Path(__file__).resolve().parents[3] / "locale"
SCRIPTS = {"ko": r"[\uac00-\ud7a3]", "zh_Hans": r"[\u4e00-\u9fff]"}


def spoken(*languages):
    """A questionnaire whose texts name the language they are in."""

    def worded(part):
        if isinstance(part, dict) and set(part) == {"vi", "en"}:
            return {code: f"{part['vi']} [{code}]" for code in languages}
        if isinstance(part, dict):
            return {key: worded(each) for key, each in part.items()}
        return [worded(each) for each in part] if isinstance(part, list) else part

    return {**worded(two_pages()), "languages": list(languages)}


@pytest.mark.django_db
def test_the_whole_way_in_korean(client):
    token, _key = link(spoken("vi", "ko", "zh-Hans"))

    start = text(client.get(address("start", token)))
    assert re.findall(r'hreflang="([^"]+)"', start) == ["ko", "zh-Hans"]
    chosen = text(client.get(address("start", token) + "?language=ko"))
    assert '<html lang="ko">' in chosen
    assert "시작" in chosen
    page = text(client.get(re.search(r'class="next" href="([^"]+)"', chosen)[1]))
    assert "Phần một [ko]" in page
    assert "계속" in page
    fields = {"met": "no", "share": "12.5", "page-language": "ko", "page-go": "next"}
    client.post(address("page", token, "one"), fields)
    assert (Draft.objects.get().language, Draft.objects.get().answers["share"]) == ("ko", 12.5)
    client.post(address("page", token, "two"), {"happy": "4", "why": "네", "page-go": "next"})
    assert "답변 보내기" in text(client.get(address("check", token)))
    done = client.post(address("send", token)).url
    assert "감사합니다" in text(client.get(done))


@pytest.mark.django_db
def test_refusals_speak_the_language_too(client):
    token, _key = link(spoken("vi", "zh-Hans"))
    fields = {"met": "yes", "days": "?", "page-language": "zh-Hans", "page-go": "next"}
    client.post(address("page", token, "one"), fields)
    assert "不是数字" in text(client.get(address("page", token, "one")))


@pytest.mark.django_db
def test_only_languages_of_the_questionnaire_are_offered(client):
    token, _key = link(spoken("vi"))
    page = text(client.get(address("start", token) + "?language=en"))
    assert '<html lang="vi">' in page
    assert 'class="lang"' not in page


@pytest.mark.django_db
def test_a_questionnaire_without_vietnamese_opens_in_its_first_language(client):
    token, _key = link(spoken("fr", "ko"))
    page = text(client.get(address("start", token)))
    assert '<html lang="fr">' in page
    assert "How long it takes" in page  # we have no French of our own
    assert "Phần một [fr]" in text(client.get(address("page", token, "one")))


@pytest.mark.django_db
def test_changing_the_language_in_the_middle_keeps_what_was_typed(client):
    token, _key = link(spoken("vi", "en", "ko"))
    switched = post(client, token, "one", go="ko", met="no", share="12,5")
    page = text(client.get(switched.url))
    assert 'value="12.5"' in page
    assert re.findall(r'name="page-go" value="([^"]+)" lang=', page) == ["vi", "en"]


@pytest.mark.django_db
def test_arabic_is_laid_out_from_the_right(client):
    token, _key = link(spoken("ar"))
    assert '<html lang="ar" dir="rtl">' in text(client.get(address("start", token)))


@pytest.mark.django_db
def test_the_code_of_the_letter_is_typed_in_any_of_our_languages(client):
    page = text(client.get(reverse("surveys:code")))
    assert re.findall(r'hreflang="([^"]+)"', page) == ["en", "ko", "zh-Hans"]
    assert "打开问卷" in text(client.get(reverse("surveys:code") + "?language=zh-Hans"))


@pytest.mark.parametrize("locale", SCRIPTS)
def test_every_sentence_of_answering_pages_is_there(locale):
    catalogue = (LOCALE / locale / "LC_MESSAGES/django.po").read_text(encoding="utf-8")
    blocks = catalogue.split("\n\n")[1:]
    assert len(blocks) > 150
    for block in blocks:
        words = re.search(r'msgstr(?:\[0\])? "(.+)"', block)
        assert words, block
        assert re.search(SCRIPTS[locale], words[1]), block
        assert "fuzzy" not in block


AVOIDED = {
    "ko": "휴대폰|블라인드|알림|까요",
    "zh_Hans": "答案|盲测|回执码|来信。|[\u4e00-\u9fff>]([,;?!]|:(?!分))",
}


@pytest.mark.parametrize("language", AVOIDED)
def test_korean_and_chinese_use_one_word_for_one_thing_and_signs_of_their_own(language):
    catalogue = (LOCALE / language / "LC_MESSAGES/django.po").read_text(encoding="utf-8")
    said = [line for line in catalogue.split("\n") if line.startswith("msgstr")]
    assert len(said) > 150
    assert [line for line in said if re.search(AVOIDED[language], line)] == []
