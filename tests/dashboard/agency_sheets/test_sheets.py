"""The sheet of a lead agency: what it leads, for whom it is, and no forecast before its release."""

from datetime import UTC, datetime
from io import BytesIO, StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from analysis.reports.papers.files import write
from core.access import Role
from core.models import AuditEntry, Job
from dashboard.agency_sheets import tasks
from dashboard.agency_sheets.paper import paper_of
from directory.models import Agency
from plan.queries import current_plan
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2019, 1, 5, tzinfo=UTC)


@pytest.fixture
def agency(db):
    call_command("load_fixtures", example=True, stdout=StringIO())
    return Agency.objects.filter(leads__plan=current_plan()).order_by("pk").first()


def test_planners_see_all_sheets_and_officers_their_own(client, agency):
    other = Agency.objects.filter(leads__plan=current_plan()).exclude(pk=agency.pk).first()
    addresses = [reverse("agency_sheet", args=[each.code]) for each in (agency, other)]

    client.force_login(UserFactory(role=Role.PLANNER))
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    client.force_login(UserFactory(role=Role.OFFICER, agency=agency))
    assert [client.get(address).status_code for address in addresses] == [200, 404]
    listed = client.get(reverse("agency_sheets")).content.decode()
    assert [address in listed for address in addresses] == [True, False]
    client.force_login(UserFactory(role=Role.ENTERPRISE))
    assert client.get(addresses[0]).status_code == 403


def test_a_sheet_asks_the_same_however_many_agencies_lead(
    client, agency, django_assert_max_num_queries
):
    client.force_login(UserFactory(role=Role.PLANNER))
    address = reverse("agency_sheet", args=[agency.code])
    client.get(address)  # what a process asks once

    with django_assert_max_num_queries(24):
        assert client.get(address).status_code == 200


def test_the_files_of_a_sheet_have_its_criteria_and_are_noted(client, agency):
    client.force_login(UserFactory(role=Role.PLANNER))
    page = client.get(reverse("agency_sheet", args=[agency.code])).content.decode()

    address = reverse("agency_sheet_file", args=[agency.code, "docx"])
    assert client.get(address).status_code == 202
    with mock.patch("analysis.reports.papers.stored.write", wraps=write) as writer:
        for job in Job.objects.filter(kind="agency_sheet"):
            assert tasks.write_sheet(job) == ("agency_sheet_file", agency.code, "docx")
        file = client.get(address)
    assert writer.call_count == 1  # the page wrote nothing
    other = client.get(reverse("agency_sheet_file", args=[agency.code, "txt"]))

    table = Document(BytesIO(b"".join(file.streaming_content))).tables[0]
    names = [row.cells[0].text for row in table.rows[1:]]
    led = agency.leads.filter(plan=current_plan()).values_list("criteria__name_vi", flat=True)
    assert sorted(names) == sorted({name for name in led if name in names})
    assert names
    assert all(name.split("“")[0] in page for name in names)
    assert other.status_code == 404
    assert AuditEntry.objects.filter(action="agency.sheet").count() == 1


@pytest.mark.parametrize("code", ["so-ke-hoach-dau-tu", "so-tu-phap"])
def test_the_sheets_with_most_on_them_are_one_page(agency, code):
    with translation.override("vi"):
        paper = paper_of(Agency.objects.get(code=code), None, NOW.date())
        pages = PdfReader(BytesIO(write(paper, "pdf"))).pages
    assert len(paper.parts) == 3
    assert len(pages) == 1
