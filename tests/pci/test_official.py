"""Importing official results."""

import io

import pytest
import time_machine
import xlsxwriter
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.models import AuditEntry
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain
from pci.actions import official
from pci.models import Criterion, OfficialResult, OfficialScore, OfficialUpload
from tests import golden
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.slow

HEADING = "province,year,criterion,value\n"


def preview(text, **options):
    return official.preview(name="results.csv", content=text.encode(), **options)


def apply(found):
    return official.apply(found, by=None, now=timezone.now(), source="x", content_digest="")


def upload(text):
    return OfficialUpload.keep(
        name="results.csv",
        content=text.encode(),
        options={},
        by=UserFactory(role="administrator"),
        now=timezone.now(),
    )


def test_new_and_changed_and_same_are_told_apart(loaded):
    found = preview(
        HEADING + "Hà Nội,2017,planning,2.5\nĐắk Nông,2017,planning,2.44\n"
        "Dak Nong,2017,legal,3.5\nĐẮK NÔNG,2017,score,5.94\n"
    )

    assert found.problems == []
    assert [change.kind for change in found.changes] == ["new", "same", "changed", "same"]
    assert found.changed[0].before == {"value": 2.905302}


def test_applying_writes_what_was_previewed_and_says_so_in_the_audit_log(loaded):
    counts = apply(preview(HEADING + "Hà Nội,2017,planning,2.5\nHà Nội,2017,web_access,76%\n"))

    assert counts == {"new": 2, "changed": 0, "same": 0, "left_out": 0}
    values = OfficialResult.objects.filter(province__code="ha-noi").order_by("criterion__position")
    assert list(values.values_list("criterion__code", "value")) == [
        ("planning", 2.5),
        ("web_access", 0.76),
    ]
    assert AuditEntry.objects.get().details["new"] == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Đắk Nông,2017,access_to_beer,0.5", "access_to_beer"),
        ("Đắk Nông,2016,info_days,4", "info_days"),
        ("Đắk Nông,2011,planning,2.5", "2011"),
        ("Đắc Lông,2017,planning,2.5", "Đắk Nông"),
        ("Huế,2017,planning,9", "1"),
        ("Đắk Nông,2017,planning,5.1", "5.1"),
        ("Đắk Nông,2017,web_access,95", "95%"),
        ("Đắk Nông,2017,web_access,-0.1", "-0.1"),
        ("Đắk Nông,2017,web_score,51", "50"),
        ("Đắk Nông,2017,planning,", "planning"),
        ("Đắk Nông,2017,planning,abc", "abc"),
        ("Đắk Nông,2017,score,11", "11"),
        (",2017,planning,2", "3"),
        ("Đắk Nông,nay,planning,2", "nay"),
        ("Đắk Nông,,planning,2", "3"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(loaded, row, said):
    before = OfficialResult.objects.count()

    found = preview(HEADING + "Hà Nội,2017,planning,2.5\n" + row + "\n")

    assert [problem.line for problem in found.problems] == [3]
    assert said in str(found.problems[0]) or found.problems[0].sentence
    with pytest.raises(ProblemsRemain):
        apply(found)
    assert OfficialResult.objects.count() == before


def test_a_share_of_95_is_asked_back_with_both_readings(loaded):
    problem = preview(HEADING + "Đắk Nông,2017,web_access,95\n").problems[0]

    assert "95%" in problem.sentence
    assert "0.95" in problem.sentence


def test_the_same_figure_twice_is_refused(loaded):
    row = "Hà Nội,2017,planning,2.5\n"

    assert [problem.line for problem in preview(HEADING + row + row).problems] == [3]


def test_a_coarser_figure_does_not_replace_an_exact_one(loaded):
    apply(preview(HEADING + "Đắk Nông,2017,budget_detail,0.77\n"))

    result = OfficialResult.objects.get(edition__year=2017, criterion__code="budget_detail")
    assert result.value == 0.772727


@pytest.mark.parametrize(
    ("rank", "stored"), [("48", (48, None, None)), ("31-63", (None, 31, 63)), ("", (None,) * 3)]
)
def test_ranks_may_be_intervals(loaded, rank, stored):
    apply(preview(f"province,year,criterion,value,rank\nHà Nội,2017,score,6.5,{rank}\n"))

    score = OfficialScore.objects.get(province__code="ha-noi")
    assert (score.rank, score.rank_at_best, score.rank_at_worst) == stored


@pytest.mark.parametrize("rank", ["0", "64", "40-31", "about 40"])
def test_impossible_ranks_are_refused(loaded, rank):
    found = preview(f"province,year,criterion,value,rank\nHà Nội,2017,score,6.5,{rank}\n")

    assert len(found.problems) == 1


def test_years_outside_of_the_span_are_left_out(loaded):
    found = preview(
        HEADING + "Hà Nội,2009,planning,2.5\nHà Nội,2017,planning,2.5\n", years=(2013, 2017)
    )

    assert (len(found.new), found.left_out, found.problems) == (1, 1, [])


def test_names_follow_the_editions_year(loaded):
    found = preview(HEADING + "Lâm Đồng,2017,planning,2.5\nTT-Hue,2017,planning,2.5\n")

    assert [change.province.code for change in found.changes] == ["lam-dong", "thua-thien-hue"]


def test_confirming_imports_once(loaded):
    kept = upload(HEADING + "Hà Nội,2017,planning,2.5\n")
    digest = official.preview_upload(kept).digest
    by = kept.uploaded_by

    counts = official.confirm(upload=kept, digest=digest, by=by, now=timezone.now())
    assert counts["new"] == 1
    with pytest.raises(AlreadyConfirmed):
        official.confirm(upload=kept, digest=digest, by=by, now=timezone.now())
    kept.refresh_from_db()
    assert bytes(kept.content) == b""


def test_confirming_something_else_than_the_preview_is_refused(loaded):
    kept = upload(HEADING + "Hà Nội,2017,planning,2.5\n")
    digest = official.preview_upload(kept).digest
    apply(preview(HEADING + "Hà Nội,2017,planning,2.9\n"))

    with pytest.raises(PreviewOutdated):
        official.confirm(upload=kept, digest=digest, by=kept.uploaded_by, now=timezone.now())
    assert OfficialResult.objects.get(province__code="ha-noi").value == 2.9


def test_files_nobody_came_back_for_are_forgotten(loaded):
    with time_machine.travel("2026-01-01T00:00:00Z"):
        old = upload(HEADING)
    upload(HEADING)

    assert not OfficialUpload.objects.filter(pk=old.pk).exists()


def workbook(year, caption="Access to planning documents (1=Easy; 5=Impossible)", formula=False):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.add_worksheet("Summary").write(0, 0, "x")
    sheet = book.add_worksheet("Transparency")
    sheet.write_row(0, 0, ["Province", "Sub-Index 3: Transparency", caption])
    sheet.write_row(1, 0, ["Ha Noi", 6.5, 2.5])
    sheet.write_row(2, 0, ["Dak Nong", 5.94, 2.44])
    if formula:
        sheet.write_formula(2, 2, "=1+1.44", None, 2.44)
    sheet.write_row(4, 0, ["Median"])
    sheet.write_formula(4, 1, "=MEDIAN(B2:B3)")
    sheet.write_formula(4, 2, "=MEDIAN(C2:C3)")
    book.close()
    return official.preview(name=f"PCI_{year}.xlsx", content=content.getvalue())


def test_a_workbook_is_read_by_its_captions_and_sums_are_left_out(loaded):
    found = workbook(2017)

    assert found.problems == []
    assert found.left_out == 1
    assert [change.key for change in found.changes] == [
        ("ha-noi", 2017, "score"),
        ("ha-noi", 2017, "planning"),
        ("dak-nong", 2017, "score"),
        ("dak-nong", 2017, "planning"),
    ]


def test_an_unknown_caption_is_named_until_it_is_added_to_the_criterion(loaded):
    found = workbook(2017, caption="Ease of reading plans")
    assert "Ease of reading plans" in str(found.problems[0])

    planning = Criterion.objects.get(code="planning")
    planning.captions.append("Ease of reading plans")
    planning.save()
    assert workbook(2017, caption="Ease of reading plans (0-10)").problems == []


def test_a_formula_among_the_values_is_refused(loaded):
    problem = workbook(2017, formula=True).problems[0]

    assert (problem.line, problem.column) == (3, "planning")


@pytest.mark.parametrize("year", range(2013, 2018))
def test_the_official_workbooks_equal_the_tidy_table(loaded, tmp_path, year):
    path = tmp_path / f"PCI_{year}.xlsx"
    path.write_bytes(golden.official_workbook(year))
    call_command("import_official", path)

    tidy = [row for row in golden.read_rows(golden.CRITERIA) if int(row["year"]) == year]
    text = HEADING + "".join(
        f'"{row["province"]}",{row["year"]},{row["criterion"]},{row["value"]}\n' for row in tidy
    )
    found = preview(text)
    assert found.counts == {"new": 0, "changed": 0, "same": len(tidy), "left_out": 0}
    assert OfficialResult.objects.filter(edition__year=year).count() == len(tidy) - 63

    ranks = {
        row["province"]: int(row["rank"])
        for row in golden.read_rows(golden.RANKS)
        if int(row["year"]) == year
    }
    scores = OfficialScore.objects.filter(edition__year=year).select_related("province")
    assert {score.province.name: score.rank for score in scores} == ranks


def test_the_command_writes_nothing_on_a_dry_run_or_when_a_row_is_wrong(loaded, tmp_path):
    good, wrong = tmp_path / "good.csv", tmp_path / "wrong.csv"
    good.write_text(HEADING + "Hà Nội,2017,planning,2.5\n", encoding="utf-8")
    wrong.write_text(HEADING + "Hà Nội,2017,planning,2.5\nX,2017,planning,2\n", encoding="utf-8")

    call_command("import_official", good, dry_run=True)
    with pytest.raises(CommandError):
        call_command("import_official", wrong)
    assert not OfficialResult.objects.filter(province__code="ha-noi").exists()

    call_command("import_official", good)
    assert OfficialResult.objects.filter(province__code="ha-noi").count() == 1
