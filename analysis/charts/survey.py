"""Pictures of the fieldwork and of single questions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from analysis.charts.base import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SKY,
    WIDTH,
    Chart,
    Table,
    alternative,
    draw_svg,
    plot_by_name,
    wrap_label,
    write_interval,
    write_number,
)
from analysis.numbers import QuestionNumbers, StratumResponse

PALE = "#C9CDCE"  # between the two colours of an opinion
ROOM_FOR_A_NUMBER = 6  # per cent


def response_by_stratum(rows: Sequence[StratumResponse], *, title: str, source: str) -> Chart:
    """How many of those asked answered, by group of the sample."""
    import altair as alt

    data: list[dict[str, Any]] = [
        {
            "name": wrap_label(row.label),
            "rate": (row.rate or 0) * 100,
            "text": f"{write_number((row.rate or 0) * 100, 0)}% ({row.answered}/{row.sampled})",
        }
        for row in rows
    ]
    base = plot_by_name(data).encode(
        x=alt.X("rate:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of those asked"))
    )
    picture = alt.layer(
        base.mark_bar(color=SKY, height=13),
        base.mark_text(align="left", dx=5).encode(text="text:N"),
    ).properties(width=WIDTH - 60, height=alt.Step(24))
    cells = tuple(
        (row.label, str(row.population), str(row.sampled), str(row.answered), d["text"])
        for row, d in zip(rows, data, strict=True)
    )
    return Chart(
        name="response",
        title=title,
        subtitle=_("Share of the sampled enterprises that answered, by group of the register."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[4]}" for c in cells]),
        svg=draw_svg(picture),
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
    data: list[dict[str, Any]] = [
        {
            "name": wrap_label(answer.name, 42),
            "value": answer.share.value * 100,
            "low": answer.share.low * 100,
            "high": answer.share.high * 100,
            "text": write_number(answer.share.value * 100, 0) + "%",
        }
        for answer in shown[:most]
    ]
    cells = tuple(
        (d["name"].replace("\n", " "), d["text"], write_interval(d["low"], d["high"], 0) + "%")
        for d in data
    )
    return Chart(
        name=name,
        title=title,
        subtitle=_("%(question)s Base: %(n)s answers; thin lines are 95%% confidence intervals.")
        % {"question": question.text, "n": question.n},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(_draw_shares(data)),
        table=Table((_("Answer"), _("Share"), _("Interval (95%)")), cells),
    )


def _draw_shares(data: Sequence[Mapping[str, Any]]) -> Any:
    import altair as alt

    base = plot_by_name(data)
    return alt.layer(
        base.mark_bar(color=SKY, height=12).encode(
            x=alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of answers"))
        ),
        base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q"),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(x="high:Q", text="text:N"),
    ).properties(width=WIDTH - 100, height=alt.Step(24))


@dataclass(frozen=True, slots=True)
class Group:
    """Ratings that are told together."""

    label: str
    codes: frozenset[str]
    colour: str

    def share(self, question: QuestionNumbers) -> float:
        """Give the group's per cent of the answers."""
        return sum(a.share.value for a in question.answers if a.code in self.codes) * 100


def rating_groups() -> list[Group]:
    return [
        Group(_("dissatisfied (1–2)"), frozenset("12"), ORANGE),
        Group(_("neither (3)"), frozenset("3"), PALE),
        Group(_("satisfied (4–5)"), frozenset("45"), GREEN),
    ]


def satisfaction(questions: Sequence[QuestionNumbers], *, title: str, source: str) -> Chart:
    """Ratings from 1 to 5 as three parts of a whole: dissatisfied, neither, satisfied."""
    groups = rating_groups()
    low, _middle, high = (group.label for group in groups)
    cells = tuple(
        (
            question.text,
            *(write_number(group.share(question), 0) + "%" for group in groups),
            str(question.n),
        )
        for question in questions
    )
    parts = [part for question in questions for part in _parts_of(question, groups)]
    return Chart(
        name="satisfaction",
        title=title,
        subtitle=_("Rating of the improvement since last year, from 1 to 5; per cent of answers."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {high} {c[3]}, {low} {c[1]}" for c in cells]),
        svg=draw_svg(_draw_parts(parts, groups)),
        table=Table((_("Question"), *(group.label for group in groups), "n"), cells),
    )


def _parts_of(question: QuestionNumbers, groups: Sequence[Group]) -> Iterator[dict[str, Any]]:
    """The groups of a question side by side, each with its number where there is room."""
    start = 0.0
    for position, group in enumerate(groups):
        share = group.share(question)
        yield {
            "name": wrap_label(question.text, 42),
            "group": group.label,
            "position": position,
            "from": start,
            "to": start + share,
            "middle": start + share / 2,
            "text": write_number(share, 0) if share >= ROOM_FOR_A_NUMBER else "",
        }
        start += share


def _draw_parts(parts: Sequence[Mapping[str, Any]], groups: Sequence[Group]) -> Any:
    import altair as alt

    names, colours = [group.label for group in groups], [group.colour for group in groups]
    base = plot_by_name(parts)
    return alt.layer(
        base.mark_bar(height=16).encode(
            x=alt.X("from:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of answers")),
            x2="to:Q",
            color=alt.Color("group:N", scale=alt.Scale(domain=names, range=colours), sort=names),
        ),
        base.mark_text(color="#111").encode(x="middle:Q", text="text:N"),
    ).properties(width=WIDTH - 100, height=alt.Step(25))


def issues_by_state(rows: Sequence[tuple[str, int, int]], *, title: str, source: str) -> Chart:
    """Issues by state: the quarter in brief. Each row is a state, its count and those overdue."""
    import altair as alt

    data: list[dict[str, Any]] = [
        {"name": wrap_label(state), "count": count, "overdue": overdue, "text": str(count)}
        for state, count, overdue in rows
    ]
    base = plot_by_name(data)
    picture = alt.layer(
        base.mark_bar(color=BLUE, height=14).encode(
            x=alt.X("count:Q", title=_("Issues"), axis=alt.Axis(tickMinStep=1, format="d"))
        ),
        base.mark_bar(color=ORANGE, height=14).encode(x="overdue:Q"),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(x="count:Q", text="text:N"),
    ).properties(width=WIDTH - 60, height=alt.Step(26))
    cells = tuple((state, str(count), str(overdue)) for state, count, overdue in rows)
    return Chart(
        name="issues",
        title=title,
        subtitle=_("Issues by state; the orange part is overdue."),
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(picture),
        table=Table((_("State"), _("Issues"), _("Of these overdue")), cells),
    )
