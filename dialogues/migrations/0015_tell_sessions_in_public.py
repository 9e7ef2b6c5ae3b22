"""Published issues say their session if they are named; of the unnamed nothing is told any more.

What was told of them was decided by the register and not by who came. Each change is written into
the history of its issue, as every other.
"""

from django.db import migrations
from django.db.models import Max
from django.utils import timezone


def tell(apps, schema_editor):
    Issue = apps.get_model("dialogues", "Issue")
    Event = apps.get_model("dialogues", "Event")
    published = Issue.objects.filter(published_at__isnull=False, session__isnull=False)
    now = timezone.now()
    for issue in published.annotate(last=Max("events__position")).order_by("pk").iterator():
        if issue.visibility == "public":
            changes = {"public_session": issue.session_id}
        else:
            changes = {"public_district": None, "public_sector": ""}
        issue.public_session_id = changes.get("public_session")
        if issue.visibility != "public":
            issue.public_district_id, issue.public_sector = None, ""
        issue.save(update_fields=["public_session", "public_district", "public_sector"])
        Event.objects.create(
            issue=issue,
            position=(issue.last or 0) + 1,
            at=now,
            side="system",
            act="tell_place",
            state=issue.state,
            changes=changes,
        )


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0014_public_minutes_and_sessions")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop, elidable=True)]
