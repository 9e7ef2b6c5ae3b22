"""The strata, sizes and weights of a wave's report, response by response."""

from collections.abc import Mapping, Sequence

from analysis.data import frames, strata
from surveys.dataset.design import DrawnStratum, ResponseDesign, WaveDesign
from surveys.models import Wave


def design_of(wave: Wave) -> WaveDesign:
    """Return how every response of a wave counts in its report.

    A blind wave names no stratum with fewer than five answers: its strata are those of the report.
    """
    counts = frames.stratum_counts(wave)
    sizes = dict(wave.strata.values_list("code", "sample_size"))
    into = strata.into(counts, frames.fewest_answers(wave), is_blind=wave.is_blind)
    named = into if wave.is_blind else {row.code: row.code for row in counts}
    keys, counted = frames.design_frame(wave, counts)
    drawn = named | {row.code: named.get(row.code, row.code) for row in counts}
    return WaveDesign(
        drawn=_drawn(counts, sizes, drawn),
        drawn_of=drawn,
        responses={
            key: ResponseDesign(drawn[code], stratum, population, weight)
            for key, code, stratum, population, weight in zip(
                keys,
                counted["drawn"],
                counted["stratum"],
                counted["population"],
                counted["weight"],
                strict=True,
            )
        },
    )


def _drawn(
    counts: Sequence[strata.StratumCounts], sizes: Mapping[str, int], drawn: Mapping[str, str]
) -> dict[str, DrawnStratum]:
    groups: dict[str, list[strata.StratumCounts]] = {}
    for row in counts:
        groups.setdefault(drawn[row.code], []).append(row)
    return {
        code: DrawnStratum(
            code=code,
            label=" + ".join(row.label for row in rows),
            population=sum(row.population for row in rows),
            sample=sum(sizes[row.code] for row in rows),
            eligible=sum(row.eligible for row in rows),
        )
        for code, rows in groups.items()
    }
