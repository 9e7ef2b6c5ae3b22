"""How often each code was given: estimated by the wave's design, released by a second person."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from analysis.comments.actions.reading import withdraw, withdraw_reports_of
from analysis.comments.errors import (
    FiguresAreOlder,
    NotWaiting,
    ReleasedByItsAuthor,
    TextsStillOpen,
)
from analysis.comments.queries.outcomes import Given, Outcome, list_pairs, read_outcomes
from analysis.models import CodeFigures, CodingFrame
from analysis.provenance import code_version, digest
from core import audit, jobs
from core.models import Job

FREQUENCIES = "code_frequencies"


def finals(frame: CodingFrame) -> dict[int, Given]:
    """The codes that hold, by text; refused while one text is open."""
    outcomes = read_outcomes(frame)
    open_ones = [one for one in outcomes.values() if one.final is None]
    if open_ones or not outcomes:
        raise TextsStillOpen(
            sum(one.is_uncoded for one in open_ones), sum(one.differs for one in open_ones)
        )
    return {key: one.final or frozenset() for key, one in outcomes.items()}


def order_figures(*, frame: CodingFrame, by: User | None, now: datetime) -> Job:
    """Have the frequencies computed by the worker; what cannot be yet is told at once."""
    finals(frame)
    return jobs.start(
        kind=FREQUENCIES,
        key=str(frame.pk),
        subject=lambda: frame.text,
        arguments={"frame": frame.pk},
        place=["analysis:comment_frequencies", frame.pk],
        by=by,
        now=now,
    )


def compute_figures(*, frame: CodingFrame, by: User | None, now: datetime) -> CodeFigures:
    """Estimate the share of each code among those who wrote, with the weights of the wave."""
    from analysis.waves.comments import estimate_codes  # noqa: PLC0415 -- slow import

    frame = CodingFrame.objects.select_related("wave__version").get(pk=frame.pk)
    codes = list(frame.codes.all())
    given = _by_response(frame, finals(frame))
    estimated = estimate_codes(frame.wave, frame, codes, given)
    results = _as_json(
        {
            "question": asdict(estimated.question),
            "respondents": estimated.respondents,
            "coders": len(_coders(read_outcomes(frame))),
            "pairs": [
                {
                    "first": str(pair.first),
                    "second": str(pair.second),
                    "rows": [asdict(row) for row in pair.rows],
                    "pooled": asdict(pair.pooled),
                }
                for pair in list_pairs(frame)
            ],
        }
    )
    version, outcome = code_version(), digest(results)
    with transaction.atomic():
        figures = CodeFigures.objects.create(
            frame=frame,
            version=frame.version,
            results=results,
            frame_digest=estimated.digest,
            results_digest=outcome,
            code_version=version,
            made_at=now,
            made_by=by,
        )
        audit.record(actor=by, action="comments.count", now=now, target=figures)
    return figures


def _as_json(results: Mapping[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(results, ensure_ascii=False, allow_nan=False)))


def _by_response(frame: CodingFrame, given: Mapping[int, Given]) -> dict[int, Given]:
    owners = dict(frame.texts.values_list("pk", "response_id"))
    return {owners[key]: codes for key, codes in given.items()}


def _coders(outcomes: Mapping[int, Outcome]) -> set[int]:
    return {coder for one in outcomes.values() for coder in one.given}


@transaction.atomic
def release_figures(*, figures: CodeFigures, by: User, now: datetime) -> CodeFigures:
    """Let the next report tell these frequencies; those released before give way."""
    figures = CodeFigures.objects.select_for_update().get(pk=figures.pk)
    if not figures.waits:
        raise NotWaiting
    if by.pk == figures.made_by_id:
        raise ReleasedByItsAuthor
    if figures.version != figures.frame.version:
        raise FiguresAreOlder
    figures.released_at, figures.released_by = now, by
    figures.save(update_fields=["released_at", "released_by"])
    audit.record(actor=by, action="comments.release_figures", now=now, target=figures)
    return figures


@transaction.atomic
def withdraw_figures(*, figures: CodeFigures, reason: str, by: User, now: datetime) -> CodeFigures:
    """Take frequencies back; public reports that print them are withdrawn for the same reason."""
    figures = CodeFigures.objects.select_for_update().get(pk=figures.pk)
    if withdraw(figures, "comments.withdraw_figures", reason=reason, by=by, now=now):
        withdraw_reports_of(figures=figures, reason=reason, by=by, now=now)
    return figures
