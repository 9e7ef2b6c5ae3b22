"""The instrument of the suite itself: what it notes, and what it leaves alone."""

import ast
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.db import transaction
from django.template import Context, Template
from django.utils import timezone

from core.models import AuditEntry
from tests import write_guard as guarding

pytestmark = pytest.mark.django_db


def digest():
    hashlib.scrypt(b"code", salt=b"salt", n=2, r=1, p=1)


def word_a_page():
    Template("{{ name }}").render(Context({"name": "A"}))


def keep_a_file():
    default_storage.save("guard.txt", ContentFile(b"x"))


def send_a_mail():
    EmailMessage("a", "b", to=["c@example.org"]).send()


def start_a_program():
    subprocess.run([sys.executable, "-c", ""], check=True)


def read_by_and_by():
    list(AuditEntry.objects.iterator())


SLOW = [digest, word_a_page, keep_a_file, send_a_mail, start_a_program, read_by_and_by]


def write(slow):
    """Stand for an action: the instrument watches the transactions of our own files."""
    with transaction.atomic():
        slow()


@pytest.fixture
def noted(monkeypatch, write_guard):
    monkeypatch.setattr(guarding, "OURS", (__file__,))
    yield write_guard.found
    write_guard.found.clear()


@pytest.mark.parametrize("slow", SLOW)
def test_slow_work_inside_a_transaction_is_noted(noted, slow):
    write(slow)

    assert len(noted) == 1


@pytest.mark.parametrize("slow", SLOW)
def test_slow_work_beside_a_transaction_is_left_alone(noted, slow):
    slow()
    write(lambda: None)

    assert noted == []


def test_a_transaction_that_begins_while_a_list_is_half_read_is_noted(noted):
    for number in (1, 2):
        AuditEntry.objects.create(action=f"guard.{number}", at=timezone.now())

    for _entry in AuditEntry.objects.iterator():
        write(lambda: None)

    assert len(noted) == 2


def begins_a_transaction(node):
    if isinstance(node, ast.FunctionDef):
        return any("atomic" in ast.unparse(each) for each in node.decorator_list)
    return isinstance(node, ast.With) and any(
        "atomic" in ast.unparse(each.context_expr) for each in node.items
    )


def test_no_transaction_loads_a_module():
    """A first import takes seconds, and nobody else can write on SQLite meanwhile."""
    found = []
    for folder in guarding.OURS:
        for path in Path(folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            if "migrations" in path.parts or "atomic" not in source or "PLC0415" not in source:
                continue
            blocks = [each for each in ast.walk(ast.parse(source)) if begins_a_transaction(each)]
            inside = [step for block in blocks for part in block.body for step in ast.walk(part)]
            loads = [each for each in inside if isinstance(each, (ast.Import, ast.ImportFrom))]
            found += [f"{path.name}:{each.lineno}" for each in loads]

    assert found == []


def test_what_begins_a_transaction_is_seen():
    source = "@transaction.atomic\ndef a(): import b\nwith transaction.atomic(): import c\n"
    plain = "def a(): import b\nwith open(x) as y: import c\n"

    seen = [sum(map(begins_a_transaction, ast.walk(ast.parse(each)))) for each in (source, plain)]

    assert seen == [2, 0]
