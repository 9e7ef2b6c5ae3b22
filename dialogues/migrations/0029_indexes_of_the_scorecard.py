from django.db import migrations, models

COUNTED = [
    "agency",
    "role",
    "handed_over",
    "worked_days",
    "working_days",
    "replied_at",
    "stopped_at",
    "taken_on",
    "due_on",
    "promised_on",
    "postponements",
    "issue",
]


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0028_index_by_criterion")]

    operations = [
        migrations.RemoveIndex(model_name="clock", name="clock_by_start"),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["started_on", *COUNTED], name="clock_by_start"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["role", "stopped_at", "agency"], name="clock_by_role"),
        ),
        migrations.RemoveIndex(model_name="issue", name="issue_by_state_and_day"),
        migrations.AddIndex(
            model_name="issue",
            index=models.Index(
                fields=["state", "due_on", "number", "kind", "lead"],
                name="issue_by_state_and_day",
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=models.Index(
                fields=["issue", "status", "agency", "id", "effect", "is_contribution"],
                name="answer_by_issue",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                fields=["issue", "answer", "is_answered", "is_solved"], name="verdict_by_issue"
            ),
        ),
    ]
