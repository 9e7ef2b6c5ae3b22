"""An agency's report drafted from what the platform knows; all of them as one paper."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from accounts.models import User
from core.access import Role
from core.models import Job
from dashboard.follow_up.tasks import write_provincial_report
from plan.actions import reports
from plan.actions.tasks import note_task
from plan.models import Assignment, ProgressReport, TaskState
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import assigned

pytestmark = pytest.mark.django_db
DUE = "2018-06-10"
NOTED = datetime(2018, 5, 2, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan(once):
    return once(lambda: call_command("load_fixtures", example=True, verbosity=0))


@pytest.fixture
def point(plan):
    User.objects.update(date_joined=datetime(2018, 1, 1, tzinfo=UTC))
    return Assignment.objects.get(number=1)


@pytest.fixture
def officer(point):
    user = UserFactory(role=Role.OFFICER, agency=point.leads.get())
    User.objects.update(date_joined=datetime(2018, 1, 1, tzinfo=UTC))
    return user


def file_of(client, kind):
    """What the page hands out once the worker has written it."""
    address = reverse("provincial_report", args=[DUE, kind])
    waits = client.get(address)
    if waits.status_code == 200:
        return b"".join(waits.streaming_content)
    assert waits.status_code == 202
    write_provincial_report(Job.objects.get(kind="provincial_report", arguments__kind=kind))
    return b"".join(client.get(address).streaming_content)


def drafted(client, officer):
    client.force_login(officer)
    client.post(reverse("draft_report", args=[1, DUE]))
    return ProgressReport.objects.get()


def noted(point, officer, position, state, text):
    note_task(
        task=point.tasks.all()[position],
        agency=officer.agency,
        state=state,
        text=text,
        evidence="https://daknong.gov.vn/quy-hoach",
        done_by=None,
        by=officer,
        now=NOTED,
    )


def test_the_draft_tells_notes_issues_and_official_values(client, point, officer):
    noted(point, officer, 0, TaskState.DONE, "Đã công bố 3 quy hoạch")
    noted(point, officer, 1, TaskState.STUCK, "Thiếu kinh phí")

    report = drafted(client, officer)

    assert "Đã công bố 3 quy hoạch" in report.text
    assert "https://daknong.gov.vn/quy-hoach" in report.text
    assert "2,44 (PCI 2017)" in report.text
    assert "Thiếu kinh phí" in report.obstacles
    assert report.sent_at is None


def test_issues_of_the_points_criteria_are_counted(client, point, officer):
    issue = assigned()
    issue.criterion = point.criteria.get()
    issue.save()
    clock = issue.clocks.get()
    clock.agency, clock.started_on = officer.agency, NOTED.date()
    clock.save()

    assert "Đã nhận 1 kiến nghị" in drafted(client, officer).text


def test_what_was_written_stays_and_nothing_is_put_in_twice(client, point, officer):
    noted(point, officer, 0, TaskState.DONE, "Đã công bố 3 quy hoạch")
    report = drafted(client, officer)
    reports.save_draft(
        report=report, text=report.text + "\nTự viết thêm.", obstacles="", by=officer, now=NOTED
    )

    again = drafted(client, officer)

    assert again.text.endswith("Tự viết thêm.")
    assert again.text.count("Đã công bố 3 quy hoạch") == 1


def test_a_report_that_was_sent_is_not_drafted_again(client, point, officer):
    noted(point, officer, 0, TaskState.DONE, "Xong")
    report = reports.send(report=drafted(client, officer), by=officer, now=NOTED)
    noted(point, officer, 0, TaskState.DONE, "Khác")
    assert drafted(client, officer).text == report.text


def test_the_provincial_report_says_the_same_as_word_and_as_pdf(client, point, officer):
    noted(point, officer, 0, TaskState.DONE, "Đã công bố 3 quy hoạch")
    reports.send(report=drafted(client, officer), by=officer, now=NOTED)
    client.force_login(UserFactory(role=Role.PLANNER))

    word, paper = file_of(client, "docx"), file_of(client, "pdf")

    document = Document(BytesIO(word))
    lines = [p.text for p in document.paragraphs]
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages).split()
    )
    told = next(line for line in lines if line.startswith("Tính đến ngày "))
    assert told.endswith("báo cáo phải gửi trước ngày 10/06/2018.")
    assert told in text
    assert any("Đã công bố 3 quy hoạch" in line for line in lines)
    assert "Đã công bố 3 quy hoạch" in text
    assert any(line.startswith("Chưa gửi báo cáo: ") for line in lines)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in " ".join(cells)
    assert "53" in cells
    issuer, nation = document.tables[0].rows[0].cells
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    for said in (*issuer.text.splitlines(), *nation.text.splitlines(), "BÁO CÁO", *headings):
        assert " ".join(said.split()) in text, said
    styles = {p.style.name for p in document.paragraphs}
    assert {"Heading 1", "Heading 2", "Caption", "List Bullet"} <= styles


def test_lists_have_one_sign_a_line_in_both_papers(client, point, officer):
    noted(point, officer, 0, TaskState.DONE, "Đã công bố 3 quy hoạch")
    noted(point, officer, 1, TaskState.STUCK, "Thiếu kinh phí")
    report = drafted(client, officer)
    told = {"text": report.text, "obstacles": f"{report.obstacles}\n- Đề nghị hỗ trợ"}
    reports.save_draft(report=report, by=officer, now=NOTED, **told)
    reports.send(report=report, by=officer, now=NOTED)
    client.force_login(UserFactory(role=Role.PLANNER))

    document = Document(BytesIO(file_of(client, "docx")))
    pages = PdfReader(BytesIO(file_of(client, "pdf"))).pages

    listed = [p.text for p in document.paragraphs if p.style.name == "List Bullet"]
    assert "Đề nghị hỗ trợ" in listed
    assert not [line for line in listed if line.startswith("-")]
    paper = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Đề nghị hỗ trợ" in paper
    assert "- Đề nghị hỗ trợ" not in paper


def test_tables_of_the_word_file_leave_words_their_room(client, point, officer):
    client.force_login(UserFactory(role=Role.PLANNER))
    document = Document(BytesIO(file_of(client, "docx")))

    states = next(t for t in document.tables if t.cell(0, 0).text == "Nhiệm vụ")
    assert [round(cell.width.mm) for cell in states.rows[1].cells] == [127, 38]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in states.rows)
    assert states.cell(0, 0).paragraphs[0].paragraph_format.keep_with_next
    assert states.rows[-2].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_who_has_not_reported_stands_in_the_paper(client, point, officer):
    with time_machine.travel(datetime(2018, 6, 9, tzinfo=UTC)):
        client.force_login(UserFactory(role=Role.PLANNER))
        word = file_of(client, "docx")
    lines = [p.text for p in Document(BytesIO(word)).paragraphs]
    missing = next(line for line in lines if line.startswith("Chưa gửi đủ báo cáo"))
    assert officer.agency.name in missing


@pytest.mark.parametrize(("due", "kind"), [("2018-06-11", "pdf"), (DUE, "xls")])
def test_another_day_or_kind_is_not_found(client, point, due, kind):
    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("provincial_report", args=[due, kind])).status_code == 404


def test_an_officer_who_does_not_collect_gets_no_provincial_report(client, point):
    client.force_login(UserFactory(role=Role.OFFICER))
    assert client.get(reverse("provincial_report", args=[DUE, "docx"])).status_code == 403
