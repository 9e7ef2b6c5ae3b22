"""The browser of the tests: Debian’s Chromium, without its sandbox and its own network use."""

import pytest


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update"]
    return {
        **browser_type_launch_args,
        "executable_path": "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync", *quiet],
    }


@pytest.fixture(autouse=True)
def closed_windows(request):
    """Close what a test left open: a page that goes on asking disturbs the tests after it."""
    yield
    if "browser" in request.fixturenames:
        for context in list(request.getfixturevalue("browser").contexts):
            context.close()
