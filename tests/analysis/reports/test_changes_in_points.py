"""A change of a share is told in percentage points, one of a score or rating in points alone."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from analysis.templatetags.report import change_value


def change(value, *, is_share):
    return SimpleNamespace(is_share=is_share, difference=SimpleNamespace(value=value))


@pytest.mark.parametrize(
    ("language", "is_share", "told"),
    [
        ("en", True, "−4.0 percentage points"),
        ("vi", True, "−4,0 điểm phần trăm"),
        ("en", False, "−0.04"),
        ("vi", False, "−0,04"),
    ],
)
def test_a_change_is_told_in_its_unit(language, is_share, told):
    with translation.override(language):
        assert change_value(change(-0.04, is_share=is_share)) == told
