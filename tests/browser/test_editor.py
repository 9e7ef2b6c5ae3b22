"""The editor in a real browser: no fault that axe can see, no page wider than a phone."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.access import Role
from surveys.models import WaveStatus
from tests.browser.looks import LOOKS
from tests.factories.accounts import UserFactory
from tests.factories.surveys import WaveFactory
from tests.surveys.questionnaires.test_lifecycle import reworded

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses():
    first, second = reworded()
    wave = WaveFactory(version=first, status=WaveStatus.OPEN)
    return [
        reverse("surveys:questionnaires"),
        reverse("surveys:import_form"),
        reverse("surveys:version", args=[second.pk]),
        reverse("surveys:edit_section", args=[second.pk, "requests"]),
        reverse("surveys:edit_question", args=[second.pk, "received"]),
        reverse("surveys:edit_criterion", args=[second.pk, "info_days"]),
        reverse("surveys:edit_contradiction", args=[second.pk, "qa_without_visit"]),
        reverse("surveys:delete_part", args=[second.pk, "section", "requests"]),
        reverse("surveys:publish_version", args=[second.pk]),
        reverse("surveys:check_version", args=[second.pk]),
        reverse("surveys:fix_wording", args=[first.pk, "received"]),
        reverse("surveys:compare_versions", args=[second.pk, first.pk]),
        reverse("surveys:preview_section", args=[first.pk, "requests"]),
        reverse("surveys:preview_section", args=[first.pk, "satisfaction"]) + "?width=desk",
        reverse("surveys:exports", args=[wave.pk]),
        reverse("surveys:import_answers", args=[wave.pk]),
    ]


def signed_in(context, live_server, language, role=Role.STAFF):
    client = Client()
    client.force_login(UserFactory(role=role))
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    cookies[settings.LANGUAGE_COOKIE_NAME] = language
    context.add_cookies(
        [{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()]
    )


@pytest.mark.crawl
@pytest.mark.parametrize("language", LOOKS)
def test_pages_are_accessible_and_fit(browser, live_server, addresses, language):
    context = browser.new_context()
    signed_in(context, live_server, language)
    page = context.new_page()
    wrong = {}

    for address in addresses:
        assert page.goto(live_server.url + address).status == 200, address
        if found := LOOKS[language](page):
            wrong[address] = found

    context.close()
    assert wrong == {}


def test_a_question_is_moved_with_the_keyboard_alone(browser, live_server, addresses):
    context = browser.new_context()
    signed_in(context, live_server, "vi")
    page = context.new_page()
    page.goto(live_server.url + addresses[2])

    page.locator("#question-received button[value=up]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    names = page.locator("#section-requests li[id^=question-]").evaluate_all(
        "items => items.map((item) => item.id)"
    )
    context.close()
    assert names[:3] == ["question-asked", "question-received", "question-asked_agency"]
