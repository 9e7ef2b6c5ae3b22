"""Write a reminder to everybody invited, as the worker does: ``python -m bench._remind 1``."""

import json
import os
import sys
import time

from bench._locks import locks


def remind(number: int) -> dict[str, float | str]:
    from django.utils import timezone  # noqa: PLC0415 -- after Django's set-up

    from core import jobs  # noqa: PLC0415 -- same
    from core.models import Job, OutgoingMessage  # noqa: PLC0415 -- same
    from surveys.fieldwork.actions import mailings  # noqa: PLC0415 -- same
    from surveys.models import Reminder, SendingKind, Wave  # noqa: PLC0415 -- same

    now, wave = timezone.now(), Wave.objects.get()
    reminder = Reminder.objects.create(
        wave=wave, number=number, due_on=wave.opens_on, working_days=number
    )
    sending = mailings.order_sending(
        wave=wave, kind=SendingKind.REMINDER, reminder=reminder, by=None, now=now
    )
    begun, worked = time.perf_counter(), time.process_time()
    turns = 1
    with locks() as watched:
        jobs.run(sending.job_id)
        while Job.objects.waiting().filter(pk=sending.job_id).exists():
            turns += 1
            jobs.run(sending.job_id)
    return {
        "turns": turns,
        "lock": str(watched.longest),
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
        "written": OutgoingMessage.objects.filter(key__contains=f":reminder:{number}:").count(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(remind(int(sys.argv[1]))))
