"""Letters written before the list of letters was: their keys tell which they are."""

import re

from django.db import migrations

SLICE = 1000
KNOWN = [
    (r"wave:\d+:invitations:(\d+)", "surveys.invitation"),
    (r"wave:\d+:reminder:\d+:(\d+)", "surveys.reminder"),
    (r"account:(\d+):invitation:\d+", "accounts.invitation"),
    (r"account:(\d+):approved", "accounts.approved"),
    (r"account:(\d+):rejected", "accounts.rejected"),
    (r"data-request:(\d+):\d+", "accounts.data_request_answered"),
    (r"participant:(\d+):invitation", "dialogues.session_invitation"),
    (r"participant:(\d+):invitation:\d+", "dialogues.session_link"),
    (r"participant:(\d+):registered:\d+", "dialogues.registered"),
    (r"participant:(\d+):waiting:\d+", "dialogues.waiting"),
    (r"participant:(\d+):promoted:\d+", "dialogues.promoted"),
    (r"participant:(\d+):cancelled:\d+", "dialogues.session_cancelled"),
    (r"participant:(\d+):feedback", "dialogues.feedback"),
    (r"minutes:(\d+):late:.*", "dialogues.minutes_late"),
    (r"minutes:(\d+):comment:.*", "dialogues.minutes_comment"),
    (r"answer:(\d+):\d+:approve:.*", "dialogues.approve"),
    (r"answer:(\d+):\d+:back", "dialogues.revise"),
]


def name_kinds(apps, schema_editor):
    messages = apps.get_model("core", "OutgoingMessage").objects.using(schema_editor.connection.alias)
    last = 0
    while some := list(messages.filter(pk__gt=last, kind="").order_by("pk").only("key")[:SLICE]):
        for message in some:
            for pattern, kind in KNOWN:
                if found := re.fullmatch(pattern, message.key):
                    message.kind, message.about_id = kind, int(found[1])
                    break
        messages.bulk_update(some, ["kind", "about_id"], batch_size=200)
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("core", "0005_letters")]

    operations = [migrations.RunPython(name_kinds, migrations.RunPython.noop)]
