"""Answers collected elsewhere: looked at row by row, then imported some at a time."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from core.clock import timezone
from core.tabular.cells import Sheet
from core.tabular.reading import sheets
from core.tabular.tables import heading_of
from core.tabular.uploads import AlreadyConfirmed, PreviewOutdated, ProblemsRemain
from surveys import tokens
from surveys.dataset.actions.joining import Joined, Ready, tax_code_of
from surveys.errors import BlindWaveTakesNoImports, NothingToImport, WaveStatusUnfit
from surveys.instrument import answer_import
from surveys.instrument.answer_import import Collected
from surveys.models import (
    AnswerUpload,
    Disposition,
    Mode,
    Response,
    SampledEnterprise,
    Wave,
    WaveStatus,
)

SLICE = 50  # responses in one transaction
STEP = 200  # rows until the next word of progress
BEGUN = "begun"  # in the options: the look by which responses are being stored
READ_BY = ("wave", "columns", "values", "language")  # the options that decide what a row says
Progress = Callable[[int, int], None]


def no_progress(done: int, of: int) -> None:
    """Nobody waits for the progress of a file that is read at once."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: the digest comes back to confirm exactly this."""

    headings: list[str]
    ready: tuple[Ready, ...]
    wrong: tuple[Collected, ...]
    known: int
    unknown: dict[str, list[str]]
    digest: str

    @property
    def adrift(self) -> int:
        """Rows that belong to no stratum: they have no weight, so no figure can count them."""
        return sum(each.stratum is None for each in self.ready)


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


def wave_of(upload: AnswerUpload) -> Wave:
    waves = Wave.objects.select_related("version__questionnaire")
    return waves.get(pk=upload.options["wave"])


def preview(
    upload: AnswerUpload, table: Sheet | None = None, progress: Progress = no_progress
) -> Preview:
    """Read every row as an import would; nothing is written."""
    wave, options = wave_of(upload), upload.options
    table = table or first_table(upload.name, bytes(upload.content))
    rows = rows_of(table)
    keys = _keys_of(wave, rows)
    joined = Joined(wave, keys, (tax_code_of(cells, options["columns"]) for _line, cells in rows))
    reading = answer_import.Reading(
        options["columns"], options["values"], wave.version.compiled, options["language"],
        timezone.localdate(),
    )  # fmt: skip
    ready, wrong = [], []
    unknown: dict[str, dict[str, None]] = {}
    for done, ((line, cells), key) in enumerate(zip(rows, keys, strict=True)):
        if done % STEP == 0:
            progress(done, len(rows))
        if key in joined.keys:
            continue
        row = reading.row(line, cells)
        result = joined.join(row, key, cells, options["columns"])
        if isinstance(result, Ready):
            ready.append(result)
        else:
            wrong.append(result)
        for name, word in row.unknown:
            unknown.setdefault(name, {})[word] = None
    return Preview(
        headings_of(table),
        tuple(ready),
        tuple(wrong),
        len(rows) - len(ready) - len(wrong),
        {name: list(words) for name, words in unknown.items()},
        _digest(upload, ready, wrong),
    )


def rows_of(table: Sheet) -> list[tuple[int, dict[str, Any]]]:
    headings = headings_of(table)
    return [
        (line.number, {h: cell for h, cell in zip(headings, line.cells, strict=False) if h})
        for line in table.lines[1:]
    ]


def _keys_of(wave: Wave, rows: Sequence[tuple[int, dict[str, Any]]]) -> list[str]:
    """What each row is known by; the same row twice is two people."""
    seen: Counter[str] = Counter()
    keys = []
    for _line, cells in rows:
        content = json.dumps(cells, ensure_ascii=False, sort_keys=True, default=str)
        seen[content] += 1
        keys.append(tokens.derive_digest("import", f"{wave.pk} {seen[content]} {content}"))
    return keys


def _digest(upload: AnswerUpload, ready: Sequence[Ready], wrong: Sequence[Collected]) -> str:
    read_by = {name: upload.options[name] for name in READ_BY}
    facts = [[each.key for each in ready], [each.line for each in wrong], read_by]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def import_answers(
    *,
    upload: AnswerUpload,
    digest: str,
    leave_out_wrong: bool,
    by: User,
    now: datetime,
    progress: Progress = no_progress,
) -> int:
    """Store the rows that were previewed as responses, some at a time; say how many.

    What a killed worker has begun goes on: its rows are known already, so the look differs now.
    """
    upload.refresh_from_db()
    if upload.confirmed_at:
        raise AlreadyConfirmed
    refuse_unless_importable(wave_of(upload))
    found = preview(upload)
    goes_on = upload.options.get(BEGUN, {}).get("digest") == digest
    if found.digest != digest and not goes_on:
        raise PreviewOutdated
    if found.wrong and not leave_out_wrong:
        raise ProblemsRemain
    if not found.ready and not goes_on:
        raise NothingToImport
    if not goes_on:
        _set_begun(upload, found)
    try:
        for start in range(0, len(found.ready), SLICE):
            _store(upload, found.ready[start : start + SLICE], now)
            progress(start, len(found.ready))
    except IntegrityError as problem:  # an answer came meanwhile, or a second person confirmed
        _set_begun(upload, None)
        raise PreviewOutdated from problem
    return _settle(upload, by, now)


def _set_begun(upload: AnswerUpload, found: Preview | None) -> None:
    """Note that storing has begun by this look, and what the look said."""
    told = found and {
        "digest": found.digest,
        "imported": len(found.ready),
        "wrong": len(found.wrong),
        "known": found.known,
    }
    upload.options = upload.options | {BEGUN: told or {}}
    upload.save(update_fields=["options"])


@transaction.atomic
def _store(upload: AnswerUpload, ready: Sequence[Ready], now: datetime) -> None:
    wave = Wave.objects.select_for_update().get(pk=upload.options["wave"])
    refuse_unless_importable(wave)
    Response.objects.bulk_create(
        Response(
            wave=wave,
            version_id=wave.version_id,
            is_blind=False,
            sampled_id=each.sampled,
            stratum_id=each.stratum,
            answers=each.row.answers,
            mode=Mode.IMPORT,
            language=upload.options["language"],
            submitted_at=each.sent_at or now,
            idempotency_key=each.key,
        )
        for each in ready
    )
    answered = [each.sampled for each in ready if each.sampled]
    SampledEnterprise.objects.filter(pk__in=answered).update(disposition=Disposition.COMPLETE)


@transaction.atomic
def _settle(upload: AnswerUpload, by: User, now: datetime) -> int:
    upload.refresh_from_db(from_queryset=AnswerUpload._base_manager.select_for_update())
    if upload.confirmed_at:
        raise AlreadyConfirmed
    begun = upload.options[BEGUN]
    outcome: dict[str, Any] = {name: begun[name] for name in ("imported", "wrong", "known")}
    upload.settle(outcome=outcome, now=now)
    audit.record(
        actor=by,
        action="responses.import",
        now=now,
        target=wave_of(upload),
        **outcome,
        file=upload.name,
    )
    return int(outcome["imported"])
