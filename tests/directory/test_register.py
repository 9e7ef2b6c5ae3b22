"""Importing enterprises."""

import io

import pytest
import xlsxwriter
from django.utils import timezone

from core.models import AuditEntry
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated
from directory.actions import register, register_writing
from directory.models import Enterprise, RegisterUpload
from directory.register_files.refusals import NothingToImport
from tests.factories.accounts import UserFactory
from tests.factories.directory import EnterpriseFactory, tax_code

HEADING = "Mã số thuế;Tên doanh nghiệp;Loại hình;Ngành;Quy mô;Huyện\n"
GOOD = f"{tax_code(1)};Công ty TNHH Cà phê Đắk Mil;TNHH;G;nhỏ;Đắk Mil\n"


def preview(text):
    return register.preview(name="register.csv", content=text.encode(), this_year=2026)


def upload(text):
    by = UserFactory()
    return RegisterUpload.keep(
        name="r.csv", content=text.encode(), options={}, by=by, now=timezone.now()
    )


def confirm(kept, digest=None):
    now = timezone.now()
    digest = digest or register.preview_upload(kept, now).digest
    counts = register.confirm(upload=kept, digest=digest, by=kept.uploaded_by, now=now)
    return {kind: counts[kind] for kind in ("new", "changed", "same")}


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u2018", "\u02bc"])
def test_a_district_is_known_by_any_apostrophe(loaded, apostrophe):
    row = f"{tax_code(1)};Công ty TNHH Hồ tiêu;TNHH;G;nhỏ;Đắk R{apostrophe}lấp\n"

    found = preview(HEADING + row)

    assert found.problems == []
    assert found.new[0].after["district"] == "dak-rlap"


def test_a_good_file_is_imported_after_confirmation(loaded):
    kept = upload(HEADING + GOOD)
    assert register.preview_upload(kept, timezone.now()).problems == []
    assert not Enterprise.objects.exists()

    assert confirm(kept) == {"new": 1, "changed": 0, "same": 0}

    enterprise = Enterprise.objects.matching("ca phe dak mil").get()
    assert (enterprise.legal_type, enterprise.size) == ("llc_many", "small")
    assert enterprise.district.code == "dak-mil"
    assert AuditEntry.objects.get(action="directory.import_register").details["new"] == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("9900000011;X;TNHH;G;nhỏ;Đắk Mil", "Mã số thuế"),
        (f"{tax_code(2)};;TNHH;G;nhỏ;Đắk Mil", "Tên doanh nghiệp"),
        (f"{tax_code(2)};X;Tập đoàn;G;nhỏ;Đắk Mil", "Loại hình"),
        (f"{tax_code(2)};X;TNHH;W;nhỏ;Đắk Mil", "Ngành"),
        (f"{tax_code(2)};X;TNHH;G;tí hon;Đắk Mil", "Quy mô"),
        (f"{tax_code(2)};X;TNHH;G;;Đắk Mil", "Quy mô"),
        (f"{tax_code(2)};X;TNHH;G;nhỏ;Đắk Lắk", "Địa bàn"),
        (f"{tax_code(1)};X;TNHH;G;nhỏ;Đắk Mil", "Mã số thuế"),
    ],
)
def test_every_wrong_cell_is_named_and_its_row_held_back(loaded, row, column):
    kept = upload(HEADING + GOOD + row + "\n")

    problems = register.preview_upload(kept, timezone.now()).problems
    assert [(problem.line, problem.column) for problem in problems] == [(3, column)]
    assert confirm(kept) == {"new": 1, "changed": 0, "same": 0}
    assert [one.tax_code for one in Enterprise.objects.all()] == [tax_code(1)]


def test_a_file_without_a_single_good_row_is_not_imported(loaded):
    kept = upload(HEADING + GOOD.replace("Đắk Mil\n", "Huế\n"))

    with pytest.raises(NothingToImport):
        confirm(kept)
    kept.refresh_from_db()
    assert kept.confirmed_at is None


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Năm thành lập", "1800"),
        ("Năm thành lập", "2027"),
        ("Email", "không có"),
        ("Điện thoại", "123"),
        ("Hội viên", "có lẽ"),
        ("Số lao động", "-1"),
        ("Doanh thu (tỷ đồng)", "2000000"),
        ("Phiên bản VSIC", "1999"),
    ],
)
def test_optional_cells_are_checked_too(loaded, heading, cell):
    found = preview(f"{HEADING.strip()};{heading}\n{GOOD.strip()};{cell}\n")

    assert len(found.problems) == 1


def test_size_follows_from_the_figures_and_must_agree_with_them(loaded):
    heading = HEADING.strip() + ";Số lao động;Doanh thu (tỷ đồng)\n"
    assert preview(heading + GOOD.strip() + ";20;90\n").problems == []
    wrong = preview(heading + GOOD.strip() + ";9;1\n").problems
    assert [problem.column for problem in wrong] == ["Quy mô"]


def test_known_enterprises_change_only_where_the_file_says_so(loaded):
    known = EnterpriseFactory(
        tax_code=tax_code(1), name="Tên cũ", email="cu@vidu.example", size="large"
    )
    kept = upload(f"MST;Tên;Email;Hội viên\n{tax_code(1)};Tên mới;;có\n")

    change = register.preview_upload(kept, timezone.now()).changed[0]
    assert change.differences == [
        ("Tên doanh nghiệp", "Tên cũ", "Tên mới"),
        ("Hội viên", "không", "có"),
    ]
    assert confirm(kept) == {"new": 0, "changed": 1, "same": 0}
    known.refresh_from_db()
    assert (known.name, known.email, known.is_member) == ("Tên mới", "cu@vidu.example", True)
    assert known.size == "large"
    assert Enterprise.objects.matching("ten moi").get() == known


