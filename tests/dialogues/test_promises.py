"""The table of promises in docs/testing.md names tests that exist."""

import re

from django.conf import settings

ROW = re.compile(r"^\| [^|]+ \| `(tests/[\w/]+\.py)`: `(test_\w+)` \|$", re.MULTILINE)


def test_every_promise_of_the_dialogues_names_a_test_that_exists():
    rows = ROW.findall((settings.BASE_DIR / "docs" / "testing.md").read_text())
    gone = [
        name for path, name in rows if f"def {name}(" not in (settings.BASE_DIR / path).read_text()
    ]
    assert gone == []
    assert len(rows) > 50
