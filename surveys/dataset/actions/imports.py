"""Answers collected elsewhere: looked at row by row, then imported in one go."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_date

from accounts.models import User
from core import audit
from core.clock import timezone
from core.tabular.cells import Sheet, TableRefused
from core.tabular.reading import sheets
from core.tabular.tables import heading_of
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain
from surveys import tokens
from surveys.errors import (
    BlindWaveTakesNoImports,
    NothingToImport,
    TooManyAnswers,
    WaveStatusUnfit,
)
from surveys.instrument import answer_import, notation
from surveys.instrument.answer_import import Collected, RowError
from surveys.instrument.problems import gettext_noop
from surveys.models import (
    AnswerMapping,
    AnswerUpload,
    Disposition,
    Mode,
    Response,
    SampledEnterprise,
    Stratum,
    Wave,
    WaveStatus,
)

MOST_ROWS = 5_000  # read while the page loads: 5.5 s on one core, and 7 s to import them
SLICE = 100  # responses in one transaction
TAX_CODE, STRATUM, SENT_ON = "@tax_code", "@stratum", "@sent_on"
NOT_SAMPLED = gettext_noop("No enterprise of the sample has the tax code “%(word)s”.")
HAS_ANSWERED = gettext_noop("The enterprise “%(word)s” has answered already.")
TWICE = gettext_noop("The enterprise “%(word)s” stands in the file twice.")
NO_STRATUM = gettext_noop("The wave has no stratum with the code “%(word)s”.")
NOT_A_DAY = gettext_noop("“%(word)s” is not a date.")


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that can be imported, with what it is joined to."""

    row: Collected
    key: str
    sampled: SampledEnterprise | None
    stratum: Stratum | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: the digest comes back to confirm exactly this."""

    ready: tuple[Ready, ...]
    wrong: tuple[Collected, ...]
    known: int
    unknown: dict[str, list[str]]
    digest: str

    @property
    def adrift(self) -> int:
        """Rows that belong to no stratum: they have no weight, so no figure can count them."""
        return sum(each.stratum is None for each in self.ready)


def keep_upload(
    *, wave: Wave, name: str, content: bytes, mapping: AnswerMapping | None, by: User, now: datetime
) -> AnswerUpload:
    """Keep a file until its columns are mapped and the import is confirmed."""
    refuse_unless_importable(wave)
    table = first_table(name, content)
    if len(table.lines) - 1 > MOST_ROWS:
        raise TooManyAnswers(len(table.lines) - 1, MOST_ROWS)
    document = wave.version.compiled
    headings = headings_of(table)
    columns = answer_import.suggest_columns(headings, document)
    values: dict[str, Any] = {}
    if mapping:
        columns |= {h: target for h, target in mapping.columns.items() if h in headings}
        values = mapping.values
    options = {"wave": wave.pk, "columns": columns, "values": values, "language": "vi"}
    return AnswerUpload.keep(name=name, content=content, options=options, by=by, now=now)


def refuse_unless_importable(wave: Wave) -> None:
    if wave.is_blind:
        raise BlindWaveTakesNoImports(wave)
    if wave.status == WaveStatus.PLANNED:
        raise WaveStatusUnfit(wave)


def first_table(name: str, content: bytes) -> Sheet:
    """The first sheet with anything on it; other programs put the answers there."""
    return next(sheet for sheet in sheets(name, content) if sheet.lines)


def headings_of(table: Sheet) -> list[str]:
    """Headings as they stand in the first line; a second one of the same words gets a number."""
    seen: Counter[str] = Counter()
    headings = []
    for cell in table.lines[0].cells:
        heading = heading_of(cell)
        seen[heading] += 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return headings


@transaction.atomic
def save_mapping(
    *,
    upload: AnswerUpload,
    columns: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    language: str,
    keep_as: str,
    by: User,
    now: datetime,
) -> None:
    """Note how the file is to be read, and keep the mapping under a name if one is given."""
    upload.options = upload.options | {
        "columns": dict(columns), "values": dict(values), "language": language,
    }  # fmt: skip
    upload.save(update_fields=["options"])
    if keep_as:
        AnswerMapping.objects.update_or_create(
            questionnaire=wave_of(upload).version.questionnaire,
            name=keep_as,
            defaults={
                "columns": dict(columns), "values": dict(values), "saved_by": by, "saved_at": now,
            },
        )  # fmt: skip


def wave_of(upload: AnswerUpload) -> Wave:
    waves = Wave.objects.select_related("version__questionnaire")
    return waves.get(pk=upload.options["wave"])


def preview(upload: AnswerUpload) -> Preview:
    """Read every row as an import would; nothing is written."""
    wave = wave_of(upload)
    table = first_table(upload.name, bytes(upload.content))
    document = wave.version.compiled
    joined = _Joined(wave)
    seen: Counter[str] = Counter()
    options = upload.options
    reading = answer_import.Reading(
        options["columns"], options["values"], document, options["language"], timezone.localdate()
    )
    ready, wrong, known = [], [], 0
    unknown: dict[str, list[str]] = {}
    for line, cells in rows_of(table):
        row = reading.row(line, cells)
        content = json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
        seen[content] += 1
        key = tokens.derive_digest("import", f"{wave.pk} {seen[content]} {content}")
        if key in joined.keys:
            known += 1
            continue
        result = joined.join(row, key, cells, upload.options["columns"])
        if isinstance(result, Ready):
            ready.append(result)
        else:
            wrong.append(result)
        for name, word in row.unknown:
            listed = unknown.setdefault(name, [])
            if word not in listed:
                listed.append(word)
    facts = [[each.key for each in ready], [each.line for each in wrong], upload.options]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    return Preview(tuple(ready), tuple(wrong), known, unknown, digest)


def rows_of(table: Sheet) -> list[tuple[int, dict[str, Any]]]:
    headings = headings_of(table)
    return [
        (line.number, {h: cell for h, cell in zip(headings, line.cells, strict=False) if h})
        for line in table.lines[1:]
    ]


class _Joined:
    """What rows are joined to: the sample, the strata, and what was imported before."""

    def __init__(self, wave: Wave) -> None:
        sampled = wave.sampled.select_related("enterprise", "stratum", "response")
        self.sampled = {each.enterprise.tax_code: each for each in sampled}
        self.strata = {each.code: each for each in wave.strata.all()}
        self.keys = set(wave.responses.values_list("idempotency_key", flat=True))
        self.taken: set[str] = set()

    def join(
        self, row: Collected, key: str, cells: dict[str, Any], columns: Mapping[str, str]
    ) -> Ready | Collected:
        places = {target: heading for heading, target in columns.items()}
        errors = list(row.errors)
        sampled = self.enterprise(_cell(cells, places, TAX_CODE), places, errors)
        stratum = sampled.stratum if sampled else self.stratum(cells, places, errors)
        sent_at = _day_of_sending(cells, places, errors)
        if errors:
            return replace(row, errors=tuple(errors))
        if sampled:
            self.taken.add(sampled.enterprise.tax_code)
        return Ready(row, key, sampled, stratum, sent_at)

    def enterprise(
        self, tax_code: str, places: Mapping[str, str], errors: list[RowError]
    ) -> SampledEnterprise | None:
        if not tax_code:
            return None
        found = self.sampled.get(tax_code)
        sentence = ""
        if found is None:
            sentence = NOT_SAMPLED
        elif hasattr(found, "response"):
            sentence = HAS_ANSWERED
        elif tax_code in self.taken:
            sentence = TWICE
        if sentence:
            errors.append(RowError(places[TAX_CODE], sentence, {"word": tax_code}))
            return None
        return found

    def stratum(
        self, cells: dict[str, Any], places: Mapping[str, str], errors: list[RowError]
    ) -> Stratum | None:
        code = _cell(cells, places, STRATUM)
        if code and code not in self.strata:
            errors.append(RowError(places[STRATUM], NO_STRATUM, {"word": code}))
        return self.strata.get(code)


def _cell(cells: dict[str, Any], places: Mapping[str, str], target: str) -> str:
    value = cells.get(places.get(target, ""))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip() if isinstance(value, str | float) else ""


def _day_of_sending(
    cells: dict[str, Any], places: Mapping[str, str], errors: list[RowError]
) -> datetime | None:
    """The day of sending, at noon; other programs' clocks are not ours."""
    value = cells.get(places.get(SENT_ON, ""))
    if value in (None, ""):
        return None
    text = value.isoformat() if isinstance(value, datetime) else str(value).strip()
    first = text.replace("T", " ").split(" ")[0]
    try:
        day = parse_date(first) or notation.parse_date(first)
    except ValueError:
        day = None
    if day is None:
        word = {"word": notation.shorten_quote(text)}
        errors.append(RowError(places[SENT_ON], NOT_A_DAY, word))
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001


