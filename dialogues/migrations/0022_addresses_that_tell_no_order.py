"""Addresses of files and lists of issues no longer follow the order in which things came."""

from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Cast

import dialogues.models.attachments


def keep_addresses(apps, schema_editor):
    """Files that are there keep the addresses they have."""
    files = apps.get_model("dialogues", "Attachment").objects
    files.update(code=Cast(F("pk"), models.CharField(max_length=12)))


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0021_first_provisions")]

    operations = [
        migrations.AddField(
            "attachment",
            "code",
            models.CharField("code in its address", max_length=12, null=True),
        ),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            "attachment",
            "code",
            models.CharField(
                "code in its address",
                max_length=12,
                unique=True,
                default=dialogues.models.attachments.draw_code,
            ),
        ),
        migrations.AlterField(
            "issuecounter",
            "last",
            models.PositiveIntegerField("numbers given", default=0),
        ),
        migrations.RemoveIndex("issue", "issue_by_publication"),
        migrations.AddIndex(
            "issue",
            models.Index(fields=["-published_at", "number"], name="issue_by_day_published"),
        ),
    ]
