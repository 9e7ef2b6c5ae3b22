"""Every form of the set-up and what people type into it by mistake: told at its field, kept, and
nothing written.

Each form is tried as a whole, so that its installation is made once.
"""

from html import unescape

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directory.models import Agency, District, Enterprise
from pci.models import Criterion
from plan.models import Target
from tests.directory.register_files.messy import code
from tests.factories.accounts import UserFactory
from tests.factories.directory import AgencyFactory, DistrictFactory
from tests.factories.plan import PlanFactory

pytestmark = pytest.mark.django_db

CRITERION = {
    "number": "1", "wording_vi": "Tiêu chí", "measure": "share", "unit": "share", "direction": "1",
}  # fmt: skip
CRITERIA = [
    ({"weight": "0"}, "__all__", "lớn hơn 0 và không quá 1."),
    ({"weight": "-0,5"}, "__all__", "lớn hơn 0 và không quá 1."),
    ({"weight": "5"}, "__all__", "Có phải là 0,05 không?"),
    ({"weight": "nan"}, "weight", "nhập một số"),
    ({"weight": "1e400"}, "weight", "nhập một số"),
    ({"scale_min": "30", "scale_max": "90"}, "__all__", "Có phải là 0,3–0,9 không?"),
    ({"scale_min": "0,9", "scale_max": "0,3"}, "__all__", "phải thấp hơn cận trên"),
    ({"scale_min": "0,3"}, "__all__", "cả hai cận"),
    ({"unit": "days", "scale_min": "-5", "scale_max": "3"}, "__all__", "(-5)"),
    ({"unit": "number", "unit_min": "10", "unit_max": "1"}, "__all__", "phải nhỏ hơn"),
    ({"number": "0"}, "__all__", "từ 1 đến 999"),
    ({"number": "1000"}, "__all__", "từ 1 đến 999"),
    ({"number": "40000"}, "__all__", "từ 1 đến 999"),
    ({"direction": "0"}, "direction", "chọn lại"),
    ({"unit": "furlong"}, "unit", "chọn lại"),
    ({"wording_vi": "x" * 301}, "wording_vi", "300"),
    ({"wording_vi": "   "}, "wording_vi", "chưa nhập"),
]
EDITION = {"save": "1", "provinces_ranked": "34"}
EDITIONS = [
    ({"published_on": "01/01/2099"}, "published_on", "trong năm đó"),
    ({"published_on": "31/02/2027"}, "published_on", "25/11/2026"),
    ({"provinces_ranked": "64"}, "provinces_ranked", "1 đến 63"),
    ({"provinces_ranked": "0"}, "provinces_ranked", "1 đến 63"),
    ({"weights_note": "x" * 301}, "weights_note", "300"),
]
YEARS = [
    ({"year": year}, "year", words)
    for year, words in [
        ("2099", "từ năm 2005"), ("2004", "từ năm 2005"), ("-5", "từ năm 2005"),
        ("99999999999999", "từ năm 2005"), ("2026.5", "số nguyên"), ("", "chưa nhập"),
    ]
]  # fmt: skip
PLACES = [
    ({"valid_from": "01/07/2025", "valid_to": "30/06/2025"}, "valid_to", "trước ngày bắt đầu"),
    ({"valid_from": "31/02/2025"}, "valid_from", "25/11/2026"),
    ({"valid_from": "31/12/9999"}, "valid_from", "1900 đến 2199"),
    ({"successor": "self"}, "successor", "quay về"),
    ({"successor": "other"}, "valid_to", "ngày kết thúc"),
    ({"name": "Xã Hai"}, "name", "Đã có"),
    ({"name": "x" * 61}, "name", "60"),
    ({"position": "-1"}, "position", "nhỏ hơn 0"),
]
AGENCIES = [
    ({"valid_from": "01/03/2025", "valid_to": "28/02/2025"}, "valid_to", "trước ngày bắt đầu"),
    ({"successor": "self", "valid_to": "28/02/2025"}, "successor", "quay về"),
    ({"successor": "other"}, "valid_to", "ngày kết thúc"),
    ({"email": "a@b.vn; c@d.vn"}, "email", "ten@congty.vn"),
    ({"phone": "gọi anh Hùng"}, "phone", "8 đến 15 chữ số"),
    ({"phone": "0261 113"}, "phone", "8 đến 15 chữ số"),
    ({"name_vi": "SỞ  hai"}, "name_vi", "Đã có"),
    ({"kind": "zzz"}, "kind", "chọn lại"),
]
ENTERPRISES = [
    ({"tax_code": "123"}, "tax_code", "có 3 chữ số"),
    ({"tax_code": "5800000001"}, "tax_code", "cơ quan thuế"),
    ({"employees": "-4"}, "employees", "nhỏ hơn 0"),
    ({"employees": "1000001"}, "employees", "1000000"),
    ({"revenue": "-1"}, "revenue", "nhỏ hơn 0"),
    ({"capital": "1e30"}, "capital", "lớn hơn 999"),
    ({"capital": "NaN"}, "capital", "nhập một số"),
    ({"founded": "2099"}, "founded", "năm thành lập"),
    ({"phone": "không có"}, "phone", "8 đến 15 chữ số"),
    ({"employees": "5000", "revenue": "9000", "size": "micro"}, "size", "lớn"),
    ({"district": "ended"}, "district", "chọn lại"),
]
PLANS = [
    ({"last_year": "2025"}, "last_year", "không trước năm đầu"),
    ({"last_year": "2041"}, "last_year", "15 năm"),
    ({"first_year": "2095", "last_year": "2100"}, "last_year", "2099"),
    ({"first_year": "hai"}, "first_year", "số nguyên"),
    ({"title_vi": "Kế hoạch số 1"}, "title_vi", "cùng thời gian"),
]
DAYS = [
    ({"day": "31", "month": "2"}, "day", "không có ngày 31"),
    ({"day": "0"}, "day", "nhỏ hơn 1"),
    ({"day": "32"}, "day", "lớn hơn 31"),
    ({"month": "13"}, "month", "lớn hơn 12"),
    ({"day": "mười"}, "day", "số nguyên"),
    ({"day": "10", "month": "12"}, "day", "đã có kỳ hạn"),
    ({"collector": ""}, "collector", "chưa nhập"),
]
TARGETS = [
    ({"value": "0"}, "value", "1 đến 63"),
    ({"value": "64"}, "value", "1 đến 63"),
    ({"value": "2,5"}, "value", "số nguyên"),
    ({"value": "40", "value_at_worst": "30"}, "value_at_worst", "không thể tốt hơn"),
    ({"value_at_worst": "999"}, "value_at_worst", "1 đến 63"),
    ({"unit": "points", "value": "11"}, "value", "1 đến 10"),
    ({"unit": "share", "value": "130"}, "value", "0 đến 100"),
    ({"unit": "share", "value": "-5"}, "value", "0 đến 100"),
    ({"unit": "days", "value": "-5"}, "value", "0 đến 3650"),
    ({"value": "nan"}, "value", "nhập một số"),
    ({"year": "2099"}, "year", "không thuộc"),
    ({"measure": "criterion"}, "criterion", "chọn tiêu chí"),
    ({"measure": "official_rank", "unit": "points", "value": "6"}, "unit", "thứ hạng"),
    ({"measure": "survey_answer", "survey_answer": "a b"}, "survey_answer", "câu_hỏi="),
]
POINTS = [
    ({"number": "0"}, "number", "nhỏ hơn 1"),
    ({"number": "1000"}, "number", "lớn hơn 999"),
    ({"number": "7"}, "number", "đã mang số này"),
    ({"criteria": []}, "criteria", "chưa nhập"),
    ({"leads": []}, "leads", "chưa nhập"),
    ({"coordinators": "leads"}, "coordinators", "đã là cơ quan chủ trì"),
]


