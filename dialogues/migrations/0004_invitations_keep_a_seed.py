"""The secret of an invitation is computed from a seed; what was the secret becomes the seed."""

from django.db import migrations, models

import dialogues.models.participants


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0003_index_of_public_districts")]

    operations = [
        migrations.RenameField("participant", "key", "seed"),
        migrations.AlterField(
            "participant",
            "seed",
            models.CharField(
                default=dialogues.models.participants.new_key,
                max_length=32,
                unique=True,
                verbose_name="seed of the link",
            ),
        ),
    ]