def test_importing_the_same_file_again_changes_nothing(loaded):
    confirm(upload(HEADING + GOOD))

    assert preview(HEADING + GOOD).counts == {"new": 0, "changed": 0, "same": 1}


def test_confirmation_is_bound_to_the_preview(loaded):
    kept = upload(HEADING + GOOD)
    digest = register.preview_upload(kept, timezone.now()).digest
    confirm(upload(HEADING + GOOD.replace("Cà phê", "Hồ tiêu")))

    with pytest.raises(PreviewOutdated):
        confirm(kept, digest)
    confirm(kept)
    with pytest.raises(AlreadyConfirmed):
        confirm(kept, digest)


def changed_between(monkeypatch, what):
    """Let somebody else write between the look at the file and the import."""
    look = register.preview_upload

    def preview(upload, now, progress=None):
        found = look(upload, now)
        what()
        return found

    monkeypatch.setattr(register, "preview_upload", preview)


def test_an_enterprise_changed_while_the_file_was_read_is_not_overwritten(loaded, monkeypatch):
    known = EnterpriseFactory(tax_code=tax_code(1), name="Tên cũ")
    kept = upload(f"MST;Tên\n{tax_code(1)};Tên mới\n")
    digest = register.preview_upload(kept, timezone.now()).digest
    by_hand = Enterprise.objects.filter(pk=known.pk)
    changed_between(monkeypatch, lambda: by_hand.update(name="Tên sửa tay"))

    with pytest.raises(PreviewOutdated):
        confirm(kept, digest)

    known.refresh_from_db()
    kept.refresh_from_db()
    assert (known.name, kept.confirmed_at) == ("Tên sửa tay", None)


def test_an_enterprise_added_while_the_file_was_read_asks_for_a_new_look(loaded, monkeypatch):
    kept = upload(HEADING + GOOD)
    digest = register.preview_upload(kept, timezone.now()).digest
    changed_between(monkeypatch, lambda: EnterpriseFactory(tax_code=GOOD.split(";")[0]))

    with pytest.raises(PreviewOutdated):
        confirm(kept, digest)

    kept.refresh_from_db()
    assert Enterprise.objects.get().name != "Công ty TNHH Cà phê Đắk Mil"
    assert kept.confirmed_at is None


def test_a_register_larger_than_a_slice_is_stored_whole(loaded):
    rows = "".join(GOOD.replace(GOOD.split(";")[0], tax_code(n)) for n in range(1, 203))

    assert confirm(upload(HEADING + rows)) == {"new": 202, "changed": 0, "same": 0}

    assert Enterprise.objects.count() == 202
    assert RegisterUpload.objects.get().outcome["new"] == 202


def test_a_formula_in_a_workbook_is_refused_and_not_run(loaded):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADING.strip().split(";"))
    sheet.write_row(1, 0, GOOD.strip().split(";"))
    sheet.write_formula(1, 1, '=HYPERLINK("http://evil.example")', None, "Tên")
    book.close()

    found = register.preview(name="r.xlsx", content=content.getvalue(), this_year=2026)
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (2, "Tên doanh nghiệp")
    ]


def test_a_register_of_thousands_is_previewed_with_few_queries(
    loaded, django_assert_max_num_queries
):
    rows = "".join(GOOD.replace(tax_code(1), tax_code(n)) for n in range(1, 3000, 2))
    with django_assert_max_num_queries(4):
        found = preview(HEADING + rows)
    assert found.problems == []
    assert len(found.new) == 1500


def test_an_import_whose_worker_was_killed_goes_on_and_counts_as_if_never_stopped(
    loaded, monkeypatch
):
    EnterpriseFactory(tax_code=tax_code(1), name="Cà phê cũ")
    lines = [GOOD.replace(tax_code(1), tax_code(number)) for number in range(1, 5)]
    kept = upload(HEADING + "".join(lines))
    digest = register.preview_upload(kept, timezone.now()).digest
    monkeypatch.setattr(register_writing, "SLICE", 2)
    written, add = [], register_writing._add

    def be_killed_at_the_second(enterprises):
        if written:
            raise SystemExit
        written.extend(enterprises)
        add(enterprises)

    monkeypatch.setattr(register_writing, "_add", be_killed_at_the_second)
    with pytest.raises(SystemExit):
        confirm(kept, digest)
    assert Enterprise.objects.count() == 3
    monkeypatch.setattr(register_writing, "_add", add)
    kept.refresh_from_db()

    assert confirm(kept, digest) == {"new": 3, "changed": 1, "same": 0}

    assert Enterprise.objects.count() == 4
    entry = AuditEntry.objects.get(action="directory.import_register")
    assert (entry.details["new"], entry.details["preview_digest"]) == (3, digest)
    with pytest.raises(AlreadyConfirmed):
        confirm(kept, digest)


def test_an_import_that_met_a_row_of_somebody_else_is_looked_at_anew(loaded, monkeypatch):
    kept = upload(HEADING + GOOD)
    digest = register.preview_upload(kept, timezone.now()).digest
    write = register.write_enterprises

    def find_it_taken(found, now):
        EnterpriseFactory(tax_code=tax_code(1), name="Ai đó")
        write(found, now)

    monkeypatch.setattr(register, "write_enterprises", find_it_taken)
    with pytest.raises(PreviewOutdated):
        confirm(kept, digest)
    monkeypatch.setattr(register, "write_enterprises", write)

    with pytest.raises(PreviewOutdated):
        confirm(kept, digest)
    assert Enterprise.objects.get().name == "Ai đó"
