"""The audit log in words."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest

from accounts import audit_words, queries
from core import audit
from scripts.measure_house import APPS, ROOT
from tests.factories.accounts import UserFactory

NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)


def recording_modules() -> Iterator[str]:
    """The text of every module that writes to the log."""
    for path in (each for top in (*APPS, "scripts") for each in (ROOT / top).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "audit.record" in source:
            yield source


def functions_and_records(source: str) -> Iterator[tuple[ast.FunctionDef, dict[str, ast.expr]]]:
    """Each call that records, as its keywords, with the function it stands in."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("audit.record"):
                    yield function, {each.arg: each.value for each in call.keywords if each.arg}


def handed_on(source: str, function: ast.FunctionDef, name: str) -> Iterator[str]:
    """What a module hands to one parameter of a function of its own."""
    places = [each.arg for each in function.args.args]
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == function.name:
            given = dict(zip(places, call.args, strict=False))
            given |= {each.arg: each.value for each in call.keywords}
            if isinstance(found := given.get(name), ast.Constant):
                yield found.value


@cache
def recorded() -> tuple[set[str], set[str]]:
    """Every action the code records by name, and the names of all details beside them."""
    actions, details = set(), set()
    for source in recording_modules():
        for function, given in functions_and_records(source):
            details |= given.keys() - {"actor", "action", "now", "target", "reason", "changes"}
            if isinstance(action := given["action"], ast.Constant):
                actions.add(action.value)
            elif isinstance(action, ast.Name):
                actions |= set(handed_on(source, function, action.id))
    return actions, {name for name in details if "digest" not in name}


def test_every_action_and_detail_the_code_records_has_words():
    actions, details = recorded()

    assert {"forecast.paper", "plan.merged_report"} < actions
    assert sorted(actions - audit_words.ACTIONS.keys()) == []
    assert {"late", "shown"} < details
    assert sorted(details - audit_words.DETAILS.keys()) == []


@pytest.mark.django_db
def test_an_entry_reads_as_words():
    person = UserFactory()
    entry = audit.record(
        actor=person,
        action="calendar.corrected",
        now=NOW,
        target=person,
        day="2026-09-02",
        late=True,
        content_digest="ab12",
    )

    assert audit_words.action(entry) == "Điều chỉnh lịch"
    assert audit_words.target(entry) == f"người dùng {person.pk}"
    assert audit_words.details(entry) == [("ngày", "02/09/2026"), ("quá hạn", "có")]


@pytest.mark.django_db
def test_a_list_that_was_exported_is_named_by_its_kind():
    entry = audit.record(actor=None, action="dialogues.export.issues", now=NOW)

    assert audit_words.action(entry) == "Xuất danh sách của phần đối thoại"


@pytest.mark.django_db
def test_the_log_is_found_by_words_and_by_codes():
    audit.record(actor=UserFactory(), action="wave.open", now=NOW)
    audit.record(actor=UserFactory(), action="outbox.released", now=NOW)

    for sought in ("mở đợt khảo sát", "mo dot", "wave.open"):
        assert [entry.action for entry in queries.audit_entries(q=sought)] == ["wave.open"], sought
