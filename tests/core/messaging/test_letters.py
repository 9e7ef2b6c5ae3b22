"""What every letter of the house has in common."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LETTERS = sorted(
    str(path.relative_to(TEMPLATES))
    for folder in ("emails", "account/email")
    for path in (TEMPLATES / folder).rglob("*.txt")
    if not path.stem.endswith(("subject", "short")) and path.stem != "signature"
)


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_closes_with_the_name_of_the_association(letter):
    source = (TEMPLATES / letter).read_text(encoding="utf-8")

    assert source.rstrip().endswith('{% include "emails/signature.txt" %}{% endautoescape %}')


def test_the_signature_names_the_association():
    words = render_to_string("emails/signature.txt")

    assert words.strip().split("\n") == ["Trân trọng,", settings.ASSOCIATION_NAME]
