"""Papers have the parts of Decree 30/2020/NĐ-CP, and name nobody who wants no name."""

import io
import os
from datetime import date, timedelta

import pikepdf
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from core.access import Role
from core.letterhead import change
from core.letterhead.papers import in_words
from core.letterhead.word import write_word
from core.models import Job
from dialogues.models import Visibility
from dialogues.reporting import kept_reports, papers
from tests import tagged
from tests.factories.accounts import UserFactory
from tests.factories.dialogues import (
    NOW,
    SessionFactory,
    answered,
    assigned,
    officer_of,
)
from tests.factories.directory import AgencyFactory, EnterpriseFactory
from tests.work import do_the_work

FIRM = "Công ty TNHH Hoa Sen Xanh"
LETTERHEAD = {
    "name_vi": "Hiệp hội Doanh nghiệp tỉnh Đắk Nông",
    "place_name": "Tỉnh Đắk Nông",
    "town": "Gia Nghĩa",
    "signatory": "Nguyễn Văn Thắng",
    "signatory_title": "Chủ tịch",
}


@pytest.fixture(autouse=True)
def letterhead(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return change(by=UserFactory(role=Role.ADMINISTRATOR), now=NOW, **LETTERHEAD)


def written(client, name):
    """The quarterly report as the worker writes it after somebody asked for it."""
    address = reverse(f"dialogues:{name}", args=[2026, 1])
    assert client.get(address).status_code == 202
    assert [job.state for job in do_the_work()] == ["done"]
    return b"".join(client.get(address).streaming_content)


def words_of(content: bytes) -> str:
    return "\n".join(
        node.text for node in Document(io.BytesIO(content)).element.iter() if node.text
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
    ],
)
def test_a_day_is_written_as_in_official_papers(day, said):
    assert in_words(day) == said


def test_an_answer_is_an_official_letter_with_all_its_parts(client):
    lead = AgencyFactory(name_vi="Sở Tài chính", kind="department")
    issue = answered(lead=lead, effect="refused", enterprise=EnterpriseFactory(name=FIRM))
    client.force_login(officer_of(lead))
    address = reverse("dialogues:answer_paper", args=[issue.answers.get().pk, "docx"])

    content = client.get(address).content

    said = words_of(content)
    for part in (
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG",
        "SỞ TÀI CHÍNH",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"V/v trả lời kiến nghị số {issue.number}",
        "Gia Nghĩa, ngày 04 tháng 3 năm 2026",
        "Kính gửi:",
        FIRM,
        "Khoản 1 Điều 23 Luật Đất đai 2024",
        "THỦ TRƯỞNG CƠ QUAN",
        "Nơi nhận:",
    ):
        assert part in said
    section = Document(io.BytesIO(content)).sections[0]
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)
    assert section.different_first_page_header_footer


@pytest.mark.parametrize("visibility", [Visibility.WITHOUT_NAME, Visibility.ASSOCIATION])
def test_a_paper_names_nobody_who_wants_no_name(visibility):
    issue = answered(visibility=visibility, enterprise=EnterpriseFactory(name=FIRM))

    paper = papers.write_answer(issue.answers.get())

    assert paper.addressees == ["Hiệp hội Doanh nghiệp tỉnh Đắk Nông (để chuyển)"]
    assert FIRM not in str(paper)


def test_an_answer_is_a_paper_of_its_own_agency_and_of_staff_once_it_is_sent(client):
    issue = answered()
    address = reverse("dialogues:answer_paper", args=[issue.answers.get().pk, "docx"])
    readers = {
        404: officer_of(AgencyFactory()),
        403: UserFactory(role=Role.ENTERPRISE, enterprise=issue.enterprise),
        200: UserFactory(role=Role.STAFF),
    }
    for status, reader in readers.items():
        client.force_login(reader)
        assert client.get(address).status_code == status


def test_the_letter_to_an_agency_that_cannot_be_written_to_says_issue_and_day(client):
    issue = assigned(lead=AgencyFactory(name_vi="Công an tỉnh", email=""))
    client.force_login(UserFactory(role=Role.STAFF))
    clock = issue.clocks.get()

    answer = client.get(reverse("dialogues:forwarding_paper", args=[issue.number, clock.pk, "pdf"]))

    said = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for part in ("Kính gửi: Công an tỉnh", issue.text, f"{clock.due_on:%d/%m/%Y}",
                 "TM. HIỆP HỘI", "CHỦ TỊCH", "Nguyễn Văn Thắng"):  # fmt: skip
        assert part in said
    assert FIRM not in said


def test_report_and_invitation_are_documents_an_office_completes(client):
    session = SessionFactory(year=2026, quarter=1)
    answered(session=session)
    client.force_login(UserFactory(role=Role.STAFF))

    content = written(client, "report_paper")
    report, sheet = words_of(content), Document(io.BytesIO(content))
    invitation = words_of(
        client.get(reverse("dialogues:invitation_paper", args=[2026, 1, "docx"])).content
    )

    assert {"BÁO CÁO", "Kính gửi: Ủy ban nhân dân tỉnh Đắk Nông"} <= set(report.split("\n"))
    assert "Trong quý, doanh nghiệp đã nêu 1 kiến nghị" in report
    assert {"GIẤY MỜI", "Số: ……/GM-HHDN"} <= set(invitation.split("\n"))
    assert sheet.paragraphs[-1].paragraph_format.keep_with_next  # no signature stands alone
    assert all("w:cantSplit" in row._tr.xml for table in sheet.tables for row in table.rows)
    missing = reverse("dialogues:invitation_paper", args=[2026, 1, "odt"])
    assert client.get(missing).status_code == 404
    client.force_login(officer_of(AgencyFactory()))
    assert client.get(missing.replace("odt", "docx")).status_code == 403


