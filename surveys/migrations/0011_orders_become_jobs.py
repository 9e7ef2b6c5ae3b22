"""State, problem and end of sendings and exports move to their jobs; what is open is ordered anew."""

from django.db import migrations

OLD_TASKS = {"surveys.tasks.run_sending", "surveys.tasks.run_export"}
OPEN = ("waiting", "running")


def give_jobs(apps, schema_editor):
    for sending in apps.get_model("surveys", "Sending").objects.order_by("-ordered_at", "-pk"):
        kind = sending.kind + (f":{sending.reminder.number}" if sending.reminder else "")
        key = f"wave:{sending.wave_id}:{kind}"
        place = ["surveys:sendings", sending.wave_id]
        _give_job(apps, sending, kind="sending", key=key, place=place, of=sending.total)
    exports = apps.get_model("surveys", "DataExport").objects.order_by("pk")
    for export in exports:
        if export.status == "done" and not export.file:
            continue  # written by the command line, which waits for its own work
        place = ["surveys:exports", export.wave_id]
        _give_job(apps, export, kind="export", key=str(export.pk), place=place, of=None)
    _forget_queued(apps)


def _give_job(apps, record, *, kind, key, place, of):
    jobs = apps.get_model("core", "Job").objects
    state = "waiting" if record.status in OPEN else record.status
    if state == "waiting" and jobs.filter(kind=kind, key=key, state__in=OPEN).exists():
        state = "failed"  # given up long ago: a newer order is open
    done = min(record.done, of) if of is not None else 0
    record.job = jobs.create(
        kind=kind,
        key=key,
        subject_vi=record.wave.title_vi,
        subject_en=record.wave.title_en,
        place=place,
        result=place if state == "done" else [],
        state=state,
        done=of if state == "done" and of is not None else done,
        of=of,
        message={"en": record.problem, "vi": record.problem} if record.problem else {},
        attempts=0 if state == "waiting" else 1,
        attempts_allowed=3,
        ordered_at=record.ordered_at,
        ordered_by_id=record.ordered_by_id,
        ended_at=None if state == "waiting" else record.finished_at or record.ordered_at,
    )
    if state != "done":
        record.finished_at = None  # from now on only what is finished has this time
    record.save(update_fields=["job", "finished_at"])


def _forget_queued(apps):
    """What stood in the queue names functions that are gone; the jobs are handed over instead."""
    from django_q.signing import BadSignature, SignedPackage

    for queued in apps.get_model("django_q", "OrmQ").objects.all():
        try:
            task = SignedPackage.loads(queued.payload)
        except (BadSignature, ValueError, TypeError):
            continue
        if task.get("func") in OLD_TASKS:
            queued.delete()


def take_jobs(apps, schema_editor):
    for name, task in (("Sending", "run_sending"), ("DataExport", "run_export")):
        for record in apps.get_model("surveys", name).objects.exclude(job=None):
            _take_job(record, task)
    apps.get_model("core", "Job").objects.filter(kind__in=["sending", "export"]).delete()
    done = apps.get_model("surveys", "DataExport").objects.filter(finished_at__isnull=False)
    done.filter(status="waiting").update(status="done")


def _take_job(record, task):
    job = record.job
    record.status = "failed" if job.state == "refused" else job.state
    record.problem = next(iter(job.message.values()), "")[:300]
    record.finished_at = record.finished_at or job.ended_at
    record.job = None
    record.save(update_fields=["status", "problem", "finished_at", "job"])
    if job.state in OPEN:
        from django_q.tasks import async_task

        async_task(f"surveys.tasks.{task}", record.pk, sync=False)


class Migration(migrations.Migration):

    dependencies = [
        ('django_q', '0018_task_success_index'),
        ('surveys', '0010_jobs'),
    ]

    operations = [migrations.RunPython(give_jobs, take_jobs)]
