"""The columns of our own in a data set: who answered, how they were drawn, how they count."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.clock import timezone
from surveys.dataset.design import DrawnStratum, WaveDesign
from surveys.dataset.variables import Variable
from surveys.instrument.types.coding import Code, DataType
from surveys.models import FlagKind, Mode, Response, ReviewState, Wave

ANALYSIS = {
    "weight": "analysis_weight",
    "stratum": "analysis_stratum",
    "population": "analysis_population",
    "before": "weight_before_calibration",
}


def own_variables(wave: Wave, design: WaveDesign | None) -> list[Variable]:
    """Name the columns; a blind wave has none that leads to an enterprise."""
    shared = [*_sample_columns(wave, design), *_design_columns(design), *_response_columns()]
    if wave.is_blind:
        return shared
    return [
        Variable("response", _("Receipt code of the response"), DataType.TEXT),
        Variable("panel", _("Pseudonym of the enterprise, the same in every wave"), DataType.TEXT),
        Variable(
            "replacement",
            _("From the reserve list"),
            DataType.CODE,
            (Code("0", 0, _("drawn at first")), Code("1", 1, _("from the reserve list"))),
            explanation=_(
                "Enterprises of the reserve list are invited where one of the sample turned out not"
                " to be eligible. They count like all others of their stratum."
            ),
        ),
        *shared,
        Variable("language", _("Language of the answers"), DataType.TEXT),
        Variable("started_at", _("Time at which answering began"), DataType.MOMENT),
        Variable("sent_at", _("Time at which the answers were sent"), DataType.MOMENT),
    ]


def _sample_columns(wave: Wave, design: WaveDesign | None) -> list[Variable]:
    return [
        Variable(
            "stratum",
            _("Stratum"),
            DataType.CODE,
            _strata(wave, design),
            explanation=_blind_strata() if wave.is_blind else _open_strata(),
        ),
        Variable(
            "stratum_population", _("Enterprises of the stratum in the register"), DataType.NUMBER
        ),
        Variable(
            "stratum_sample",
            _("Enterprises of the stratum in the sample"),
            DataType.NUMBER,
            explanation=_("The main sample, without the reserve list."),
        ),
        Variable(
            "stratum_eligible",
            _("Eligible enterprises of the stratum, estimated"),
            DataType.NUMBER,
            explanation=_(
                "The register less the share of enterprises that turned out not to be eligible:"
                " closed, moved away, or no enterprise at all."
            ),
        ),
        Variable(
            "design_weight",
            _("Design weight"),
            DataType.NUMBER,
            explanation=_(
                "One over the probability of being drawn. It does not account for those who did not"
                " answer: figures need the analysis weight."
            ),
        ),
    ]


def _open_strata() -> str:
    return _("The part of the register from which the enterprise was drawn by itself.")


def _blind_strata() -> str:
    return _(
        "The part of the register from which the enterprise was drawn by itself. Strata with fewer"
        " than five answers are joined, so that nobody can be told by the stratum."
    )


def _design_columns(design: WaveDesign | None) -> list[Variable]:
    strata = [] if design is None else design.strata
    labels = {} if design is None else {code: one.label for code, one in design.drawn.items()}
    codes = tuple(Code(code, at, labels.get(code, code)) for at, code in enumerate(strata, start=1))
    return [
        Variable(
            ANALYSIS["stratum"],
            _("Stratum in which the report estimates"),
            DataType.CODE,
            codes,
            explanation=_(
                "Strata with too few answers to tell how far they differ are joined with a"
                " neighbour; the joined stratum bears the code of its first part."
            ),
        ),
        Variable(
            ANALYSIS["population"],
            _("Eligible enterprises of the report’s stratum"),
            DataType.NUMBER,
            explanation=_("The size of the population for the finite population correction."),
        ),
        Variable(
            ANALYSIS["weight"],
            _("Analysis weight"),
            DataType.NUMBER,
            explanation=_(
                "How many eligible enterprises the response stands for; every figure of the report"
                " uses it. Blank where a response does not count in the report."
            ),
        ),
        *(_calibration_columns(design) if design and design.calibration else ()),
    ]


def _calibration_columns(design: WaveDesign) -> Iterator[Variable]:
    yield Variable(
        ANALYSIS["before"],
        _("Weight before calibration"),
        DataType.NUMBER,
        explanation=_(
            "Eligible enterprises of the stratum over its answers. Calibration to the register"
            " makes the analysis weight of it; standard errors that account for this start here."
        ),
    )
    for one in design.calibration:
        codes = (Code(code, at, name) for at, (code, name) in enumerate(one.levels.items(), 1))
        yield Variable(
            one.column,
            one.label,
            DataType.CODE,
            tuple(codes),
            explanation=_(
                "As the register has it, with levels joined until ten answers are in each; the"
                " weights are calibrated to the number of enterprises of each level."
            ),
        )


def _response_columns() -> list[Variable]:
    return [
        Variable("mode", _("Mode"), DataType.CODE, _codes(Mode.choices)),
        Variable("review", _("Review"), DataType.CODE, _codes(ReviewState.choices)),
        Variable("flags", _("Flags raised by the checks"), DataType.TEXT),
        Variable("seconds", _("Seconds spent answering"), DataType.NUMBER),
        Variable("sent_on", _("Day on which the answers were sent"), DataType.DATE),
    ]


def _codes(choices: Sequence[tuple[str, Any]]) -> tuple[Code, ...]:
    return tuple(Code(value, at, str(label)) for at, (value, label) in enumerate(choices, start=1))


def _strata(wave: Wave, design: WaveDesign | None) -> tuple[Code, ...]:
    if design is None:
        listed = list(wave.strata.order_by("code").values_list("code", "label"))
    else:
        listed = sorted((one.code, one.label) for one in design.drawn.values())
    return tuple(Code(code, at, label) for at, (code, label) in enumerate(listed, start=1))


def own_values(row: Response, design: WaveDesign | None) -> tuple[Any, ...]:
    """The values of one response, in the order of :func:`own_variables`."""
    shared = (*_sample_values(row, design), *_design_values(row, design), *_response_values(row))
    if row.is_blind:
        return shared
    return (
        row.receipt_code,
        pseudonym(row.sampled.enterprise_id) if row.sampled else None,
        None if row.sampled is None else int(row.sampled.is_reserve),
        *shared,
        row.language,
        _local(row.started_at, "%Y-%m-%d %H:%M:%S"),
        _local(row.submitted_at, "%Y-%m-%d %H:%M:%S"),
    )


def pseudonym(enterprise_id: int) -> str:
    """Name an enterprise so that waves can be joined, but not the register."""
    return salted_hmac("surveys.panel", str(enterprise_id), algorithm="sha256").hexdigest()[:12]


def _sample_values(row: Response, design: WaveDesign | None) -> tuple[Any, ...]:
    stratum = row.stratum
    if stratum is None:
        return (None,) * 5
    known = _drawn_stratum(row, design)
    weight = row.sampled.design_weight if row.sampled else None
    if weight is None and known.sample:
        weight = known.population / known.sample
    return known.code, known.population, known.sample or None, known.eligible, weight


def _drawn_stratum(row: Response, design: WaveDesign | None) -> DrawnStratum:
    """Return what a file tells of the stratum: in a blind wave that of its group."""
    stratum = row.stratum
    assert stratum is not None  # noqa: S101 -- callers have looked
    if design is not None and (code := design.drawn_of.get(stratum.code)) is not None:
        return design.drawn[code]
    size = stratum.sample_size
    return DrawnStratum(stratum.code, stratum.label, stratum.population, size, stratum.population)


def _design_values(row: Response, design: WaveDesign | None) -> tuple[Any, ...]:
    if design is None:
        return (None,) * 3
    width = len(design.calibration)
    found = design.responses.get(row.pk)
    if found is None:
        return (None,) * (3 + (1 + width if width else 0))
    more = (found.before, *found.cells) if width else ()
    return found.stratum, found.population, found.weight, *more


def _response_values(row: Response) -> tuple[Any, ...]:
    raised = {flag.kind for flag in row.flags.all()}
    return (
        row.mode,
        row.review,
        " ".join(kind for kind in FlagKind.values if kind in raised),
        float(sum(row.seconds.values())) if row.seconds else None,
        _local(row.submitted_at, "%Y-%m-%d"),
    )


def _local(moment: datetime | None, pattern: str) -> str | None:
    return timezone.localtime(moment).strftime(pattern) if moment else None


def name_columns(variables: Sequence[Variable]) -> dict[str, str]:
    """Return how a table calls weight, stratum and population of the analysis."""
    by_role = {variable.role: variable.name for variable in variables}
    return {what: by_role.get(role, role) for what, role in ANALYSIS.items()}