def count_rows():
    names = ("pci.", "plan.", "directory.", "core.models.audit")
    models = [model for model in apps.get_models() if model.__module__.startswith(names)]
    assert len(models) > 15
    return {model: model._base_manager.count() for model in models}


def try_all(client, address, values, cases):
    """Send each slip: it is told at its field, what was typed comes back, nothing is kept."""
    before, wrong = count_rows(), []
    for changes, field, words in cases:
        sent = values | changes
        response = client.post(address, sent)
        if response.status_code != 200:
            wrong.append((changes, response.status_code))
            continue
        told = " ".join(map(str, response.context["form"].errors.get(field, [])))
        page = unescape(response.content.decode())
        kept = all(v.strip() in page for v in changes.values() if isinstance(v, str))
        if words not in told or not kept:
            wrong.append((changes, told or response.context["form"].errors, kept))
    assert not wrong
    assert count_rows() == before


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role="administrator"))


@pytest.fixture
def planner(client):
    client.force_login(UserFactory(role="planner"))


def test_slips_in_a_basket(client, administrator):
    try_all(client, reverse("pci:baskets"), {}, YEARS)
    client.post(reverse("pci:baskets"), {"year": 2026})
    try_all(client, reverse("pci:basket_add", args=[2026]), CRITERION, CRITERIA)
    try_all(client, reverse("pci:basket", args=[2026]), EDITION, EDITIONS)
    bare = client.post(reverse("pci:basket", args=[2026]), {"published_on": "01/03/2027"})
    assert "provinces_ranked" in bare.context["form"].errors


