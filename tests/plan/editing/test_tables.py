"""The table of a plan as provinces issue it becomes points, after somebody has looked at them."""

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pci.models import Criterion
from plan.editing import tables
from plan.models import Assignment
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory
from tests.factories.plan import AssignmentFactory, PlanFactory

pytestmark = pytest.mark.django_db
HEADINGS = ["STT", "Tiêu chí", "Nhiệm vụ, giải pháp", "Cơ quan chủ trì", "Cơ quan phối hợp"]
ROWS = [
    [
        "1",
        "Tiếp cận tài liệu quy hoạch",
        "- Công khai quy hoạch\n- Cập nhật hằng quý",
        "Sở Xây dựng",
        "Sở Tài chính;\nUBND các xã, phường",
    ],
    ["", "", "Trả lời trong 5 ngày", "Sở Xây dựng", ""],
    ["2", "Thương lượng với cán bộ thuế", "Đối thoại hằng quý", "Thuế tỉnh", ""],
]


@pytest.fixture
def plan(client):
    client.force_login(UserFactory(role="planner"))
    AgencyFactory(code="so-xay-dung", name_vi="Sở Xây dựng", short_name="")
    AgencyFactory(code="so-tai-chinh", name_vi="Sở Tài chính", short_name="")
    Criterion.objects.create(code="planning", name_vi="Tiếp cận tài liệu quy hoạch")
    return PlanFactory()


def in_word(rows):
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH")
    document.add_table(1, 2).cell(0, 0).text = "ỦY BAN NHÂN DÂN"
    table = document.add_table(0, len(HEADINGS))
    for row in [HEADINGS, *rows]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def in_csv(rows):
    lines = [["KẾ HOẠCH"], HEADINGS, *rows]
    return "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode()


def send(client, plan, content, name):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("plan:plan_table", args=[plan.pk]), {"file": file})


@pytest.mark.parametrize("make", [in_word, in_csv])
def test_a_table_becomes_points_once_it_was_looked_at(client, plan, make):
    AssignmentFactory(plan=plan, number=4)
    page = send(client, plan, make(ROWS), "ke-hoach")
    assert plan.assignments.count() == 1
    assert [len(row["leads"]) for row in page.context["points"]] == [1, 0]

    client.post(reverse("plan:plan_table", args=[plan.pk]), {"points": page.context["signed"]})

    first, second = Assignment.objects.filter(number__gt=4).order_by("number")
    assert [criterion.code for criterion in first.criteria.all()] == ["planning"]
    assert [agency.code for agency in first.leads.all()] == ["so-xay-dung"]
    assert [agency.code for agency in first.coordinators.all()] == ["so-tai-chinh"]
    assert [task.text_vi for task in first.tasks.all()] == [
        "Công khai quy hoạch",
        "Cập nhật hằng quý",
        "Trả lời trong 5 ngày",
    ]
    assert (second.number, second.leads_vi, second.leads.count()) == (6, "Thuế tỉnh", 0)


def with_part(content, name, change):
    """The Word file with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            held = old.read(part)
            new.writestr(part, change(held) if part == name else held)
    return out.getvalue()


BODY = "word/document.xml"
WITHOUT_BODY = with_part(in_word(ROWS), BODY, lambda xml: xml.replace(b"w:body", b"w:bodx"))
OTHER_ROOT = with_part(in_word(ROWS), "[Content_Types].xml", lambda xml: b"<a/>")


def test_a_cell_that_says_it_spans_millions_of_columns_spans_63():
    wide = b'<w:tcPr><w:gridSpan w:val="30000000"/>'
    content = with_part(in_word([]), BODY, lambda xml: xml.replace(b"<w:tcPr>", wide, 1))

    first, _second = tables._grids("x.docx", content)

    assert [len(row) for row in first] == [63]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"A;B\n1;2\n",
        b"PK\x03\x04x",
        b"%PDF-1.7",
        in_word([])[:900],
        WITHOUT_BODY,
        OTHER_ROOT,
    ],
)
def test_a_file_without_such_a_table_is_refused(client, plan, content):
    page = send(client, plan, content, "x.docx")

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not plan.assignments.exists()


def test_a_preview_somebody_tampered_with_adds_nothing(client, plan):
    client.post(reverse("plan:plan_table", args=[plan.pk]), {"points": "x:y:z"})
    assert not plan.assignments.exists()
