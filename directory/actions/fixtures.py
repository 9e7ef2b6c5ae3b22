"""The example province's districts and agencies, with their validity and successors."""

from core.fixtures import Loading, day, read_fixture
from directory.models import Agency, District, PlaceLevel, PlaceLevels


def load_example(loading: Loading) -> None:
    for row in read_fixture("directory/districts.json"):
        row["valid_to"] = day(row.get("valid_to"))
        loading.put(District, {"code": row.pop("code")}, row)
    loading.put(PlaceLevels, {"pk": 1}, {"places": PlaceLevel.DISTRICT.value})
    districts = {district.code: district for district in District.objects.all()}
    for row in read_fixture(
        "directory/agencies.json"
    ):  # a successor stands before those it follows
        successor = row.pop("successor", None)
        row["successor"] = Agency.objects.filter(code=successor).first() if successor else None
        row["district"] = districts.get(row["district"]) if "district" in row else None
        row["valid_from"], row["valid_to"] = day(row.get("valid_from")), day(row.get("valid_to"))
        loading.put(Agency, {"code": row.pop("code")}, row)
