"""The full-text index over the words of the issues; it follows its table by itself."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE dialogues_fulltext USING fts5(
        exact, folded, content='dialogues_issuetext', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0")""",
    """CREATE TRIGGER dialogues_fulltext_insert AFTER INSERT ON dialogues_issuetext BEGIN
        INSERT INTO dialogues_fulltext(rowid, exact, folded)
        VALUES (new.id, new.exact, new.folded); END""",
    """CREATE TRIGGER dialogues_fulltext_delete AFTER DELETE ON dialogues_issuetext BEGIN
        INSERT INTO dialogues_fulltext(dialogues_fulltext, rowid, exact, folded)
        VALUES ('delete', old.id, old.exact, old.folded); END""",
    """CREATE TRIGGER dialogues_fulltext_update AFTER UPDATE ON dialogues_issuetext BEGIN
        INSERT INTO dialogues_fulltext(dialogues_fulltext, rowid, exact, folded)
        VALUES ('delete', old.id, old.exact, old.folded);
        INSERT INTO dialogues_fulltext(rowid, exact, folded)
        VALUES (new.id, new.exact, new.folded); END""",
]
POSTGRESQL = [
    """CREATE INDEX dialogues_fulltext_exact ON dialogues_issuetext
        USING gin (to_tsvector('simple', exact))""",
    """CREATE INDEX dialogues_fulltext_folded ON dialogues_issuetext
        USING gin (to_tsvector('simple', folded))""",
]
UNDO_SQLITE = [
    "DROP TRIGGER dialogues_fulltext_insert",
    "DROP TRIGGER dialogues_fulltext_delete",
    "DROP TRIGGER dialogues_fulltext_update",
    "DROP TABLE dialogues_fulltext",
]
UNDO_POSTGRESQL = ["DROP INDEX dialogues_fulltext_exact", "DROP INDEX dialogues_fulltext_folded"]


def _run(schema_editor, sqlite, postgresql):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def build(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def undo(apps, schema_editor):
    _run(schema_editor, UNDO_SQLITE, UNDO_POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0001_initial")]
    operations = [migrations.RunPython(build, undo)]
