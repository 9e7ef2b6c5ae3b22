"""What tests of the index share."""

import pytest

from core.fixtures import Loading
from pci.actions import fixtures


@pytest.fixture
def loaded(db):
    """Load the shipped criteria, editions, provinces and figures."""
    loading = Loading()
    fixtures.load(loading)
    fixtures.load_example(loading)
