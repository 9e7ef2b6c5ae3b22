"""The scorecard of a period reads an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0006_links_that_end")]

    operations = [
        migrations.AddIndex(
            "clock",
            models.Index(
                fields=["started_on", "agency", "worked_days", "replied_at"], name="clock_by_start"
            ),
        ),
    ]
