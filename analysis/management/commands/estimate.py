"""Estimate figures, tests and models of any survey file, without the database."""

import json
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from django.core.management.base import BaseCommand, CommandError

from analysis.estimators.errors import EstimationError
from analysis.estimators.specification import runner, spec

EMPTY = ["", "NA"]


class Command(BaseCommand):
    help = "Estimate figures, tests and models of a survey file (.csv, .xlsx, .sav, .parquet)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("data", type=Path, help="the file, one row a respondent")
        parser.add_argument("--spec", type=Path, required=True, help="what to estimate, as TOML")
        parser.add_argument("--out", type=Path, required=True, help="where the JSON goes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            specification = spec.read_spec(read_toml(options["spec"]))
            frame = read_frame(options["data"])
            folders = [options["spec"].parent, options["data"].parent, Path()]
            found = runner.run(specification, frame, lambda name: read_beside(name, folders))
            text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
            options["out"].write_text(text + "\n", encoding="utf-8")
        except EstimationError as refusal:
            raise CommandError(" ".join(str(refusal).split()), returncode=2) from refusal
        except OSError as refusal:
            line = f"{refusal.filename}: {refusal.strerror}"
            raise CommandError(line, returncode=2) from refusal
        self.stdout.write(f"{len(found['estimates'])} figures → {options['out']}")


def read_toml(path: Path) -> dict[str, Any]:
    """Read the specification, refusing what is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise EstimationError(f"{path} is not valid TOML: {wrong}") from wrong


def read_beside(name: str, folders: list[Path]) -> pd.DataFrame:
    """Read a file named in the specification, looked for beside it, beside the data, then here."""
    for folder in folders:
        if (folder / name).is_file():
            return read_frame(folder / name)
    raise EstimationError(f"The file {name!r} lies neither beside the specification nor the data.")


def read_frame(path: Path) -> pd.DataFrame:
    """Read a table; empty cells and NA are missing."""
    kind = path.suffix.lower()
    if kind not in READERS:
        raise EstimationError(f"{path}: a file must end in {', '.join(READERS)}.")
    if not path.is_file():
        raise EstimationError(f"{path}: there is no such file.")
    try:
        return READERS[kind](path)
    except OSError:
        raise
    except Exception as wrong:
        raise EstimationError(f"{path} cannot be read as {kind}: {wrong}") from wrong


def _csv(path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig") as lines:
        header = lines.readline()
    separator = max(",;\t", key=header.count)
    return pd.read_csv(
        path, sep=separator, encoding="utf-8-sig", keep_default_na=False, na_values=EMPTY,
        low_memory=False,
    )  # fmt: skip


def _xlsx(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, keep_default_na=False, na_values=EMPTY)


def _sav(path: Path) -> pd.DataFrame:
    import pyreadstat  # noqa: PLC0415 -- slow import

    frame, _ = pyreadstat.read_sav(str(path))
    return pd.DataFrame(frame).replace("", pd.NA)


READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".sav": _sav,
    ".parquet": pd.read_parquet,
}
