"""The outbox: what waits to be sent, looked at and released by a person."""

from django.contrib import messages as flash
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.access import Role, only_for
from core.clock import timezone
from core.errors import DomainError
from core.forms import OutboxFilter
from core.http import refused_lists
from core.http.requests import UserRequest
from core.limits import whole_number
from core.messaging import outbox, reading
from core.messaging.kinds import kind_of
from core.messaging.mail import trial
from core.messaging.masking import mask
from core.models import (
    Channel,
    MessageStatus,
    OutboxRelease,
    OutgoingMessage,
    OutgoingMessageQuerySet,
)
from core.tabular.listings import LeanPaginator
from core.tabular.sorting import Key, Orders, by_choice

PAGE_LENGTH = 50
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
    for name in ("kind", "status", "channel", "batch"):
        if values.get(name):
            found = found.filter(**{name: values[name]})
    return found


@only_for(Role.STAFF)
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    filters = OutboxFilter(request.GET)
    sorting = ORDERS.asked(request.GET)
    rows = sorting.rows(_filter_messages(filters).defer("body"))
    page = LeanPaginator(rows, PAGE_LENGTH).get_page(request.GET.get("page"))
    counts = dict(
        OutgoingMessage.objects.values_list("status").annotate(Count("pk")).order_by("status")
    )
    context = {
        "filter": filters,
        "sorting": sorting,
        "page": page,
        "rows": [(message, kind_of(message)) for message in page],
        "waiting": reading.batches_waiting(),
        "releases": reading.releases_to_undo(timezone.now()),
        "drafts": counts.get(MessageStatus.DRAFT, 0),
        "released": counts.get(MessageStatus.RELEASED, 0) + counts.get(MessageStatus.SENDING, 0),
        "sent": counts.get(MessageStatus.SENT, 0),
        "failed": counts.get(MessageStatus.FAILED, 0),
        "progress": reading.mail_progress(timezone.now()),
    }
    return render(request, "core/outbox.html", context)


@only_for(Role.STAFF)
@require_POST
def try_mail(request: UserRequest) -> HttpResponse:
    """Send the person who asks one message at once, and say in words what came of it."""
    outcome = trial.send_trial(request.user.email)
    (flash.success if outcome.left else flash.error)(request, outcome.sentence)
    return redirect("outbox")


@only_for(Role.STAFF)
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The list of all letters: who gets each, and who lets it leave."""
    return render(request, "core/letters.html", {"listed": reading.list_of_letters()})


@only_for(Role.STAFF)
@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one message with its secrets hidden: a personal link is for one pair of eyes."""
    found = get_object_or_404(OutgoingMessage.objects.select_related("released_by"), pk=pk)
    context = {"message_": found, "body": mask(found), "kind": kind_of(found)}
    return render(request, "core/message.html", context)


ACTS = {"release": MessageStatus.DRAFT, "cancel": None, "retry": MessageStatus.FAILED}


def _select_messages(request: HttpRequest) -> OutgoingMessageQuerySet:
    if batch := request.POST.get("batch"):
        return OutgoingMessage.objects.filter(batch=batch)
    keys = [pk for typed in request.POST.getlist("message") if (pk := whole_number(typed))]
    return OutgoingMessage.objects.filter(pk__in=keys)


@only_for(Role.STAFF)
@require_POST
def act(request: UserRequest) -> HttpResponse:
    """Release, cancel or retry; the first time it is asked whether it is meant."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    chosen = _select_messages(request)
    if name == "cancel":
        touched = chosen.filter(status__in=outbox.HERE)
    else:
        touched = chosen.filter(status=ACTS[name])
    count = touched.count()
    if not count:
        flash.warning(request, _("None of the chosen messages can be treated so; nothing changed."))
        return refused_lists.refuse(request, "outbox")
    if "confirmed" not in request.POST:
        return _ask(request, name, touched, count)
    if name == "release":
        _release(request, chosen)
    else:
        flash.success(request, _carry_out(request, name, chosen))
    return redirect("outbox")


def _ask(
    request: UserRequest, name: str, touched: OutgoingMessageQuerySet, count: int
) -> HttpResponse:
    """Say what will happen, to how many; before a release show the batch and one whole letter."""
    batch = request.POST.get("batch", "")
    context = {
        "act": name,
        "count": count,
        "batch": batch,
        "keys": [] if batch else touched.values_list("pk", flat=True),
    }
    if name == "release":
        seen = reading.preview(touched, timezone.now())
        context["preview"] = seen
        if seen.sample:
            context["kind"], context["body"] = kind_of(seen.sample), mask(seen.sample)
    return render(request, "core/outbox_confirm.html", context)


def _release(request: UserRequest, chosen: OutgoingMessageQuerySet) -> None:
    batch = request.POST.get("batch", "")
    made = outbox.release(messages=chosen, by=request.user, now=timezone.now(), batch=batch)
    if made.count:
        text = ngettext(
            "One message was released. It leaves once a minute is over; until then the release can"
            " be undone here.",
            "%(count)d messages were released. They leave once a minute is over; until then the"
            " release can be undone here.",
            made.count,
        )
        flash.success(request, text % {"count": made.count})
    for reason, number in reading.word_reasons(made.left_out):
        text = ngettext(
            "One message was cancelled: %(reason)s.",
            "%(count)d messages were cancelled: %(reason)s.",
            number,
        )
        flash.warning(request, text % {"count": number, "reason": reason})


def _carry_out(request: UserRequest, name: str, chosen: OutgoingMessageQuerySet) -> str:
    by, now = request.user, timezone.now()
    if name == "cancel":
        count = outbox.cancel(messages=chosen, by=by, now=now)
        text = ngettext("One message was cancelled.", "%(count)d messages were cancelled.", count)
    else:
        count = outbox.try_again(messages=chosen, by=by, now=now)
        text = ngettext(
            "One message will be tried again.", "%(count)d messages will be tried again.", count
        )
    return text % {"count": count}


@only_for(Role.STAFF)
@require_POST
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take a release back while its minute lasts."""
    made = get_object_or_404(OutboxRelease, pk=pk)
    try:
        count = outbox.undo(release=made, by=request.user, now=timezone.now())
    except DomainError as refusal:
        flash.error(request, str(refusal))
    else:
        text = ngettext(
            "The release was undone; one message waits again.",
            "The release was undone; %(count)d messages wait again.",
            count,
        )
        flash.success(request, text % {"count": count})
    return redirect("outbox")
