"""Reports released before releases had numbers get theirs, in the order of their release."""

from django.db import migrations


def number_releases(apps, schema_editor):
    Report = apps.get_model("analysis", "Report")
    ReportRelease = apps.get_model("analysis", "ReportRelease")
    rows = Report.objects.filter(published_at__isnull=False).select_related("run")
    for number, report in enumerate(rows.order_by("published_at", "pk"), start=1):
        ReportRelease.objects.create(
            number=number,
            report=report,
            pdf_digest=report.pdf_digest,
            results_digest=report.run.results_digest,
            released_at=report.published_at,
            released_by_id=report.published_by_id,
        )


class Migration(migrations.Migration):
    dependencies = [("analysis", "0007_releases_of_reports")]

    operations = [migrations.RunPython(number_releases, migrations.RunPython.noop)]
