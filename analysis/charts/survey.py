"""Pictures of the fieldwork and of single questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.numbers import Answer, QuestionNumbers, StratumResponse
from core.charts.base import (
    Chart,
    Table,
    alternative,
    draw,
    write_axis,
    write_count,
    write_interval,
    write_number,
)
from core.charts.grammar import Bar, Interval, Key, Row, Rows, Word

ROOM_FOR_A_NUMBER = 6  # per cent


def response_by_stratum(rows: Sequence[StratumResponse], *, title: str, source: str) -> Chart:
    """How many of those asked answered, by group of the sample."""
    rates = [(row.rate or 0) * 100 for row in rows]
    texts = [
        f"{write_number(rate, 0)}% ({row.answered}/{row.sampled})"
        for row, rate in zip(rows, rates, strict=True)
    ]
    picture = Rows(
        tuple(
            Row(row.label, (Bar(0, rate, "sky"), Word(rate, text)))
            for row, rate, text in zip(rows, rates, texts, strict=True)
        ),
        low=0,
        high=100,
        write=write_axis,
        heading=_("Per cent of those asked"),
        zero=0,
    )
    cells = tuple(
        (row.label, *map(write_count, (row.population, row.sampled, row.answered)), text)
        for row, text in zip(rows, texts, strict=True)
    )
    return Chart(
        name="response",
        title=title,
        subtitle=_("Share of the sampled enterprises that answered, by group of the register."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[4]}" for c in cells]),
        pictures=draw(picture),
        table=Table(
            (_("Group"), _("Register"), _("Asked"), _("Answered"), _("Response rate")), cells
        ),
    )


def question_shares(
    question: QuestionNumbers, *, name: str, title: str, source: str, most: int = 10
) -> Chart:
    """The shares of a question's answers with their intervals, the largest first."""
    shown = sorted(
        (a for a in question.answers if a.share.is_shown and a.share.value > 0),
        key=lambda a: -a.share.value,
    )
    cells = tuple(
        (
            answer.name,
            write_number(answer.share.value * 100, 0) + "%",
            write_interval(answer.share.low * 100, answer.share.high * 100, 0) + "%",
        )
        for answer in shown[:most]
    )
    return Chart(
        name=name,
        title=title,
        subtitle=_("%(question)s Base: %(n)s answers; thin lines are 95%% confidence intervals.")
        % {"question": question.text, "n": question.n},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        pictures=draw(_describe_shares(shown[:most])),
        table=Table((_("Answer"), _("Share"), _("Interval (95%)")), cells),
    )


def _describe_shares(shown: Sequence[Answer]) -> Rows:
    return Rows(
        tuple(
            Row(
                answer.name,
                (
                    Bar(0, answer.share.value * 100, "sky"),
                    Interval(answer.share.low * 100, answer.share.high * 100, "ink", is_thin=True),
                    Word(answer.share.high * 100, write_number(answer.share.value * 100, 0) + "%"),
                ),
            )
            for answer in shown
        ),
        low=0,
        high=100,
        write=write_axis,
        heading=_("Per cent of answers"),
        zero=0,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Ratings that are told together."""

    label: str
    codes: frozenset[str]
    tone: str

    def share(self, question: QuestionNumbers) -> float:
        """Give the group's per cent of the answers."""
        return sum(a.share.value for a in question.answers if a.code in self.codes) * 100


def rating_groups() -> list[Group]:
    return [
        Group(_("dissatisfied (1–2)"), frozenset("12"), "low"),
        Group(_("neither (3)"), frozenset("3"), "pale"),
        Group(_("satisfied (4–5)"), frozenset("45"), "sky"),
    ]


def satisfaction(questions: Sequence[QuestionNumbers], *, title: str, source: str) -> Chart:
    """Ratings from 1 to 5 as three parts of a whole: dissatisfied, neither, satisfied."""
    groups = rating_groups()
    low, _middle, high = (group.label for group in groups)
    cells = tuple(
        (
            question.text,
            *(write_number(group.share(question), 0) + "%" for group in groups),
            write_count(question.n),
        )
        for question in questions
    )
    return Chart(
        name="satisfaction",
        title=title,
        subtitle=_("Rating of the improvement since last year, from 1 to 5; per cent of answers."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {high} {c[3]}, {low} {c[1]}" for c in cells]),
        pictures=draw(_describe_parts(questions, groups)),
        table=Table((_("Question"), *(group.label for group in groups), "n"), cells),
    )


def _describe_parts(questions: Sequence[QuestionNumbers], groups: Sequence[Group]) -> Rows:
    return Rows(
        tuple(Row(question.text, tuple(_parts_of(question, groups))) for question in questions),
        low=0,
        high=100,
        write=write_axis,
        heading=_("Per cent of answers"),
        keys=tuple(Key(group.label, group.tone, "square") for group in groups),
    )


def _parts_of(question: QuestionNumbers, groups: Sequence[Group]) -> Iterator[Bar]:
    """The groups of a question side by side, each with its number where there is room."""
    start = 0.0
    for group in groups:
        share = group.share(question)
        text = write_number(share, 0) if share >= ROOM_FOR_A_NUMBER else ""
        yield Bar(start, start + share, group.tone, text)
        start += share
