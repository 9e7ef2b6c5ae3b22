from typing import Any

from django.db import migrations

from core.text import sort_key


def fill(apps: Any, schema_editor: Any) -> None:
    enterprises = apps.get_model("directory", "Enterprise").objects.only("pk", "name")
    batch = []
    for row in enterprises.iterator(chunk_size=1000):
        row.sort_name = sort_key(row.name)
        batch.append(row)
    enterprises.bulk_update(batch, ["sort_name"], batch_size=500)


class Migration(migrations.Migration):
    """Rows written before have no order of names yet."""

    dependencies = [("directory", "0005_order_of_names")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
