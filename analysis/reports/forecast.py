"""The pages of a forecast and of the track record: numbers first, then sentences, then pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis import sources
from analysis.charts import forecast as forecast_charts
from analysis.charts import index as index_charts
from analysis.charts.base import Chart, written
from analysis.models import Forecast, ForecastOutcome, OutcomeKind
from analysis.numbers import Basket, OfficialYear, Quantiles
from analysis.provenance import code_version
from analysis.reports import findings
from analysis.wave import published
from core.models import site_is_demonstration
from pci.models import CriterionInEdition, Unit, worded

WEEK = 7 * 24 * 60 * 60
TOLD = 3  # criteria named in a sentence
NOTICEABLE = 0.01  # points of the score
FEW_YEARS = 5  # below that a track record proves little
METHODS = ("last", "national-mean", "shrunken-last", "own")


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion of a forecast, as the table shows it."""

    code: str
    name: str
    unit: str
    last: float | None
    last_year: int | None
    own: float | None
    told: Quantiles
    change: float | None
    uncertainty: float
    per_unit: float | None

    def write(self, value: float | None) -> str:
        if value is None:
            return "–"
        if self.unit == Unit.SHARE:
            return written(value * 100, 0) + "%"
        return written(value, 2 if self.unit == Unit.SCALE else 1)

    @property
    def last_text(self) -> str:
        return self.write(self.last)

    @property
    def own_text(self) -> str:
        return self.write(self.own)

    @property
    def middle_text(self) -> str:
        return self.write(self.told.middle)

    @property
    def interval_text(self) -> str:
        return f"{self.write(self.told.low80)} – {self.write(self.told.high80)}"

    @property
    def step_text(self) -> str:
        """What one more percentage point (or tenth, day, point) would bring."""
        if self.per_unit is None:
            return "–"
        size = 0.1 if self.unit == Unit.SCALE else 1.0
        sign = "+" if self.per_unit > 0 else "−"
        gain = sign + written(abs(self.per_unit) * size, 3)
        step = {
            Unit.SHARE: _("%(gain)s for 1 percentage point more"),
            Unit.SCALE: _("%(gain)s for 0.1 rating points more"),
            Unit.DAYS: _("%(gain)s for 1 day more"),
            Unit.POINTS: _("%(gain)s for 1 point more"),
        }
        return step[Unit(self.unit)] % {"gain": gain}


def lines(forecast: Forecast) -> list[CriterionLine]:
    """Every criterion of the forecast edition, with its last official and its own value."""
    official = sources.official(forecast.province, before=forecast.year)
    content = forecast.content
    parts = {part["criterion"]: part for part in content["said"]["parts"]}
    names = _names(forecast.year)
    found = []
    for code, told in content["said"]["criteria"].items():
        history = official.history(code)
        found.append(
            CriterionLine(
                code=code,
                name=names.get(code, code),
                unit=content["model"]["criteria"][code]["unit"],
                last=official.last(code),
                last_year=max(history) if history else None,
                own=content["own"].get(code),
                told=Quantiles(mean=told["mean"], sd=told["sd"], q=told["q"]),
                change=parts[code]["expected_change"],
                uncertainty=parts[code]["uncertainty"],
                per_unit=parts[code]["per_unit"],
            )
        )
    return found


def _names(year: int) -> dict[str, str]:
    rows = CriterionInEdition.objects.filter(edition__year__lte=year).order_by("edition__year")
    return {
        code: worded(vi, en)
        for code, vi, en in rows.values_list(
            "criterion__code", "criterion__name_vi", "criterion__name_en"
        )
    }


def score_of(forecast: Forecast) -> Quantiles:
    said = forecast.content["said"]["score"]
    return Quantiles(mean=said["mean"], sd=said["sd"], q=said["q"])


def headline(forecast: Forecast) -> str:
    """The forecast in one sentence."""
    score = score_of(forecast)
    return _(
        "PCI %(year)s is expected around %(middle)s points: 9 chances in 10 between %(low)s and"
        " %(high)s."
    ) % {
        "year": forecast.year,
        "middle": written(score.middle),
        "low": written(score.low90),
        "high": written(score.high90),
    }


