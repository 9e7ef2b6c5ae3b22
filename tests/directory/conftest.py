"""What tests of the register share."""

import pytest

from core.fixtures import Loading
from directory.actions import fixtures


@pytest.fixture
def loaded(db):
    """Load the shipped districts and agencies."""
    fixtures.load_example(Loading())
