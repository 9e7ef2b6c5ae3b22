"""Importing official results: first what would change, then exactly that."""

import difflib
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from core import audit
from core.people import User
from core.tabular import cell_parsing
from core.tabular.cell_parsing import CellRefused, Problem
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain
from core.text import fold
from pci.actions.records import SCORE, Reading, Record, read_records
from pci.figures import decimals, is_rounding_of
from pci.models import (
    Criterion,
    CriterionInEdition,
    Edition,
    OfficialResult,
    OfficialScore,
    OfficialUpload,
    Province,
    Unit,
)

LIMITS = {Unit.SCALE: (1, 5), Unit.SHARE: (0, 1), Unit.DAYS: (0, 365), Unit.POINTS: (0, 50)}
RANK = re.compile(r"(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?")
DECIMALS = 6
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure the import would write: new, changed, or the same as now."""

    line: int
    province: Province
    edition: Edition
    criterion: Criterion | None
    before: Values | None
    after: Values

    @property
    def kind(self) -> Literal["new", "changed", "same"]:
        if self.before is None:
            return "new"
        return "same" if self.before == self.after else "changed"

    @property
    def shown_before(self) -> str:
        return _write_figure(self.before or {})

    @property
    def shown_after(self) -> str:
        return _write_figure(self.after)

    @property
    def key(self) -> tuple[str, int, str]:
        return (
            self.province.code,
            self.edition.year,
            self.criterion.code if self.criterion else SCORE,
        )


def _write_figure(values: Values) -> str:
    """Write the figure itself, with its rank where it has one."""
    value = values.get("value", values.get("score"))
    figure = "" if value is None else formats.number_format(value, decimals(value))
    best, worst = values.get("rank_at_best"), values.get("rank_at_worst")
    rank = values.get("rank") or (best and f"{best}–{worst}")
    return f"{figure} ({rank})" if rank else figure


@dataclass(slots=True)
class Preview:
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def new(self) -> list[Change]:
        return self.of_kind("new")

    @property
    def changed(self) -> list[Change]:
        return self.of_kind("changed")

    @property
    def provisional(self) -> list[Edition]:
        """Return the editions of the file whose definition is only carried over."""
        editions = {change.edition.year: change.edition for change in self.changes}
        return [each for _year, each in sorted(editions.items()) if each.carried_over_from_id]

    @property
    def counts(self) -> dict[str, Any]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "same": len(self.of_kind("same")),
            "left_out": self.left_out,
        }

    @property
    def digest(self) -> str:
        """Fingerprint of what would be written and of what it would replace."""
        rows = sorted([*change.key, change.before, change.after] for change in self.changes)
        return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()


def preview(
    *, name: str, content: bytes, year: int | None = None, years: tuple[int, int] | None = None
) -> Preview:
    """Tell what importing the file would do, and name every row that is wrong."""
    return _Check(read_records(name, content, year=year, years=years)).run()


def preview_upload(upload: OfficialUpload) -> Preview:
    years = upload.options.get("years")
    return preview(
        name=upload.name,
        content=bytes(upload.content),
        year=upload.options.get("year"),
        years=(years[0], years[1]) if years else None,
    )


@transaction.atomic
def apply(
    found: Preview, *, by: User | None, now: datetime, source: str, content_digest: str
) -> dict[str, Any]:
    """Write what the preview shows; nothing at all when a row is wrong."""
    if found.problems:
        raise ProblemsRemain
    for change in [*found.new, *found.changed]:
        where: Values = {"province": change.province, "edition": change.edition}
        values = change.after | {"source": change.after.get("source") or source[:300]}
        if change.criterion:
            where["criterion"] = change.criterion
            OfficialResult.objects.update_or_create(**where, defaults=values)
        else:
            OfficialScore.objects.update_or_create(**where, defaults=values)
    replaced = [[*c.key, c.before, c.after] for c in found.changed[:200]]
    audit.record(
        actor=by,
        action="pci.import_official",
        now=now,
        file=source,
        content_digest=content_digest,
        preview_digest=found.digest,
        replaced=replaced,
        **found.counts,
    )
    return found.counts


@transaction.atomic
def confirm(*, upload: OfficialUpload, digest: str, by: User, now: datetime) -> dict[str, Any]:
    """Import what was previewed, once; refuse when the preview would look different now."""
    upload.refresh_from_db(from_queryset=OfficialUpload._base_manager.select_for_update())
    if upload.confirmed_at:
        raise AlreadyConfirmed
    found = preview_upload(upload)
    if found.problems:
        raise ProblemsRemain
    if found.digest != digest:
        raise PreviewOutdated
    counts = apply(found, by=by, now=now, source=upload.name, content_digest=upload.content_digest)
    upload.settle(outcome=counts, now=now)
    return counts


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
        return Change(record.line, province, edition, definition.criterion, before, after)

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
        return Change(record.line, province, edition, None, before, after)

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
                self.found.changes[place] = Change(
                    row.line,
                    row.province,
                    row.edition,
                    None,
                    before,
                    row.after | {"rank": rank},
                )


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
    low, high = LIMITS[Unit(definition.unit)]
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


def summary(found: Preview) -> Iterable[str]:
    """Say in sentences what the import would do."""
    counts = found.counts
    yield (
        _("New: %(new)s. Changed: %(changed)s. The same: %(same)s. Left out: %(left_out)s.")
        % counts
    )
    for change in found.changed:
        province, year, criterion = change.key
        yield f"{province} {year} {criterion}: {change.before} → {change.after}"
    yield from map(str, found.problems)