def direction(forecast: Forecast) -> str:
    """Whether the score will be above the last one, in words."""
    said = forecast.content["said"]
    if said["p_above_last"] is None:
        return _("No published score is known with which it could be compared.")
    return _("That it exceeds the last published score (%(last)s) is %(chance)s.") % {
        "last": written(said["last_score"]),
        "chance": findings.chance(said["p_above_last"]),
    }


def target_sentence(forecast: Forecast) -> str:
    """How likely the plan's target is, where there is a target and a distribution of the rank."""
    upto = forecast.content["rank_upto"]
    best, worst = sources.rank_target()
    if not upto or best is None or worst is None:
        return ""
    return _(
        "The plan’s target, rank %(best)s to %(worst)s or better, is reached with a probability of"
        " %(chance)s%%."
    ) % {
        "best": best,
        "worst": worst,
        "chance": written(100 * upto[min(worst, len(upto)) - 1], 0),
    }


def moved(rows: Sequence[CriterionLine]) -> list[str]:
    """What moves the expected score, largest first, a sentence each."""
    known = [(row, row.change) for row in rows if row.change is not None]
    known.sort(key=lambda pair: -abs(pair[1]))
    told = []
    for row, change in known[:TOLD]:
        if abs(change) < NOTICEABLE:
            continue
        text = (
            _("“%(name)s” is expected to add %(points)s points (from %(last)s to %(middle)s).")
            if change > 0
            else _(
                "“%(name)s” is expected to cost %(points)s points (from %(last)s to %(middle)s)."
            )
        )
        told.append(
            text
            % {
                "name": row.name,
                "points": written(abs(change)),
                "last": row.last_text,
                "middle": row.middle_text,
            }
        )
    new = [row.name for row in rows if row.change is None]
    if new:
        told.append(
            _("No change can be told for criteria without a past: %(names)s.")
            % {"names": "; ".join(new)}
        )
    return told


def blurred(rows: Sequence[CriterionLine]) -> str:
    """Which criteria make the interval wide."""
    most = sorted(rows, key=lambda row: -row.uncertainty)[:TOLD]
    return _("Most of the doubt comes from %(list)s.") % {
        "list": "; ".join(
            _("“%(name)s” (%(share)s%%)")
            % {"name": row.name, "share": written(100 * max(row.uncertainty, 0), 0)}
            for row in most
        )
    }


@dataclass(frozen=True, slots=True)
class Question:
    """A reader's question, answered."""

    asked: str
    answer: str


def questions(forecast: Forecast) -> list[Question]:
    """What readers ask of a forecast, with the numbers of this one."""
    model = forecast.content["model"]
    score = score_of(forecast)
    provinces = model["provinces_known"]
    own = bool(forecast.content["own"])
    survey = (
        _(
            "Because what is forecast is the published figure. It comes from another survey, asked"
            " of other enterprises, and carries its own sampling error. Our survey leans from it;"
            " how far is learnt from the years in which both exist, and until then it counts with"
            " caution."
        )
        if own
        else _(
            "No survey of our own for this edition has been analysed yet. The forecast rests on"
            " the official values of past editions alone."
        )
    )
    wide = _(
        "Because the official survey asks about a hundred enterprises a province, for some"
        " questions only twenty. Even with nothing changing, the published score would move by"
        " about 0.2 points from one survey to the next. To this comes what nobody knows yet: the"
        " movement of the whole country and new records that move the ends of the scales."
    )
    rank = (
        _(
            "A place is hardly predictable: a tenth of a point spans many places. Read the"
            " probabilities below, not one number."
        )
        if forecast.content["said"]["rank"]
        else _(
            "A place depends on all other provinces, and the platform holds official values of"
            " %(provinces)s only. Import the official workbooks; then the next forecast has one."
        )
        % {"provinces": _provinces(provinces)}
    )
    right = _(
        "It cannot be changed any more: number %(number)s in a chain of seals, %(digest)s. When the"
        " edition is out, the score, each criterion and the place are held against it by the rule"
        " sealed with it, beside what simply repeating the last value (%(last)s) would have given."
    ) % {
        "number": forecast.number,
        "digest": forecast.digest[:12],
        "last": written(forecast.content["said"]["last_score"]),
    }
    promise = _(
        "Nine forecasts in ten should hold the published score within their 90%% interval, here"
        " %(low)s to %(high)s. One in ten should not: a miss now and then is part of the promise."
    ) % {"low": written(score.low90), "high": written(score.high90)}
    return [
        Question(_("Why not simply our survey’s number?"), survey),
        Question(_("Why is the interval so wide?"), wide),
        Question(_("Which place will we have?"), rank),
        Question(_("What does the interval promise?"), promise),
        Question(_("How will we know whether the forecast was good?"), right),
    ]


