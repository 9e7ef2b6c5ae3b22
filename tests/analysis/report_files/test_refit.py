"""A report made again from its exported file, by our own command and by R's survey."""

import csv
import json
import shutil
import subprocess
from collections import Counter
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from analysis import actions
from analysis.data.margins import VARIABLES as MARGINS
from analysis.data.margins import age_class
from analysis.models import AnalysisRun, Breakdown
from analysis.numbers import WaveNumbers
from analysis.report_files.design import design_of
from analysis.waves import compute
from directory.models import Enterprise
from surveys.models import Response, Wave
from tests.factories.analysis import closed_wave

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2018, 11, 1, tzinfo=UTC)
FORMATS = ("csv", "xlsx", "sav", "dta", "parquet")


def analysed():
    """A report of a wave in three strata, without its forecast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compute, "outlooks", lambda *arguments: (None, {}))
        return actions.analyse_wave(wave=closed_wave(120, mixed=True), now=NOW, by=None)


@pytest.fixture(scope="module", autouse=True)
def run(once):
    return once(analysed)


def export(run, folder, kind="csv"):
    file = folder / f"data.{kind}"
    call_command(
        "export_responses", wave=run.wave_id, format=kind, out=file, with_analysis=True,
        stdout=StringIO(),
    )  # fmt: skip
    return file


def refit(file):
    out = file.parent / "report.json"
    call_command(
        "estimate", file, spec=file.parent / "report.toml", out=out, stdout=StringIO(),
        stderr=StringIO(),
    )  # fmt: skip
    return json.loads(out.read_text(encoding="utf-8"))


def told(run):
    """What the report says of each criterion and of the sub-index."""
    numbers = WaveNumbers.read(run.results)
    found = {row.code: row.design for row in numbers.criteria if row.design}
    return {**found, "sub-index": numbers.own_score}


def same(actual, figure):
    value, se, low, high = actual
    assert value == pytest.approx(figure.value, rel=1e-9)
    assert se == pytest.approx(figure.se, rel=1e-9)
    assert (low, high) == pytest.approx((figure.low, figure.high), rel=1e-9)


@pytest.mark.parametrize("kind", FORMATS)
def test_the_command_repeats_the_report_from_every_kind_of_file(run, tmp_path, kind):
    found = refit(export(run, tmp_path, kind))

    report = told(run)
    rows = {row["name"]: row for row in [*found["estimates"], *found["scores"]]}
    assert rows.keys() == report.keys()
    assert len(rows) == 13
    for name, row in rows.items():
        same((row["value"], row["se"], row["ci_low"], row["ci_high"]), report[name])
        if name != "sub-index":
            assert (row["n"], row["df"]) == (report[name].n, report[name].df)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed")
def test_r_repeats_the_report_from_the_file(run, tmp_path):
    file = export(run, tmp_path)
    said = subprocess.run(  # noqa: S603 -- R where it is installed, on our own script
        ["Rscript", "report.R", file.name],  # noqa: S607
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "there is no package called" in said.stderr:
        pytest.skip("R's package survey is not installed")

    report = told(run)
    rows = {row["name"]: row for row in csv.DictReader(StringIO(said.stdout))}
    assert rows.keys() == report.keys(), said.stderr
    for name, row in rows.items():
        same((float(row[key]) for key in ("value", "se", "low", "high")), report[name])


def test_a_file_without_answers_repeats_nothing(run, tmp_path):
    with translation.override("en"), pytest.raises(CommandError, match="holds answers"):
        export(run, tmp_path, "html")
    assert not list(tmp_path.iterdir())


def test_a_wave_without_a_report_has_nothing_to_repeat(run, tmp_path):
    Breakdown.objects.all()._raw_delete(run._state.db)
    type(run).objects.all()._raw_delete(run._state.db)

    with pytest.raises(CommandError, match=Wave.objects.get(pk=run.wave_id).title):
        export(run, tmp_path)
    assert not list(tmp_path.iterdir())


def test_answers_that_changed_since_are_told(run, tmp_path):
    response = Response.objects.filter(wave=run.wave_id).first()
    response.answers["web_access"] = "no" if response.answers["web_access"] == "yes" else "yes"
    response.save()

    with pytest.raises(CommandError, match=Wave.objects.get(pk=run.wave_id).title):
        export(run, tmp_path)


def test_the_report_tells_each_step_of_its_weights_and_ends_where_its_figures_are(run):
    numbers = WaveNumbers.read(run.results)

    plan = numbers.weighting
    steps = {step.code: step for step in plan.steps}
    assert list(steps) == ["design", "eligibility", "response", "calibration", "trimming"]
    assert {margin.variable for margin in plan.margins} == {"size", "legal_type", "sector", "age"}
    for row in (row for row in numbers.criteria if row.design):
        assert steps["trimming"].values[row.code] == pytest.approx(row.design.value, rel=1e-12)
        assert steps["trimming"].errors[row.code] == pytest.approx(row.design.se, rel=1e-12)
    assert steps["response"].values["planning"] != steps["trimming"].values["planning"]
    assert steps["trimming"].kish == numbers.fieldwork.kish > steps["response"].kish > 1


def test_a_report_from_before_calibration_keeps_its_weights(run, tmp_path):
    fields = {field.attname: getattr(run, field.attname) for field in run._meta.fields}
    of_then = {name: part for name, part in run.results.items() if name != "weighting"}
    AnalysisRun.objects.create(**fields | {"id": None, "results": of_then})

    spec = export(run, tmp_path).parent / "report.toml"

    assert "calibrate" not in spec.read_text(encoding="utf-8")
    assert 'weights = "analysis_weight"' in spec.read_text(encoding="utf-8")
    assert sum(float(row["analysis_weight"]) for row in rows_of(tmp_path)) == pytest.approx(
        2900, abs=0.01
    )


def test_the_file_says_how_many_answers_its_columns_together_could_give_away(run):
    wave = Wave.objects.get(pk=run.wave_id)
    design = design_of(wave)
    alike = Counter()
    for one in Enterprise.objects.active():
        values = (one.size, one.legal_type, one.sector, age_class(one.founded, wave.year))
        alike[tuple(level_of(run, *pair) for pair in zip(MARGINS, values, strict=True))] += 1
    few = sum(alike[told.cells] < 5 or told.population < 5 for told in design.responses.values())

    assert 0 < few < len(design.responses) == 120
    with translation.override("en"):
        (said,) = [note for note in design_of(wave).notes if "whoever has the register" in note]
    assert f"at least {few} of 120 answers" in said
    assert "calibration_legal_type, calibration_sector" in said


def level_of(run, variable, value):
    margins = {one.variable: one for one in WaveNumbers.read(run.results).weighting.margins}
    return margins[variable].level_of[value or ""]


def rows_of(folder):
    with (folder / "data.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))
