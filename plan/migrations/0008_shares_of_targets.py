"""Shares typed into the editor as per cent are kept as the shipped plan keeps them: from 0 to 1."""

from django.db import migrations
from django.db.models import F


def to_shares(apps, schema_editor):
    _rename(apps, "%", "share", 0.01)


def to_per_cent(apps, schema_editor):
    """Back only what the editor of then can show; the shipped plan had shares before."""


def _rename(apps, before, after, factor):
    Target = apps.get_model("plan", "Target")
    Progress = apps.get_model("plan", "TargetProgress")
    Progress.objects.filter(target__unit=before).update(value=F("value") * factor)
    Target.objects.filter(unit=before).update(
        unit=after, value=F("value") * factor, value_at_worst=F("value_at_worst") * factor
    )


class Migration(migrations.Migration):

    dependencies = [("plan", "0007_targets_measured_by_the_survey")]

    operations = [migrations.RunPython(to_shares, to_per_cent)]
