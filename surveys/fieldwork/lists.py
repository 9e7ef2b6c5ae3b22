"""What stands in the columns of a file: the sample, who is silent, whom to call."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.tabular.listings import Column
from directory.places.words import PLACE

TAX_CODE = Column(_("Tax code"), lambda row: row.enterprise.tax_code)
ENTERPRISE = Column(_("Enterprise"), lambda row: row.enterprise.name)
PHONE = Column(_("Telephone"), lambda row: row.enterprise.phone)
DISTRICT = Column(PLACE, lambda row: str(row.enterprise.district))
STRATUM = Column(_("Stratum"), lambda row: row.stratum.label)


def _name_list(row: Any) -> str:
    return str(_("reserve") if row.is_reserve else _("main"))


SAMPLED_BLIND = (
    TAX_CODE,
    ENTERPRISE,
    DISTRICT,
    STRATUM,
    Column(_("Design weight"), lambda row: row.design_weight),
    Column(_("List"), _name_list),
)
SAMPLED = (*SAMPLED_BLIND, Column(_("Outcome"), lambda row: str(row.get_disposition_display())))
LATE = (
    TAX_CODE,
    ENTERPRISE,
    STRATUM,
    DISTRICT,
    PHONE,
    Column(_("E-mail"), lambda row: row.enterprise.email),
    Column(_("Channel"), lambda row: str(row.invitation.get_channel_display())),
    Column(_("Invited"), lambda row: row.invitation.sent_at),
    Column(_("Messages"), lambda row: row.messages),
    Column(_("Last attempt"), lambda row: row.last_contact),
)
CALLS = (
    TAX_CODE,
    ENTERPRISE,
    PHONE,
    DISTRICT,
    STRATUM,
    Column(_("Attempts"), lambda row: row.tried),
    Column(_("Last attempt"), lambda row: row.last_tried),
    Column(_("Call again on"), lambda row: row.again_on),
)
