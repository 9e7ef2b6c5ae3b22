"""Migrations draw few models and leave the tables that the models describe."""

import re
from unittest import mock

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from core.management.commands.migrate import SparingState

KEY = ("id", models.BigAutoField(primary_key=True))


def foreign(to):
    return models.ForeignKey(to, models.CASCADE)


@pytest.fixture
def state():
    """A place, a firm there and a visit to the firm, all drawn."""
    state = SparingState()
    for name, relation in (("Place", None), ("Firm", "Place"), ("Visit", "Firm")):
        fields = [KEY, *([(relation.lower(), foreign(f"house.{relation}"))] if relation else [])]
        state.add_model(ModelState("house", name, fields))
    assert len(list(state.apps.get_models())) == 3
    return state


def drawn(act):
    with mock.patch.object(ModelState, "render", autospec=True, side_effect=ModelState.render) as r:
        act()
    return [call.args[0].name for call in r.call_args_list]


def test_a_new_field_or_relation_draws_its_own_model_alone(state):
    add = migrations.AddField("Firm", "name", models.TextField())
    assert drawn(lambda: add.state_forwards("house", state)) == ["Firm"]
    add = migrations.AddField("Firm", "seat", foreign("house.Place"))
    assert drawn(lambda: add.state_forwards("house", state)) == ["Firm"]
    add = migrations.CreateModel("Note", [KEY, ("visit", foreign("house.Visit"))])
    assert drawn(lambda: add.state_forwards("house", state)) == ["Note"]


def test_a_key_that_others_refer_to_draws_them_too(state):
    alter = migrations.AlterField("Place", "id", models.CharField(primary_key=True, max_length=9))

    assert sorted(drawn(lambda: alter.state_forwards("house", state))) == ["Firm", "Place", "Visit"]


def test_what_is_derived_from_a_model_is_drawn_with_it(state):
    migrations.CreateModel(
        "Branch", [], bases=("house.firm",), options={"proxy": True}
    ).state_forwards("house", state)
    add = migrations.AddField("Firm", "name", models.TextField())

    assert set(drawn(lambda: add.state_forwards("house", state))) == {"Branch", "Firm"}


def test_a_step_that_reads_several_tables_sees_all_of_them_as_they_are(state):
    migrations.AddField("Firm", "name", models.TextField()).state_forwards("house", state)
    found = []

    def read(registry, _editor):
        visit = registry.get_model("house", "Visit")
        found.append(visit._meta.get_field("firm").related_model)
        found.append(registry.get_model("house", "Firm"))

    editor = mock.Mock(connection=connection)
    migrations.RunPython(read).database_forwards("house", editor, state, ProjectState())

    assert found[0] is found[1]
    assert "name" in {field.name for field in found[0]._meta.get_fields()}


@pytest.mark.django_db
def test_migrated_tables_are_what_the_models_describe():
    tables = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed]
    assert len(tables) > 100
    with connection.cursor() as cursor:
        for meta in (one._meta for one in tables if not one._meta.proxy):
            cursor.execute(f'SELECT * FROM "{meta.db_table}" LIMIT 0')  # noqa: S608 -- our own name
            described = {field.column for field in meta.local_concrete_fields}
            assert {one[0] for one in cursor.description} == described, meta.db_table
            for one in (*meta.constraints, *meta.indexes):
                assert one.name in names_of(cursor, meta.db_table)


def names_of(cursor, table):
    """Names of constraints and indexes; Django cannot read all that SQLite notes, so the text."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s", [table])
        return {
            name for (text,) in cursor.fetchall() for name in re.findall(r'"(\w+)"', text or "")
        }
    return connection.introspection.get_constraints(cursor, table).keys()
