"""Records of a file held against what is stored: what they would change, what is wrong."""

import difflib
import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.previews import Values
from core.text import fold
from pci.actions.changes import Change, Preview
from pci.actions.records import SCORE, Reading, Record
from pci.figures import is_rounding_of
from pci.models import (
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    Province,
    Unit,
)

RANK = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
DECIMALS = 6


def check_records(reading: Reading) -> Preview:
    """Tell what importing the records would do, and name every one that is wrong."""
    return _Check(reading).run()


class _Check:
    """One pass over the records, with everything it compares them to loaded once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.found = Preview(problems=list(reading.problems), left_out=reading.left_out)
        self.editions = {edition.year: edition for edition in Edition.objects.all()}
        self.definitions = {
            (row.edition.year, row.criterion.code): row
            for row in CriterionInEdition.objects.select_related("edition", "criterion")
        }
        self.codes = {code for _year, code in self.definitions}
        self.provinces: dict[str, list[Province]] = defaultdict(list)
        for province in Province.objects.all():
            for spelling in {province.name, province.code, *province.other_names}:
                if province not in self.provinces[fold(spelling)]:
                    self.provinces[fold(spelling)].append(province)
        self.results = {
            (row.province_id, row.edition_id, row.criterion_id): row
            for row in OfficialResult.objects.all()
        }
        self.scores = {
            (row.province_id, row.edition_id): row for row in OfficialScore.objects.all()
        }
        self.lines: dict[tuple[str, int, str], int] = {}

    def run(self) -> Preview:
        for record in self.reading.records:
            try:
                change = self.change(record)
                self.once(change)
            except CellRefused as refusal:
                self.found.problems.append(Problem(record.line, record.column, str(refusal)))
            else:
                self.found.changes.append(change)
        self.rank_complete_editions()
        self.found.problems.sort(key=lambda problem: problem.line)
        return self.found

    def once(self, change: Change) -> None:
        first = self.lines.setdefault(change.key, change.line)
        if first != change.line:
            raise CellRefused(
                _("This figure stands in line %(line)s already. Keep one of them.")
                % {"line": first}
            )

    def change(self, record: Record) -> Change:
        edition = self.edition(record.year)
        province = self.province(record.province, edition)
        if fold(record.criterion) == SCORE:
            return self.score(record, province, edition)
        definition = self.definition(record.criterion, edition)
        after: Values = {"value": _in_unit(record.value, definition)}
        base = cell_parsing.whole(record.base)
        if base is not None:
            after["base"] = base
        row = self.results.get((province.pk, edition.pk, definition.criterion_id))
        before = _as_exact_as_before(row, after)
        return Change(
            line=record.line,
            province=province,
            edition=edition,
            criterion=definition.criterion,
            before=before,
            after=after,
        )

    def score(self, record: Record, province: Province, edition: Edition) -> Change:
        value = cell_parsing.number(record.value)
        if value is None or not 1 <= value <= 10:
            raise CellRefused(
                _("The sub-index runs from 1 to 10, not %(value)s.")
                % {"value": cell_parsing.text(record.value) or _("an empty cell")}
            )
        after: Values = {
            "score": round(value, DECIMALS),
            "provinces_ranked": edition.provinces_ranked,
        }
        if record.rank:
            after |= _ranks(record.rank, edition)
        row = self.scores.get((province.pk, edition.pk))
        before = _as_exact_as_before(row, after)
        return Change(
            line=record.line,
            province=province,
            edition=edition,
            criterion=None,
            before=before,
            after=after,
        )

    def edition(self, year: int) -> Edition:
        if year not in self.editions:
            raise CellRefused(
                _("The edition %(year)s is not known here. Known: %(years)s.")
                % {"year": year, "years": ", ".join(map(str, sorted(self.editions)))}
            )
        return self.editions[year]

    def province(self, name: str, edition: Edition) -> Province:
        if not name:
            raise CellRefused(_("The province is missing."))
        called = self.provinces.get(fold(name), [])
        for province in called:
            if province.is_valid_on(edition.last_day):
                return province
        if called:
            raise CellRefused(
                _("“%(name)s” was not a province in %(year)s.")
                % {"name": name, "year": edition.year}
            )
        near = difflib.get_close_matches(fold(name), self.provinces, n=1)
        unknown = _("The province “%(name)s” is not known.") % {"name": name}
        if near:
            unknown += " " + _("Is it “%(near)s”?") % {"near": self.provinces[near[0]][0].name}
        raise CellRefused(unknown)

    def definition(self, code: str, edition: Edition) -> CriterionInEdition:
        found = self.definitions.get((edition.year, code))
        if found:
            return found
        if code in self.codes:
            raise CellRefused(
                _("The edition %(year)s has no criterion “%(code)s”.")
                % {"code": code, "year": edition.year}
            )
        raise CellRefused(
            _("The criterion “%(code)s” is not known. Known: %(codes)s.")
            % {"code": code, "codes": ", ".join(sorted(self.codes))}
        )

    def rank_complete_editions(self) -> None:
        """Where the file has the score of every province, the ranks follow from them."""
        scores: dict[int, list[int]] = defaultdict(list)
        for place, change in enumerate(self.found.changes):
            if change.criterion is None:
                scores[change.edition.year].append(place)
        for year, places in scores.items():
            edition = self.editions[year]
            rows = [self.found.changes[place] for place in places]
            if len(rows) != edition.provinces_ranked or any("rank" in row.after for row in rows):
                continue
            for place, row in zip(places, rows, strict=True):
                rank = 1 + sum(other.after["score"] > row.after["score"] for other in rows)
                known = self.scores.get((row.province.pk, row.edition.pk))
                before = row.before and row.before | {"rank": known.rank if known else None}
                ranked = replace(row, before=before, after=row.after | {"rank": rank})
                self.found.changes[place] = ranked


def _as_exact_as_before(row: OfficialResult | OfficialScore | None, after: Values) -> Values | None:
    """Return what is stored; a figure that only rounds the stored one does not replace it."""
    if row is None:
        return None
    before = {name: getattr(row, name) for name in after}
    for name in after.keys() & {"value", "score"}:
        if is_rounding_of(after[name], before[name]):
            after[name] = before[name]
    return before


def _in_unit(cell: Any, definition: CriterionInEdition) -> float:
    """Check a value against its unit; a share of 95 is asked back, not guessed."""
    is_share = definition.unit == Unit.SHARE
    value = cell_parsing.share(cell) if is_share else cell_parsing.number(cell)
    if value is None:
        raise CellRefused(_("The value is missing."))
    low, high = definition.limits
    if low <= value <= high:
        return round(value, DECIMALS)
    if is_share and 1 < value <= 100:
        raise CellRefused(
            _("A share runs from 0 to 1. Is %(value)s meant as %(value)s%% (%(share)s)?")
            % {"value": cell_parsing.text(cell), "share": f"{value / 100:g}"}
            + " "
            + _("Write one of these two.")
        )
    raise CellRefused(
        _("“%(criterion)s” runs from %(low)s to %(high)s, not %(value)s.")
        % {
            "criterion": definition.criterion,
            "low": low,
            "high": high,
            "value": cell_parsing.text(cell),
        }
    )


def _ranks(text: str, edition: Edition) -> Values:
    """Read a rank, or an interval of ranks such as 31-63."""
    match = RANK.fullmatch(text.strip())
    best, worst = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if not 1 <= best <= worst <= edition.provinces_ranked:
        raise CellRefused(
            _("A rank is a number from 1 to %(last)s, or two such as 31-%(last)s; not “%(rank)s”.")
            % {"last": edition.provinces_ranked, "rank": text}
        )
    if match and match[2]:
        return {"rank": None, "rank_at_best": best, "rank_at_worst": worst}
    return {"rank": best, "rank_at_best": None, "rank_at_worst": None}
