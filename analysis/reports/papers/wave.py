"""The report of a survey as a paper: the figures of its page, table by table."""

from collections.abc import Iterator

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import AnalysisRun
from analysis.numbers import CriterionNumbers, Figure, QuestionNumbers, WaveNumbers
from analysis.reports.comments import comment_lead
from analysis.reports.papers import experiences
from analysis.reports.papers.comments import grid_of_codes
from analysis.reports.papers.document import Cell, Grid, Paper, Part, number, say, share
from analysis.reports.papers.silence import silence, weights
from analysis.reports.wave import context, findings, verdicts
from core.charts.base import Chart
from core.clock import timezone
from core.models import site_is_demonstration


def paper_of(run: AnalysisRun) -> Paper:
    """Everything the report says, in the active language."""
    told = context(run, medium="pdf")
    numbers: WaveNumbers = told["n"]
    parts = (
        _summary(told["summary"], numbers),
        _criteria(numbers, told["years"], told["charts"]),
        _changes(numbers),
        _score(numbers, told),
        _levers(told["by_room"], told["charts"]),
        _voices(numbers, told["charts"]),
        _comments(numbers, told["charts"]),
        *experiences.parts(numbers, told["charts"]),
        _fieldwork(numbers, told["charts"]),
        silence(numbers),
        weights(numbers),
        _dialogues(numbers, told["charts"]),
    )
    return Paper(
        title=told["title"],
        subtitle=told["description"],
        author=told["author"],
        place_and_day=told["made_on"],
        parts=tuple(part for part in parts if part),
        seal=seal_of(run),
        mark=demonstration_mark(),
        language=translation.get_language() or "vi",
    )


def demonstration_mark() -> str:
    return _("Invented data, to demonstrate only.") if site_is_demonstration() else ""


def seal_of(run: AnalysisRun) -> tuple[tuple[str, str], ...]:
    """What proves where the numbers come from."""
    made = formats.date_format(timezone.localtime(run.made_at), "H:i d/m/Y")
    return (
        (_("Analysed at"), made),
        (_("Random seed"), str(run.seed)),
        (_("Version of the code"), run.code_version),
        (_("Digest of the answers"), run.frame_digest),
        (_("Digest of the other inputs"), run.inputs_digest),
        (_("Digest of the results"), run.results_digest),
    )


def charts_of(*found: object) -> tuple[Chart, ...]:
    """The pictures that were drawn."""
    return tuple(chart for chart in found if isinstance(chart, Chart))


def in_unit(row: CriterionNumbers, value: float | None) -> Cell:
    """A value of ours, with the decimals of the page."""
    return share(value) if row.is_share else number(value, row.decimals)


def official_in_unit(row: CriterionNumbers, value: float | None) -> Cell:
    """A published value; a share has one decimal more than ours."""
    return share(value, 1) if row.is_share else number(value, row.decimals)


def _summary(found: list, numbers: WaveNumbers) -> Part:  # type: ignore[type-arg]
    return Part(
        _("Summary"),
        points=tuple(f"{finding.head} {finding.text}" for finding in found),
        grids=(Grid(_("Scores"), _score_head(), tuple(_key_figures(numbers)), _measured(numbers)),),
    )


def _measured(numbers: WaveNumbers) -> tuple[str, ...]:
    """How much of the survey's score is the survey's own, below a table that tells it."""
    is_told = numbers.told_score or (numbers.own_score and not numbers.coverage.is_enough)
    return (numbers.coverage.sentence,) if is_told else ()


def _score_head() -> tuple[str, ...]:
    return (
        _("Sub-index (points from 1 to 10)"),
        _("Points"),
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        _("Level"),
    )


def _key_figures(numbers: WaveNumbers) -> Iterator[tuple[Cell, ...]]:
    if numbers.last:
        name = _("Published, PCI %(year)s") % {"year": numbers.last.year}
        yield say(name), number(numbers.last.score), say(None), say(None), say(None)
    if numbers.own_score and numbers.own_score.is_shown:
        own, name = numbers.own_score, _("Survey of %(year)s") % {"year": numbers.year}
        yield say(name), number(own.value), number(own.low), number(own.high), share(0.95)
    if numbers.outlook:
        told = numbers.outlook.score
        name = _("Forecast of PCI %(year)s") % {"year": numbers.target_year}
        ends = (number(told.low90), number(told.high90))
        yield say(name), number(told.middle), *ends, share(0.9)


def _criteria(numbers: WaveNumbers, years: list[int], charts: dict[str, object]) -> Part:
    last = numbers.last.year if numbers.last else "–"
    head = (
        _("No."),
        _("Criterion"),
        *(_("Official %(year)s") % {"year": year} for year in years),
        _("Survey %(year)s") % {"year": numbers.year},
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        "n",
        _("Against %(year)s") % {"year": last},
    )
    rows = tuple(_criterion(row, years) for row in numbers.criteria)
    notes = (
        _("n: number of answers; from, to: confidence interval (95%)."),
        _("A figure with too few answers is not shown."),
    )
    grid = Grid(_("The criteria: official values and this survey"), head, rows, notes)
    pictures = charts_of(*(charts[k] for k in ("criterion_scores", "panels", "panels_other")))
    return Part(_("The criteria"), grids=(grid,), charts=pictures)


def _criterion(row: CriterionNumbers, years: list[int]) -> tuple[Cell, ...]:
    own = row.own if row.own and row.own.is_shown else None
    ends = (in_unit(row, own.low), in_unit(row, own.high)) if own else (say(None), say(None))
    base = number(row.own.n, 0) if row.own and row.design else say(None)
    return (
        number(row.number, 0),
        say(row.name),
        *(official_in_unit(row, row.official.get(year)) for year in years),
        in_unit(row, own.value if own else None),
        *ends,
        base,
        say(verdicts.verdict(row).text),
    )


