"""An index for what left in the last minutes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0007_association")]

    operations = [
        migrations.AddIndex(
            model_name="outgoingmessage",
            index=models.Index(fields=["sent_at"], name="message_by_time"),
        ),
    ]
