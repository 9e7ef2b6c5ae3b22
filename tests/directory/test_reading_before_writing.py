"""A file is read before anything is written: while it is, everybody else can save."""

import pytest
from django.db import connection
from django.utils import timezone

from core.access import Role
from core.tabular.cells import TableRefused
from directory.actions import agency_files, place_files
from tests.factories.accounts import UserFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "take"),
    [(place_files, place_files.import_places), (agency_files, agency_files.import_agencies)],
)
def test_a_file_is_read_outside_of_a_transaction(monkeypatch, module, take):
    held = []

    def read(_name, _content):
        held.append(connection.in_atomic_block)
        raise TableRefused("enough")

    monkeypatch.setattr(module, "sheets", read)
    with pytest.raises(TableRefused):
        take(name="x.xlsx", content=b"x", by=UserFactory(role=Role.STAFF), now=timezone.now())

    assert held == [False]
