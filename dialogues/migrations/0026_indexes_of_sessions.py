from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0025_indexes_that_count")]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(fields=["session", "state"], name="issue_by_session"),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["public_session", "published_at", "state"], name="issue_by_public_session"
            ),
        ),
    ]
