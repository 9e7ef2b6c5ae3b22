"""The audit log is only ever added to, whichever way a program writes."""

import pytest
from django.utils import timezone

from core import audit
from core.models import AppendOnly, AuditEntry

pytestmark = pytest.mark.django_db
ENTRIES = AuditEntry.objects

WAYS = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "update": lambda _entry: ENTRIES.update(action="x"),
    "filtered update": lambda entry: ENTRIES.filter(pk=entry.pk).update(action="x"),
    "delete many": lambda _entry: ENTRIES.all().delete(),
    "delete unseen": lambda _entry: ENTRIES.all()._raw_delete("default"),
    "bulk update": lambda entry: ENTRIES.bulk_update([entry], ["action"]),
    "upsert": lambda entry: ENTRIES.bulk_create(
        [entry], update_conflicts=True, update_fields=["action"], unique_fields=["id"]
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_changes_what_stands_in_the_log(way):
    entry = audit.record(actor=None, action="wave.open", now=timezone.now())
    entry.action = "x"

    with pytest.raises(AppendOnly):
        WAYS[way](entry)

    assert AuditEntry.objects.get().action == "wave.open"
