"""Questionnaires: begun, edited as drafts, published, continued in new versions, signed for."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from core import audit
from surveys.errors import (
    CriteriaUnmeasured,
    DocumentFaulty,
    DraftExists,
    NameTaken,
    NotComparable,
    ReasonMissing,
    ReviewFindsFaults,
)
from surveys.instrument import loading
from surveys.instrument.advice import review
from surveys.instrument.comparability import compare
from surveys.instrument.editing import Change
from surveys.instrument.model import Document
from surveys.instrument.problems import DocumentError
from surveys.models import Questionnaire, QuestionnaireVersion, TrendSignature


@transaction.atomic
def begin_questionnaire(
    *,
    name: str,
    title_vi: str,
    by: User | None,
    now: datetime,
    title_en: str = "",
    document: dict[str, Any] | None = None,
) -> QuestionnaireVersion:
    """Begin a questionnaire with a first draft, empty unless a document is given."""
    title = {"vi": title_vi} | ({"en": title_en} if title_en else {})
    document = document or {
        "name": name.replace("-", "_"),
        "version": "1",
        "languages": ["vi", "en"],
        "title": title,
        "sections": [],
    }
    try:
        with transaction.atomic():
            questionnaire = Questionnaire.objects.create(
                name=name, title_vi=title_vi, title_en=title_en
            )
    except IntegrityError:
        raise NameTaken(name) from None
    version = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire, number=1, document=document
    )
    audit.record(actor=by, action="questionnaire.begin", now=now, target=version)
    return version


@transaction.atomic
def begin_version(
    *,
    questionnaire: Questionnaire,
    by: User | None,
    now: datetime,
    document: dict[str, Any] | None = None,
) -> QuestionnaireVersion:
    """Begin the next version, as a copy of the last unless a document is given."""
    versions = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk).versions
    last = versions.order_by("-number").first()
    if last and not last.is_published:
        raise DraftExists(last)
    number = last.number + 1 if last else 1
    data = dict(document if document is not None else last.document if last else {})
    if document is None:
        data["version"] = str(number)
    version = versions.create(number=number, document=data)
    audit.record(actor=by, action="questionnaire.version", now=now, target=version)
    return version


@transaction.atomic
def change_draft(
    *, version: QuestionnaireVersion, change: Change, by: User | None, now: datetime
) -> QuestionnaireVersion:
    """Make one change to a draft as it stands now, so that two editors never undo each other.

    The draft may still be faulty; publishing is where it must be sound.
    """
    version = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    version.document = change(version.document)
    version.save(update_fields=["document"])
    audit.record(actor=by, action="questionnaire.edit", now=now, target=version)
    return version


@transaction.atomic
def publish_version(
    *,
    version: QuestionnaireVersion,
    note: str,
    by: User | None,
    now: datetime,
    criteria: frozenset[str] = frozenset(),
    unmeasured_because: str = "",
) -> QuestionnaireVersion:
    """Freeze a draft. What it asks never changes again; what is grave must be mended first.

    ``criteria`` are those of the basket; one without a question needs somebody to sign for it.
    """
    version = QuestionnaireVersion.objects.select_for_update().get(pk=version.pk)
    loaded = sound(version)
    faults = [finding for finding in review(loaded, criteria) if finding.is_grave]
    unmeasured = [each.params["criterion"] for each in faults if each.code == "no_criterion"]
    if len(faults) > len(unmeasured):
        raise ReviewFindsFaults(len(faults) - len(unmeasured))
    if unmeasured and not unmeasured_because.strip():
        raise CriteriaUnmeasured(len(unmeasured))
    version.document = loading.dump(loaded)
    version.published_at, version.published_by, version.note = now, by, note
    version.save(update_fields=["document", "published_at", "published_by", "note"])
    audit.record(
        actor=by,
        action="questionnaire.publish",
        now=now,
        target=version,
        reason=unmeasured_because.strip() or note,
        questions=sum(1 for _ in loaded.questions()),
        **({"unmeasured": unmeasured} if unmeasured else {}),
    )
    return version


@transaction.atomic
def discard_draft(*, version: QuestionnaireVersion, by: User | None, now: datetime) -> None:
    """Throw a draft away; a published version refuses."""
    audit.record(actor=by, action="questionnaire.discard", now=now, target=version)
    version.delete()


@transaction.atomic
def sign_trend(
    *,
    version: QuestionnaireVersion,
    compared_with: QuestionnaireVersion,
    criterion: str,
    reason: str,
    by: User,
    now: datetime,
) -> TrendSignature:
    """Answer for a trend that goes across changed questions; only such a trend needs it."""
    if not reason.strip():
        raise ReasonMissing
    comparison = compare(sound(compared_with), sound(version))
    if criterion not in {each.criterion for each in comparison.broken_trends()}:
        raise NotComparable(criterion)
    signature, _made = TrendSignature.objects.update_or_create(
        version=version,
        compared_with=compared_with,
        criterion=criterion,
        defaults={"reason": reason.strip(), "signed_by": by, "signed_at": now},
    )
    audit.record(
        actor=by,
        action="trend.sign",
        now=now,
        target=version,
        reason=reason.strip(),
        criterion=criterion,
        compared_with=compared_with.number,
    )
    return signature


def sound(version: QuestionnaireVersion) -> Document:
    """Load a version's document, or refuse with how many faults there are."""
    try:
        return loading.load(version.document)
    except DocumentError as refusal:
        raise DocumentFaulty(version, refusal) from refusal
