"""What stands in the fields of a text: taken from the wave, the enterprise and the letterhead."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core import letterhead
from surveys.models import Wave

NAMED = ("link", "code")


def field_values(wave: Wave, **more: Any) -> dict[str, str]:
    """Give each field its words in the language of now; ``more`` is known of one letter alone."""
    enterprise = more.get("enterprise")
    return {
        "enterprise": str(enterprise.name) if enterprise else "",
        "wave": wave.title,
        "year": str(wave.year),
        "minutes": str(wave.minutes),
        "deadline": date_format(wave.closes_on, "d/m/Y"),
        "association": letterhead.current().name,
        "protection": protection(wave),
        "contact": contact(wave),
        "phone": wave.contact_phone,
        "link": str(more.get("link", "")),
        "code": str(more.get("code", "")),
        "site": f"{settings.BASE_URL}/s/",
        "opt_out": str(more.get("opt_out_link", "")),
    }


def values_of(context: Mapping[str, Any]) -> dict[str, str]:
    """The same from what a letter of a wave is rendered with."""
    known = {name: context[name] for name in context if name != "wave"}
    return field_values(context["wave"], **known)


def protection(wave: Wave) -> str:
    if wave.is_blind:
        return _(
            "The survey is anonymous: once your answers are sent, nobody, the Association included,"
            " can tell which enterprise gave them."
        )
    return _(
        "Your answers are kept confidential: agencies never see who answered, and reports show"
        " only figures of groups."
    )


def contact(wave: Wave) -> str:
    """Whom to call; empty where the wave names nobody."""
    if not wave.contact_phone:
        return ""
    named = {"name": wave.contact_name, "phone": wave.contact_phone}
    return _("Questions? %(name)s, telephone %(phone)s.") % named
