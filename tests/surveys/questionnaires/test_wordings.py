"""Typing errors corrected in a published version, and nothing but typing errors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.access import Role
from core.models import AuditEntry
from surveys.dataset import codebook, frames
from surveys.errors import (
    Frozen,
    NoWordingChanged,
    ReasonMissing,
    WordingEmptied,
    WordingRepeatsOtherwise,
    WordingStays,
)
from surveys.models import Draft, QuestionnaireVersion, WordingFix
from surveys.questionnaires.actions.wordings import fix_wording
from tests.factories.accounts import UserFactory
from tests.factories.surveys import QuestionnaireVersionFactory, WaveFactory
from tests.surveys.answering.test_views import address, post, text
from tests.surveys.instrument.documents import data, question
from tests.surveys.links import link

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(role=Role.STAFF)


@pytest.fixture
def version():
    asked = question("asked", "single", text={"vi": "Hài lòg?", "en": "Satisfied?"})
    again = question("again", text={"vi": "Vì sao ${asked}?", "en": "Why ${asked}?"})
    rated = question("rated", "matrix", help={"vi": "Mỗi dòng", "en": "Each line"})
    return QuestionnaireVersionFactory(document=data(asked, again, rated))


def fix(version, staff, words=(("text", "vi"), "Hài lòng?"), part="asked", reason="gõ sai"):
    return fix_wording(
        version=version, part=part, words=dict([words]), reason=reason, by=staff,
        now=timezone.now(),
    )  # fmt: skip


def test_a_text_is_corrected_and_what_stood_there_is_kept(version, staff):
    digest = version.digest
    fix(version, staff)

    version = QuestionnaireVersion.objects.get()
    assert version.compiled.question("asked").text == {"vi": "Hài lòng?", "en": "Satisfied?"}
    record = WordingFix.objects.get()
    assert (record.before, record.after, record.reason) == ("Hài lòg?", "Hài lòng?", "gõ sai")
    assert (record.fixed_by, record.digest_before) == (staff, digest)
    logged = AuditEntry.objects.get(action="questionnaire.fix_wording")
    assert (logged.actor, logged.reason) == (staff, "gõ sai")


@pytest.mark.parametrize(
    ("part", "words", "reason", "refusal"),
    [
        ("asked", (("text", "vi"), "Hài lòng?"), " ", ReasonMissing),
        ("asked", (("text", "vi"), "Hài lòg? "), "gõ sai", NoWordingChanged),
        ("asked", (("text", "vi"), " "), "gõ sai", WordingEmptied),
        ("again", (("text", "vi"), "Vì sao?"), "gõ sai", WordingRepeatsOtherwise),
        ("again", (("text", "vi"), "Tại sao ${rated}?"), "gõ sai", WordingRepeatsOtherwise),
    ],
)
def test_what_is_no_correction_is_refused(version, staff, part, words, reason, refusal):
    with pytest.raises(refusal):
        fix(version, staff, words, part, reason)
    assert not WordingFix.objects.exists()


def test_choices_codes_and_conditions_cannot_be_corrected(version):
    for change in (
        lambda q: q["choices"][0].update(text={"vi": "khác", "en": "other"}),
        lambda q: q["choices"][0].update(code="d"),
        lambda q: q.update(relevance="1 = 1"),
        lambda q: q["text"].update(ko="질문"),
    ):
        version.refresh_from_db()
        change(version.document["sections"][0]["questions"][0])
        changed = version.document
        version.refresh_from_db()
        with pytest.raises(Frozen):
            version.replace_words(changed)


def test_the_words_of_a_wave_that_is_over_stay(version, staff, client):
    WaveFactory(version=version, status="closed", closed_at=timezone.now())
    with pytest.raises(WordingStays):
        fix(version, staff)
    client.force_login(staff)
    page = client.get(reverse("surveys:fix_wording", args=[version.pk, "asked"]), follow=True)
    assert "giữ nguyên" in page.content.decode()
    assert "Sửa lỗi gõ" not in page.content.decode()


def test_who_is_answering_reads_the_correction_and_loses_nothing(client, staff):
    token, key = link()
    version = key.wave.version
    post(client, token, "one", go="save", met="no")
    before = text(client.get(address("page", token, "one")))
    assert "share" in before
    words = {("text", "vi"): "Tỷ lệ"}
    fix_wording(
        version=version, part="share", words=words, reason="gõ sai", by=staff, now=timezone.now()
    )

    page = text(client.get(address("page", token, "one")))
    assert "Tỷ lệ" in page
    assert Draft.objects.get().answers == {"met": "no"}
    old = client.get(reverse("surveys:flow", args=[version.digest]))
    assert old.status_code == 200  # a phone that has the page open still asks by the old digest


def test_the_codebook_and_the_comparison_say_what_was_corrected(version, staff, client):
    wave = WaveFactory(version=version, opens_on=timezone.localdate() - timedelta(days=2))
    fix(version, staff)
    fix(version, staff, (("title", "vi"), "Trang 1"), part="page_1")

    table = frames.data_set(wave, language="vi")
    written = codebook.html(table)
    assert "“Hài lòg?” đổi thành “Hài lòng?”. Lý do: gõ sai." in written
    assert "page_1: " in written
    later = QuestionnaireVersionFactory(
        questionnaire=version.questionnaire, number=2, document=version.document
    )
    client.force_login(staff)
    page = client.get(reverse("surveys:compare_versions", args=[later.pk, version.pk]))
    assert "Hài lòg?" in page.content.decode()
    assert str(staff) in page.content.decode()


def test_staff_correct_on_a_page_that_keeps_what_was_refused(version, staff, client):
    client.force_login(staff)
    at = reverse("surveys:fix_wording", args=[version.pk, "rated"])
    page = client.get(at)
    assert "Dòng “r1” (Tiếng Việt)" in page.content.decode()
    sent = {each.html_name: each.value() or "" for each in page.context["form"]}
    refused = client.post(at, sent | {"row.r1_vi": "Dòng một"})
    assert "Dòng một" in refused.content.decode()
    client.post(at, sent | {"row.r1_vi": "Dòng một", "help_vi": "Mỗi dòng.", "reason": "gõ sai"})
    assert [each.place for each in WordingFix.objects.all()] == ["help", "row.r1"]
    outline = client.get(reverse("surveys:version", args=[version.pk])).content.decode()
    assert "Nội dung đã sửa" in outline
    assert client.get(reverse("surveys:fix_wording", args=[version.pk, "gone"])).status_code == 404


def test_a_record_of_a_correction_stays_as_it_is(version, staff):
    (record,) = fix(version, staff)
    with pytest.raises(Frozen):
        record.save()
