"""Pictures of the fieldwork and of single questions."""

from collections.abc import Sequence
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
    labels,
    wrap_label,
    write_number,
)
from analysis.numbers import QuestionNumbers, StratumResponse


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
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("name:N", sort=[d["name"] for d in data], axis=labels()),
        x=alt.X("rate:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of those asked")),
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
    import altair as alt

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
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("name:N", sort=[d["name"] for d in data], axis=labels())
    )
    picture = alt.layer(
        base.mark_bar(color=SKY, height=12).encode(
            x=alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of answers"))
        ),
        base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q"),
        base.mark_text(align="left", dx=5, fontWeight=600).encode(x="high:Q", text="text:N"),
    ).properties(width=WIDTH - 100, height=alt.Step(24))
    cells = tuple(
        (
            d["name"].replace("\n", " "),
            d["text"],
            f"{write_number(d['low'], 0)} – {write_number(d['high'], 0)}%",
        )
        for d in data
    )
    return Chart(
        name=name,
        title=title,
        subtitle=_("%(question)s Base: %(n)s answers; thin lines are 95%% confidence intervals.")
        % {"question": question.text, "n": question.n},
        source=source,
        alternative=alternative(title, [f"{c[0]}: {c[1]}" for c in cells]),
        svg=draw_svg(picture),
        table=Table((_("Answer"), _("Share"), _("Interval (95%)")), cells),
    )


def satisfaction(questions: Sequence[QuestionNumbers], *, title: str, source: str) -> Chart:
    """Ratings from 1 to 5 as three parts of a whole: dissatisfied, neither, satisfied."""
    import altair as alt

    groups = [
        (_("dissatisfied (1–2)"), {"1", "2"}, ORANGE),
        (_("neither (3)"), {"3"}, "#C9CDCE"),
        (_("satisfied (4–5)"), {"4", "5"}, GREEN),
    ]
    data: list[dict[str, Any]] = []
    cells = []
    for question in questions:
        shares = [
            sum(a.share.value for a in question.answers if a.code in codes) * 100
            for _label, codes, _colour in groups
        ]
        cells.append((question.text, *(write_number(s, 0) + "%" for s in shares), str(question.n)))
        start = 0.0
        for position, ((label, _codes, _colour), share) in enumerate(
            zip(groups, shares, strict=True)
        ):
            data.append(
                {
                    "name": wrap_label(question.text, 42),
                    "group": label,
                    "position": position,
                    "from": start,
                    "to": start + share,
                    "middle": start + share / 2,
                    "text": write_number(share, 0) if share >= 6 else "",
                }
            )
            start += share
    order = list(dict.fromkeys(d["name"] for d in data))
    base = alt.Chart(alt.Data(values=data)).encode(y=alt.Y("name:N", sort=order, axis=labels()))
    picture = alt.layer(
        base.mark_bar(height=16).encode(
            x=alt.X("from:Q", scale=alt.Scale(domain=[0, 100]), title=_("Per cent of answers")),
            x2="to:Q",
            color=alt.Color(
                "group:N",
                scale=alt.Scale(domain=[g[0] for g in groups], range=[g[2] for g in groups]),
                sort=[g[0] for g in groups],
            ),
        ),
        base.mark_text(color="#111").encode(x="middle:Q", text="text:N"),
    ).properties(width=WIDTH - 100, height=alt.Step(25))
    return Chart(
        name="satisfaction",
        title=title,
        subtitle=_("Rating of the improvement since last year, from 1 to 5; per cent of answers."),
        source=source,
        alternative=alternative(
            title, [f"{c[0]}: {groups[2][0]} {c[3]}, {groups[0][0]} {c[1]}" for c in cells]
        ),
        svg=draw_svg(picture),
        table=Table((_("Question"), *(g[0] for g in groups), "n"), tuple(cells)),
    )


def issues_by_state(rows: Sequence[tuple[str, int, int]], *, title: str, source: str) -> Chart:
    """Issues by state: the quarter in brief. Each row is a state, its count and those overdue."""
    import altair as alt

    data: list[dict[str, Any]] = [
        {"name": wrap_label(state), "count": count, "overdue": overdue, "text": str(count)}
        for state, count, overdue in rows
    ]
    base = alt.Chart(alt.Data(values=data)).encode(
        y=alt.Y("name:N", sort=[d["name"] for d in data], axis=labels())
    )
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
