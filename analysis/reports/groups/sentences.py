"""What a comparison of groups says, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from analysis.charts.groups import write_difference, write_value
from analysis.charts.survey_words import say_why_not_told
from analysis.numbers.groups import Compared, GroupDifference, GroupFigure, Grouping, Measured
from core.charts.base import write_number

MOST_NAMED = 2


def name_of_grouping(code: str) -> str:
    """What enterprises are grouped by."""
    names = {
        "legal_type": _("legal type"),
        "size": _("number of employees"),
        "sector": _("main activity"),
        "place": pgettext("administrative", "place"),
        "founded": _("year of founding"),
        "member": _("membership of the Association"),
    }
    return names.get(code, code)


def headline(row: Measured, grouping: Grouping, compared: Compared) -> str:
    """The finding: which groups lie apart, or that it is too close to call."""
    if compared.p is None:
        return _("Too few answers to compare these groups")
    if not compared.differs:
        return _("Too close to call: the groups differ no more than chance may make them")
    apart = sorted(compared.apart, key=lambda one: one.adjusted or 0)
    if not apart:
        return _("The groups differ beyond chance, but none of them stands out by itself")
    told = [
        _say_apart(row, grouping, one) for one in apart[: 1 if _is_pair(grouping) else MOST_NAMED]
    ]
    return "; ".join(told)


def _is_pair(grouping: Grouping) -> bool:
    return len(grouping.groups) == 2


def _say_apart(row: Measured, grouping: Grouping, one: GroupFigure) -> str:
    shown = {
        "group": _capital(grouping.group(one.group).name),
        "value": write_value(row, one.figure.value),
        "difference": write_difference(row, one.rest) if one.rest else "–",
    }
    return _("%(group)s: %(value)s (%(difference)s against the rest)") % shown


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def say_verdict(row: Measured, compared: Compared, one: GroupFigure) -> str:
    """What is said of one group beside the others."""
    if not one.figure.is_shown:
        return say_why_not_told(one.figure)
    if one.rest is None or one.adjusted is None:
        return _("not compared: of the rest too little may be published")
    if not (one.differs and compared.differs):
        return _("too close to call")
    is_more = one.rest.value > 0
    if not row.direction:
        return _("▲ more than the rest") if is_more else _("▼ less than the rest")
    if is_more == (row.direction > 0):
        return _("▲ better than the rest") if is_more else _("▼ better than the rest")
    return _("▲ worse than the rest") if is_more else _("▼ worse than the rest")


def say_change(one: GroupFigure) -> str:
    """Whether a group moved since the wave before."""
    if one.change is None:
        return "–"
    if not one.changed:
        return _("too close to call")
    return _("▲ more than before") if one.change.value > 0 else _("▼ less than before")


def promise(grouping: Grouping) -> str:
    """The one sentence on how many of the marks may be chance."""
    return ngettext(
        "%(count)s comparison was made by %(by)s; of the differences marked here at most one in ten"
        " is expected to be chance (Benjamini-Hochberg, 10%%).",
        "%(count)s comparisons were made by %(by)s; of the differences marked here at most one in"
        " ten is expected to be chance (Benjamini-Hochberg, 10%%).",
        grouping.tested,
    ) % {"count": grouping.tested, "by": name_of_grouping(grouping.code)}


def source_of(grouping: Grouping) -> str:
    """Where it is known from to which group an enterprise belongs."""
    sources = {
        "answers": _("Groups are what enterprises say of themselves in the questionnaire."),
        "register": _("Groups are those of the register of enterprises."),
        "strata": _("Groups are those the sample was drawn by."),
    }
    return sources.get(grouping.source, "")


def test_line(compared: Compared) -> str:
    """The test that all groups are alike, for those who want its numbers."""
    if compared.p is None or compared.f is None:
        return _("No test of all groups: too few of them may be published.")
    return _(
        "Test that all published groups are alike (design-based Wald F): F = %(f)s on %(ndf)s and"
        " %(ddf)s degrees of freedom, p = %(p)s, adjusted %(adjusted)s."
    ) % {
        "f": _number(compared.f, 2),
        "ndf": round(compared.ndf or 0),
        "ddf": round(compared.ddf or 0),
        "p": write_p(compared.p),
        "adjusted": write_p(compared.adjusted or 0.0),
    }


def write_p(p: float) -> str:
    return "< " + _number(0.001, 3) if p < 0.001 else _number(p, 3)


def _number(value: float, places: int) -> str:
    return write_number(value, places)


def say_difference(one: GroupDifference) -> str:
    """One line of the report: a group, a criterion, how far apart."""
    row = Measured(one.key, "", one.name_vi, one.name_en, one.unit, one.direction, one.figure)
    return _("%(group)s: %(value)s (%(difference)s against the rest)") % {
        "group": _capital(one.group),
        "value": write_value(row, one.figure.value),
        "difference": write_difference(row, one.rest),
    }


def title_of_summary(differences: Sequence[GroupDifference], tested: int) -> str:
    """What the chapter of groups finds, in a sentence."""
    if not differences:
        return _(
            "Between groups of enterprises nothing lies apart beyond chance in the criteria and"
            " ratings (%(tested)s comparisons)."
        ) % {"tested": _number(tested, 0)}
    first = differences[0]
    return _("The surest difference between groups: %(name)s – %(line)s.") % {
        "name": first.name,
        "line": say_difference(first),
    }
