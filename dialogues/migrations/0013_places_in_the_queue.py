"""Those who wait keep the place their last answer gave them; later changes leave it alone."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def keep_places(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    waiting = apps.get_model("dialogues", "Participant").objects.filter(status="waiting")
    waiting.update(queued_at=F("answered_at"))


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0012_registration_by_oneself")]

    operations = [migrations.RunPython(keep_places, migrations.RunPython.noop, elidable=True)]
