"""What the report says of those who did not answer, and of what intervals promise."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.charts.criteria import in_unit
from analysis.numbers import (
    CriterionNumbers,
    Representativeness,
    ResponseGroup,
    WaveNumbers,
    inside_quotes,
)
from core.charts.base import write_number

ALIKE, FAIRLY_ALIKE = 0.9, 0.75  # R-indicators from which the answers are called so
HARDLY = 0.5  # percentage points below which a bias is not worth a sentence
STRATUM = "stratum"  # the only variable where nobody may know who answered
FEWER = -0.01  # a signed partial indicator from which a group is said to be missed


def promise_of_intervals(numbers: WaveNumbers) -> str:
    """What the intervals of the report rest on, and how well that holds as far as can be seen."""
    told = numbers.representativeness
    if told is None:
        return ""
    parts = [
        _condition(told),
        _alikeness(told),
        _word_missed(told.groups),
        _worst(numbers.criteria),
    ]
    return " ".join(part for part in parts if part)


def _condition(told: Representativeness) -> str:
    return _(
        "Intervals cover the value of the register 95 times in 100 if non-response is at random,"
        " that is, if those who did not answer would have answered like those of their group who"
        " did; of those asked and not known to have closed %(rate)s%% answered."
    ) % {"rate": write_number(told.rate * 100, 0)}


def _alikeness(told: Representativeness) -> str:
    shown = {"basis": _basis(told), "r": write_number(told.r)}
    if told.r >= ALIKE:
        return (
            _(
                "By %(basis)s the answers are very like the register (R-indicator %(r)s; 1 means"
                " that everybody is as likely to answer)."
            )
            % shown
        )
    if told.r >= FAIRLY_ALIKE:
        return (
            _(
                "By %(basis)s the answers are fairly like the register (R-indicator %(r)s; 1 means"
                " that everybody is as likely to answer)."
            )
            % shown
        )
    return (
        _(
            "By %(basis)s the answers are not much like the register (R-indicator %(r)s; 1 means"
            " that everybody is as likely to answer): read the figures with care."
        )
        % shown
    )


def _basis(told: Representativeness) -> str:
    """What is known of those who did not answer: in a blind wave nothing but their stratum."""
    codes = [variable.code for variable in told.variables]
    if codes == [STRATUM]:
        return _("the strata of the sample, all that is known of who did not answer,")
    names = ", ".join(name_of_variable(code) for code in codes)
    return _("what the register knows (%(names)s)") % {"names": names}


def _word_missed(groups: Sequence[ResponseGroup]) -> str:
    if not groups or groups[0].signed > FEWER:
        return ""
    return _("Missed most: %(group)s (%(rate)s%% answered).") % {
        "group": groups[0].label,
        "rate": write_number(groups[0].rate * 100, 0),
    }


def _worst(rows: Sequence[CriterionNumbers]) -> str:
    """The share that silence could move most, with the range in which it lies for sure."""
    shares = [row for row in rows if row.is_share and _is_bounded(row)]
    if not shares:
        return ""
    far = max(shares, key=lambda row: (row.response and row.response.largest_bias) or 0.0)
    assert far.response is not None  # noqa: S101 -- chosen so above
    bias = (far.response.largest_bias or 0.0) * 100
    shown = {
        "name": inside_quotes(far.name),
        "low": in_unit(far, far.response.low),
        "high": in_unit(far, far.response.high),
    }
    if bias < HARDLY:
        return (
            _("With nothing assumed, “%(name)s” lies somewhere between %(low)s and %(high)s.")
            % shown
        )
    return _(
        "From what the register knows, silence could move “%(name)s” by up to %(bias)s percentage"
        " points; with nothing assumed, it lies somewhere between %(low)s and %(high)s."
    ) % (shown | {"bias": write_number(bias, 1)})


def _is_bounded(row: CriterionNumbers) -> bool:
    return bool(
        row.design
        and row.design.is_shown
        and row.response
        and row.response.largest_bias is not None
        and row.response.low is not None
    )


def largest_bias(row: CriterionNumbers) -> str:
    """By how much unequal response could bias a figure, as far as the register sees it."""
    told = row.response
    if told is None or told.largest_bias is None or not row.design or not row.design.is_shown:
        return "–"
    if row.is_share:
        return "±" + _("%(change)s percentage points") % {
            "change": write_number(told.largest_bias * 100, 1)
        }
    return "±" + write_number(told.largest_bias, 2)


def certain_range(row: CriterionNumbers) -> str:
    """Between what a share lies whatever the silent would have said."""
    told = row.response
    if told is None or told.low is None or not row.design or not row.design.is_shown:
        return "–"
    return f"{in_unit(row, told.low)} – {in_unit(row, told.high)}"


def shares_within_days(row: CriterionNumbers) -> str:
    """How many were answered within some days, each with its interval; withheld ones are left."""
    told = [(days, share) for days, share in row.within.items() if share.is_shown]
    if not told or row.design is None or not row.design.is_shown:
        return ""
    parts = "; ".join(
        _("within %(days)s days %(share)s%% (%(low)s – %(high)s%%)")
        % {
            "days": days,
            "share": write_number(share.value * 100, 0),
            "low": write_number(share.low * 100, 0),
            "high": write_number(share.high * 100, 0),
        }
        for days, share in told
    )
    return _(
        "%(name)s, of those who said how long they waited: %(shares)s. A median jumps from one day"
        " to the next; these shares move evenly."
    ) % {"name": row.name, "shares": parts}


def beyond_scale(numbers: WaveNumbers) -> str:
    """Name criteria whose points lie beyond 1 to 10: their value passes an end of the scale."""
    far = [
        row
        for row in numbers.basket_criteria
        if row.score and row.score.is_shown and not 1 <= round(row.score.value, 2) <= 10
    ]
    if not far:
        return ""
    return _(
        "Beyond the scale of 1 to 10, because the survey passes the worst or best value any"
        " province has had: %(list)s."
    ) % {
        "list": "; ".join(
            _("“%(name)s” %(points)s points")
            % {"name": inside_quotes(row.name), "points": write_number(row.score.value)}
            for row in far
            if row.score
        )
    }


def name_of_variable(code: str) -> str:
    names: Mapping[str, str] = {
        "size": _("size"),
        "legal_type": _("legal type"),
        "sector": _("VSIC section"),
        "region": _("region of places"),
        "district": pgettext("administrative", "place"),
        "stratum": _("stratum"),
    }
    return names.get(code, code)
