"""What all tests share."""

import os
from pathlib import Path

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Data kept beside the project on developers' machines; tests that need it skip without it."""
    if not SHARED.exists():
        pytest.skip("the folder ../shared with the official panel and R's answers is not here")
    return SHARED
