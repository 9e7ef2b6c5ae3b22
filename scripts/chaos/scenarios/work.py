"""The worker is killed in long work: an import, an analysis, the PDF of its report."""

import json
import sqlite3
import time
from contextlib import closing

from scripts.chaos.outcome import Outcome
from scripts.chaos.size import Size
from scripts.chaos.stage import Process, Stage, stage, wait_until

PATIENCE = 900  # seconds for the whole of a piece of work on a busy machine
FINAL = {"done", "failed", "refused"}
WRITTEN = "SELECT count(*) FROM directory_enterprise WHERE name LIKE 'Công ty TNHH Số %'"
RUNS = "SELECT count(*) FROM analysis_analysisrun"
SOMEBODY = """
from accounts.models import User
from django.utils import timezone
now = timezone.now()
by, _new = User.objects.get_or_create(
    email="staff@bench.example", defaults={"role": "staff", "approved_at": now})
"""
TAKE_IN = (
    SOMEBODY
    + """
from directory.actions import register
from directory.taxcodes import synthetic
from directory.models import District, Enterprise
District.objects.get_or_create(code="dak-mil", defaults={"name": "Đắk Mil"})
found = [synthetic(number) for number in range(1000, 1000 + %(rows)s * 2)]
codes = [code for code in found if code][:%(rows)s]
lines = [f"{code};Công ty TNHH Số {n};TNHH;G;nhỏ;Đắk Mil" for n, code in enumerate(codes)]
text = "\\n".join(["Mã số thuế;Tên doanh nghiệp;Loại hình;Ngành;Quy mô;Huyện", *lines])
register.take_in(name="r.csv", content=text.encode(), by=by, now=now)
"""
)
IMPORT = (
    SOMEBODY
    + """
from directory.actions import register
from directory.models import RegisterUpload
upload = RegisterUpload.objects.get()
register.order_import(upload=upload, digest=upload.summary["digest"], by=by, now=now)
"""
)
LOOK = """
import json
from core.models import AuditEntry
from directory.models import Enterprise
rows = Enterprise.objects.filter(name__startswith="Công ty TNHH Số")
print(json.dumps({
    "rows": rows.count(), "codes": rows.values("tax_code").distinct().count(),
    "noted": [e.details["new"] for e in AuditEntry.objects.filter(
        action="directory.import_register")],
}))
"""
ANALYSE = (
    SOMEBODY
    + """
from bench._grow import grow_closed_wave
from analysis.actions import order_analysis
from surveys.models import Wave
grow_closed_wave({"enterprises": %(answers)s * 5, "answers": %(answers)s})
order_analysis(wave=Wave.objects.get(status="closed"), by=by, now=now)
"""
)
LOOK_AT_ANALYSIS = """
import hashlib, json
from io import BytesIO
from pypdf import PdfReader
from analysis.models import AnalysisRun, Report
from core.models import Job
job = Job.objects.get(kind="analysis")
reports = list(Report.objects.exclude(pdf=""))
content = [each.pdf.open("rb").read() for each in reports]
print(json.dumps({
    "state": job.state,
    "runs": AnalysisRun.objects.count(),
    "languages": sorted(each.language for each in reports),
    "pages": [len(PdfReader(BytesIO(each)).pages) for each in content],
    "whole": all(hashlib.sha256(each).hexdigest() == report.pdf_digest
                 for each, report in zip(content, reports, strict=True)),
}))
"""


def kill_the_worker_at_an_import(size: Size, outcome: Outcome) -> None:
    """The worker is killed among the rows of a register; each is there once, and it is noted."""
    rows = size.held * 20
    with stage(invitations=1) as on:
        on.shell(TAKE_IN % {"rows": rows})
        worker = on.start_worker()
        wait_until(lambda: _state(on, "register_look") == "done", PATIENCE)
        on.shell(IMPORT)
        wait_until(lambda: _count(on, WRITTEN) > 0, PATIENCE)
        on.kill(worker)
        began, killed_at = time.monotonic(), _count(on, WRITTEN)
        on.start_worker()
        wait_until(lambda: _state(on, "register_import") in FINAL, PATIENCE)
        told = json.loads(on.shell(LOOK))
        outcome.recovery_seconds = round(time.monotonic() - began, 1)
        outcome.lost = rows - told["codes"] + (told["noted"] != [rows])
        outcome.doubled = told["rows"] - told["codes"]
        outcome.more |= {"rows": told["rows"], "killed after": killed_at}


def kill_the_worker_at_an_analysis(size: Size, outcome: Outcome) -> None:
    """The worker is killed while figures are computed, and again over the PDF of the report."""
    answers = size.held * 2
    with stage(invitations=answers) as on:
        on.shell(ANALYSE % {"answers": answers})
        worker, began = on.start_worker(), time.monotonic()
        wait_until(lambda: _state(on, "analysis") == "running", PATIENCE)
        runs = [_kill(on, worker)]
        worker = on.start_worker()
        wait_until(lambda: _count(on, RUNS) > 0, PATIENCE)
        runs.append(_kill(on, worker))
        on.start_worker()
        wait_until(lambda: _state(on, "analysis") in FINAL, PATIENCE)
        outcome.recovery_seconds = round(time.monotonic() - began, 1)
        told = json.loads(on.shell(LOOK_AT_ANALYSIS))
        whole = {"state": "done", "languages": ["en", "vi"], "whole": True}
        outcome.lost = sum(told[name] != value for name, value in whole.items())
        outcome.doubled = told["runs"] - 1
        outcome.more |= {"runs when killed": runs, "pages": told["pages"]}


def _kill(on: Stage, worker: Process) -> int:
    """Kill the worker; return how many runs are stored by then."""
    on.kill(worker)
    return _count(on, RUNS)


def _state(on: Stage, kind: str) -> str:
    """How the newest order of a kind stands; read past Django, which takes seconds to start."""
    rows = _read(on, "SELECT state FROM core_job WHERE kind = ? ORDER BY id DESC LIMIT 1", kind)
    return str(rows[0][0]) if rows else ""


def _count(on: Stage, question: str) -> int:
    (row,) = _read(on, question)
    return int(str(row[0]))


def _read(on: Stage, question: str, *about: str) -> list[tuple[object, ...]]:
    path = on.site.environment["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as connection:
        return connection.execute(question, about).fetchall()
