"""A quiet database for the dialogues."""

import pytest


@pytest.fixture(autouse=True)
def database(db):
    """Every test here uses the database."""
