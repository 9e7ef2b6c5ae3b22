"""What the web server tells of itself: a line each, and nothing that a stranger sent."""

import io
import logging
import runpy

import pytest
from gunicorn.config import Config


@pytest.fixture
def log():
    """The log of the web server as it is shipped, and what it has written."""
    config = Config()
    config.set("logger_class", runpy.run_path("deploy/gunicorn.conf.py")["logger_class"])
    made, written = config.logger_class(config), io.StringIO()
    for handler in made.error_log.handlers:
        handler.setStream(written)
    yield made, written
    made.error_log.handlers.clear()


def test_a_refused_request_is_one_line_without_address_and_visitor(log, monkeypatch):
    made, written = log
    monkeypatch.setattr(logging, "logProcesses", False)  # as our settings have it
    complaints = io.StringIO()
    monkeypatch.setattr("sys.stderr", complaints)

    made.warning("Invalid request from ip=192.0.2.7: Invalid HTTP request line: GET /s/abc12345")
    made.info("Booting worker with pid: %s", 7)

    first, second = written.getvalue().splitlines()
    assert first.endswith("WARNING gunicorn refused: no request as HTTP has it")
    assert second.endswith("INFO gunicorn Booting worker with pid: 7")
    assert complaints.getvalue() == ""


def test_a_request_that_fails_is_told_without_its_address(log):
    made, written = log
    try:
        raise OSError("broken")
    except OSError:
        made.exception("Error handling request %s %s", "GET", "/s/abc12345")

    assert "Error handling a request" in written.getvalue()
    assert "abc12345" not in written.getvalue()
