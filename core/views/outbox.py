"""The outbox: what waits to be sent, looked at and released by a person."""

import re

from django.contrib import messages as flash
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.access import Role, only_for
from core.forms import OutboxFilter
from core.limits import whole_number
from core.messaging import outbox
from core.models import Channel, MessageStatus, OutgoingMessage, OutgoingMessageQuerySet
from core.tabular.sorting import Key, Orders, by_choice

PAGE_LENGTH = 50
SECRETS = re.compile(
    r"(?<=/s/)[A-Za-z0-9_-]{8,}|(?<=/reset/key/)\S+|(?<=/issues/follow/)[^\s/]+"
    r"|(?<=/dialogues/invitation/)[^\s/]+|\b[A-Z0-9]{3,5}(?:[- ][A-Z0-9]{3,5}){1,3}\b"
)


ORDERS = Orders(
    Key("recipient", _lazy("Recipient"), "recipient"),
    Key("channel", _lazy("Channel"), by_choice("channel", Channel)),
    Key("status", _lazy("State"), by_choice("status", MessageStatus)),
    Key("time", _lazy("Time"), Coalesce("sent_at", "created_at")),
)


def _filter_messages(filters: OutboxFilter) -> OutgoingMessageQuerySet:
    found = OutgoingMessage.objects.all()
    values = filters.cleaned_data if filters.is_valid() else {}
    if values.get("q"):
        found = found.filter(
            Q(recipient__icontains=values["q"]) | Q(subject__icontains=values["q"])
        )
    for name in ("status", "channel", "batch"):
        if values.get(name):
            found = found.filter(**{name: values[name]})
    return found


@only_for(Role.STAFF)
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    filters = OutboxFilter(request.GET)
    sorting = ORDERS.asked(request.GET)
    rows = sorting.rows(_filter_messages(filters).defer("body", "html"))
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    waiting = (
        OutgoingMessage.objects.waiting()
        .exclude(batch="")
        .values("batch")
        .annotate(
            count=Count("pk"),
            subject=Min("subject"),
            first=Min("pk"),
            emails=Count("pk", filter=Q(channel=Channel.EMAIL)),
            texts=Count("pk", filter=Q(channel=Channel.SMS)),
            zalos=Count("pk", filter=Q(channel=Channel.ZALO)),
        )
        .order_by("batch")
    )
    counts = dict(
        OutgoingMessage.objects.values_list("status").annotate(Count("pk")).order_by("status")
    )
    context = {
        "filter": filters,
        "sorting": sorting,
        "page": page,
        "waiting": waiting,
        "drafts": counts.get(MessageStatus.DRAFT, 0),
        "released": counts.get(MessageStatus.RELEASED, 0) + counts.get(MessageStatus.SENDING, 0),
        "sent": counts.get(MessageStatus.SENT, 0),
        "failed": counts.get(MessageStatus.FAILED, 0),
    }
    return render(request, "core/outbox.html", context)


@only_for(Role.STAFF)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message with its secrets blotted out: a personal link is for one pair of eyes."""
    found = get_object_or_404(OutgoingMessage.objects.select_related("released_by"), pk=pk)
    body = SECRETS.sub("••••••", found.body)
    return render(request, "core/message.html", {"message_": found, "body": body})


ACTS = {"release": MessageStatus.DRAFT, "cancel": None, "retry": MessageStatus.FAILED}


def _select_messages(request: HttpRequest) -> OutgoingMessageQuerySet:
    if batch := request.POST.get("batch"):
        return OutgoingMessage.objects.filter(batch=batch)
    keys = [pk for typed in request.POST.getlist("message") if (pk := whole_number(typed))]
    return OutgoingMessage.objects.filter(pk__in=keys)


@only_for(Role.STAFF)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Release, cancel or retry; the first time it is asked whether it is meant."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    chosen = _select_messages(request)
    if name == "cancel":
        touched = chosen.filter(
            status__in=[MessageStatus.DRAFT, MessageStatus.RELEASED, MessageStatus.FAILED]
        )
    else:
        touched = chosen.filter(status=ACTS[name])
    count = touched.count()
    if not count:
        flash.warning(request, _("None of the chosen messages can be treated so; nothing changed."))
        return redirect("outbox")
    if "confirmed" not in request.POST:
        context = {
            "act": name,
            "count": count,
            "batch": request.POST.get("batch", ""),
            "keys": [] if request.POST.get("batch") else touched.values_list("pk", flat=True),
        }
        return render(request, "core/outbox_confirm.html", context)
    flash.success(request, _carry_out(request, name, chosen))
    return redirect("outbox")


def _carry_out(request: HttpRequest, name: str, chosen: OutgoingMessageQuerySet) -> str:
    by, now = request.user, timezone.now()
    if name == "release":
        count = outbox.release(messages=chosen, by=by, now=now)  # type: ignore[arg-type]
        text = ngettext(
            "One message was released; the worker sends it within a minute.",
            "%(count)d messages were released; the worker sends them within a few minutes.",
            count,
        )
    elif name == "cancel":
        count = outbox.cancel(messages=chosen, by=by, now=now)  # type: ignore[arg-type]
        text = ngettext("One message was cancelled.", "%(count)d messages were cancelled.", count)
    else:
        count = outbox.try_again(messages=chosen, by=by, now=now)  # type: ignore[arg-type]
        text = ngettext(
            "One message will be tried again.", "%(count)d messages will be tried again.", count
        )
    return text % {"count": count}
