"""Invented answers, calibrated to the province's official figures of 2017. See docs/demo.md.

One latent mood per enterprise (how well the province informs it) moves all its answers, so that
criteria hang together as they do in real surveys; size and membership move it, and also move who
answers. Every average is set by a target below, not by the mood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Any

from numpy.random import Generator

from demo.texts.comments import THEMES, choose_text
from directory.models import Enterprise, LegalType, Size
from surveys.instrument.model import Document


@dataclass(frozen=True, slots=True)
class Targets:
    """What the answers average: shares that say yes or agree, and means in official orientation."""

    shares: Mapping[str, float]
    means: Mapping[str, float]


# In 2017 the invented province is what the official index published of it.
IN_2017 = Targets(
    {
        "budget_detail": 0.773,
        "budget_timely": 0.79,  # 81 % in 2016, not published for 2017
        "bidding_public": 0.333,
        "received": 0.63,
        "relationship": 0.67,
        "tax_negotiation": 0.602,
        "predictability": 0.061,
        "ba_role": 0.34,
        "web_access": 0.765,
    },
    {"planning": 2.44, "legal": 2.91},
)
# What it is like in 2018: the published values of 2017, moved a little.
SHARES = {
    "budget_detail": 0.74,  # 77 % in 2017
    "budget_timely": 0.70,  # 81 % in 2016, not asked in 2017
    "bidding_public": 0.42,  # 33 %
    "received": 0.68,  # 63 %
    "relationship": 0.62,  # 67 %
    "tax_negotiation": 0.58,  # 60 %
    "predictability": 0.10,  # 6 %
    "ba_role": 0.38,  # 34 %
    "web_access": 0.80,  # 76 %
}
USES = {"asked": 0.27, "budget_used": 0.24, "bidding_interest": 0.33}
MEANS = {"planning": 2.55, "legal": 3.02}  # 2.44 and 2.91 in 2017
IN_2018 = Targets(SHARES, MEANS)
ITEM_SHIFTS = {
    "planning": {
        "master": 0.10,
        "annual": 0.15,
        "land": -0.25,
        "building": -0.05,
        "sector": 0.00,
        "invest": 0.05,
    },
    "legal": {
        "laws": 0.35,
        "circulars": 0.20,
        "province": -0.10,
        "procedures": 0.00,
        "incentives": -0.45,
    },
}
DAYS = {1: 8, 2: 14, 3: 17, 4: 16, 5: 20, 7: 10, 10: 8, 15: 5, 20: 2}  # median 4, weights in %
NEEDS = {
    "land": 0.58,
    "incentives": 0.52,
    "procedures": 0.47,
    "legal": 0.41,
    "tax": 0.39,
    "bidding": 0.31,
    "projects": 0.29,
    "development": 0.26,
    "sector": 0.22,
    "building": 0.19,
    "budget": 0.16,
    "contacts": 0.14,
}
OBSTACLES = {
    "where": 0.46,
    "late": 0.41,
    "vague": 0.37,
    "slow": 0.30,
    "relations": 0.24,
    "skills": 0.18,
    "cost": 0.09,
}
SATISFIED = {
    "planning": 2.9,
    "legal": 3.2,
    "budget_detail": 3.0,
    "bidding_public": 2.8,
    "info_received": 3.1,
    "info_days": 3.0,
    "relationship": 2.6,
    "tax_negotiation": 3.0,
    "predictability": 2.7,
    "ba_role": 3.4,
    "web_score": 3.3,
    "web_access": 3.4,
}
ONCE_CHOSEN = 0.06
COMMENTED = 0.35  # write something in their own words
EMPLOYEES = {
    Size.MICRO: ("to_10",),
    Size.SMALL: ("to_10", "to_50", "to_50", "to_100"),
    Size.MEDIUM: ("to_100", "to_200"),
    Size.LARGE: ("over_200",),
}
SECTORS = {"A": "agriculture", "F": "construction", "G": "trade"}  # others: services
INDUSTRY = frozenset("BCDE")
HASTY = 0.025  # answer everything in two minutes and rate everything alike


@dataclass(frozen=True, slots=True)
class Respondent:
    """An enterprise with the mood in which it answers."""

    enterprise: Enterprise
    mood: float
    is_hasty: bool = False


def respondent(enterprise: Enterprise, rng: Generator) -> Respondent:
    """Draw the mood: standard normal, a little better for large enterprises and members."""
    better = {Size.MICRO: -0.10, Size.SMALL: 0.05, Size.MEDIUM: 0.25, Size.LARGE: 0.35}
    shift = better[Size(enterprise.size)] + (0.15 if enterprise.is_member else 0.0)
    return Respondent(enterprise, float(rng.normal(shift, 1.0)), bool(rng.random() < HASTY))


def propensity(enterprise: Enterprise) -> float:
    """How likely an enterprise answers when asked: large ones and members more often."""
    base = {Size.MICRO: 0.38, Size.SMALL: 0.46, Size.MEDIUM: 0.55, Size.LARGE: 0.58}
    return base[Size(enterprise.size)] + (0.14 if enterprise.is_member else 0.0)


def chance(target: float, mood: float, slope: float) -> float:
    """A probability that averages ``target`` over moods (probit-like widening of the logit)."""
    widened = log(target / (1 - target)) * (1 + 0.346 * slope**2) ** 0.5
    return 1 / (1 + exp(-(widened + slope * mood)))


def rating(mean: float, mood: float, rng: Generator, *, spread: float = 0.95) -> int:
    """A rating from 1 to 5 around ``mean``."""
    return int(min(max(round(rng.normal(mean + 0.35 * mood, spread)), 1), 5))


def answers(someone: Respondent, year: int, rng: Generator) -> dict[str, Any]:
    """Fill in the whole questionnaire as this enterprise would."""
    targets = IN_2017 if year <= 2017 else IN_2018
    given: dict[str, Any] = {}
    given |= _profile(someone.enterprise, min(year, 2018), rng)
    for question in ("planning", "legal"):
        given[question] = _documents(question, targets, someone.mood, rng)
    given |= _requests(targets, someone.mood, rng)
    given |= _budget(targets, someone.mood, rng)
    given |= _practice(targets, someone.mood, rng)
    given |= _website(targets, someone.mood, rng)
    given |= _needs(rng)
    given |= _online(someone, rng)
    given |= _satisfaction(someone.mood, rng)
    if someone.is_hasty:
        for question in ("planning", "legal", "satisfied"):
            given[question] = dict.fromkeys(given[question], "3")
    if (luck := rng.random()) < COMMENTED:
        given["comment"] = choose_text(luck / COMMENTED)
    if luck < ONCE_CHOSEN:
        rng.choice(len(THEMES))  # drawn for nothing: later answers stay as they have been
    return given


def fit(given: dict[str, Any], document: Document) -> dict[str, Any]:
    """Answers to all rows a version asks for: one that came later is judged as the row above it."""
    for question in document.questions():
        rows = given.get(question.name)
        if question.rows and isinstance(rows, dict):
            for above, row in pairwise(each.code for each in question.rows):
                rows.setdefault(row, rows[above])
    return given


def _yes(probability: float, rng: Generator) -> str:
    return "yes" if rng.random() < probability else "no"


def _profile(enterprise: Enterprise, until: int, rng: Generator) -> dict[str, Any]:
    sector = SECTORS.get(enterprise.sector, "services")
    if enterprise.sector in INDUSTRY:
        sector = "industry"
    given: dict[str, Any] = {
        "legal_type": str(LegalType(enterprise.legal_type).value),
        "sector": sector,
        "employees": str(rng.choice(EMPLOYEES[Size(enterprise.size)])),
        "district": enterprise.district.code.replace("-", "_"),
        "position": str(rng.choice(["head", "deputy", "accountant", "manager"])),
        "member": "yes" if enterprise.is_member else "no",
    }
    if enterprise.founded and enterprise.founded <= until:
        given["founded"] = enterprise.founded
    return given


def _documents(question: str, targets: Targets, mood: float, rng: Generator) -> dict[str, str]:
    """Ratings as the form shows them: 1 is very easy, 5 impossible."""
    rows = {}
    for row, shift in ITEM_SHIFTS[question].items():
        if rng.random() < 0.12:
            rows[row] = "na"
        else:
            rows[row] = str(6 - rating(targets.means[question] + shift, mood, rng))
    return rows


def _requests(targets: Targets, mood: float, rng: Generator) -> dict[str, Any]:
    given: dict[str, Any] = {"asked": _yes(USES["asked"], rng)}
    if given["asked"] == "no":
        return given
    given["asked_agency"] = str(
        rng.choice(["planning", "environment", "tax", "district", "construction", "office"])
    )
    given["received"] = _yes(chance(targets.shares["received"], mood, 0.5), rng)
    if given["received"] == "yes":
        weights = [weight / 100 for weight in DAYS.values()]
        given["days"] = int(rng.choice(list(DAYS), p=weights))
    else:
        given["not_received"] = str(rng.choice(["no_reply", "no_reason", "passed_on", "refused"]))
    return given


def _budget(targets: Targets, mood: float, rng: Generator) -> dict[str, Any]:
    given = {
        "budget_used": _yes(USES["budget_used"], rng),
        "bidding_interest": _yes(USES["bidding_interest"], rng),
    }
    if given["budget_used"] == "yes":
        for question in ("budget_detail", "budget_timely"):
            given[question] = _yes(chance(targets.shares[question], mood, 0.5), rng)
    if given["bidding_interest"] == "yes":
        given["bidding_public"] = _yes(chance(targets.shares["bidding_public"], mood, 0.5), rng)
    return given


def _practice(targets: Targets, mood: float, rng: Generator) -> dict[str, Any]:
    given = {}
    for question, slope, missing in (
        ("relationship", -0.5, 0.03),
        ("tax_negotiation", -0.4, 0.07),
        ("predictability", 0.6, 0.12),
        ("ba_role", 0.4, 0.06),
    ):
        if rng.random() < missing:
            given[question] = "na"
        elif rng.random() < chance(targets.shares[question], mood, slope):
            given[question] = "4" if rng.random() < 0.65 else "5"
        else:
            given[question] = str(rng.choice(["1", "2", "3"], p=[0.15, 0.35, 0.50]))
    return given


def _website(targets: Targets, mood: float, rng: Generator) -> dict[str, Any]:
    given: dict[str, Any] = {
        "web_access": _yes(chance(targets.shares["web_access"], mood, 0.5), rng)
    }
    if given["web_access"] == "yes":
        given["web_often"] = str(
            rng.choice(["daily", "weekly", "monthly", "seldom"], p=[0.08, 0.27, 0.37, 0.28])
        )
        given["web_found"] = str(rating(3.1, mood, rng))
    else:
        given["web_not"] = str(rng.choice(["unknown", "no_need", "not_useful", "difficult"]))
    given["policy_info"] = _yes(0.57, rng)
    return given


def _needs(rng: Generator) -> dict[str, Any]:
    kinds = _several(NEEDS, rng)
    if not kinds:
        return {"need_kinds": ["none"]}
    channels = ["portal", "email", "messages", "association", "dialogue", "websites"]
    wanted = rng.permutation(channels)[:3]
    return {
        "need_kinds": kinds,
        "need_often": str(rng.choice(["weekly", "monthly", "quarterly"], p=[0.2, 0.5, 0.3])),
        "channels": [str(channel) for channel in wanted],
        "obstacles": _several(OBSTACLES, rng) or ["none"],
    }


def _several(shares: Mapping[str, float], rng: Generator) -> list[str]:
    return [code for code, share in shares.items() if rng.random() < share]


def _online(someone: Respondent, rng: Generator) -> dict[str, Any]:
    large = someone.enterprise.size in {Size.MEDIUM, Size.LARGE}
    given: dict[str, Any] = {"igate_known": _yes(0.55, rng)}
    used = given["igate_known"] == "yes" and rng.random() < (0.60 if large else 0.42)
    given["online_used"] = "yes" if used else "no"
    if used:
        given["online_levels"] = _several({"level_3": 0.8, "level_4": 0.3}, rng) or ["unsure"]
        given["online_share"] = int(rng.choice([10, 20, 30, 50, 70, 80, 100]))
        given["online_satisfied"] = str(rating(3.4, someone.mood, rng))
    else:
        reasons = _several({"unknown": 0.4, "paper": 0.35, "signature": 0.3, "trust": 0.15}, rng)
        given["online_not"] = reasons or ["no_need"]
    portal = someone.enterprise.is_member or rng.random() < 0.5
    given["qa_used"] = _yes(0.15 if portal else 0.03, rng)
    if given["qa_used"] == "yes":
        given["qa_answered"] = str(
            rng.choice(["solved", "partly", "general", "no"], p=[0.22, 0.27, 0.41, 0.10])
        )
    given["trained"] = _yes(0.34, rng)
    given["legal_advice"] = _yes(0.28, rng)
    return given


def _satisfaction(mood: float, rng: Generator) -> dict[str, Any]:
    rows = {
        row: "na" if rng.random() < 0.08 else str(rating(mean, mood, rng))
        for row, mean in SATISFIED.items()
    }
    return {"satisfied": rows, "overall": str(rating(3.1, mood, rng))}


def minutes(someone: Respondent, rng: Generator) -> float:
    """How long the whole questionnaire takes: around 12 minutes, two for those in a hurry."""
    if someone.is_hasty:
        return float(rng.uniform(1.2, 2.2))
    return float(min(max(rng.lognormal(log(11.5), 0.35), 4.0), 45))


def spread_over(sections: Sequence[str], total: float, rng: Generator) -> dict[str, float]:
    """Divide the minutes over the sections, in seconds."""
    parts = rng.dirichlet([6.0] * len(sections))
    return {
        name: round(total * 60 * float(part), 1) for name, part in zip(sections, parts, strict=True)
    }