def _provinces(count: int) -> str:
    return ngettext("%(count)s province", "%(count)s provinces", count) % {"count": count}


def charts(
    forecast: Forecast, rows: Sequence[OfficialYear], basket: Basket | None
) -> dict[str, Any]:
    """Draw the pictures of a forecast in the active language; kept for a week."""
    language = translation.get_language()
    key = f"forecast:{forecast.digest[:32]}:{len(rows)}:{language}:{code_version()}"
    known = cache.get(key)
    if known is None:
        known = _draw(forecast, rows, basket)
        cache.set(key, known, WEEK)
    return dict(known)


def source_line(forecast: Forecast) -> str:
    line = _("Source: official PCI workbooks, own surveys; forecast %(number)s, seal %(digest)s.")
    line %= {"number": forecast.number, "digest": forecast.digest[:12]}
    return f"{line} {_('Invented data.')}" if site_is_demonstration() else line


def _draw(
    forecast: Forecast, rows: Sequence[OfficialYear], basket: Basket | None
) -> dict[str, Chart | None]:
    source, content = source_line(forecast), forecast.content
    drawn: dict[str, Chart | None] = {"path": None, "rank": None, "basket": None}
    if rows:
        drawn["path"] = index_charts.score_path(
            rows,
            None,
            score_of(forecast),
            year=forecast.year,
            basket_breaks=[basket.after] if basket else [],
            title=headline(forecast),
            source=source,
        )
    if content["said"]["rank"]:
        q = content["said"]["rank"]["q"]
        drawn["rank"] = forecast_charts.rank_distribution(
            content["rank_upto"],
            rows[-1].rank if rows else None,
            title=_("The place may fall anywhere between %(low)s and %(high)s")
            % {"low": written(q["0.05"], 0), "high": written(q["0.95"], 0)},
            source=source,
        )
    if basket:
        drawn["basket"] = index_charts.basket_change(
            basket, title=basket_sentence(basket), source=source
        )
    return drawn


def basket_sentence(basket: Basket) -> str:
    return _(
        "Printed %(change)s, like for like %(like)s: the set of criteria changed in %(after)s"
    ) % {
        "change": _signed(basket.change),
        "like": _signed(basket.like_for_like),
        "after": basket.after,
    }


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "") + written(abs(value))


