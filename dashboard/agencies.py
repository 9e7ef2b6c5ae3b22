"""The agencies, a few dozen, looked up once for a page."""

from core.remembered.requests import once_a_request
from directory.models import Agency


@once_a_request
def agencies_by_key() -> dict[int, Agency]:
    return Agency.objects.in_bulk()
