"""The list of all letters: complete, worded in both languages, and the same wherever it stands."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from accounts.letter_kinds import SENT_AT_ONCE
from core.messaging import kinds
from core.messaging.kinds import Leaves, kind_of, letter_kinds
from core.messaging.rendering import render
from core.models import Channel, OutgoingMessage
from tests.core.messaging.samples import everything, signature
from tests.test_project import ENGLISH

pytestmark = pytest.mark.django_db  # what the Association worded itself is asked for

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LISTED = list(letter_kinds().values())
THROUGH_OUTBOX = [kind for kind in LISTED if kind.uses_outbox]
RELEASED = {
    "surveys.invitation",
    "surveys.reminder",
    "dialogues.session_invitation",
    "dialogues.feedback",
}
VIETNAMESE = re.compile("[à-ãè-êìíò-õùúýăđĩũơưạ-ỹ]", re.IGNORECASE)


def each(listed):
    return [pytest.param(kind, id=kind.key) for kind in listed]


def test_mailings_wait_for_a_person_and_nothing_else_does():
    assert {kind.key for kind in LISTED if kind.leaves == Leaves.RELEASED} == RELEASED


def test_what_nobody_has_to_take_can_be_declined():
    declined = {kind.key for kind in LISTED if kind.unsubscribe}
    assert declined == {
        "surveys.invitation",
        "surveys.reminder",
        "analysis.report_released",
        "analysis.report_withdrawn",
    }


def test_there_are_letters_of_every_way_to_leave():
    assert {kind.leaves for kind in LISTED} == set(Leaves)


def test_two_letters_with_one_key_are_refused(settings):
    settings.LETTER_KINDS = ["surveys.letter_kinds.KINDS", "surveys.letter_kinds.KINDS"]
    kinds.letter_kinds.cache_clear()

    with pytest.raises(ValueError, match="same key"):
        letter_kinds()

    settings.LETTER_KINDS = settings.LETTER_KINDS[:1]
    kinds.letter_kinds.cache_clear()


def test_a_letter_from_before_the_list_is_another_letter():
    assert kind_of(OutgoingMessage(kind="")).name == kinds.UNKNOWN.name


@pytest.mark.parametrize("kind", each(LISTED))
def test_every_letter_has_a_name_and_an_addressee_in_both_languages(kind):
    told = {}
    for language in ("vi", "en"):
        with translation.override(language):
            told[language] = [str(kind.name), str(kind.to), str(kind.policy.words)]
    assert all(VIETNAMESE.search(words) for words in told["vi"]), told["vi"]
    assert not any(VIETNAMESE.search(words) for words in told["en"]), told["en"]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", each(THROUGH_OUTBOX))
def test_every_letter_is_worded_in_both_languages(kind, language, settings):
    settings.ASSOCIATION_NAME = "Hiệp hội" if language == "vi" else "Business Association"
    for channel in kind.channels:
        for blind in (False, True):
            words = render(
                kind,
                channel=channel,
                language=language,
                context=everything(kind, language, blind=blind),
            )
            assert words.subject.strip()
            assert len(words.subject) <= 200
            assert "\n" not in words.subject
            for part in (words.subject, words.text):
                wrong = ENGLISH if language == "vi" else VIETNAMESE
                assert not wrong.search(part.replace("Thước Đo", "")), part
            if channel == Channel.EMAIL:
                assert words.text.endswith(signature(language) + "\n")
            else:
                assert "\n" not in words.text


@pytest.mark.parametrize("kind", each(kind for kind in LISTED if kind.unsubscribe))
@pytest.mark.parametrize("blind", [False, True])
def test_what_can_be_declined_says_where_in_its_text(kind, blind):
    context = everything(kind, "vi", blind=blind)
    assert kind.channels

    for channel in kind.channels:
        words = render(kind, channel=channel, language="vi", context=context)
        assert words.text.count(context["opt_out_link"]) == 1


def test_every_template_of_a_letter_belongs_to_one_of_the_list():
    written = {
        str(path.relative_to(TEMPLATES))
        for path in (TEMPLATES / "emails").rglob("*.txt")
        if not path.name.startswith("_")
    }
    shared = {"emails/signature.txt", "emails/dialogues/steps.txt"}
    assert written - shared == {kind.template for kind in THROUGH_OUTBOX}


def test_every_letter_that_leaves_at_once_is_in_the_list():
    import allauth  # noqa: PLC0415 -- where it is installed

    asked = {
        str(path.relative_to(folder)).removesuffix("_subject.txt")
        for folder in (Path(allauth.__file__).parent / "templates", TEMPLATES)
        for app in ("account", "mfa")
        for path in (folder / app / "email").glob("*_subject.txt")
    }
    assert len(asked) >= 19
    assert set(SENT_AT_ONCE) == asked
    assert set(SENT_AT_ONCE.values()) == {k for k in LISTED if k.leaves == Leaves.AT_ONCE}


def test_the_guide_holds_the_same_list(capsys):
    call_command("list_letters")

    guide = (Path(settings.BASE_DIR) / "docs/operations.md").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() in guide
