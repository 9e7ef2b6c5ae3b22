"""The browser makes of a telephone number what the server stores."""

import pytest

from tests.vietnam.test_phone_numbers import NONE, WRITTEN
from vietnam.phone_numbers import NATIONAL, REWRITES, normalise

pytestmark = pytest.mark.browser


def test_the_browser_rewrites_telephone_numbers_alike(page):
    typed = [*WRITTEN, *NONE]

    rewritten = page.evaluate(
        """([typed, rewrites]) => typed.map((each) => rewrites.reduce(
            (text, [pattern, by]) => text.replace(new RegExp(pattern, "g"), by), each.trim()))""",
        [typed, REWRITES],
    )

    stored = [each if NATIONAL.fullmatch(each) else None for each in rewritten]
    assert stored == [normalise(each) for each in typed]
