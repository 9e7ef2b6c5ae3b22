"""The Association words what enterprises read; each change is a version with its author."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from surveys.errors import FieldsMissing, FieldsUnknown, TextEmpty
from surveys.models import SurveyText
from surveys.texts.kinds import FIELDS, KINDS, missing_fields, read_fields, unknown_fields
from surveys.texts.words import forget_held


@transaction.atomic
def write_text(
    *, kind: str, language: str, subject: str, body: str, by: User | None, now: datetime
) -> SurveyText:
    """Store a new version of a text, if it names only fields there are, and those it needs."""
    subject, body = read_fields(subject), read_fields(body.replace("\r\n", "\n")).strip()
    check_text(kind, subject, body)
    return _add_version(kind, language, subject, body, by, now)


@transaction.atomic
def return_to_shipped(*, kind: str, language: str, by: User | None, now: datetime) -> SurveyText:
    """Use the text we ship again; earlier versions stay in the list."""
    return _add_version(kind, language, "", "", by, now)


def check_text(kind: str, subject: str, body: str) -> None:
    """Refuse a text that would reach enterprises without what it is for."""
    known = KINDS[kind]
    if not body or (known.has_subject and not subject.strip()):
        raise TextEmpty
    if unknown := unknown_fields(known, f"{subject}\n{body}"):
        raise FieldsUnknown(unknown)
    if missing := missing_fields(known, body):
        raise FieldsMissing([str(FIELDS[name]) for name in missing])


def _add_version(
    kind: str, language: str, subject: str, body: str, by: User | None, now: datetime
) -> SurveyText:
    versions = SurveyText.objects.select_for_update().of(kind, language)
    number = versions.values_list("number", flat=True).first() or 0
    text = SurveyText.objects.create(
        kind=kind,
        language=language,
        number=number + 1,
        subject=subject,
        body=body,
        made_at=now,
        made_by=by,
    )
    transaction.on_commit(forget_held)
    audit.record(actor=by, action="text.write", now=now, target=text, text=kind, language=language)
    return text
