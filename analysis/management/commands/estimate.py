"""Estimate figures, tests and models of any survey file, without the database."""

import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import BaseCommand, CommandError

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification import runner
from analysis.estimators.specification.explanation import explain
from analysis.estimators.specification.spec import Spec, read_spec
from analysis.survey_files import Options, read_survey

WRONG_INPUT = 2
USE = "Give a file, --spec and --out; or --explain SPEC to have a specification put into words."


class Command(BaseCommand):
    help = (
        "Estimate figures, tests and models of a survey file (.csv, .tsv, .xlsx, .sav, .dta, "
        ".parquet); docs/estimate.md describes the specification."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path, nargs="?", help="the file, one row a respondent")
        parser.add_argument("--spec", type=Path, help="what to estimate, as TOML")
        parser.add_argument("--out", type=Path, help="where the JSON goes")
        parser.add_argument(
            "--explain", type=Path, metavar="SPEC", help="say in words what SPEC asks for, and stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        needed = (options["data"], options["spec"], options["out"])
        if options["explain"] is None and not all(needed):
            raise CommandError(USE, returncode=WRONG_INPUT)
        try:
            if options["explain"] is not None:
                self.stdout.write(explain(read_spec(read_toml(options["explain"]))))
            else:
                self.estimate(*needed)
        except EstimationError as refusal:
            line = " ".join(str(refusal).split())
            raise CommandError(line, returncode=WRONG_INPUT) from refusal
        except OSError as refusal:
            line = f"{refusal.filename}: {refusal.strerror}"
            raise CommandError(line, returncode=WRONG_INPUT) from refusal

    def estimate(self, data: Path, spec: Path, out: Path) -> None:
        """Compute what the specification asks of the data and write it as JSON."""
        specification = read_spec(read_toml(spec))
        file = read_survey(data, _options(specification))
        folders = [spec.parent, data.parent, Path()]
        found = runner.run(
            specification, file.frame, lambda name: read_beside(name, folders), file.dictionary
        )
        calibration = found["weights"]["calibration"]
        notes = [*file.notes, *_negative_weights(calibration), *_nothing_asked(specification)]
        found = {"notes": notes, **found}
        text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
        out.write_text(text + "\n", encoding="utf-8")
        for note in notes:
            self.stderr.write(note)
        self.stdout.write(f"{len(found['estimates'])} figures → {out}")


def _negative_weights(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Warn of a calibration that let weights change their sign, so that means leave their data."""
    below = (step["method"] for step in steps if (step["smallest_factor"] or 0) < 0)
    return [
        f"Calibration by the method {method!r} made weights negative; give bounds, such as"
        " bounds = [0.3, 3.0], or take logit or rake."
        for method in below
    ]


def _nothing_asked(spec: Spec) -> list[str]:
    """Say so where a specification asks for nothing, as an empty or a wrong file does."""
    asked = (
        spec.estimates,
        spec.scores,
        spec.tests,
        spec.models,
        spec.responses,
        spec.calibrations,
    )
    if any(asked):
        return []
    return ["The specification asks for no figure; add [[estimate]], as docs/estimate.md shows."]


def _options(spec: Spec) -> Options:
    return Options(spec.data.sheet, spec.data.separator, spec.data.decimal)


def read_toml(path: Path) -> dict[str, Any]:
    """Read the specification, refusing what is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise EstimationError(f"{path} is not valid TOML: {wrong}") from wrong


def read_beside(name: str, folders: list[Path]) -> pd.DataFrame:
    """Read a file named in the specification, looked for beside it, beside the data, then here."""
    for folder in folders:
        if (folder / name).is_file():
            return read_survey(folder / name).frame
    raise EstimationError(f"The file {name!r} lies neither beside the specification nor the data.")
