"""Tables of agencies or places that somebody uploads."""

from collections.abc import Callable

from django.contrib import messages

from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.forms import TableUploadForm
from core.tabular.unread import tell_unread
from directory.actions.file_rows import Taken


def take_table(
    request: UserRequest, form: TableUploadForm, take: Callable[..., Taken], said: str
) -> bool:
    """Take an uploaded table over and say how much was new and known; tell whether it was taken."""
    if request.method != "POST" or not form.is_valid():
        return False
    file = form.cleaned_data["file"]
    try:
        taken = take(name=file.name, content=file.read(), by=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error("file", str(refusal))
        return False
    messages.success(request, said % {"new": taken.new, "known": taken.known})
    tell_unread(request, taken.ignored)
    for remark in taken.remarks:
        messages.warning(request, remark)
    return True
