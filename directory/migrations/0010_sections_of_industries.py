"""What somebody said of industries in words is kept for the next file with the same headings."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("directory", "0009_regions_of_places")]

    operations = [
        migrations.AddField(
            "columnmapping",
            "sectors",
            models.JSONField(blank=True, default=dict, verbose_name="sections of industries"),
        ),
    ]
