"""What a paper says of those who did not answer, and of the weights: as on the page."""

from django.utils.translation import gettext as _

from analysis.numbers import Representativeness, ResponseVariable, WaveNumbers
from analysis.reports.papers.document import Grid, Part, number, say, share
from analysis.reports.wave import response
from analysis.reports.wave import weighting as weighting_words


def silence(numbers: WaveNumbers) -> Part | None:
    """How like the register the answers are, and how far the silent could move the figures."""
    told = numbers.representativeness
    answered = [row for row in numbers.criteria if row.response]
    if told is None and not answered:
        return None
    grids = [_variables(told)] if told and told.variables else []
    grids += [_missing(numbers)] if answered else []
    return Part(
        _("How far those who did not answer could move the figures"),
        paragraphs=(_indicator(told),) if told else (),
        grids=tuple(grids),
    )


def _indicator(told: Representativeness) -> str:
    return _(
        "Of %(asked)s enterprises asked that are not known to have closed or moved away,"
        " %(answered)s are counted. The R-indicator is %(r)s (%(plain)s before the noise of its"
        " model is taken off): 1 would mean that by all the register knows everybody was as likely"
        " to answer, 0 that it decided alone. It sees only what the register knows and proves"
        " nothing about opinions."
    ) % {
        "asked": number(told.asked, 0).text,
        "answered": number(told.answered, 0).text,
        "r": number(told.r).text,
        "plain": number(told.r_unadjusted).text,
    }


def _variables(told: Representativeness) -> Grid:
    head = (
        _("Variable of the register"),
        _("Partial R, alone"),
        _("Partial R, beside the others"),
        _("Response of its groups"),
    )
    rows = tuple(
        (
            say(response.name_of_variable(row.code)),
            number(row.unconditional, 3),
            number(row.conditional, 3),
            say(_groups(row)),
        )
        for row in told.variables
    )
    return Grid(_("Response by group of the register"), head, rows)


def _groups(row: ResponseVariable) -> str:
    return "; ".join(f"{group.label} {share(group.rate).text}" for group in row.groups)


def _missing(numbers: WaveNumbers) -> Grid:
    head = (
        _("Criterion"),
        _("Put to"),
        _("Answered"),
        _("No answer"),
        _("Largest bias, by the register"),
        _("Range, nothing assumed"),
    )
    rows = tuple(
        (
            say(row.name),
            number(row.response.asked, 0),
            number(row.response.answered, 0),
            number(row.response.open, 0),
            say(response.largest_bias(row)),
            say(response.certain_range(row)),
        )
        for row in numbers.criteria
        if row.response
    )
    note = _(
        "Partial R: how much of the unequal response goes with a variable, alone and within equal"
        " values of the others (0: none). Largest bias: the bound that follows from how unequal the"
        " chances to answer are over what the register knows. Range, nothing assumed: where the"
        " share lies if all who are silent had said no, or all yes. Who said that a question does"
        " not apply was not asked it; refusals and blanks are missing."
    )
    return Grid(_("Missing answers of each criterion"), head, rows, (note,))


def weights(numbers: WaveNumbers) -> Part | None:
    """How the answers were weighted, and what each step does to the figures."""
    plan = numbers.weighting
    if plan is None:
        return None
    rows = tuple(
        (say(row.name), *(say(cell) for cell in row.cells))
        for row in weighting_words.rows(plan, numbers.criteria)
    )
    caption = _("What each step of weighting does to the figures")
    return Part(
        _("How the answers were weighted"),
        paragraphs=tuple(weighting_words.sentences(plan)),
        grids=(Grid(caption, weighting_words.head(plan), rows),) if rows else (),
    )
