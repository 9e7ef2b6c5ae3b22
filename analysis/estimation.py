"""The command ``estimate`` without the platform: files in, figures out, nothing else imported."""

import json
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from analysis.estimators.errors import EstimationError

if TYPE_CHECKING:
    import pandas as pd

    from analysis.estimators.specification.spec import Spec

WRONG_INPUT = 2
USE = "Give a file, --spec and --out; or --explain SPEC to have a specification put into words."
Write = Callable[[str], object]


def add_arguments(parser: ArgumentParser) -> None:
    """Name what the command takes."""
    parser.add_argument("data", type=Path, nargs="?", help="the file, one row a respondent")
    parser.add_argument("--spec", type=Path, help="what to estimate, as TOML")
    parser.add_argument("--out", type=Path, help="where the JSON goes")
    parser.add_argument(
        "--explain", type=Path, metavar="SPEC", help="say in words what SPEC asks for, and stop"
    )


def run(options: Mapping[str, Any], say: Write, warn: Write) -> None:
    """Do what was asked; whatever cannot be done is refused in one line."""
    needed = (options["data"], options["spec"], options["out"])
    if options["explain"] is None and not all(needed):
        raise EstimationError(USE)
    try:
        if options["explain"] is not None:
            say(explain(options["explain"]))
        else:
            estimate(*needed, say, warn)
    except EstimationError as refusal:
        raise EstimationError(" ".join(str(refusal).split())) from refusal
    except OSError as refusal:
        raise EstimationError(f"{refusal.filename}: {refusal.strerror}") from refusal


def main(arguments: Sequence[str]) -> int | None:
    """Answer a command line; nothing if it holds options of Django's, which knows them."""
    parser = ArgumentParser(prog="manage.py estimate", add_help=False)
    add_arguments(parser)
    options, others = parser.parse_known_args(arguments)
    if others:
        return None
    leave_out_pyarrow()
    try:
        run(vars(options), _line_to(sys.stdout), _line_to(sys.stderr))
    except EstimationError as refusal:
        sys.stderr.write(f"CommandError: {refusal}\n")
        return WRONG_INPUT
    return 0


def _line_to(stream: TextIO) -> Write:
    return lambda text: stream.write(f"{text}\n")


def leave_out_pyarrow() -> None:
    """Keep pandas from importing pyarrow, which takes a tenth of a second and only Parquet needs;
    the reader of Parquet files lets it in again."""
    sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]  # Python's own way


def explain(path: Path) -> str:
    """Put a specification into words."""
    from analysis.estimators.specification import (  # noqa: PLC0415 -- only what is asked
        explanation,
        spec,
    )

    return explanation.explain(spec.read_spec(read_toml(path)))


def estimate(data: Path, spec: Path, out: Path, say: Write, warn: Write) -> None:
    """Compute what the specification asks of the data and write it as JSON."""
    from analysis.estimators.specification import runner  # noqa: PLC0415 -- slow import
    from analysis.estimators.specification.spec import read_spec  # noqa: PLC0415 -- slow import
    from analysis.survey_files import Options, read_survey  # noqa: PLC0415 -- slow import

    specification = read_spec(read_toml(spec))
    given = specification.data
    file = read_survey(data, Options(given.sheet, given.separator, given.decimal))
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
        warn(note)
    say(f"{len(found['estimates'])} figures → {out}")


def _negative_weights(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Warn of a calibration that let weights change their sign, so that means leave their data."""
    below = (step["method"] for step in steps if (step["smallest_factor"] or 0) < 0)
    return [
        f"Calibration by the method {method!r} made weights negative; give bounds, such as"
        " bounds = [0.3, 3.0], or take logit or rake."
        for method in below
    ]


def _nothing_asked(spec: "Spec") -> list[str]:
    """Say so where a specification asks for nothing, as an empty or a wrong file does."""
    figures = spec.estimates, spec.scores, spec.tests, spec.models
    if any((*figures, spec.responses, spec.calibrations)):
        return []
    return ["The specification asks for no figure; add [[estimate]], as docs/estimate.md shows."]


def read_toml(path: Path) -> dict[str, Any]:
    """Read the specification, refusing what is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise EstimationError(f"{path} is not valid TOML: {wrong}") from wrong


def read_beside(name: str, folders: list[Path]) -> "pd.DataFrame":
    """Read a file named in the specification, looked for beside it, beside the data, then here."""
    from analysis.survey_files import read_survey  # noqa: PLC0415 -- slow import

    for folder in folders:
        if (folder / name).is_file():
            return read_survey(folder / name).frame
    raise EstimationError(f"The file {name!r} lies neither beside the specification nor the data.")
