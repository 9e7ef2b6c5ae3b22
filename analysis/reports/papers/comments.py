"""Frequencies of codes as tables: of the report, and of a workbook of their own."""

from collections.abc import Iterator

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analysis.models import CodeFigures
from analysis.numbers import QuestionNumbers
from analysis.numbers.comments import CodeAgreement
from analysis.reports.comments import CodingResults, read_results
from analysis.reports.papers.document import Cell, Grid, Paper, Part, number, say, share
from core import letterhead
from core.clock import timezone
from core.models import site_is_demonstration


def grid_of_codes(question: QuestionNumbers) -> Grid:
    """Codes with their shares and intervals; what may not be shown is a dash with its reason."""
    head = (
        _("Code"),
        _("Share of those who wrote"),
        pgettext("interval", "from"),
        pgettext("interval", "to"),
        "n",
    )
    rows = tuple(
        (
            say(answer.name),
            *(
                share(value if answer.share.is_shown else None)
                for value in (answer.share.value, answer.share.low, answer.share.high)
            ),
            number(answer.share.n, 0),
        )
        for answer in question.answers
    )
    notes = (
        _("from, to: confidence interval (95%)"),
        _("A text can have several codes. A figure with too few answers is not shown."),
    )
    return Grid(question.text, head, rows, notes)


def paper_of(figures: CodeFigures) -> Paper:
    """Frequencies, agreement and the codes themselves, in the active language."""
    told, frame = read_results(figures), figures.frame
    made = formats.date_format(timezone.localtime(figures.made_at), "H:i d/m/Y")
    return Paper(
        title=frame.text,
        subtitle=frame.wave.title,
        author=letterhead.current().name,
        place_and_day=made,
        parts=(
            Part(frame.text, grids=(grid_of_codes(told.question), *_pairs(told), _codes(figures))),
        ),
        seal=(
            (_("Digest of the answers"), figures.frame_digest),
            (_("Digest of the results"), figures.results_digest),
            (_("Version of the code"), figures.code_version),
        ),
        mark=_("Invented data, to demonstrate only.") if site_is_demonstration() else "",
        language=translation.get_language() or "vi",
    )


def _pairs(told: CodingResults) -> Iterator[Grid]:
    for pair in told.pairs:
        caption = _("Agreement of %(first)s and %(second)s") % {
            "first": pair.first,
            "second": pair.second,
        }
        head = (
            _("Code"),
            _("Texts"),
            _("Coded alike"),
            _("Cohen’s kappa"),
            pgettext("interval", "from"),
            pgettext("interval", "to"),
        )
        rows = tuple(_agreement(row) for row in (*pair.rows, pair.pooled))
        yield Grid(caption, head, rows, (_("from, to: confidence interval (95%)"),))


def _agreement(row: CodeAgreement) -> tuple[Cell, ...]:
    name = row.name_vi if translation.get_language() == "vi" else row.name_en or row.name_vi
    return (
        say(name or _("All codes")),
        number(row.n, 0),
        share(row.observed),
        number(row.kappa),
        number(row.low),
        number(row.high),
    )


def _codes(figures: CodeFigures) -> Grid:
    head = (_("Code"), _("Definition"), _("Example"))
    codes = figures.frame.codes.filter(retired_at__isnull=True)
    rows = tuple((say(c.name), say(c.definition), say(c.example)) for c in codes)
    return Grid(_("Codes, version %(number)s") % {"number": figures.version}, head, rows)
