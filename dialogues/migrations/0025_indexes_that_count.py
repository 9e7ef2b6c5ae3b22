from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0024_index_of_deadlines")]

    operations = [
        migrations.RemoveIndex(model_name="issue", name="issue_by_state_and_due"),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["state", "due_on", "number", "kind"], name="issue_by_state_and_day"
            ),
        ),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["district", "suspected_kind", "kind", "state", "visibility", "lead"],
                name="issue_for_planners",
            ),
        ),
    ]
