"""What every page behind a personal link is given."""

import time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from core import letterhead
from core.models import site_is_demonstration


def render_page(template: str, language: str, **values: Any) -> str:
    """Return a page in the respondent's language, without what only signed-in pages need."""
    other = next(code for code, _name in settings.LANGUAGES if code != language)
    ours = letterhead.current()
    frame = {
        "association": ours.name,
        "contact": ours.reached_at,
        "is_demonstration": _is_demonstration(int(time.time()) // 60),
        "language": language,
        "other_language": other,
    }
    with translation.override(language):
        return render_to_string(template, frame | values)


@lru_cache(maxsize=1)
def _is_demonstration(_minute: int) -> bool:
    """Whether all is invented; asked once a minute."""
    return site_is_demonstration()
