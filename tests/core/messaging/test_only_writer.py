"""Only core.messaging writes into the outbox; everybody may read it."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
WRITES = {
    "abulk_create",
    "acreate",
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
}
MODEL = {"OutgoingMessage", "OutgoingMessageQuerySet", "OutboxRelease"}
APPS = ("accounts", "analysis", "core", "dashboard", "demo", "dialogues", "directory", "surveys")
ELSEWHERE = [
    path
    for folder in APPS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts and "messaging" not in path.parts
]


def names_in(node):
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def find_writes(source):
    """Lines that create or change messages: on the model, or on what was fetched by it."""
    found = []
    for scope in [*ast.walk(ast.parse(source))]:
        if isinstance(scope, ast.FunctionDef | ast.Module):
            found += _writes_of(scope)
    return sorted(set(found))


def _writes_of(scope):
    tainted = set(MODEL)
    nodes = list(ast.walk(scope))
    for argument in (each for each in nodes if isinstance(each, ast.arg)):
        if argument.annotation is not None and names_in(argument.annotation) & MODEL:
            tainted.add(argument.arg)
    for _again in range(3):
        for node in nodes:
            tainted |= _bound_by(node, tainted)
    return [node.lineno for node in nodes if _is_write(node, tainted)]


def _bound_by(node, tainted):
    """Names that hold messages because they were taken from what holds messages."""
    if isinstance(node, ast.Assign) and _comes_from(node.value, tainted):
        return {each.id for target in node.targets for each in ast.walk(target) if _is_name(each)}
    if isinstance(node, ast.For | ast.comprehension) and _comes_from(node.iter, tainted):
        return {each.id for each in ast.walk(node.target) if _is_name(each)}
    return set()


def _is_name(node):
    return isinstance(node, ast.Name)


def _comes_from(node, tainted):
    """Whether this is a query of messages or what it gives; a count or a set of numbers is not."""
    while True:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in MODEL:
                return True
            if node.func.id not in {"list", "sorted", "reversed"} or not node.args:
                return False
            node = node.args[0]
        elif isinstance(node, ast.Call):
            if getattr(node.func, "attr", "") in {"count", "exists", "values", "values_list"}:
                return False
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp):
            node = node.elt
        else:
            return isinstance(node, ast.Name) and node.id in tainted


def _is_write(node, tainted):
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in {"OutgoingMessage", "OutboxRelease"}
    is_write = isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
    return is_write and _comes_from(node.func.value, tainted)


@pytest.mark.parametrize(
    "source",
    [
        "OutgoingMessage(key='k')",
        "OutgoingMessage.objects.create(key='k')",
        "OutgoingMessage.objects.filter(batch='b').update(status='sent')",
        "OutgoingMessage.objects.waiting().delete()",
        "def f():\n  m = OutgoingMessage.objects.get(pk=1)\n  m.save()",
        "def f():\n  for m in OutgoingMessage.objects.all():\n    m.save(update_fields=['status'])",
        "def f():\n  rows = OutgoingMessage.objects.all()\n  rows.filter(pk=1).update(body='')",
        "def f():\n  q = list(OutgoingMessage.objects.all())\n  return [m.save() for m in q]",
        "def f(messages: OutgoingMessageQuerySet):\n  messages.update(status='sent')",
        "OutboxRelease.objects.create(at=now)",
    ],
)
def test_a_write_is_found(source):
    assert find_writes(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "OutgoingMessage.objects.filter(batch='b').count()",
        "def f():\n  n = OutgoingMessage.objects.count()\n  wave.save()",
        "def f():\n  keys = set(OutgoingMessage.objects.values_list('pk'))\n  keys.update([1])",
        "outbox.withdraw(messages=OutgoingMessage.objects.all())",
        "Reminder.objects.filter(pk=1).update(messages_written=OutgoingMessage.objects.count())",
    ],
)
def test_reading_is_no_write(source):
    assert find_writes(source) == []


def test_nobody_else_writes():
    assert len(ELSEWHERE) > 300
    found = {
        str(path.relative_to(ROOT)): lines
        for path in ELSEWHERE
        if "Out" in (source := path.read_text(encoding="utf-8")) and (lines := find_writes(source))
    }
    assert found == {}
