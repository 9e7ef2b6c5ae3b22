"""How often the intervals of “what goes with satisfaction” miss the truth in small samples."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import t

from analysis.estimators.inference.effects import Effect, average_effects
from analysis.estimators.sample.design import Design

Floats = NDArray[np.float64]
WEIGHTS = {"a": (0.5, 20.0), "b": (0.3, 5.0), "c": (0.2, 1.0)}  # share of the sample, weight
RATED, ASKED = ("x0", "x1", "x2"), ("b0", "b1", "b2", "b3", "b4")
MATTER = {"x0": 0.8, "x1": 0.4, "b0": 0.9, "b1": -0.5}
START, CUTS, SATISFIED = -3.4, (-2.5, -1.0, 0.5, 2.0), 3
PARAMETERS = len(RATED) + len(ASKED) + len(CUTS)
SIZES, SAMPLES, POPULATION = (100, 150, 250, 400), 250, 400_000


def main(*, quick: bool = False) -> None:
    """Print the share of 95 % intervals that miss, with the correction for few rows and without."""
    true = _true_effects(_draw(POPULATION, np.random.default_rng(1)))
    show("complete answers  without  with n / (n - p)")
    for n in SIZES:
        rng = np.random.default_rng(7)
        found = [_misses(_draw(n, rng), true) for _ in range(20 if quick else SAMPLES)]
        without, corrected = np.mean(found, axis=(0, 2))
        show(f"{n:16}  {without:.3f}    {corrected:.3f}")


def _draw(n: int, rng: Generator) -> pd.DataFrame:
    """Invent answers: ratings that go together, yes and no, and a satisfaction of five levels."""
    shares, weights = zip(*WEIGHTS.values(), strict=True)
    stratum = rng.choice(list(WEIGHTS), n, p=shares)
    frame = pd.DataFrame({"stratum": stratum})
    frame["weight"] = frame["stratum"].map(dict(zip(WEIGHTS, weights, strict=True)))
    mood = rng.normal(size=n) + np.where(stratum == "a", 0.3, -0.3)
    for name in RATED:
        rated = 3 + 0.6 * mood + 0.8 * rng.normal(size=n)
        frame[name] = np.clip(np.round(rated, 1), 1, 5)
    for name in ASKED:
        frame[name] = (rng.random(n) < 0.75).astype(float)
    latent = _eta(frame) + rng.logistic(size=n)
    return frame.assign(y=(latent[:, None] > np.array(CUTS)).sum(1) + 1)


def _eta(frame: pd.DataFrame) -> Floats:
    slopes = np.array(list(MATTER.values()))
    return np.asarray(START + frame[list(MATTER)].to_numpy() @ slopes)


def _true_effects(frame: pd.DataFrame) -> dict[str, float]:
    """The mean differences of the chance to be satisfied, from the slopes the answers have."""
    eta, weight, found = _eta(frame), frame["weight"].to_numpy(), {}
    for name in (*RATED, *ASKED):
        slope, x = MATTER.get(name, 0.0), frame[name].to_numpy()
        high, low = (1 - x, -x) if name in ASKED else (0.5, -0.5)
        moved = expit(eta + slope * high - CUTS[2]) - expit(eta + slope * low - CUTS[2])
        found[name] = float(weight @ moved / weight.sum())
    return found


def _misses(frame: pd.DataFrame, true: dict[str, float]) -> tuple[list[bool], list[bool]]:
    """Of every effect: whether its interval misses, without the correction and with it."""
    design = Design(frame, weight="weight", strata="stratum")
    told = average_effects(design, "y", list(true), at_least=SATISFIED, binary=set(ASKED))
    plain = (1 - PARAMETERS / len(frame)) ** 0.5
    return [_miss(one, true, plain) for one in told.effects], [
        _miss(one, true, 1.0) for one in told.effects
    ]


def _miss(one: Effect, true: dict[str, float], factor: float) -> bool:
    reach = t.ppf(0.975, one.estimate.df) * one.estimate.se * factor
    return bool(abs(one.estimate.value - true[one.name]) > reach)


def show(text: str) -> None:
    """Print a line of the table."""
    print(text, flush=True)  # noqa: T201 -- a benchmark speaks to the terminal
