"""Writing a basket: begun, copied, its criteria kept and removed, published for all to read."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core import audit
from core.access import User
from core.errors import DomainError
from pci.baskets.checks import problems_of
from pci.baskets.rows import DEFINITION, EMPTY, Row, rows_of
from pci.models import BasketDraft, Criterion, CriterionInEdition, Edition, OfficialResult

WITHOUT_COLUMN = (
    "wording_vi", "wording_en", "unit_name", "comparable_with_previous", "note_en", "named_answers",
)  # fmt: skip
OF_EDITION = ("published_on", "provinces_ranked", "note_vi", "note_en", "weights_note")


class BasketRefused(DomainError):
    """A basket that cannot be published as it is."""


class DraftExists(DomainError):
    def __init__(self, year: int) -> None:
        super().__init__(_("A draft for %(year)s exists already; go on with it.") % {"year": year})


@transaction.atomic
def begin(*, year: int, copy_from: Edition | None, by: User, now: datetime) -> BasketDraft:
    """Begin a draft: empty, from another edition, or to correct the edition of its own year."""
    if BasketDraft.objects.filter(year=year).exists():
        raise DraftExists(year)
    draft = BasketDraft(year=year, changed_at=now)
    own = Edition.objects.filter(year=year).first()
    source = copy_from or own
    if source is not None:
        draft.rows = rows_of(source)
        draft.provinces_ranked = source.provinces_ranked
    if own is not None:
        for name in OF_EDITION:
            setattr(draft, name, getattr(own, name))
    draft.save()
    changes = {"year": [None, year], "copy_from": [None, str(source) if source else None]}
    audit.record(actor=by, action="pci.begin_basket", now=now, target=draft, changes=changes)
    return draft


@transaction.atomic
def change(*, draft: BasketDraft, by: User, now: datetime, **values: Any) -> None:
    """Keep what is said of the whole edition."""
    stored = BasketDraft.objects.select_for_update().get(pk=draft.pk)
    changes = audit.differences({name: getattr(stored, name) for name in values}, values)
    for name, value in values.items():
        setattr(stored, name, value)
    _keep(stored, by, now, changes)


@transaction.atomic
def save_row(*, draft: BasketDraft, code: str, by: User, now: datetime, **values: Any) -> str:
    """Keep a criterion of the draft; a new one gets a code from its name."""
    stored = BasketDraft.objects.select_for_update().get(pk=draft.pk)
    code = code or _free_code(stored, values["name_vi"])
    before: Row = next((row for row in stored.rows if row["code"] == code), {})
    row = EMPTY | before | values | {"code": code}
    others = [one for one in stored.rows if one["code"] != code]
    stored.rows = sorted([*others, row], key=lambda one: (one["number"], one["code"]))
    _keep(stored, by, now, {code: audit.differences(before, row)})
    return code


def _free_code(draft: BasketDraft, name: str) -> str:
    """A code for a criterion nobody has measured before."""
    stem = slugify(name.replace("đ", "d").replace("Đ", "D")).replace("-", "_")[:32] or "criterion"
    taken = {row["code"] for row in draft.rows} | set(
        Criterion.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(one for one in numbered if one not in taken)


@transaction.atomic
def remove_row(*, draft: BasketDraft, code: str, by: User, now: datetime) -> None:
    stored = BasketDraft.objects.select_for_update().get(pk=draft.pk)
    gone = [row for row in stored.rows if row["code"] == code]
    stored.rows = [row for row in stored.rows if row["code"] != code]
    _keep(stored, by, now, {code: [row["wording_vi"] for row in gone] + [None]})


@transaction.atomic
def replace_rows(*, draft: BasketDraft, rows: list[Row], by: User, now: datetime) -> None:
    """Take over the criteria of a file; those of the draft are gone, and the log has them."""
    stored = BasketDraft.objects.select_for_update().get(pk=draft.pk)
    before = {row["code"]: row for row in stored.rows}
    for row in rows:
        row["code"] = row["code"] or _free_code(stored, row["name_vi"])
        row.update(_keep_what_no_column_holds(row, before.get(row["code"])))
    stored.rows = sorted(rows, key=lambda one: int(one["number"]))
    _keep(stored, by, now, {"rows": [[*before], [row["code"] for row in rows]]})


def _keep_what_no_column_holds(row: Row, before: Row | None) -> Row:
    """What a file cannot say of a criterion whose name stayed: its official wording and more."""
    if before is None or before["name_vi"] != row["name_vi"]:
        return {}
    return {name: before[name] for name in WITHOUT_COLUMN if name in before}


def _keep(draft: BasketDraft, by: User, now: datetime, changes: dict[str, Any]) -> None:
    draft.changed_at = now
    draft.save()
    audit.record(actor=by, action="pci.change_basket", now=now, target=draft, changes=changes)


@transaction.atomic
def discard(*, draft: BasketDraft, by: User, now: datetime) -> None:
    changes = {"year": [draft.year, None]}
    audit.record(actor=by, action="pci.discard_basket", now=now, target=draft, changes=changes)
    draft.delete()


@transaction.atomic
def publish(*, draft: BasketDraft, by: User, now: datetime) -> Edition:
    """Make the draft the edition that pages, scores and forecasts read."""
    draft = BasketDraft.objects.select_for_update().get(pk=draft.pk)
    if problems := problems_of(draft):
        raise BasketRefused(" ".join(problems))
    before = Edition.objects.filter(year=draft.year).first()
    old = {row["code"]: row for row in rows_of(before)} if before else {}
    values = {name: getattr(draft, name) for name in OF_EDITION} | {"carried_over_from": None}
    edition, _is_new = Edition.objects.update_or_create(year=draft.year, defaults=values)
    _drop(edition, old.keys() - {row["code"] for row in draft.rows})
    for row in draft.rows:
        _define(edition, row)
    new = {row["code"]: row for row in rows_of(edition)}
    changes = {code: audit.differences(old.get(code, {}), new.get(code, {})) for code in old | new}
    changes = {code: what for code, what in changes.items() if what}
    audit.record(actor=by, action="pci.publish_basket", now=now, target=edition, changes=changes)
    draft.delete()
    return edition


def _drop(edition: Edition, codes: Any) -> None:
    """Criteria with official values stay; their values are of them."""
    kept = OfficialResult.objects.filter(edition=edition, criterion__code__in=codes)
    if kept.exists():
        names = ", ".join(sorted(set(kept.values_list("criterion__name_vi", flat=True))))
        raise BasketRefused(
            _("Official values are stored for %(criteria)s, so they stay in the edition.")
            % {"criteria": names}
        )
    edition.criteria.filter(criterion__code__in=codes).delete()


def _define(edition: Edition, row: Row) -> None:
    named = {"name_vi": row["name_vi"], "name_en": row["name_en"]}
    place = {"position": 100 + int(row["number"])}
    criterion, is_new = Criterion.objects.get_or_create(code=row["code"], defaults=named | place)
    if not is_new and (criterion.name_vi, criterion.name_en) != tuple(named.values()):
        Criterion.objects.filter(pk=criterion.pk).update(**named)
    values = {name: row[name] for name in DEFINITION}
    CriterionInEdition.objects.update_or_create(
        edition=edition, criterion=criterion, defaults=values
    )
