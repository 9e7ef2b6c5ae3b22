from typing import Any

from django.db import migrations

from core.text import sort_key

SLICE = 1000  # rows in memory, and in one transaction


def fill(apps: Any, schema_editor: Any) -> None:
    """Fill slice by slice, from where an interrupted upgrade left off."""
    enterprises = apps.get_model("directory", "Enterprise").objects.only("pk", "name").order_by("pk")
    last = 0
    while rows := list(enterprises.filter(pk__gt=last, sort_name="")[:SLICE]):
        for row in rows:
            row.sort_name = sort_key(row.name)
        enterprises.bulk_update(rows, ["sort_name"])
        last = rows[-1].pk


class Migration(migrations.Migration):
    """Rows written before have no order of names yet."""

    atomic = False
    dependencies = [("directory", "0005_order_of_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
