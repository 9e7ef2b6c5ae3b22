"""Run by test_migration.py in a process and a database of its own: what is found after each way."""

import json
import sys
from datetime import UTC, datetime

import django

django.setup()

from django.db import connection  # noqa: E402
from django_q.models import OrmQ  # noqa: E402
from django_q.signing import SignedPackage  # noqa: E402
from django_q.tasks import async_task  # noqa: E402

from core.management.commands.migrate import SparingExecutor  # noqa: E402

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
OLD = [
    ("surveys", "0009_who_replaces_whom"),
    ("analysis", "0003_ranks"),
    ("core", "0002_outbox_sending"),
]
NEW = [
    ("surveys", "0012_one_truth_about_orders"),
    ("analysis", "0004_orders_become_jobs"),
    ("core", "0004_subject_in_both_languages"),
]


def migrate(targets):
    executor = SparingExecutor(connection)
    state = executor._create_project_state(with_applied_migrations=True)
    executor.migrate(targets + executor.loader.graph.leaf_nodes("django_q"), state=state)
    return SparingExecutor(connection).loader.project_state(targets).apps


def queued():
    packages = OrmQ.objects.order_by("pk").values_list("payload", flat=True)
    return sorted(SignedPackage.loads(package)["func"] for package in packages)


def order_as_before(apps):
    made = {"created_at": NOW} if has_field(apps, "surveys", "Questionnaire", "created_at") else {}
    person = apps.get_model("accounts", "User").objects.create(email="can.bo@hiephoi.example")
    form = apps.get_model("surveys", "Questionnaire").objects.create(title_vi="Phiếu", **made)
    version = apps.get_model("surveys", "QuestionnaireVersion").objects.create(
        questionnaire=form, number=1, document={}, **made
    )
    wave = apps.get_model("surveys", "Wave").objects.create(
        version=version,
        year=2026,
        opens_on=NOW.date(),
        closes_on=NOW.date(),
        title_vi="Đợt 2026",
        anonymity="confidential",
    )
    common = {"wave": wave, "ordered_at": NOW, "ordered_by": person}
    sendings = apps.get_model("surveys", "Sending").objects
    one = {"kind": "invitations", "total": 9} | common
    sendings.create(status="done", done=9, finished_at=NOW, **one)
    sendings.create(status="failed", done=4, problem="ValueError", finished_at=NOW, **one)
    sendings.create(status="running", done=5, **one)
    exports = apps.get_model("surveys", "DataExport").objects
    file = {"format": "csv", "language": "vi", "reason": "báo cáo"} | common
    exports.create(status="done", file="1.csv", finished_at=NOW, **file)
    exports.create(status="done", finished_at=NOW, **file)  # by the command line
    exports.create(status="waiting", **file)
    async_task("surveys.tasks.run_sending", 3)
    async_task("analysis.tasks.analyse_wave", wave.pk, person.pk)
    async_task("analysis.tasks.freeze_forecast", 2018, "sau khảo sát", person.pk, NOW)
    async_task("analysis.tasks.study_ranks", 2017)
    async_task("core.tasks.send_outbox")


def has_field(apps, label, model, name):
    return name in {field.name for field in apps.get_model(label, model)._meta.fields}


def new_rows(apps):
    jobs = apps.get_model("core", "Job").objects
    return {
        "jobs": sorted(jobs.values_list("kind", "state", "done", "of", "attempts"), key=str),
        "messages": sorted(job.message.get("vi", "") for job in jobs.filter(state="failed")),
        "people": sorted({job.ordered_by_id for job in jobs.all()}),
        "subjects": sorted({job.subject_vi for job in jobs.all()}),
        "wish": jobs.get(kind="forecast").arguments,
        "without": apps.get_model("surveys", "DataExport").objects.filter(job=None).count(),
        "queued": queued(),
    }


def old_rows(apps):
    sendings = apps.get_model("surveys", "Sending").objects.order_by("pk")
    exports = apps.get_model("surveys", "DataExport").objects.order_by("pk")
    return {
        "sendings": list(sendings.values_list("status", "done", "problem", "finished_at")),
        "exports": list(exports.values_list("status", "file", "finished_at")),
        "queued": queued(),
    }


order_as_before(migrate(OLD))
found = {"forwards": new_rows(migrate(NEW)), "backwards": old_rows(migrate(OLD))}
json.dump(found, sys.stdout, default=str)