def import_answers(
    *, upload: AnswerUpload, digest: str, leave_out_wrong: bool, by: User, now: datetime
) -> int:
    """Store the rows that were previewed as responses, some at a time; say how many.

    After a stop the rows stored before are known, and the next preview shows the others.
    """
    upload.refresh_from_db()
    if upload.confirmed_at:
        raise AlreadyConfirmed
    refuse_unless_importable(wave_of(upload))
    found = preview(upload)
    if found.digest != digest:
        raise PreviewOutdated
    if found.wrong and not leave_out_wrong:
        raise ProblemsRemain
    if not found.ready:
        raise NothingToImport
    try:
        for start in range(0, len(found.ready), SLICE):
            _store(upload, found.ready[start : start + SLICE], now)
    except IntegrityError as problem:  # an answer came meanwhile, or a second person confirmed
        raise PreviewOutdated from problem
    _settle(upload, found, by, now)
    return len(found.ready)


@transaction.atomic
def _store(upload: AnswerUpload, ready: Sequence[Ready], now: datetime) -> None:
    wave = Wave.objects.select_for_update().get(pk=upload.options["wave"])
    refuse_unless_importable(wave)
    Response.objects.bulk_create(
        Response(
            wave=wave,
            version_id=wave.version_id,
            is_blind=False,
            sampled=each.sampled,
            stratum=each.stratum,
            answers=each.row.answers,
            mode=Mode.IMPORT,
            language=upload.options["language"],
            submitted_at=each.sent_at or now,
            idempotency_key=each.key,
        )
        for each in ready
    )
    answered = [each.sampled.pk for each in ready if each.sampled]
    SampledEnterprise.objects.filter(pk__in=answered).update(disposition=Disposition.COMPLETE)


@transaction.atomic
def _settle(upload: AnswerUpload, found: Preview, by: User, now: datetime) -> None:
    upload.refresh_from_db(from_queryset=AnswerUpload._base_manager.select_for_update())
    if upload.confirmed_at:
        raise AlreadyConfirmed
    outcome: dict[str, Any] = {
        "imported": len(found.ready),
        "wrong": len(found.wrong),
        "known": found.known,
    }
    upload.settle(outcome=outcome, now=now)
    audit.record(
        actor=by,
        action="responses.import",
        now=now,
        target=wave_of(upload),
        **outcome,
        file=upload.name,
    )


__all__ = ["TableRefused", "import_answers", "keep_upload", "preview", "save_mapping", "wave_of"]