def context(forecast: Forecast) -> dict[str, Any]:
    """Everything the page of a forecast shows."""
    official = sources.official(forecast.province, before=forecast.year)
    years = published.official_years(official, {}, {})
    basket = published.basket_change(official)
    rows = lines(forecast)
    said = forecast.content["said"]
    return {
        "forecast": forecast,
        "headline": headline(forecast),
        "direction": direction(forecast),
        "score": score_of(forecast),
        "interval90": f"{written(score_of(forecast).low90)} – {written(score_of(forecast).high90)}",
        "rank": said["rank"],
        "last_score": said["last_score"],
        "p_above_last": said["p_above_last"],
        "rows": rows,
        "moved": moved(rows),
        "blurred": blurred(rows),
        "questions": questions(forecast),
        "target": target_sentence(forecast),
        "basket": basket,
        "charts": charts(forecast, years, basket),
        "outcomes": outcome_lines(list(forecast.outcomes.all()), forecast),
    }


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What was told of one value, what came true, and who was nearer."""

    target: str
    name: str
    kind: str
    kind_text: str
    told: str
    came: str
    inside: bool | None
    better: bool | None  # than repeating the last value
    figures: Mapping[str, Any]


def outcome_lines(outcomes: Sequence[ForecastOutcome], forecast: Forecast) -> list[OutcomeLine]:
    """Scored values of a forecast: the score first, then the place, then the criteria."""
    names = _names(forecast.year) | {"score": _("Score"), "rank": _("Rank")}
    order = {"score": 0, "rank": 1}
    found = [_outcome(o, forecast, names.get(o.target, o.target)) for o in outcomes]
    return sorted(found, key=lambda line: order.get(line.target, 2))


def _outcome(outcome: ForecastOutcome, forecast: Forecast, name: str) -> OutcomeLine:
    said = forecast.content["said"]
    told = said[outcome.target] if outcome.target in {"score", "rank"} else None
    q = (told or said["criteria"].get(outcome.target))["q"]
    unit = forecast.content["model"]["criteria"].get(outcome.target, {}).get("unit")

    def write(value: float | None) -> str:
        if value is None:
            return "–"
        if unit == Unit.SHARE:
            return written(value * 100, 0) + "%"
        return written(value, 0 if outcome.target == "rank" else 2)

    came = write(outcome.low)
    if outcome.kind == OutcomeKind.INTERVAL:
        came = f"{write(outcome.low)} – {write(outcome.high)}"
    figures = outcome.figures
    last = figures.get("baselines", {}).get("last")
    return OutcomeLine(
        target=outcome.target,
        name=name,
        kind=outcome.kind,
        kind_text=str(OutcomeKind(outcome.kind).label),
        told=f"{write(q['0.5'])} ({write(q['0.05'])} – {write(q['0.95'])})",
        came=came,
        inside=figures.get("inside", {}).get("90"),
        better=None if last is None else figures["crps"] < last["crps"],
        figures=figures,
    )


@dataclass(frozen=True, slots=True)
class Record:
    """How forecasts have done so far, for one group of values."""

    label: str
    count: int
    coverage: Mapping[str, float]
    error: float
    skills: Mapping[str, float]

    @property
    def cells(self) -> list[tuple[int, float | None]]:
        return [(level, self.coverage.get(str(level))) for level in (50, 80, 90, 95)]

    @property
    def against_last(self) -> float | None:
        return self.skills.get("last")

    @property
    def against_shrunken(self) -> float | None:
        return self.skills.get("shrunken-last")


def records(outcomes: Sequence[ForecastOutcome]) -> list[Record]:
    """Coverage and skill: the score, all criteria together, then each year."""
    exact = [o for o in outcomes if o.kind == OutcomeKind.EXACT and o.target != "rank"]
    groups: list[tuple[str, list[ForecastOutcome]]] = [
        (_("Score"), [o for o in exact if o.target == "score"]),
        (_("All criteria"), [o for o in exact if o.target != "score"]),
    ]
    groups += [
        (
            _("All values of PCI %(year)s") % {"year": year},
            [o for o in exact if o.forecast.year == year],
        )
        for year in sorted({o.forecast.year for o in exact})
    ]
    names = _names(9999)
    groups += [
        (names.get(code, code), [o for o in exact if o.target == code])
        for code in dict.fromkeys(o.target for o in exact if o.target != "score")
    ]
    return [_record(label, group) for label, group in groups if group]


def _record(label: str, group: Sequence[ForecastOutcome]) -> Record:
    coverage = {
        level: sum(o.figures["inside"][level] for o in group) / len(group)
        for level in ("50", "80", "90", "95")
    }
    skills = {}
    for method in METHODS:
        both = [o for o in group if method in o.figures["baselines"]]
        theirs = sum(o.figures["baselines"][method]["crps"] for o in both)
        if theirs:
            skills[method] = 1 - sum(o.figures["crps"] for o in both) / theirs
    error = sum(abs(o.figures["error"]) for o in group) / len(group)
    return Record(label, len(group), coverage, error, skills)


def track_record(
    forecasts: Sequence[Forecast], outcomes: Sequence[ForecastOutcome]
) -> dict[str, Any]:
    """Everything the page “how good have we been” shows."""
    exact = [o for o in outcomes if o.kind == OutcomeKind.EXACT and "pit" in o.figures]
    editions = len({o.forecast.year for o in outcomes if o.kind != OutcomeKind.NOT_PUBLISHED})
    chart = None
    if exact:
        chart = forecast_charts.pit_histogram(
            [o.figures["pit"] for o in exact],
            title=_("Where %(count)s published values fell within their forecasts")
            % {"count": len(exact)},
            source=_("Source: frozen forecasts of this platform and official PCI workbooks."),
        )
    return {
        "forecasts": forecasts,
        "records": records(outcomes),
        "editions": editions,
        "proves_little": editions < FEW_YEARS,
        "chart": chart,
    }
