"""An edition and its basket: drafted, checked, tried on official values, published."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from core.models import AuditEntry
from pci.baskets import trial
from pci.baskets.rows import rows_of
from pci.models import BasketDraft, Criterion, CriterionInEdition, Edition, OfficialResult
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ROW = {
    "number": "1",
    "wording_vi": "Tiếp cận quy hoạch",
    "measure": "mean",
    "unit": "scale",
    "direction": "1",
    "weight": "1",
    "scale_min": "1.5",
    "scale_max": "4",
    "comparable_with_previous": "on",
}


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


@pytest.fixture
def shipped(db):
    call_command("load_fixtures", example=True, stdout=StringIO())


def begin(client, year, **values):
    return client.post(reverse("pci:baskets"), {"year": year, **values})


def add(client, year, **values):
    return client.post(reverse("pci:basket_add", args=[year]), ROW | values)


def page(client, year):
    return client.get(reverse("pci:basket", args=[year]))


def publish(client, year):
    return client.post(reverse("pci:basket", args=[year]), {"publish": 1})


def test_a_basket_is_read_by_nobody_before_it_is_published(client, administrator):
    begin(client, 2026)
    add(client, 2026)
    assert (Edition.objects.count(), Criterion.objects.count()) == (0, 0)

    publish(client, 2026)

    row = CriterionInEdition.objects.get()
    assert (row.edition.year, row.criterion.code, row.scale_min) == (
        2026,
        "tiep_can_quy_hoach",
        1.5,
    )
    assert BasketDraft.objects.count() == 0
    changes = AuditEntry.objects.get(action="pci.publish_basket").details["changes"]
    assert changes["tiep_can_quy_hoach"]["weight"] == [None, 1.0]


def test_a_draft_begins_with_the_last_edition_and_tells_what_is_new(client, administrator, shipped):
    last = Edition.objects.get(year=2017)
    begin(client, 2019, copy_from=last.pk)
    draft = BasketDraft.objects.get()
    assert [row["code"] for row in draft.rows] == [row["code"] for row in rows_of(last)]
    first, second = draft.rows[0], draft.rows[1]

    client.post(reverse("pci:basket_row", args=[2019, first["code"]]), {"remove": 1})
    changed = ROW | {
        "number": second["number"],
        "wording_vi": second["wording_vi"],
        "weight": "0.5",
    }
    client.post(reverse("pci:basket_row", args=[2019, second["code"]]), changed)
    add(client, 2019, number="40", wording_vi="Tiêu chí mới", weight="0.1")

    compared = page(client, 2019).context["compared"]
    assert compared.new[-1] == "Tiêu chí mới"
    assert first["wording_vi"] in compared.dropped or first["code"] not in {
        row["code"] for row in rows_of(page(client, 2019).context["before"])
    }
    assert "trọng số" in dict(compared.changed)[second["wording_vi"]]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"weight": "7.5"}, "0,075"),
        ({"weight": "0"}, "lớn hơn 0"),
        ({"unit": "share", "scale_min": "30", "scale_max": "90"}, "0,3–0,9"),
        ({"scale_min": "4", "scale_max": "1.5"}, "phải thấp hơn"),
        ({"scale_max": ""}, "cả hai cận"),
        ({"scale_max": "5.1"}, "(5,1)"),
        ({"unit": "number", "unit_min": "10", "unit_max": "1"}, "phải nhỏ hơn"),
    ],
)
def test_what_contradicts_itself_is_told_and_nothing_is_kept(client, administrator, values, words):
    begin(client, 2026)
    response = add(client, 2026, **values)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert BasketDraft.objects.get().rows == []


@pytest.mark.parametrize(
    ("weights", "is_ready"),
    [(("0.5", "0.4951"), True), (("0.5", "0.494"), False), (("0.5", "0.506"), False)],
)
def test_weights_add_up_to_one(client, administrator, weights, is_ready):
    begin(client, 2026)
    for number, weight in enumerate(weights, 1):
        add(client, 2026, number=number, wording_vi=f"Tiêu chí {number}", weight=weight)

    assert (page(client, 2026).context["problems"] == []) is is_ready
    publish(client, 2026)
    assert Edition.objects.exists() is is_ready


def test_weights_that_do_not_add_up_need_a_reason(client, administrator):
    begin(client, 2026)
    add(client, 2026, weight="0.5")
    said = {"save": 1, "provinces_ranked": 34, "weights_note": "Mới công bố một nửa"}
    client.post(reverse("pci:basket", args=[2026]), said)

    publish(client, 2026)

    assert Edition.objects.get().weights_note == "Mới công bố một nửa"


@pytest.mark.parametrize(("year", "begun"), [(2004, 0), (2005, 1), (2027, 1), (2028, 0), (2099, 0)])
def test_an_edition_lies_between_the_first_and_the_next(
    client, administrator, year, begun, monkeypatch
):
    monkeypatch.setattr("pci.baskets.views.timezone.localdate", lambda now: date(2026, 12, 5))
    response = begin(client, year)

    assert BasketDraft.objects.count() == begun
    assert response.status_code == (302 if begun else 200)


def test_an_empty_basket_is_not_published(client, administrator):
    begin(client, 2026)
    publish(client, 2026)
    assert not Edition.objects.exists()


def test_an_own_scale_holds_values_of_its_own(client, administrator):
    begin(client, 2026)
    own = {"unit": "number", "unit_name": "điểm 1–10", "unit_min": "1", "unit_max": "10"}
    add(client, 2026, scale_min="3", scale_max="9.5", **own)
    publish(client, 2026)

    assert CriterionInEdition.objects.get().limits == (1, 10)


def test_a_basket_tells_whether_it_gives_the_published_score(client, administrator, shipped):
    edition = Edition.objects.get(year=2017)
    trials = trial.try_on(rows_of(edition), 2017)
    assert [(one.province, one.is_reproduced) for one in trials] == [("Đắk Nông", True)]

    begin(client, 2017)
    shown = page(client, 2017).context
    assert (shown["tried"], shown["reproduced"]) == (1, 1)
    rows = BasketDraft.objects.get().rows
    rows[0]["weight"], rows[1]["weight"] = rows[1]["weight"] + 0.02, rows[0]["weight"] - 0.02
    BasketDraft.objects.update(rows=rows)
    assert page(client, 2017).context["reproduced"] == 0


@pytest.mark.parametrize(("away", "is_reproduced"), [(0.009, True), (0.011, False)])
def test_a_score_is_reproduced_to_a_hundredth(away, is_reproduced):
    assert trial.Trial("A", 6.0, 6.0 + away).is_reproduced is is_reproduced


def test_a_criterion_with_official_values_stays_in_its_edition(client, administrator, shipped):
    begin(client, 2017)
    code = OfficialResult.objects.filter(edition__year=2017).first().criterion.code
    client.post(reverse("pci:basket_row", args=[2017, code]), {"remove": 1})
    said = {"save": 1, "provinces_ranked": 63, "weights_note": "Thử"}
    client.post(reverse("pci:basket", args=[2017]), said)

    response = publish(client, 2017)

    assert "lưu" in client.get(response.url).content.decode()
    assert CriterionInEdition.objects.filter(edition__year=2017, criterion__code=code).exists()


def send(client, year, text):
    file = SimpleUploadedFile("ro.csv", text.encode())
    return client.post(reverse("pci:basket_file", args=[year]), {"file": file})


def test_a_basket_is_read_from_a_file(client, administrator):
    begin(client, 2026)
    send(
        client,
        2026,
        "STT;Tên tiêu chí;Cách đo;Đơn vị;Chiều;Trọng số;Cận dưới;Cận trên\n"
        "1;Tiếp cận quy hoạch;Điểm trung bình;Thang 1-5;1;60%;1,5;4\n"
        "2;Thương lượng thuế;Tỷ lệ;Tỷ lệ;-1;0,4;0,3;0,9\n",
    )

    rows = BasketDraft.objects.get().rows
    assert [(row["measure"], row["unit"], row["direction"], row["weight"]) for row in rows] == [
        ("mean", "scale", 1, 0.6),
        ("share", "share", -1, 0.4),
    ]
    assert page(client, 2026).context["problems"] == []
    table = client.get(reverse("pci:basket_table", args=[2026]))
    assert send(client, 2026, "Tên tiêu chí;Trọng số\nA;x\n").status_code == 200
    again = SimpleUploadedFile("ro.xlsx", table.content)
    assert client.post(reverse("pci:basket_file", args=[2026]), {"file": again}).status_code == 302
    assert BasketDraft.objects.get().rows == rows


def test_a_copied_basket_fetched_and_read_again_changes_no_definition(client, administrator):
    call_command("load_fixtures", stdout=StringIO())
    begin(client, 2026, copy_from=Edition.objects.get(year=2018).pk)
    rows = BasketDraft.objects.get().rows
    assert any(row["wording_vi"] != row["name_vi"] for row in rows)
    table = client.get(reverse("pci:basket_table", args=[2026]))

    again = SimpleUploadedFile("ro.xlsx", table.content)
    client.post(reverse("pci:basket_file", args=[2026]), {"file": again})

    assert BasketDraft.objects.get().rows == rows


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("càng cao càng tốt", 1),
        ("cao", 1),
        ("1", 1),
        ("càng thấp càng tốt", -1),
        ("Thấp hơn là tốt hơn", -1),
        ("−1", -1),
    ],
)
def test_a_direction_is_read_in_the_words_of_the_page(client, administrator, words, direction):
    begin(client, 2026)
    send(client, 2026, f"Tên tiêu chí;Chiều\nA;{words}\n")

    assert [row["direction"] for row in BasketDraft.objects.get().rows] == [direction]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Tên tiêu chí;Trọng số\nA;7,5\n", "0,075"),
        ("Tên tiêu chí;Đơn vị;Cận dưới;Cận trên\nA;Tỷ lệ;30;90\n", "0,3–0,9"),
        ("Tên tiêu chí;Đơn vị\nA;quả\n", "quả"),
        ("Tên tiêu chí;Chiều\nA;ngang\n", "-1"),
        ("Trọng số\n1\n", "Tên tiêu chí"),
        ("", ""),
    ],
)
def test_a_wrong_file_takes_nothing_over(client, administrator, text, words):
    begin(client, 2026)
    add(client, 2026)
    response = send(client, 2026, text)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert len(BasketDraft.objects.get().rows) == 1


def test_others_write_no_basket(client):
    client.force_login(UserFactory(role="staff"))
    assert client.get(reverse("pci:baskets")).status_code == 403
