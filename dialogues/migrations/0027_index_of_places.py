from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0026_indexes_of_sessions")]

    operations = [
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["district", "-due_on", "number"], name="issue_by_place_and_day"
            ),
        ),
    ]
