"""What this floor leaves for files: the design of a report, and the texts that repeat it."""

from collections.abc import Mapping

from surveys.dataset.design import Provider, WaveDesign
from surveys.dataset.table import Table
from surveys.models import Wave


def design(wave: Wave) -> WaveDesign:
    """Return how every response of a wave counts in its report."""
    from analysis.report_files.design import design_of  # noqa: PLC0415 -- slow import

    return design_of(wave)


def companions(wave: Wave, table: Table, file: str) -> Mapping[str, str]:
    """Return the specification and the script that repeat a wave's report from a data file."""
    from analysis.report_files.contents import contents_of  # noqa: PLC0415 -- slow import
    from analysis.report_files.r_script import r_script  # noqa: PLC0415 -- slow import
    from analysis.report_files.specification import specification  # noqa: PLC0415 -- slow import

    contents = contents_of(wave, table, file)
    return {"report.toml": specification(contents), "report.R": r_script(contents)}


PROVIDER = Provider(design, companions)
