"""Invented reports: how often they call something changed when nothing has, and when it has.

All in spreads of published values between provinces. A survey leans by its own way of asking and
wobbles each year as in :mod:`analysis.forecasting.simulation`; errors are those of 500 answers and
of an official value of about a hundred.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from analysis.estimators.index import Unit
from analysis.estimators.inference.adjustment import CERTAIN, UNSURE, how_sure
from analysis.forecasting import lean
from analysis.forecasting.lean import Held, Pair


@dataclass(frozen=True, slots=True)
class Setup:
    """What the invented reports have in common."""

    criteria: int = 11
    editions: int = 1  # in which survey and official value lie beside each other
    has_last: bool = True  # the last edition is one of them
    step: float = 0.0  # how far every criterion moved, one way or the other
    lean: float = -0.4
    lean_sd: float = 0.8
    wobble: float = 0.25
    own_se: float = 0.25
    official_se: float = 0.7


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of reports with a headline of change, and of criteria by what was said of them."""

    with_headline: float
    headlines: float
    marks: float
    wrong_way: float  # of the marks


def invent(setup: Setup, rng: Generator) -> Iterator[tuple[Held, float]]:
    """One report: every criterion as it lies beside the official values, and how far it moved."""
    for number in range(setup.criteria):
        leaning = setup.lean + setup.lean_sd * rng.standard_normal()
        error = setup.official_se * rng.standard_normal()
        step = setup.step * rng.choice([-1.0, 1.0])

        def see(truth: float, official: float, *, is_last: bool, leaning: float = leaning) -> Pair:
            own = truth + leaning + setup.wobble * rng.standard_normal()
            own += setup.own_se * rng.standard_normal()
            return Pair(own, setup.own_se**2, official, setup.official_se**2, is_last)

        earlier = setup.editions - setup.has_last
        levels = rng.standard_normal(earlier)
        errors = setup.official_se * rng.standard_normal(earlier)
        pairs = [see(t, t + e, is_last=False) for t, e in zip(levels, errors, strict=True)]
        if setup.has_last:
            pairs.append(see(0.0, error, is_last=True))
        now = see(step, error, is_last=True)
        yield Held(str(number), Unit.SCALE, 1, 1.0, now, tuple(pairs)), step


def simulate(setup: Setup, *, reports: int, seed: int) -> Found:
    """What so many reports say."""
    rng = np.random.default_rng(seed)
    headlines, marks, wrong = [], [], []
    for _ in range(reports):
        held, steps = zip(*invent(setup, rng), strict=True)
        told = lean.changes(held)
        sure = how_sure([change.p if change else None for change in told])
        headlines.append([one == CERTAIN for one in sure])
        marks.append([one not in {None, UNSURE} for one in sure])
        ups = [bool(change and change.is_up) for change in told]
        wrong.append([up != (step > 0) for up, step in zip(ups, steps, strict=True)])
    said, marked = np.array(headlines), np.array(marks)
    return Found(
        float(said.any(1).mean()),
        float(said.mean()),
        float(marked.mean()),
        float(np.array(wrong)[marked].mean()) if marked.any() else 0.0,
    )
