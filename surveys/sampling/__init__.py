"""Pure: from a register to strata, from strata to sizes, from sizes to the drawn enterprises.

Nothing here knows Django or the database. The draw orders the enterprises of a stratum by a number
that a seed and the enterprise's key determine (permanent random numbers, Ohlsson 1995), so anybody
with the register and the seed can repeat it, on any machine, in any order of rows.
"""


class SamplingError(ValueError):
    """A rule that this register cannot keep: a code, and the figures a sentence needs."""

    def __init__(self, code: str, **figures: object) -> None:
        self.code, self.figures = code, figures
        super().__init__(f"{code}: {figures}")