@pytest.mark.parametrize("weight", ["0,05", "0.05", "5%", "5 %"])
def test_a_weight_is_typed_as_people_write_it(client, administrator, weight):
    client.post(reverse("pci:baskets"), {"year": 2026})
    client.post(reverse("pci:basket_add", args=[2026]), CRITERION | {"weight": weight})
    page = client.get(reverse("pci:basket_row", args=[2026, "tieu_chi"])).content.decode()
    assert 'value="0,05"' in page


def test_slips_in_places_agencies_and_enterprises(client, administrator):
    place, other = DistrictFactory(name="Xã Một"), DistrictFactory(name="Xã Hai")
    ended = DistrictFactory(name="Xã Cũ", valid_to="2025-06-30")
    named = {"self": str(place.pk), "other": str(other.pk), "ended": str(ended.pk)}
    cases = [
        ({name: named.get(v, v) for name, v in changes.items()}, f, w) for changes, f, w in PLACES
    ]
    address = reverse("directory:place_edit", args=[place.pk])
    try_all(client, address, {"name": "Xã Một", "position": "1"}, cases)

    agency, second = AgencyFactory(name_vi="Sở Một"), AgencyFactory(name_vi="Sở Hai")
    named |= {"self": str(agency.pk), "other": str(second.pk)}
    cases = [
        ({name: named.get(v, v) for name, v in changes.items()}, f, w) for changes, f, w in AGENCIES
    ]
    address = reverse("directory:agency_edit", args=[agency.pk])
    try_all(client, address, {"name_vi": "Sở Một", "kind": agency.kind}, cases)
    agency.refresh_from_db()
    assert (agency.name_vi, agency.successor, agency.phone) == ("Sở Một", None, "")

    values = {
        "tax_code": code(58_0010000), "name": "Công ty Thử", "legal_type": "llc_many",
        "vsic": "2025", "sector": "C", "size": "micro", "district": str(other.pk),
        "status": "active", "language": "vi",
    }  # fmt: skip
    cases = [
        ({name: named.get(v, v) for name, v in changes.items() if v != "ended"}
         | ({"district": ""} if "district" in changes else {}), f,
         "chưa nhập" if f == "district" else w)
        for changes, f, w in ENTERPRISES
    ]  # fmt: skip
    try_all(client, reverse("directory:enterprise_add"), values, cases)
    gone = client.post(reverse("directory:enterprise_add"), values | {"district": str(ended.pk)})
    assert "district" in gone.context["form"].errors
    client.post(reverse("directory:enterprise_add"), values | {"capital": "5,25"})
    assert str(Enterprise.objects.get().capital) == "5.250"


