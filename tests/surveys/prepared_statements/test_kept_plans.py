"""What a connection to PostgreSQL keeps of a statement, past psycopg's cursors."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from surveys.models import Draft
from surveys.models.responses import DRAFT_FIELDS, values
from surveys.prepared_statements import PreparedQuery, cursors, insert, update
from tests.factories.surveys import DraftFactory
from tests.surveys.statements import asked

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="plans are kept by PostgreSQL alone"
    ),
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]
QUERY = PreparedQuery(lambda pk: Draft.objects.filter(pk=pk).values_list(*DRAFT_FIELDS))
CHANGE = update(Draft, ["answers", "saved_at"], where=["id"])
PLANS = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kept_%%'"


def number(sql, *given):
    with connection.cursor() as asking:
        asking.execute(sql, given)
        return asking.fetchone()[0]


def test_a_kept_plan_returns_what_a_cursor_returns():
    draft = DraftFactory(answers={"q": ["“Trích” 100 %s", 1.5, None]}, seconds={"one": 3})
    kept = QUERY.rows(draft.pk)
    with asked() as statements:  # who listens is sent the statement by a cursor
        by_cursor = QUERY.rows(draft.pk)

    assert kept == by_cursor == [values(Draft.objects.get())]
    assert len(statements) == 1
    assert QUERY.rows(draft.pk + 1) == []


def test_a_plan_is_made_once_a_connection():
    connection.close()
    draft, now = DraftFactory(), timezone.now()
    for answers in ({"a": "1"}, {"a": "’%"}, {}):
        assert CHANGE.run(answers, now, draft.pk) == 1
        assert QUERY.rows(draft.pk)[0][DRAFT_FIELDS.index("answers")] == answers
    assert number(PLANS) == 2
    connection.close()
    assert CHANGE.run({"a": "2"}, now, draft.pk) == 1
    assert number(PLANS) == 1


def test_no_plan_is_kept_where_the_settings_keep_none(monkeypatch):
    draft = DraftFactory()
    connection.close()
    monkeypatch.delitem(connection.settings_dict["OPTIONS"], "prepare_threshold")
    assert QUERY.rows(draft.pk) == [values(Draft.objects.get())]
    assert number(PLANS) == 0
    connection.close()


def test_a_transaction_is_kept_as_a_whole():
    draft = DraftFactory(answers={"a": "1"})
    with transaction.atomic():
        assert CHANGE.run({"a": "2"}, draft.saved_at, draft.pk) == 1
        transaction.set_rollback(True)
    assert Draft.objects.get().answers == {"a": "1"}


def test_what_the_database_refuses_has_the_name_django_gives_it_and_harms_no_later_one():
    draft = DraftFactory()
    linked_and_blind = [*values(draft)]
    linked_and_blind[0], linked_and_blind[1], linked_and_blind[3] = draft.pk + 1, "other", True
    for _again in range(2):
        with pytest.raises(IntegrityError, match="draft_is_linked_unless_blind"):
            insert(Draft).run(*linked_and_blind)
    assert QUERY.rows(draft.pk) == [values(Draft.objects.get())]


def test_a_lost_connection_is_told_and_the_next_request_has_a_new_one():
    draft = DraftFactory()
    assert QUERY.rows(draft.pk)
    other = connection.copy()
    with other.cursor() as ending:
        ending.execute("SELECT pg_terminate_backend(%s)", [number("SELECT pg_backend_pid()")])
    other.close()

    with pytest.raises(OperationalError):
        QUERY.rows(draft.pk)
    connection.close_if_unusable_or_obsolete()  # as Django does between two requests
    assert QUERY.rows(draft.pk) == [values(draft)]


def test_a_plan_that_no_longer_holds_is_made_anew():
    sql = 'SELECT * FROM "surveys_draft" WHERE "id" = %s'
    draft = DraftFactory()
    before = len(cursors.ask(connection, sql, [draft.pk])[0])
    with connection.cursor() as changing:
        changing.execute("ALTER TABLE surveys_draft ADD COLUMN more integer")
    try:
        with pytest.raises(DatabaseError, match="cached plan"):
            cursors.ask(connection, sql, [draft.pk])
        assert len(cursors.ask(connection, sql, [draft.pk])[0]) == before + 1
    finally:
        with connection.cursor() as changing:
            changing.execute("ALTER TABLE surveys_draft DROP COLUMN more")


def test_what_is_sent_alone_is_stored_at_once():
    draft = DraftFactory()
    assert CHANGE.run({"a": "kept"}, draft.saved_at, draft.pk) == 1
    connection.close()
    assert Draft.objects.get().answers == {"a": "kept"}
