"""How open comments are written on pages and in reports."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from analysis.charts.criteria import say_why_withheld
from analysis.numbers import QuestionNumbers
from analysis.numbers.comments import CodeAgreement
from analysis.reports.comments import PairTold, comment_lead
from core.charts.base import write_interval, write_number
from pci.models import choose_wording

register = template.Library()


@dataclass(frozen=True, slots=True)
class AgreementRow:
    name: str
    n: int
    observed: str
    kappa: str
    interval: str


@register.filter
def agreement_rows(pair: PairTold) -> list[AgreementRow]:
    """One row a code, then all codes together."""
    return [_row(row) for row in (*pair.rows, pair.pooled)]


def _row(row: CodeAgreement) -> AgreementRow:
    return AgreementRow(
        name=choose_wording(row.name_vi, row.name_en or row.name_vi) or _("All codes"),
        n=row.n,
        observed=write_number(row.observed * 100, 0) + "%",
        kappa=write_number(row.kappa) if row.kappa is not None else _("unknown"),
        interval=write_interval(row.low, row.high)
        if row.low is not None and row.high is not None
        else "–",
    )


@dataclass(frozen=True, slots=True)
class ShareRow:
    name: str
    share: str
    interval: str


@register.filter
def share_rows(question: QuestionNumbers) -> Iterator[ShareRow]:
    """The codes, those with the largest shares first; what is withheld stands last."""
    for answer in sorted(question.answers, key=lambda a: (not a.share.is_shown, -a.share.value)):
        figure = answer.share
        if figure.is_shown:
            low, high = figure.low * 100, figure.high * 100
            told = write_number(figure.value * 100, 0) + "%", write_interval(low, high, 0) + "%"
        else:
            told = say_why_withheld(figure), "–"
        yield ShareRow(answer.name, *told)


register.filter(comment_lead)
