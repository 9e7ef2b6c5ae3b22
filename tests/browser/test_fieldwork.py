"""The pages of field work in a real browser, with a wave under way: axe, widths, keyboard."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingMessage
from surveys.fieldwork.actions import mailings
from surveys.models import FlagKind, Reminder, SendingKind
from tests.browser.looks import LOOKS
from tests.browser.test_editor import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.surveys import (
    QuestionnaireVersionFactory,
    ResponseFactory,
    SampledEnterpriseFactory,
    StratumFactory,
    WaveFactory,
)
from tests.surveys.instrument.documents import data, question
from tests.work import do_the_work

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def under_way(settings, tmp_path):
    """Write to a small sample; one has answered, too fast."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    version = QuestionnaireVersionFactory(document=data(question("q")))
    wave = WaveFactory(version=version, closes_on=date(2099, 1, 1), channels=["sms", "email"])
    stratum = StratumFactory(wave=wave)
    rows = [
        SampledEnterpriseFactory(
            stratum=stratum,
            position=place,
            enterprise__email=f"dn{place}@dn.example",
            enterprise__phone="0912345678" if place % 2 else "",
        )
        for place in range(4)
    ]
    mailings.order_sending(wave=wave, kind=SendingKind.INVITATIONS, by=None, now=now)
    do_the_work()
    Reminder.objects.create(wave=wave, number=1, due_on=date(2098, 1, 1), working_days=5)
    response = ResponseFactory(
        sampled=rows[0], stratum=stratum, wave=wave, version=version, seconds={"page_1": 9}
    )
    response.flags.create(kind=FlagKind.SPEEDER, raised_at=now)
    for number, entries in enumerate(([], ["a", "b"]), start=1):
        sheet = wave.paper_forms.create(number=number, code_digest=str(number), registered_at=now)
        for at, typed in enumerate(entries, start=1):
            told = {"answers": {"q": typed}, "saved_at": now, "finished_at": now}
            sheet.entries.create(round=at, typed_by=UserFactory(), **told)
    return wave, rows, response


def addresses_of(under_way):
    wave, rows, response = under_way
    of_wave = (
        "wave", "sample", "sendings", "channels", "monitor", "late", "calls", "paper", "flagged",
        "corrections", "portal", "portal_review", "exports", "import_answers", "change_wave",
        "close_wave", "count",
    )  # fmt: skip
    message = OutgoingMessage.objects.filter(channel="sms").first()
    return [
        reverse("surveys:waves"),
        reverse("surveys:new_wave"),
        *(reverse(f"surveys:{name}", args=[wave.pk]) for name in of_wave),
        reverse("surveys:sampled", args=[rows[1].pk]),
        reverse("surveys:response", args=[response.pk]),
        reverse("surveys:paper_entry", args=[wave.paper_forms.get(number=1).pk]),
        reverse("surveys:paper_settle", args=[wave.paper_forms.get(number=2).pk]),
        reverse("outbox"),
        reverse("outbox_message", args=[message.pk]),
    ]


@pytest.mark.crawl
@pytest.mark.parametrize("language", LOOKS)
def test_pages_are_accessible_and_fit(browser, live_server, under_way, language):
    context = browser.new_context()
    signed_in(context, live_server, language)
    page = context.new_page()
    wrong = {}

    for address in addresses_of(under_way):
        assert page.goto(live_server.url + address).status == 200, address
        if found := LOOKS[language](page):
            wrong[address] = found

    context.close()
    assert wrong == {}


def test_channels_are_chosen_with_the_keyboard_alone(browser, live_server, under_way):
    wave = under_way[0]
    context = browser.new_context()
    signed_in(context, live_server, "vi")
    page = context.new_page()
    page.goto(live_server.url + reverse("surveys:channels", args=[wave.pk]))

    page.locator("#id_channel_0").focus()
    page.keyboard.press("Home")
    for _field in range(5):
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    wave.refresh_from_db()
    assert wave.channels == ["email"]
    assert page.locator("[role=status] li").count() == 1
    context.close()
