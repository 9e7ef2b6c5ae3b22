"""Orders of the version before, finished or under way, become jobs; and back again."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

THEN = "2026-11-24 09:00:00+00:00"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("migrated")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/old.sqlite3",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.jobs.migrated"],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.slow
def test_orders_of_the_version_before_become_jobs(found):
    after = found["forwards"]

    assert after["jobs"] == [
        ["analysis", "waiting", 0, None, 0],
        ["export", "done", 0, None, 1],
        ["export", "waiting", 0, None, 0],
        ["forecast", "waiting", 0, None, 0],
        ["sending", "done", 9, 9, 1],
        ["sending", "failed", 4, 9, 1],
        ["sending", "waiting", 5, 9, 0],
    ]
    assert after["messages"] == ["ValueError"]
    assert after["wish"] == {"year": 2018, "reason": "sau khảo sát"}
    assert after["subjects"] == ["PCI 2018", "Đợt 2026"]
    assert after["people"] == [1]
    assert after["without"] == 1
    assert after["queued"] == ["core.tasks.send_outbox"]


@pytest.mark.slow
def test_jobs_become_orders_of_the_version_before(found):
    before = found["backwards"]

    assert before["sendings"] == [
        ["done", 9, "", THEN],
        ["failed", 4, "ValueError", THEN],
        ["waiting", 5, "", None],
    ]
    assert before["exports"] == [["done", "1.csv", THEN], ["done", "", THEN], ["waiting", "", None]]
    assert before["queued"] == [
        "analysis.tasks.analyse_wave",
        "analysis.tasks.freeze_forecast",
        "core.tasks.send_outbox",
        "surveys.tasks.run_export",
        "surveys.tasks.run_sending",
    ]
