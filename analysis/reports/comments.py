"""What is said of codes and their shares: the finding, the picture, who coded."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.charts.survey import question_shares
from analysis.models import CodeFigures
from analysis.numbers import QuestionNumbers
from analysis.numbers.comments import CodeAgreement, CodedQuestion
from analysis.numbers.stored import make_record
from core.charts.base import Chart, write_interval, write_number


@dataclass(frozen=True, slots=True)
class PairTold:
    """Two coders and their agreement, as it was when the frequencies were computed."""

    first: str
    second: str
    rows: tuple[CodeAgreement, ...]
    pooled: CodeAgreement


@dataclass(frozen=True, slots=True)
class CodingResults:
    """What stored frequencies say."""

    question: QuestionNumbers
    respondents: int
    coders: int
    pairs: tuple[PairTold, ...]


def read_results(figures: CodeFigures) -> CodingResults:
    results = figures.results
    return CodingResults(
        question=QuestionNumbers.read(results["question"]),
        respondents=results["respondents"],
        coders=results["coders"],
        pairs=tuple(
            PairTold(
                first=pair["first"],
                second=pair["second"],
                rows=tuple(make_record(CodeAgreement, row) for row in pair["rows"]),
                pooled=make_record(CodeAgreement, pair["pooled"]),
            )
            for pair in results["pairs"]
        ),
    )


def title_of_codes(question: QuestionNumbers) -> str:
    """The finding: what most of those who wrote wrote about."""
    shown = [answer for answer in question.answers if answer.share.is_shown]
    if not shown:
        return _("Too few wrote for shares of single codes")
    most = max(shown, key=lambda answer: answer.share.value)
    return _("Written about most: %(code)s") % {"code": most.name}


def chart_of_codes(question: QuestionNumbers, source: str) -> Chart | None:
    """The shares of the codes, the largest first; none where no share may be shown."""
    if not any(answer.share.is_shown and answer.share.value > 0 for answer in question.answers):
        return None
    return question_shares(
        question, name=f"codes-{question.name}", title=title_of_codes(question), source=source
    )


def comment_lead(row: CodedQuestion) -> str:
    """Who wrote, who coded, and how far they agreed."""
    first = ngettext(
        "%(written)s of %(all)s respondents wrote something; one person coded it.",
        "%(written)s of %(all)s respondents wrote something; %(coders)s people coded it, each"
        " without knowing what the others gave.",
        row.coders,
    ) % {"written": row.question.n, "all": row.respondents, "coders": row.coders}
    found = row.agreement
    if found is None or found.kappa is None or found.low is None or found.high is None:
        return first
    kappa = _(
        "On %(texts)s texts two of them agree with Cohen’s kappa %(kappa)s (95%% interval"
        " %(interval)s; pooled over all codes); differences were settled."
    ) % {
        "texts": found.n,
        "kappa": write_number(found.kappa),
        "interval": write_interval(found.low, found.high),
    }
    return f"{first} {kappa}"
