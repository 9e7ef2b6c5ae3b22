"""Take from the orders of letters who heard last that a session is cancelled."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def note_who_was_told(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    last = {}
    orders = apps.get_model("core", "Job").objects.filter(kind="guest_letters").order_by("pk")
    for arguments, at in orders.values_list("arguments", "ordered_at"):
        if arguments["letter"] in {"cancelled", "changed"}:
            last[arguments["session"]] = (arguments["letter"], at)
    guests = apps.get_model("dialogues", "Participant").objects
    for session, (letter, at) in last.items():
        if letter == "cancelled":
            coming = guests.filter(session=session, status__in=["registered", "waiting"])
            coming.update(told_cancelled_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_messages_by_time_written"),
        ("dialogues", "0034_guests_told_of_a_cancellation"),
    ]
    operations = [migrations.RunPython(note_who_was_told, migrations.RunPython.noop)]