def test_pictures_of_the_quarterly_report_speak_in_pdf_and_word(client):
    """Kinds, effects, shares, states, agencies and days are drawn from the same numbers."""
    session = SessionFactory(year=2026, quarter=1)
    answered(session=session)
    client.force_login(UserFactory(role=Role.STAFF))

    page = client.get(reverse("dialogues:quarter_report", args=[2026, 1])).content.decode()
    pdf = written(client, "quarter_report_pdf")
    word = written(client, "report_paper")

    assert tagged.find_faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as read:
        told = {str(one.Alt) for one in tagged.find_figures(read)}
    drawn = [one._inline.docPr.get("descr") for one in Document(io.BytesIO(word)).inline_shapes]
    assert set(drawn) == told
    names = ("kinds", "effects", "in-time", "states", "agencies", "days")
    assert [name for name in names if f'<figure class="chart" id="{name}">' not in page] == []
    assert len(drawn) == len(names)


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 202)])
def test_a_report_is_written_anew_after_an_hour_and_whenever_a_figure_changes(
    client, monkeypatch, minutes, status
):
    monkeypatch.setattr(kept_reports, "_draw_word", lambda _report: b"report")
    session, address = SessionFactory(year=2026, quarter=1), ["dialogues:report_paper", [2026, 1]]
    answered(session=session)
    client.force_login(UserFactory(role=Role.STAFF))
    url = reverse(address[0], args=address[1])
    noon = timezone.now().replace(hour=5)  # the report says its day, which must not end meanwhile
    with time_machine.travel(noon, tick=False) as clock:
        assert written(client, "report_paper") == b"report"
        (name,) = default_storage.listdir(kept_reports.FOLDER)[1]
        file = default_storage.path(f"{kept_reports.FOLDER}/{name}")
        os.utime(file, (noon.timestamp(), noon.timestamp()))
        clock.shift(timedelta(minutes=minutes))
        answer = client.get(url)
        answer.getvalue()  # read to its end; closing it would close the database, too
        assert answer.status_code == status
        if status == 202:
            do_the_work()
            assert len(default_storage.listdir(kept_reports.FOLDER)[1]) == 1
        answered(session=session)
        assert client.get(url).status_code == 202


@pytest.mark.parametrize(("minutes", "jobs"), [(59, 1), (60, 2)])
def test_a_report_that_could_not_be_written_says_why_and_is_tried_again(
    client, monkeypatch, minutes, jobs
):
    session = SessionFactory(year=2026, quarter=1)
    answered(session=session)
    client.force_login(UserFactory(role=Role.STAFF))
    page, file = (
        reverse(f"dialogues:{name}", args=[2026, 1]) for name in ("quarter_report", "report_paper")
    )
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert b"job-" not in client.get(page).content
        client.get(file)
        assert b"job-" in client.get(page).content  # under way
        with monkeypatch.context() as broken:
            broken.setattr(kept_reports, "_draw_word", lambda _report: 1 / 0)
            (failed,) = do_the_work()
        clock.shift(timedelta(minutes=minutes))
        again = reverse("job_again", args=[failed.pk]).encode()
        asked = client.get(file)

        assert (again in client.get(page).content) is (jobs == 1)
        assert (asked.status_code, again in asked.content) == (202, jobs == 1)
        assert Job.objects.filter(kind="quarter_report").count() == jobs
        if jobs == 1:
            client.post(again.decode())
            assert [job.state for job in do_the_work()] == ["done"]
            assert b"job-" not in client.get(page).content


def test_an_officer_is_given_the_report_of_the_own_agency_alone(client):
    session = SessionFactory(year=2026, quarter=1)
    answered(session=session, lead=AgencyFactory(name_vi="Sở Xây dựng"))
    other = AgencyFactory(name_vi="Sở Tài chính")
    answered(session=session, lead=other)
    client.force_login(UserFactory(role=Role.STAFF))
    whole = words_of(written(client, "report_paper"))
    client.force_login(officer_of(other))

    own = words_of(written(client, "report_paper"))

    assert ("Sở Xây dựng" in whole, "Sở Tài chính" in whole) == (True, True)
    assert ("Sở Xây dựng" in own, "Sở Tài chính" in own) == (False, True)


def test_lists_in_heads_of_papers_end_with_a_full_stop():
    answer = answered(enterprise=EnterpriseFactory(name=FIRM)).answers.get()
    paper = papers.write_answer(answer)
    page = render_to_string("reports/paper.html", {"paper": paper})
    assert f"<li>- {FIRM};</li><li>- {LETTERHEAD['name_vi']}.</li>" in page
    assert f"- {LETTERHEAD['name_vi']}." in words_of(write_word(paper))
