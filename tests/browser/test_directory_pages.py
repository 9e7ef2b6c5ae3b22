"""Pages of the index, the register and the plan: readable for everybody, on phone and desk."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.access import Role
from directory.models import Agency
from tests.browser.looks import find_faults
from tests.browser.test_editor import signed_in
from tests.factories.directory import EnterpriseFactory

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def addresses():
    enterprise = EnterpriseFactory()
    agency = Agency.objects.get(code="so-tu-phap")
    return [
        reverse("pci:index"),
        reverse("pci:edition", args=[2017]),
        reverse("pci:criterion", args=["legal"]),
        reverse("pci:upload"),
        reverse("plan:index"),
        reverse("plan:report_status"),
        reverse("directory:enterprises"),
        reverse("directory:enterprise", args=[enterprise.pk]),
        reverse("directory:enterprise_edit", args=[enterprise.pk]),
        reverse("directory:upload"),
        reverse("directory:agencies"),
        reverse("directory:agency", args=[agency.pk]),
        reverse("directory:agency_edit", args=[agency.pk]),
    ]


@pytest.mark.crawl
def test_pages_have_no_faults_and_fit_the_screen(live_server, browser):
    call_command("load_fixtures", example=True, verbosity=0)
    context = browser.new_context()
    signed_in(context, live_server, "vi", Role.ADMINISTRATOR)
    page = context.new_page()
    faults = {}
    for address in addresses():
        assert page.goto(live_server.url + address).status == 200, address
        if found := find_faults(page):
            faults[address] = found
    context.close()
    assert faults == {}
