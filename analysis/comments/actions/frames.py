"""Writing the codes: added, worded, ordered, retired; each change is a version with its reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from analysis.comments.errors import NameOfAnotherCode, NeedsReasonForChange
from analysis.models import Code, Coding, CodingFrame, FrameVersion
from core import audit


@transaction.atomic
def add_code(
    *,
    frame: CodingFrame,
    name_vi: str,
    name_en: str,
    definition: str,
    example: str,
    reason: str,
    by: User | None,
    now: datetime,
) -> Code:
    """Add a code at the end."""
    frame = _lock(frame, reason)
    _refuse_taken(frame, name_vi)
    last = frame.codes.aggregate(last=Max("position"))["last"] or 0
    code = Code.objects.create(
        frame=frame,
        position=last + 1,
        name_vi=name_vi,
        name_en=name_en,
        definition=definition,
        example=example,
    )
    _note(frame, reason or _("Code added: %(name)s") % {"name": name_vi}, by, now)
    return code


@transaction.atomic
def change_code(
    *,
    code: Code,
    name_vi: str,
    name_en: str,
    definition: str,
    example: str,
    reason: str,
    by: User | None,
    now: datetime,
) -> Code:
    """Word a code anew; what was given under it stays."""
    frame = _lock(code.frame, reason)
    _refuse_taken(frame, name_vi, but=code)
    code.name_vi, code.name_en = name_vi, name_en
    code.definition, code.example = definition, example
    code.save(update_fields=["name_vi", "name_en", "definition", "example"])
    _note(frame, reason or _("Code worded: %(name)s") % {"name": name_vi}, by, now)
    return code


@transaction.atomic
def move_code(*, code: Code, up: bool, by: User | None, now: datetime) -> None:
    """Let a code change places with its neighbour; the order changes no meaning."""
    frame = CodingFrame.objects.select_for_update().get(pk=code.frame_id)
    codes = list(frame.codes.all())
    place = codes.index(code)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(codes):
        return
    mine, theirs = codes[place], codes[other]
    mine.position, theirs.position = theirs.position, mine.position
    Code.objects.bulk_update([mine, theirs], ["position"])
    _note(frame, _("Order changed: %(name)s") % {"name": code.name_vi}, by, now)


@transaction.atomic
def retire_code(*, code: Code, reason: str, by: User | None, now: datetime) -> Code:
    """Let a code be given no more; texts that have it must be coded again to lose it."""
    frame = _lock(code.frame, reason)
    code.retired_at = now
    code.save(update_fields=["retired_at"])
    _note(frame, reason or _("Code retired: %(name)s") % {"name": code.name_vi}, by, now)
    return code


@transaction.atomic
def copy_codes(*, frame: CodingFrame, source: CodingFrame, by: User | None, now: datetime) -> int:
    """Take over the codes of an earlier frame that this one has not, so that waves compare."""
    frame = _lock(frame, "-")
    have = set(frame.codes.values_list("name_vi", flat=True))
    last = frame.codes.aggregate(last=Max("position"))["last"] or 0
    wanted = [c for c in source.codes.filter(retired_at__isnull=True) if c.name_vi not in have]
    for code in wanted:
        last += 1
        code.pk, code.frame, code.position = None, frame, last
    Code.objects.bulk_create(wanted)
    if wanted:
        _note(frame, _("Codes taken over from “%(frame)s”") % {"frame": source}, by, now)
    return len(wanted)


def _lock(frame: CodingFrame, reason: str) -> CodingFrame:
    """Once texts are coded, a change needs a reason."""
    locked = CodingFrame.objects.select_for_update().get(pk=frame.pk)
    if not reason.strip() and Coding.objects.filter(answer__frame=locked).exists():
        raise NeedsReasonForChange
    return locked


def _refuse_taken(frame: CodingFrame, name: str, but: Code | None = None) -> None:
    same = frame.codes.filter(name_vi__iexact=name).exclude(pk=but.pk if but else 0)
    if same.exists():
        raise NameOfAnotherCode


def _note(frame: CodingFrame, reason: str, by: User | None, now: datetime) -> None:
    """Keep the codes as they stand now under the next number."""
    frame.version += 1
    frame.save(update_fields=["version"])
    FrameVersion.objects.create(
        frame=frame,
        number=frame.version,
        codes=[
            {
                "name_vi": code.name_vi,
                "name_en": code.name_en,
                "definition": code.definition,
                "example": code.example,
                "retired": code.retired_at is not None,
            }
            for code in frame.codes.all()
        ],
        reason=reason[:500],
        made_at=now,
        made_by=by,
    )
    audit.record(
        actor=by, action="comments.change_codes", now=now, target=frame, version=frame.version
    )
