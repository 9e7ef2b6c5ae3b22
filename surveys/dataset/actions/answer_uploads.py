"""A file of answers from upload to import: a page waits for a small one, the worker takes others.

``summary`` holds what its page shows: what was found by the options the file was last read with.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import jobs
from core.models import Job
from core.tabular.uploads import AlreadyConfirmed
from surveys.dataset.actions.imports import (
    Preview,
    Progress,
    first_table,
    headings_of,
    import_answers,
    no_progress,
    preview,
    refuse_unless_importable,
    wave_of,
)
from surveys.instrument import answer_import
from surveys.models import AnswerMapping, AnswerUpload, Wave

LOOK, IMPORT = "answers_look", "answers_import"
READ_WHILE_WAITING = 60_000  # bytes: half a second, and as long again to import them
MOST_SHOWN = 200  # remarks


def keep_upload(
    *, wave: Wave, name: str, content: bytes, mapping: AnswerMapping | None, by: User, now: datetime
) -> AnswerUpload:
    """Keep a file until its columns are mapped and the import is confirmed; have it looked at."""
    refuse_unless_importable(wave)
    options = {
        "wave": wave.pk,
        "language": "vi",
        "revision": 0,
        "mapped": mapping.columns if mapping else {},
        "values": mapping.values if mapping else {},
    }
    with transaction.atomic():
        upload = AnswerUpload.keep(name=name, content=content, options=options, by=by, now=now)
        if not _is_small(upload):
            _order(LOOK, upload, {"revision": 0}, by, now)
            return upload
    try:
        look(upload)
    except Exception:
        upload.delete()
        raise
    return upload


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
    read_by = {"columns": dict(columns), "values": dict(values)}
    with transaction.atomic():
        upload = AnswerUpload._base_manager.select_for_update().get(pk=upload.pk)
        if upload.confirmed_at:
            raise AlreadyConfirmed
        revision = _revision(upload) + 1
        upload.options |= read_by | {"language": language, "revision": revision}
        upload.save(update_fields=["options"])
        if keep_as:
            AnswerMapping.objects.update_or_create(
                questionnaire=wave_of(upload).version.questionnaire,
                name=keep_as,
                defaults=read_by | {"saved_by": by, "saved_at": now},
            )
        if not _is_small(upload):
            _order(LOOK, upload, {"revision": revision}, by, now)
            return
    look(upload)


def is_looked_at(upload: AnswerUpload) -> bool:
    """Whether the page can show what the file holds by the options of now."""
    return bool(upload.summary.get("revision", -1) == _revision(upload))


def order_look(*, upload: AnswerUpload, by: User, now: datetime) -> Job:
    """Have a file looked at that nobody looks at: it waited since before an upgrade."""
    return _order(LOOK, upload, {"revision": _revision(upload)}, by, now)


def _revision(upload: AnswerUpload) -> int:
    return int(upload.options.get("revision", 0))


def look(upload: AnswerUpload, progress: Progress = no_progress) -> None:
    """Read the file by its options and keep what its page shows."""
    table = first_table(upload.name, bytes(upload.content))
    if "columns" not in upload.options:
        headings = headings_of(table)
        columns = answer_import.suggest_columns(headings, wave_of(upload).version.compiled)
        columns |= {h: to for h, to in upload.options["mapped"].items() if h in headings}
        upload.options |= {"columns": columns}
    found = preview(upload, table, progress)
    upload.summary = {"revision": _revision(upload), **_summarise(found)}
    upload.save(update_fields=["options", "summary"])


def _summarise(found: Preview) -> dict[str, Any]:
    return {
        "headings": found.headings,
        "ready": len(found.ready),
        "wrong": len(found.wrong),
        "known": found.known,
        "adrift": found.adrift,
        "unknown": found.unknown,
        "digest": found.digest,
        "remarks": list(_remarks(found))[:MOST_SHOWN],
    }


def _remarks(found: Preview) -> Iterator[dict[str, Any]]:
    """Why rows are not taken, to be put into the reader's words."""
    for row in found.wrong[:MOST_SHOWN]:
        for error in row.errors:
            params = {name: _plain(value) for name, value in error.params.items()}
            told = {"template": error.template, "params": params, "message": error.message}
            yield {"line": row.line, "heading": error.heading, **told}


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float) else str(value)


def order_import(
    *, upload: AnswerUpload, digest: str, leave_out_wrong: bool, by: User, now: datetime
) -> int | None:
    """Have imported what was looked at; say how many, or nothing while the worker does it."""
    if upload.confirmed_at:
        raise AlreadyConfirmed
    told: dict[str, Any] = {"digest": digest, "leave_out_wrong": leave_out_wrong}
    if _is_small(upload):
        return import_answers(upload=upload, by=by, now=now, **told)
    _order(IMPORT, upload, told, by, now)
    return None


def _is_small(upload: AnswerUpload) -> bool:
    return len(bytes(upload.content)) <= READ_WHILE_WAITING


@transaction.atomic
def _order(kind: str, upload: AnswerUpload, told: dict[str, Any], by: User, now: datetime) -> Job:
    return jobs.start(
        kind=kind,
        key=str(upload.pk),
        subject=upload.name,
        by=by,
        now=now,
        arguments={"upload": upload.pk, **told},
        place=("surveys:answer_upload", upload.pk),
    )
