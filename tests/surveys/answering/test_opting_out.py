"""One press in the mail program, or one button on a page, and nobody writes again."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from core.models import AuditEntry, OutgoingMessage
from surveys import tokens
from surveys.answering.actions import opting_out
from surveys.letter_kinds import opt_out_link
from surveys.models import Anonymity, OptOut
from tests.factories.core import OutgoingMessageFactory
from tests.factories.surveys import SampledEnterpriseFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 2, tzinfo=UTC)


@pytest.fixture
def enterprise():
    return SampledEnterpriseFactory().enterprise


@pytest.fixture
def address(enterprise):
    return opt_out_link(enterprise.pk).removeprefix("http://testserver")


def test_one_press_needs_no_session_no_question_and_no_seal(enterprise, address):
    """RFC 8058: the mail program posts, without cookies, and gets an answer that leads nowhere."""
    answer = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.cookies) == (200, {})
    assert OptOut.objects.get().enterprise == enterprise


def test_pressing_twice_changes_nothing(address):
    client = Client()
    for _again in range(2):
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert OptOut.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_program_that_only_looks_at_links_changes_nothing(client, address, method):
    answer = getattr(client, method)(address)

    assert answer.status_code == 200
    assert OptOut.objects.count() == 0


def test_the_page_asks_once_and_offers_no_way_into_the_questionnaire(client, address):
    page = client.get(address).content.decode()

    assert '<form method="post">' in page
    assert "/s/_the_personal_link_/" not in page
    assert page.count("<a ") == 4  # skip to the content, three other languages
    assert "Xin đừng gửi thư nữa" in page


def test_the_page_speaks_the_language_of_the_enterprise(client, enterprise, address):
    enterprise.language = "en"
    enterprise.save()
    assert "Do not write to us again" in client.get(address).content.decode()


def test_the_link_works_in_a_blind_wave_that_is_over(client):
    sampled = SampledEnterpriseFactory(
        stratum__wave__anonymity=Anonymity.BLIND, stratum__wave__status="closed"
    )
    address = opt_out_link(sampled.enterprise_id).removeprefix("http://testserver")

    assert client.post(address).status_code == 200
    assert OptOut.objects.get().enterprise == sampled.enterprise


@pytest.mark.parametrize("change", ["another", "seal", "nobody"])
def test_a_link_nobody_made_opens_nothing(client, enterprise, change):
    code = tokens.opt_out_code(enterprise.pk)
    number, seal = code.split("-", 1)
    wrong = {
        "another": f"{number}1-{seal}",
        "seal": f"{number}-{seal[:-1]}{'A' if seal[-1] != 'A' else 'B'}",
        "nobody": tokens.opt_out_code(99_999_999),
    }[change]

    assert client.post(f"/s/opt-out/{wrong}/").status_code == 404
    assert OptOut.objects.count() == 0


def test_a_code_opens_the_enterprise_it_was_made_for_under_an_older_key_too(settings):
    code = tokens.opt_out_code(4711)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-one-entirely-another-one-entirely"

    assert tokens.open_opt_out_code(code) == 4711
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.open_opt_out_code(code) is None


def test_the_code_is_no_personal_link(client, enterprise):
    assert client.get(f"/s/{tokens.opt_out_code(enterprise.pk)}/").status_code == 404


def test_what_would_ask_it_is_withdrawn_and_nothing_else():
    sampled = SampledEnterpriseFactory(enterprise__email="Giam.doc@x.example")
    by_row = OutgoingMessageFactory(kind="surveys.invitation", about_id=sampled.pk)
    by_address = OutgoingMessageFactory(kind="surveys.reminder", recipient="giam.DOC@x.example")
    link = OutgoingMessageFactory(kind="surveys.link", about_id=sampled.pk)
    foreign = OutgoingMessageFactory(kind="surveys.reminder", about_id=sampled.pk + 1)

    wish = opting_out.opt_out(enterprise=sampled.enterprise, now=NOW, reason="Đã gọi")

    assert wish == OptOut.objects.get(reason="Đã gọi", at=NOW)
    waiting = OutgoingMessage.objects.filter(status="draft")
    assert set(waiting) == {link, foreign}
    gone = OutgoingMessage.objects.filter(cancelled_because="opted_out")
    assert set(gone) == {by_row, by_address}
    (entry,) = AuditEntry.objects.filter(action="enterprise.opt_out")
    assert (entry.reason, entry.at) == ("Đã gọi", NOW)


def test_without_an_address_nobody_elses_messages_are_withdrawn():
    sampled = SampledEnterpriseFactory(enterprise__email="")
    without = OutgoingMessageFactory(kind="surveys.invitation", about_id=None, recipient="")

    opting_out.opt_out(enterprise=sampled.enterprise, now=NOW)

    without.refresh_from_db()
    assert without.status == "draft"