def test_slips_in_a_plan(client, planner):
    plan = PlanFactory(title_vi="Kế hoạch số 1", first_year=2026, last_year=2030)
    title = {"title_vi": "Kế hoạch mới", "first_year": "2026", "last_year": "2030"}
    try_all(client, reverse("plan:plan_add"), title, PLANS)

    agency = AgencyFactory()
    criterion = Criterion.objects.create(code="c1", name_vi="C1", name_en="C1")
    day = {"day": "10", "month": "6", "name_vi": "Kỳ sáu tháng", "collector": str(agency.pk)}
    days = reverse("plan:part_add", args=[plan.pk, "days"])
    client.post(days, day | {"month": "12"})
    try_all(client, days, day, DAYS)

    target = {"text_vi": "Mục tiêu", "unit": "rank", "value": "20"}
    try_all(client, reverse("plan:part_add", args=[plan.pk, "targets"]), target, TARGETS)

    point = {"number": "1", "criteria": [criterion.pk], "leads": [agency.pk], "tasks": "Việc một"}
    points = reverse("plan:part_add", args=[plan.pk, "points"])
    client.post(points, point | {"number": "7"})
    cases = [
        (changes | ({"coordinators": str(agency.pk)} if "coordinators" in changes else {}), f, w)
        for changes, f, w in POINTS
    ]
    try_all(client, points, point, cases)


def test_a_share_is_typed_in_per_cent_and_kept_as_the_shipped_plan_keeps_it(client, planner):
    plan = PlanFactory(first_year=2026, last_year=2030)
    address = reverse("plan:part_add", args=[plan.pk, "targets"])
    client.post(address, {"text_vi": "Tỷ lệ", "unit": "share", "value": "82,5", "year": "2030"})
    kept = Target.objects.get()
    assert (kept.unit, kept.value, kept.measured_vi) == ("share", 0.825, "nhập tay kèm nguồn")

    edit = reverse("plan:part_edit", args=[plan.pk, "targets", kept.pk])
    page = client.get(edit).content.decode()
    assert 'value="82,5"' in page
    assert '<option value="share" selected' in page
    client.post(address, {"text_vi": "Điểm", "unit": "points", "value": "6,5"})
    page = client.get(reverse("plan:index")).content.decode()
    assert "82,5%" in page
    assert ">6,5<" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("directory:place_file", "Tên;Vùng\nXã A;B\nXã A;C\n".encode(), "đã có ở dòng 2"),
        ("directory:agency_file", "Tên;Đến ngày\nSở A;30/06/2025\nSở A;\n".encode(), "ở dòng 2"),
        ("directory:place_file", "Tên;Hiệu lực từ\nXã A;31/02/2025\n".encode(), "31/02/2025"),
        ("directory:place_file", b"\x89PNG\r\n\x1a\n", "hình ảnh"),
        ("directory:agency_file", b"Rar!\x1a\x07", "tệp nén"),
        ("directory:agency_file", "Tên;Kế thừa\nSở A;Sở A\n".encode(), "quay về"),
    ],
)
def test_a_file_nobody_can_take_over(client, administrator, name, content, words):
    sent = {"file": SimpleUploadedFile("tep.csv", content)}
    response = client.post(reverse(name), sent)
    assert words in " ".join(response.context["form"].errors["file"])
    assert not Agency.objects.exists()
    assert not District.objects.exists()


def test_columns_nobody_reads_are_named(client, administrator):
    content = "Tên địa bàn;Dân số\nXã A;12000\n".encode()
    sent = {"file": SimpleUploadedFile("tep.csv", content)}
    page = client.post(reverse("directory:place_file"), sent, follow=True).content.decode()
    assert "Các cột không được đọc: Dân số." in page
    assert District.objects.get().name == "Xã A"