def _changes(numbers: WaveNumbers) -> Part | None:
    changes = numbers.changes
    if not changes or not changes.rows:
        return None
    head = (
        _("Criterion"),
        _("Survey %(year)s") % {"year": changes.year},
        _("Survey %(year)s") % {"year": numbers.year},
        _("Change"),
        pgettext("interval", "from"),
        pgettext("interval", "to"),
    )

    def cells(figure: Figure, *, is_share: bool) -> list[Cell]:
        told = (figure.value, figure.low, figure.high)
        return [share(value, 1) if is_share else number(value) for value in told]

    rows = tuple(
        (
            say(row.name),
            cells(row.before, is_share=row.is_share)[0],
            cells(row.now, is_share=row.is_share)[0],
            *cells(row.difference, is_share=row.is_share),
        )
        for row in changes.rows
        if row.is_shown
    )
    title = _("Against our own survey of %(year)s") % {"year": changes.year}
    note = _("Change in percentage points where the criterion is a share; interval (95%).")
    return Part(title, grids=(Grid(title, head, rows, (note,)),))


def _score(numbers: WaveNumbers, told: dict[str, object]) -> Part:
    charts: dict[str, object] = told["charts"]  # type: ignore[assignment]
    head = (
        _("Edition"),
        _("Published score"),
        _("Rank"),
        _("Provinces"),
        _("Recomputed from official values"),
    )
    rows = tuple(
        (
            say(f"PCI {row.year}"),
            number(row.score),
            number(row.rank, 0),
            number(row.provinces, 0),
            number(row.recomputed),
        )
        for row in numbers.official
    )
    sentence = str(told["outlook_sentence"] or "")
    return Part(
        _("Sub-index and forecast"),
        paragraphs=(sentence,) if sentence else (),
        grids=(Grid(_("Scores and ranks as published"), head, rows),),
        charts=charts_of(charts["score_path"], charts["basket"]),
    )


def _levers(rows: list[CriterionNumbers], charts: dict[str, object]) -> Part:
    head = (
        _("Criterion"),
        _("Lead agency"),
        _("Point of the plan"),
        _("Weight in the index"),
        _("Points now (1–10)"),
        _("Room"),
        _("One step brings"),
    )
    told = tuple(
        (
            say(row.name),
            say(row.leads),
            say(str(row.assignment) if row.assignment else None),
            share(row.weight, 1),
            number(row.score.value if row.score else None, 1),
            number(row.gain_room),
            number(row.gain_step, 3),
        )
        for row in rows
    )
    notes = (
        _("Room: what the sub-index would gain at the best value any province has had."),
        _("One step: 5 percentage points, 0.1 of a rating, one day or one web point."),
    )
    grid = Grid(_("Who leads what, and what would move the score most"), head, told, notes)
    return Part(_("Who leads what"), grids=(grid,), charts=charts_of(charts["levers"]))


def _voices(numbers: WaveNumbers, charts: dict[str, object]) -> Part | None:
    questions = (*numbers.needs, *numbers.satisfaction)
    if not questions:
        return None
    needs = charts["needs"] if isinstance(charts["needs"], list) else []
    return Part(
        _("Needs and satisfaction"),
        grids=tuple(_question(row) for row in questions),
        charts=charts_of(*needs, charts["satisfaction"]),
    )


def _question(row: QuestionNumbers) -> Grid:
    head = (_("Answer"), _("Share"), pgettext("interval", "from"), pgettext("interval", "to"), "n")
    rows = tuple(
        (
            say(answer.name),
            *(
                share(value if answer.share.is_shown else None)
                for value in (answer.share.value, answer.share.low, answer.share.high)
            ),
            number(answer.share.n, 0),
        )
        for answer in row.answers
    )
    return Grid(row.text, head, rows, (_("from, to: confidence interval (95%)"),))


def _comments(numbers: WaveNumbers, charts: dict[str, object]) -> Part | None:
    """Shares of the codes, and quotes word for word."""
    if numbers.comments is None:
        return None
    told = numbers.comments.questions
    drawn = charts["comments"] if isinstance(charts["comments"], list) else []
    return Part(
        _("In their own words"),
        paragraphs=tuple(comment_lead(row) for row in told),
        points=tuple(f"“{quote.text}”" for row in told for quote in row.quotes),
        grids=tuple(grid_of_codes(row.question) for row in told),
        charts=charts_of(*drawn),
    )


def _fieldwork(numbers: WaveNumbers, charts: dict[str, object]) -> Part:
    head = (_("Stratum"), _("Register"), _("Asked"), _("Answered"), _("Response rate"))
    rows = tuple(
        (
            say(row.label),
            number(row.population, 0),
            number(row.sampled, 0),
            number(row.answered, 0),
            share(row.rate),
        )
        for row in numbers.fieldwork.groups
    )
    return Part(
        _("Response and quality"),
        paragraphs=(findings.response_title(numbers) + ".",),
        grids=(Grid(_("Response by stratum"), head, rows),),
        charts=charts_of(charts["response"], charts["places"]),
    )


def _dialogues(numbers: WaveNumbers, charts: dict[str, object]) -> Part | None:
    if numbers.dialogues is None:
        return None
    rows = tuple(
        (say(row.label), number(row.count, 0), number(row.overdue, 0))
        for row in numbers.dialogues.states
    )
    grid = Grid(_("Issues by state"), (_("State"), _("Issues"), _("Overdue")), rows)
    return Part(_("Dialogues"), grids=(grid,), charts=charts_of(charts["issues"]))
