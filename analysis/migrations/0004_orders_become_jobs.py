"""Analyses, reports and forecasts that stand in the worker's queue become jobs."""

from datetime import datetime

from django.db import migrations
from django.utils import timezone

TAKEN_OVER = "analysis.tasks."


def adopt(apps, schema_editor):
    """Studies and pictures of ranks are ordered again by the clock or the next visitor."""
    for queued, task in _queued(apps):
        order = _read(apps, task["func"].removeprefix(TAKEN_OVER), task["args"])
        if order:
            _store(apps, order, task["started"])
        queued.delete()


def _queued(apps):
    from django_q.signing import BadSignature, SignedPackage

    for queued in apps.get_model("django_q", "OrmQ").objects.order_by("pk"):
        try:
            task = SignedPackage.loads(queued.payload)
        except (BadSignature, ValueError, TypeError):
            continue
        if str(task.get("func")).startswith(TAKEN_OVER) and task["func"] != "analysis.tasks.score_forecasts":
            yield queued, task


def _read(apps, name, args):
    if name == "analyse_wave":
        wave = apps.get_model("surveys", "Wave").objects.filter(pk=args[0]).first()
        return wave and {
            "kind": "analysis", "key": str(wave.pk), **_subject(wave),
            "arguments": {"wave": wave.pk}, "place": ["analysis:runs"], "ordered_by_id": args[1],
        }
    if name == "make_report":
        report = apps.get_model("analysis", "Report").objects.filter(pk=args[0]).first()
        return report and {
            "kind": "report", "key": f"{report.run_id}:{report.language}",
            **_subject(report.run.wave), "arguments": {"report": report.pk},
            "place": ["analysis:run", report.run_id],
        }
    if name == "freeze_forecast":
        year, reason, person = args[:3]
        return {
            "kind": "forecast", "key": str(year), "subject_vi": f"PCI {year}",
            "arguments": {"year": year, "reason": reason}, "place": ["analysis:forecasts"],
            "ordered_by_id": person,
            **({"ordered_at": args[3]} if len(args) > 3 and isinstance(args[3], datetime) else {}),
        }
    return None


def _subject(wave):
    return {"subject_vi": wave.title_vi, "subject_en": wave.title_en}


def _store(apps, order, queued_at):
    jobs = apps.get_model("core", "Job").objects
    same = {"kind": order["kind"], "key": order["key"], "state__in": ["waiting", "running"]}
    people = apps.get_model("accounts", "User").objects
    if not people.filter(pk=order.get("ordered_by_id")).exists():
        order["ordered_by_id"] = None
    if not jobs.filter(**same).exists():
        order.setdefault("ordered_at", queued_at or timezone.now())
        jobs.create(state="waiting", attempts_allowed=3, **order)


def give_back(apps, schema_editor):
    from django_q.tasks import async_task

    jobs = apps.get_model("core", "Job").objects
    mine = jobs.filter(kind__in=["analysis", "report", "forecast", "rank_study", "rank_pictures"])
    for job in mine.filter(state__in=["waiting", "running"]).order_by("pk"):
        order = job.arguments
        if job.kind == "analysis":
            async_task("analysis.tasks.analyse_wave", order["wave"], job.ordered_by_id, sync=False)
        elif job.kind == "report":
            async_task("analysis.tasks.make_report", order["report"], sync=False)
        elif job.kind == "forecast":
            wish = order["year"], order["reason"], job.ordered_by_id, job.ordered_at
            async_task("analysis.tasks.freeze_forecast", *wish, sync=False)
    mine._raw_delete(mine.db)  # tables that point to jobs may have lost that column already


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('analysis', '0003_ranks'),
        ('core', '0004_subject_in_both_languages'),
        ('django_q', '0018_task_success_index'),
        ('surveys', '0009_who_replaces_whom'),
    ]

    operations = [migrations.RunPython(adopt, give_back)]
