"""Who takes part: the register of enterprises, places, and the agencies of the province."""

from directory.models.agencies import Agency, AgencyKind, AgencyQuerySet
from directory.models.enterprises import (
    DERIVED,
    MOST_EMPLOYEES,
    Enterprise,
    EnterpriseQuerySet,
    EnterpriseStatus,
    LegalType,
    Size,
    Vsic,
)
from directory.models.places import Dated, District, PlaceLevel, PlaceLevels, Region, RegionLevel
from directory.models.uploads import ColumnMapping, RegisterUpload

__all__ = [
    "DERIVED",
    "MOST_EMPLOYEES",
    "Agency",
    "AgencyKind",
    "AgencyQuerySet",
    "ColumnMapping",
    "Dated",
    "District",
    "Enterprise",
    "EnterpriseQuerySet",
    "EnterpriseStatus",
    "LegalType",
    "PlaceLevel",
    "PlaceLevels",
    "Region",
    "RegionLevel",
    "RegisterUpload",
    "Size",
    "Vsic",
]
