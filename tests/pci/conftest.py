"""What tests of the index share."""

import pytest

from core.fixtures import Loading
from pci.actions import fixtures


@pytest.fixture(scope="module")
def figures_shipped(once):
    def load():
        loading = Loading()
        fixtures.load(loading)
        fixtures.load_example(loading)

    once(load)


@pytest.fixture
def loaded(figures_shipped, db):
    """Have the shipped criteria, editions, provinces and figures, in every test of the file."""
