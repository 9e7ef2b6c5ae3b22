"""Every page by axe, on a phone and on a desk, in the light and the dark."""

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Error

from core import tasks
from core.access import PUBLIC, Role
from tests.browser.looks import find_faults
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.core import OutgoingMessageFactory
from tests.pages import addresses

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def pages_of(role):
    """Pages without arguments that nobody below this role sees already."""
    for page in addresses():
        if page.has_arguments or (page.access != PUBLIC and role is None):
            continue
        own = role is None or (page.access != PUBLIC and role in page.access)
        if own:
            yield page


def opens_as_page(page, url):
    """Go there; tell whether it is a whole page: fragments stand in others, files are saved."""
    try:
        answer = page.goto(url)
    except Error:  # a file
        return False
    return answer.status == 200 and page.evaluate("document.doctype !== null")


@pytest.mark.crawl
@pytest.mark.parametrize("role", [None, Role.ENTERPRISE, Role.OFFICER, Role.ADMINISTRATOR])
def test_pages_have_no_fault_axe_can_see(browser, live_server, client, role):
    cache.clear()
    tasks.beat()
    OutgoingMessageFactory()
    UserFactory(role=Role.ENTERPRISE, approved_at=None, enterprise=None)
    context = browser.new_context(locale="vi-VN")
    if role:
        user = UserFactory(role=role)
        assert client.login(username=user.email, password=PASSWORD)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
    page = context.new_page()
    wrong, seen = {}, 0
    for address in pages_of(role):
        if not opens_as_page(page, live_server.url + address.url):
            continue
        seen += 1
        if found := find_faults(page):
            wrong[address.name] = found
    context.close()
    assert wrong == {}
    assert seen > 3


def test_the_keyboard_reaches_the_content_first(page, live_server):
    page.goto(f"{live_server.url}/privacy/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_the_menu_of_a_phone_opens_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(live_server.url)

    page.locator(".nav--fold summary").click()

    assert page.locator(".nav--fold a").first.is_visible()
    context.close()
