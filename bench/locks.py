"""How long each form, job and task of the clock holds SQLite's write lock: at most 50 ms for jobs.

Works on a copy of the SQLite database that ``DATABASE_URL`` names, which ``python -m bench._grow
nation`` has filled. Every form that a page offers to any role is sent as it stands, once a kind;
then come the tasks of the clock, and all orders that wait.
Of each are told processor time and memory (2 s and 300 MB may be spent in the web server), and the
longest stay inside the lock with its place in the code. ``BENCH_PARTS="forms tasks jobs"`` names
those that are measured.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench._forms import Form, Forms
from bench._locks import Held, locks
from bench._measures import Work, read_to_end
from bench._site import MANAGE, ROOT, scratch_environment
from bench.pages import NO_PAGE, follow, is_page, kind_of, people, show

MOST_HELD, MOST_SECONDS, MOST_MEGABYTES = 0.050, 2.0, 300
CHILD = "from bench.locks import measure; measure()"
ROLES = ("staff", "admin", "officer", "enterprise", "planner")
HERE_ALONE = ("/accounts/", "/password")  # they end the session that asks


@dataclass(frozen=True, slots=True)
class Cost:
    """What one act took."""

    name: str
    is_page: bool
    seconds: float
    megabytes: float
    held: Held

    @property
    def is_over(self) -> bool:
        if self.is_page:
            return self.seconds > MOST_SECONDS or self.megabytes > MOST_MEGABYTES
        return self.held.processor > MOST_HELD

    def __str__(self) -> str:
        verdict = "  OVER" if self.is_over else ""
        spent = f"{self.seconds:7.2f} s {self.megabytes:5.0f} MB"
        return f"{spent}  lock {self.held}  {self.name}{verdict}"


def main(*, quick: bool = False) -> None:
    show(__doc__ or "")
    folder = tempfile.mkdtemp(prefix="thuocdo-bench-")
    named = os.environ.get("DATABASE_URL", "").removeprefix("sqlite:///")
    copy = Path(folder, "bench.sqlite3")
    environment = scratch_environment(folder, f"sqlite:///{copy}")
    environment |= {"LOG_LEVEL": "CRITICAL", "REQUIRE_MFA": "0"}
    made = [[*MANAGE, "migrate", "--verbosity", "0"], [*MANAGE, "createcachetable"]]
    if named:
        shutil.copy(named, copy)
    else:
        made.append([sys.executable, "-m", "bench._grow", "small" if quick else "province"])
    try:
        for command in [*made, [sys.executable, "-c", CHILD]]:
            subprocess.run(command, env=environment, cwd=ROOT, check=True)  # noqa: S603 -- our own
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> None:
    import django  # noqa: PLC0415 -- the child's own process

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- after setup

    from core.management.commands.qcluster import load_pages  # noqa: PLC0415 -- after setup

    os.environ.setdefault("BENCH_ROLES", " ".join(ROLES))
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    load_pages()  # as the worker does
    found = []
    parts = {"forms": send_forms, "tasks": do_tasks, "jobs": do_jobs}
    chosen = os.environ.get("BENCH_PARTS", "").split() or list(parts)
    for cost in chain.from_iterable(parts[name]() for name in chosen):
        found.append(cost)
        show(str(cost))
    show(f"\n{len(found)} acts, load {os.getloadavg()[0]:.1f}; the longest inside the lock:")
    for cost in sorted(found, key=lambda one: -one.held.processor)[:3]:
        show(str(cost))
    show("over their limits:")
    for cost in filter(lambda one: one.is_over, found):
        show(str(cost))


def cost_of(name: str, act: Callable[[], object], *, is_page: bool = False) -> Cost:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak begins anew
    before = _megabytes("VmRSS")
    with locks() as watched, Work() as work:
        try:
            act()
        except Exception as problem:  # noqa: BLE001 -- what fails has its cost, too
            name += f" ({type(problem).__name__}: {problem})"[:120]
    return Cost(name, is_page, work.seconds, _megabytes("VmHWM") - before, watched.longest)


def _megabytes(word: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{word}:"))


def send_forms() -> Iterator[Cost]:
    """Send every kind of form once, as each role finds it."""
    from django.test import Client  # noqa: PLC0415 -- after setup

    for role, user in people().items():
        client, sent = Client(), set[str]()
        client.force_login(user)
        waiting: list[tuple[str, Form]] = []
        for url, _row, source in follow(client, _fetch):
            for form in Forms(url, source).found:
                path = urlsplit(form.action).path
                if not is_page(path) or path.startswith((*NO_PAGE, *HERE_ALONE)):
                    continue
                for name, value in form.buttons or [("", "")]:
                    kind = f"{kind_of(path, '')} {name} {value if len(value) < 20 else ''}"
                    if kind not in sent:
                        sent.add(kind)
                        waiting.append((kind, Form(form.action, _pressed(form, name, value))))
        for kind, form in waiting:
            client.force_login(user)
            name = f"{role} {kind}"
            yield cost_of(name, partial(_send, client, form), is_page=True)


def _pressed(form: Form, name: str, value: str) -> dict[str, list[str]]:
    return form.fields | ({name: [value]} if name else {})


def _fetch(client: Any, url: str) -> tuple[None, str]:
    with suppress(Exception):
        answer = client.get(url)
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            return None, answer.content.decode()
        answer.close()
    return None, ""


def _send(client: Any, form: Form) -> None:
    read_to_end(client.post(form.action, form.fields))


def do_tasks() -> Iterator[Cost]:
    """What the worker does by the clock."""
    from django.utils.module_loading import import_string  # noqa: PLC0415 -- after setup
    from django_q.models import Schedule  # noqa: PLC0415 -- after setup

    for schedule in Schedule.objects.order_by("pk"):
        yield cost_of(f"clock {schedule.name}", import_string(schedule.func))


def do_jobs() -> Iterator[Cost]:
    """Whatever has been ordered by the forms, and what a nation orders besides."""
    from core import jobs  # noqa: PLC0415 -- after setup
    from core.models import Job  # noqa: PLC0415 -- after setup

    for order in _orders():
        yield cost_of(f"order {order.__name__}", order)
    while waiting := Job.objects.waiting().order_by("pk").first():
        yield cost_of(f"job {waiting.kind}", partial(jobs.run, waiting.pk))
        if Job.objects.waiting().filter(pk=waiting.pk, attempts__gt=2).exists():
            Job.objects.filter(pk=waiting.pk).update(state="failed")


def _orders() -> list[Callable[[], object]]:
    """Large files to be taken in, and the flags of a wave."""
    from django.utils import timezone  # noqa: PLC0415 -- after setup

    from analysis.actions.orders import order_analysis  # noqa: PLC0415 -- after setup
    from directory.actions import register  # noqa: PLC0415 -- after setup
    from directory.models import RegisterUpload  # noqa: PLC0415 -- after setup
    from surveys.dataset.actions import answer_uploads  # noqa: PLC0415 -- after setup
    from surveys.models import AnswerUpload, Wave  # noqa: PLC0415 -- after setup
    from surveys.review.actions import review  # noqa: PLC0415 -- after setup

    now, by, wave = timezone.now(), people()["staff"], Wave.objects.earliest("pk")
    lines = "\n".join(f"8{n:09d},Công ty {n},Đo tốc độ,G" for n in range(20_000))
    enterprises = f"Mã số thuế,Tên doanh nghiệp,Huyện,Ngành\n{lines}".encode()
    heads = ",".join(f"q{n}" for n in range(1, 41))
    rows = "\n".join(",".join("12345"[(n + k) % 5] for k in range(40)) for n in range(5_000))
    named: dict[str, Any] = {"by": by, "now": now}

    def flags() -> object:
        return review.order_flags(wave=wave, **named)

    def analysis() -> object:
        closed = Wave.objects.closed().latest("pk")
        return order_analysis(wave=closed, **named)

    def look_at_register() -> object:
        return register.take_in(name="a.csv", content=enterprises, **named)

    def look_at_answers() -> object:
        content = f"{heads}\n{rows}".encode()
        return answer_uploads.keep_upload(
            wave=wave, name="b.csv", content=content, mapping=None, **named
        )

    def imports() -> object:
        from core import jobs  # noqa: PLC0415 -- after setup
        from core.models import Job  # noqa: PLC0415 -- after setup

        for kind in (register.LOOK, answer_uploads.LOOK):
            jobs.run(Job.objects.filter(kind=kind).latest("pk").pk)
        enterprise, answers = RegisterUpload.objects.latest("pk"), AnswerUpload.objects.latest("pk")
        digest = enterprise.summary["digest"]
        register.order_import(upload=enterprise, digest=digest, **named)
        digest = answers.summary["digest"]
        return answer_uploads.order_import(
            upload=answers, digest=digest, leave_out_wrong=True, **named
        )

    return [flags, look_at_register, look_at_answers, imports, analysis]
