"""Who answered, and the answers to single questions."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
from django.utils import translation

from analysis.data import frames, recoding, strata
from analysis.estimators.descriptive.measures import criterion_estimate
from analysis.numbers import (
    Answer,
    Fieldwork,
    PlaceResponse,
    QuestionNumbers,
    StratumResponse,
)
from analysis.waves.dispositions import response_rates
from analysis.waves.sample import Sample, figure
from core.text import sort_key
from directory.models import LegalType, Size
from surveys.instrument import types
from surveys.models import Disposition, SampleDraw, Wave

MOST_QUESTIONS = 2


def fieldwork(wave: Wave, taken: Sample) -> Fieldwork:
    """Who was asked and who answered, with the weights that follow from it."""
    counts, weights = taken.counts, taken.design.weights
    into = strata.into(counts, frames.fewest_answers(wave), is_blind=wave.is_blind)
    told = response_rates(wave)
    draw = SampleDraw.objects.filter(wave=wave).first()
    return Fieldwork(
        register=_population(counts),
        asked=sum(row.asked for row in counts),
        answered=sum(row.answered for row in counts),
        used=len(taken.frame),
        not_eligible=sum(row.not_eligible for row in counts),
        rates=told.rates,
        dispositions=told.counts,
        eligible_share=told.eligible_share,
        groups=_response_by_group(counts),
        places=response_by_place(wave),
        modes={str(mode): int(n) for mode, n in taken.frame["mode"].value_counts().items()},
        median_minutes=_median_minutes(taken.frame["seconds"].dropna()),
        strata=len(set(into.values())),
        strata_by=tuple(draw.dimensions) if draw else (),
        merged=tuple(row.label for row in counts if into.get(row.code) not in {row.code, None}),
        kish=taken.design.kish(),
        weight_ratio=float(weights.max() / weights.min()),
    )


def response_by_place(wave: Wave) -> tuple[PlaceResponse, ...]:
    """Response place by place; of a blind wave nobody knows it."""
    if wave.is_blind:
        return ()
    sampled = wave.sampled.filter(is_reserve=False) | wave.sampled.filter(invitation__isnull=False)
    asked = sampled.exclude(disposition=Disposition.NOT_ELIGIBLE).distinct()
    rows = list(asked.values_list("pk", "enterprise__district__code", "enterprise__district__name"))
    used = wave.responses.submitted().reviewed_as_good().filter(stratum__isnull=False)
    answered = set(used.values_list("sampled_id", flat=True))
    counted = Counter((code, name) for _pk, code, name in rows)
    counts = Counter(code for pk, code, _name in rows if pk in answered)
    return tuple(
        PlaceResponse(code, name, count, counts[code])
        for (code, name), count in sorted(counted.items(), key=lambda one: sort_key(one[0][1]))
    )


def _response_by_group(counts: Sequence[strata.StratumCounts]) -> tuple[StratumResponse, ...]:
    """Response by the first part of the strata's labels, or by stratum where all share it."""
    groups: dict[str, list[strata.StratumCounts]] = {}
    for row in counts:
        groups.setdefault(row.label.split(" · ")[0], []).append(row)
    if len(groups) < 2:
        groups = {row.label: [row] for row in counts}
    english = _english_labels()
    return tuple(
        StratumResponse(
            label_vi=label,
            label_en=english.get(label, label),
            population=_population(rows),
            sampled=sum(row.asked for row in rows),
            answered=sum(row.answered for row in rows),
        )
        for label, rows in sorted(groups.items(), key=lambda group: -_population(group[1]))
    )


def _median_minutes(seconds: "pd.Series[float]") -> float | None:
    return round(float(seconds.median()) / 60, 1) if len(seconds) else None


def _english_labels() -> dict[str, str]:
    """Strata are named in Vietnamese when they are drawn; the report also speaks English."""
    known = {}
    for choice in (*Size, *LegalType):
        with translation.override("vi"):
            vietnamese = str(choice.label)
        with translation.override("en"):
            known[vietnamese] = str(choice.label)
    return known


def _population(rows: Sequence[strata.StratumCounts]) -> int:
    return sum(row.population for row in rows)


def shares(
    taken: Sample, columns: pd.DataFrame, words: Mapping[str, Mapping[str, str]]
) -> tuple[tuple[Answer, ...], int]:
    """Estimate the share of every choice."""
    answers = []
    answered = int(columns.notna().any(axis=1).sum())
    if not answered:
        return (), 0
    for code in columns.columns:
        estimated = criterion_estimate(
            taken.design, columns[[code]], measure="share", named=[1.0]
        ).estimate
        text = words[code]
        vietnamese = text.get("vi", code)
        answers.append(Answer(code, vietnamese, text.get("en", vietnamese), figure(estimated)))
    return tuple(answers), answered


def needs(taken: Sample) -> tuple[QuestionNumbers, ...]:
    """The questions with several answers asked of everybody, in the order they were asked."""
    found: list[QuestionNumbers] = []
    for question in taken.document.questions():
        kind = types.of(question)
        if not kind.is_list or kind.in_order or len(found) == MOST_QUESTIONS:
            continue
        columns = recoding.choice_columns(question, taken.answered.given[question.name])
        answers, n = shares(taken, columns, {c.code: c.text for c in question.choices})
        if n * 2 >= len(taken.frame):
            found.append(
                QuestionNumbers(
                    name=question.name,
                    text_vi=question.text.get("vi", ""),
                    text_en=question.text.get("en", ""),
                    n=n,
                    answers=answers,
                )
            )
    return tuple(found)


def satisfaction(taken: Sample) -> tuple[QuestionNumbers, ...]:
    """The ratings from 1 to 5 that are no criterion: one row of numbers for each row asked."""
    used = {name for rule in taken.document.criteria for name in rule.questions()}
    for question in taken.document.questions():
        codes = {c.code for c in question.choices if c.missing is None}
        if not question.rows or question.name in used or codes != set("12345"):
            continue
        found: list[QuestionNumbers] = []
        for row in question.rows:
            columns = recoding.row_columns(question, taken.answered.rows[question.name, row.code])
            answers, n = shares(taken, columns, {c.code: c.text for c in question.choices})
            text = row.text
            if n:
                found.append(
                    QuestionNumbers(
                        name=f"{question.name}.{row.code}",
                        text_vi=text.get("vi", row.code),
                        text_en=text.get("en", text.get("vi", row.code)),
                        n=n,
                        answers=answers,
                    )
                )
        return tuple(found)
    return ()
