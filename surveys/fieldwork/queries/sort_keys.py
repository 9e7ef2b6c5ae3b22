"""What the lists of a survey can be sorted by."""

from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.tabular.sorting import Key, Orders, by_choice
from core.text import sort_key
from directory.places.words import PLACE, REGION
from surveys.models import Disposition, ReviewState, WaveStatus

# As an expression: PostgreSQL would walk the whole register by its index to find a wave's first.
ENTERPRISE = Key("name", _("Enterprise"), Coalesce("enterprise__sort_name", Value("")))
DISTRICT = Key("district", PLACE, "enterprise__district__position")
STRATUM = Key("stratum", _("Stratum"), "stratum__code")

WAVES = Orders(
    Key("title", _("Wave"), lambda wave: sort_key(wave.title)),
    Key("year", _("Year"), "year"),
    Key("status", _("Status"), by_choice("status", WaveStatus)),
    Key("dates", _("Dates"), "opens_on"),
    Key("asked", _("Sample"), "asked"),
    Key("submitted", _("Responses"), "submitted"),
)
SAMPLED_BLIND = Orders(
    ENTERPRISE,
    DISTRICT,
    STRATUM,
    Key("weight", _("Weight"), "design_weight"),
    Key("list", _("List"), "is_reserve"),
    anchor="enterprises",
)
SAMPLED = Orders(
    *SAMPLED_BLIND.keys.values(),
    Key("outcome", _("Outcome"), by_choice("disposition", Disposition)),
    anchor="enterprises",
)
CALLS = Orders(
    ENTERPRISE,
    DISTRICT,
    STRATUM,
    Key("attempts", _("Attempts"), "tried"),
    Key("last", _("Last attempt"), "last_tried"),
)
LATE = Orders(
    ENTERPRISE,
    STRATUM,
    Key("invited", _("Invited"), "invitation__sent_at"),
    Key("messages", _("Messages"), "messages"),
    Key("last", _("Last attempt"), "last_contact"),
)
FLAGGED = Orders(
    Key("flags", _("Flags"), "count"),
    STRATUM,
    Key("decision", _("Decision"), by_choice("review", ReviewState)),
)


def _turnout(heading: Any, *, param: str, anchor: str) -> Orders:
    return Orders(
        Key("name", heading, lambda row: sort_key(row.name)),
        Key("asked", _("In the sample"), lambda row: row.asked),
        Key("invited", _("Invited"), lambda row: row.invited),
        Key("submitted", _("Answers"), lambda row: row.submitted),
        Key("rate", _("Response rate"), lambda row: row.rate),
        param=param,
        anchor=anchor,
    )


STRATA = _turnout(_("Stratum"), param="sort", anchor="strata")
REGIONS = _turnout(REGION, param="sort-regions", anchor="regions")
DISTRICTS = _turnout(PLACE, param="sort-districts", anchor="districts")
