"""The shipped districts and agencies, with their validity and successors."""

from core.fixtures import Loading, day, read_fixture
from directory.models import Agency, District


def load(loading: Loading) -> None:
    for row in read_fixture("directory/districts.json"):
        row["valid_to"] = day(row.get("valid_to"))
        loading.put(District, {"code": row.pop("code")}, row)
    districts = {district.code: district for district in District.objects.all()}
    for row in read_fixture(
        "directory/agencies.json"
    ):  # a successor stands before those it follows
        successor = row.pop("successor", None)
        row["successor"] = Agency.objects.get(code=successor) if successor else None
        row["district"] = districts[row["district"]] if "district" in row else None
        row["valid_from"], row["valid_to"] = day(row.get("valid_from")), day(row.get("valid_to"))
        loading.put(Agency, {"code": row.pop("code")}, row)
