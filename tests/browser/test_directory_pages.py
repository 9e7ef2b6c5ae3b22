"""Pages of the index, the register and the plan: readable for everybody, on phone and desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from directory.models import Agency
from tests.factories.accounts import UserFactory
from tests.factories.directory import EnterpriseFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SIZES = {"phone": (360, 740), "desk": (1366, 768)}


def addresses():
    enterprise = EnterpriseFactory()
    agency = Agency.objects.get(code="so-tu-phap")
    return [
        reverse("pci:index"),
        reverse("pci:edition", args=[2017]),
        reverse("pci:criterion", args=["legal"]),
        reverse("pci:upload"),
        reverse("plan:index"),
        reverse("plan:standings"),
        reverse("directory:enterprises"),
        reverse("directory:enterprise", args=[enterprise.pk]),
        reverse("directory:enterprise_edit", args=[enterprise.pk]),
        reverse("directory:upload"),
        reverse("directory:agencies"),
        reverse("directory:agency", args=[agency.pk]),
        reverse("directory:agency_edit", args=[agency.pk]),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_have_no_faults_and_fit_the_screen(live_server, browser, size, scheme):
    call_command("load_fixtures", example=True, verbosity=0)
    client = Client()
    client.force_login(UserFactory(role="administrator"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, locale="vi-VN"
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    faults = {}
    for address in addresses():
        page.goto(live_server.url + address)
        found = Axe().run(page).response["violations"]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if found or wide > width:
            targets = [(each["id"], each["nodes"][0]["target"]) for each in found]
            faults[address] = [*targets, wide]
    context.close()
    assert faults == {}
