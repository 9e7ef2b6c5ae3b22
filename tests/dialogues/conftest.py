"""A quiet database for the dialogues, and a small province for those who walk through its pages."""

import copy
import shutil

import pytest
import time_machine
from django.test import override_settings

from tests.dialogues import world as worlds
from tests.factories.dialogues import NOW


@pytest.fixture(autouse=True)
def database(db):
    """Every test here uses the database."""


@pytest.fixture(scope="module")
def build_world():
    """What the world of a file is built by; a file may put its own in its place."""
    return worlds.build


@pytest.fixture(scope="module")
def built_world(once, build_world, tmp_path_factory):
    """Rows and files of the world, built once a file."""
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder), time_machine.travel(NOW, tick=False):
        return once(build_world), folder


@pytest.fixture
def world(built_world, settings, tmp_path):
    """The world as it was built: objects and files of the test's own, the day it was built on."""
    built, folder = built_world
    settings.MEDIA_ROOT = tmp_path / "media"
    shutil.copytree(folder, settings.MEDIA_ROOT)
    with time_machine.travel(NOW, tick=False):
        yield copy.deepcopy(built)
