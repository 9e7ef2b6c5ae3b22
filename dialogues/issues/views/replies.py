"""Replies that came in by e-mail, for staff: to read, to put beside an issue, to settle."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access import Role, only_for, require
from core.clock import timezone
from core.http.requests import UserRequest
from core.messaging.mail import mailbox
from core.tabular.listings import LeanPaginator
from dialogues.issues.actions import replies
from dialogues.issues.queries.replies import list_mails
from dialogues.models import IncomingMail, Issue


@only_for(Role.STAFF)
def reply_list(request: UserRequest) -> HttpResponse:
    """What waits to be dealt with first; then the rest, the newest first."""
    require(request.user, "dialogues.read_replies")
    page = LeanPaginator(list_mails(), 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "is_configured": mailbox.is_configured(),
        "state": cache.get(replies.STATE),
    }
    return render(request, "dialogues/replies.html", context)


@only_for(Role.STAFF)
@require_POST
def settle_reply(request: UserRequest, pk: int) -> HttpResponse:
    """Note that a reply is dealt with, beside the issue whose number was typed."""
    require(request.user, "dialogues.read_replies")
    mail = get_object_or_404(IncomingMail, pk=pk)
    number = request.POST.get("number", "").strip()[:12]
    issue = Issue.objects.filter(number=number).first() if number else None
    if number and issue is None:
        messages.error(
            request, _("There is no issue of the number %(number)s.") % {"number": number}
        )
    else:
        replies.settle_mail(mail=mail, now=timezone.now(), issue=issue)
        messages.success(request, _("Saved."))
    return redirect("dialogues:replies")
