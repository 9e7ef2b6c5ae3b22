"""One reader for each kind of file, and what all of them give."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.estimators.errors import EstimationError
from analysis.estimators.frame.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may be told: a sheet of a workbook, the separator and decimal sign of text."""

    sheet: str = ""
    separator: str | None = None
    decimal: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class SurveyFile:
    """A file that has been read: its rows, its codes, and what had to be recognised."""

    frame: pd.DataFrame
    dictionary: Dictionary = field(default_factory=Dictionary)
    notes: tuple[str, ...] = ()


def read_survey(path: Path, options: Options | None = None) -> SurveyFile:
    """Read a table of any kind; empty cells and NA are missing.

    Whatever a file holds, it is read or refused in one sentence.
    """
    kind = path.suffix.lower()
    if kind not in READERS:
        cure = " Save a .xls file as .xlsx first." if kind == ".xls" else ""
        raise EstimationError(f"{path}: a file must end in {', '.join(READERS)}.{cure}")
    if not path.is_file():
        raise EstimationError(f"{path}: there is no such file.")
    try:
        return READERS[kind](path, options or Options())
    except (OSError, EstimationError, MemoryError):
        raise
    except Exception as wrong:  # every library has refusals of its own
        raise EstimationError(f"{path} cannot be read as {kind}: {wrong}") from wrong


def _read_delimited(path: Path, options: Options) -> SurveyFile:
    from analysis.survey_files.delimited import read_delimited  # noqa: PLC0415 -- only what is read

    separator = "\t" if path.suffix.lower() == ".tsv" else options.separator
    frame, notes = read_delimited(path, separator, options.decimal)
    return SurveyFile(frame, notes=tuple(notes))


def _workbook(path: Path, options: Options) -> SurveyFile:
    from analysis.survey_files.codebook_sheet import codes_beside  # noqa: PLC0415 -- only what is read
    from analysis.survey_files.workbook import read_workbook  # noqa: PLC0415 -- only what is read

    frame, others, notes = read_workbook(path, options.sheet, options.decimal)
    return SurveyFile(frame, codes_beside(frame, others), tuple(notes))


def _spss(path: Path, options: Options) -> SurveyFile:
    from analysis.survey_files.labelled import read_spss  # noqa: PLC0415 -- only what is read

    return SurveyFile(*read_spss(path))


def _stata(path: Path, options: Options) -> SurveyFile:
    from analysis.survey_files.labelled import read_stata  # noqa: PLC0415 -- only what is read

    return SurveyFile(*read_stata(path))


def _parquet(path: Path, options: Options) -> SurveyFile:
    from analysis.survey_files.columnar import read_parquet  # noqa: PLC0415 -- only what is read

    return SurveyFile(*read_parquet(path))


READERS: dict[str, Callable[[Path, Options], SurveyFile]] = {
    ".csv": _read_delimited,
    ".tsv": _read_delimited,
    ".xlsx": _workbook,
    ".sav": _spss,
    ".dta": _stata,
    ".parquet": _parquet,
}
