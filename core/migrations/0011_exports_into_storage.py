"""Files of answers move to where every machine finds them; they lay in a folder of one machine."""

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import migrations


def move(apps, schema_editor):
    folder = settings.DATA_DIR / "exports"
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file():
            with path.open("rb") as content:
                default_storage.delete(f"exports/{path.name}")
                default_storage.save(f"exports/{path.name}", File(content))
            path.unlink()
    folder.rmdir()


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0010_storage_mark'),
    ]

    # undone, nothing is lost: a file that is not found is ordered anew
    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=True)]
