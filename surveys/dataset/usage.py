"""How to use a file: its design in the words of R, Stata, SPSS and our own command."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """The commands of one program, line by line."""

    program: str
    lines: tuple[str, ...]


def usage(names: Mapping[str, str], file: str = "data") -> tuple[Usage, ...]:
    """Tell the design; ``names`` gives weight, stratum and population as the file calls them."""
    weight, stratum, population = (names[each] for each in ("weight", "stratum", "population"))
    return (
        Usage(
            "R",
            (
                "library(survey)",
                f'd <- read.csv("{file}.csv", na.strings = c("", "NA"),',
                '  fileEncoding = "UTF-8-BOM", check.names = FALSE)',
                f"d <- subset(d, !is.na({weight}))",
                f"s <- svydesign(ids = ~1, strata = ~{stratum}, weights = ~{weight}, "
                f"fpc = ~{population}, data = d)",
            ),
        ),
        Usage(
            "Stata",
            (
                f'use "{file}.dta", clear',
                f"drop if missing({weight})",
                f"svyset _n [pweight = {weight}], strata({stratum}) fpc({population})",
            ),
        ),
        Usage(
            "SPSS",
            (
                f"GET FILE='{file}.sav'.",
                f"SELECT IF NOT MISSING({weight}).",
                "CSPLAN ANALYSIS",
                f"  /PLAN FILE='{file}.csaplan'",
                f"  /PLANVARS ANALYSISWEIGHT={weight}",
                "  /SRSESTIMATOR TYPE=WOR",
                f"  /DESIGN STRATA={stratum}",
                "  /ESTIMATOR TYPE=EQUAL_WOR",
                f"  /POPSIZE VARIABLE={population}.",
            ),
        ),
        Usage(
            "manage.py estimate",
            (
                "[design]",
                f'weights = "{weight}"',
                f'strata = ["{stratum}"]',
                f'fpc = ["{population}"]',
                f'keep = "not missing({weight})"',
            ),
        ),
    )
