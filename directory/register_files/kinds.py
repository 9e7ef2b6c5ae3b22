"""Kinds of repairs: each is offered once, with counts and examples, and accepted as a whole."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """``is_certain``: only one reading is possible, so the page proposes to accept it."""

    code: str
    title: str | Promise
    is_certain: bool = True


KINDS = {
    kind.code: kind
    for kind in (
        Kind("row_numbers", gettext_lazy("Rows that only number the columns are left out")),
        Kind("row_total", gettext_lazy("Rows of totals are left out")),
        Kind("row_heading", gettext_lazy("Headings repeated further down are left out")),
        Kind("row_remark", gettext_lazy("Titles, notes and signatures are left out")),
        Kind("row_hidden", gettext_lazy("Rows hidden in the spreadsheet are imported, too"), False),
        Kind("cells_swapped", gettext_lazy("Names and tax codes that changed places are put back")),
        Kind("cells_parted", gettext_lazy("Names and tax codes in one cell are separated")),
        Kind(
            "formula",
            gettext_lazy("Formulas count as what the spreadsheet showed last"),
            False,
        ),
        Kind("letters", gettext_lazy("Letters from before Unicode (TCVN3, VNI) are turned")),
        Kind("tax_zero", gettext_lazy("Tax codes get their leading zeros back (by check digit)")),
        Kind("tax_words", gettext_lazy("Tax codes are freed of the words around them")),
        Kind("legal_words", gettext_lazy("Legal types written in other words")),
        Kind("legal_name", gettext_lazy("Legal types read from the name")),
        Kind(
            "legal_guess",
            gettext_lazy("Companies whose name tells no legal type count as limited companies"),
            False,
        ),
        Kind("legal_branch", gettext_lazy("Branches get the legal type in their name"), False),
        Kind("vsic_code", gettext_lazy("VSIC codes of 2 to 5 digits become their section")),
        Kind("vsic_zero", gettext_lazy("VSIC codes get their leading zero back")),
        Kind("sector_words", gettext_lazy("Industries in words become their section")),
        Kind("sector_guess", gettext_lazy("Industries told by a word they hold"), False),
        Kind("money_unit", gettext_lazy("Money becomes billion VND")),
        Kind(
            "money_guess",
            gettext_lazy("Money without a unit: the unit is told by the size of the figures"),
            False,
        ),
        Kind("number_words", gettext_lazy("Numbers are freed of the words around them")),
        Kind("founded_date", gettext_lazy("Dates become founding years")),
        Kind("status_words", gettext_lazy("States written in other words")),
        Kind(
            "status_code",
            gettext_lazy("States by the codes of the tax office (00, 01, 03, 05, 06)"),
            False,
        ),
        Kind("phone_zero", gettext_lazy("Telephone numbers are written with their zero")),
        Kind("phone_two", gettext_lazy("Of several telephone numbers the first is kept"), False),
        Kind("email_clean", gettext_lazy("E-mail addresses are freed of other signs")),
        Kind("email_two", gettext_lazy("Of several e-mail addresses the first is kept"), False),
        Kind("place_address", gettext_lazy("Places read from the address")),
        Kind("place_section", gettext_lazy("Places read from the heading above the rows")),
        Kind(
            "place_sheet",
            gettext_lazy("Places read from the name or the title of the sheet"),
            False,
        ),
        Kind("place_ended", gettext_lazy("Places that ended become their successor"), False),
        Kind(
            "size_one_figure",
            gettext_lazy("Sizes by the one figure there is, employees or money"),
            False,
        ),
        Kind(
            "size_range",
            gettext_lazy("Sizes by the middle of a range of employees"),
            False,
        ),
        Kind("size_unknown", gettext_lazy("Without any figure the size counts as micro"), False),
        Kind("size_figures", gettext_lazy("Sizes that contradict the figures follow them"), False),
        Kind("row_twice", gettext_lazy("Rows that stand there twice, word for word, count once")),
        Kind("row_same_code", gettext_lazy("Of rows with one tax code the first counts"), False),
    )
}
DROP = "drop_"


def kind_of(code: str) -> Kind:
    """The kind of a code; what cannot be read in a column is a kind for each column."""
    return KINDS.get(code) or Kind(code, "", is_certain=False)


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell, or one row, read otherwise than it is written."""

    kind: str
    line: int
    column: str
    before: str
    after: str
    why: str = ""  # the refusal of a cell that would be left empty

    @property
    def sentence(self) -> str:
        """Say what would be done, for the row that waits for it."""
        words = {"title": KINDS[self.kind].title if self.kind in KINDS else ""}
        words |= {"before": self.before, "after": self.after or "–"}
        return self.why or _("%(title)s: “%(before)s” → “%(after)s”.") % words


@dataclass(slots=True)
class Offer:
    """All repairs of a kind: how many, and a few to look at."""

    kind: Kind
    column: str
    accepted: bool
    count: int = 0
    examples: list[Repair] = field(default_factory=list)

    @property
    def title(self) -> str:
        if not self.kind.code.startswith(DROP):
            return str(self.kind.title)
        return _("“%(column)s”: what cannot be read is left empty") % {"column": self.column}

    def add(self, repair: Repair) -> None:
        self.count += 1
        seen = {one.before for one in self.examples}
        if len(self.examples) < EXAMPLES and repair.before not in seen:
            self.examples.append(repair)
