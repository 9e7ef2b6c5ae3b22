"""The pages of an import: a file is chosen, its changes are looked at, confirmed or discarded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.functional import Promise

from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.tabular.cells import TableRefused
from core.tabular.forms import TableUploadForm
from core.tabular.previews import Preview
from core.tabular.uploads import Upload

RECENT = 10


@dataclass(frozen=True, slots=True)
class ImportPages:
    """What one kind of import brings to the pages all of them share.

    ``app`` names its addresses (``upload``, ``upload_preview``) and the template that shows its
    changes; ``preview`` and ``confirm`` are its actions; ``home`` shows what was imported.
    """

    app: str
    title: str | Promise
    kept: type[Upload]
    preview: Callable[[Any], Preview[Any]]
    confirm: Callable[..., Mapping[str, Any]]
    done: str | Promise
    home: str

    @property
    def file_page(self) -> str:
        return f"{self.app}:upload"

    @property
    def preview_page(self) -> str:
        return f"{self.app}:upload_preview"

    def choose(
        self, request: UserRequest, form: TableUploadForm, **context: object
    ) -> HttpResponse:
        """Keep the file somebody chose, and lead on to what it would change."""
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            upload = self.kept.keep(
                name=file.name,
                content=file.read(),
                options=form.options,
                by=request.user,
                now=timezone.now(),
            )
            return redirect(self.preview_page, pk=upload.pk)
        rows = self.kept._default_manager.select_related("uploaded_by").defer("content")
        context |= {"pages": self, "form": form, "recent": rows[:RECENT]}
        own = f"{self.app}/upload.html"
        return HttpResponse(render_to_string([own, "uploads/file.html"], context, request))

    def look(self, request: UserRequest, pk: int) -> HttpResponse:
        """Show what a file would change; import it once it is confirmed, or discard it."""
        upload = get_object_or_404(self.kept, pk=pk)
        if request.method == "POST" and "discard" in request.POST:
            self.kept.objects.waiting().filter(pk=pk).delete()
            return redirect(self.file_page)
        if request.method == "POST":
            return self._confirm(request, upload)
        if upload.confirmed_at:
            return render(request, "uploads/done.html", {"pages": self, "upload": upload})
        context: dict[str, object] = {"pages": self, "upload": upload}
        try:
            context["found"] = self.preview(upload)
        except TableRefused as refusal:
            context["refusal"] = refusal
        return render(request, f"{self.app}/upload_preview.html", context)

    def _confirm(self, request: UserRequest, upload: Upload) -> HttpResponse:
        digest, now = request.POST.get("digest", ""), timezone.now()
        try:
            counts = self.confirm(upload=upload, digest=digest, by=request.user, now=now)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(self.preview_page, pk=upload.pk)
        messages.success(request, self.done % counts)
        return redirect(self.home)
