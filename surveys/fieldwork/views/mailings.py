"""Invitations, letters and reminders: by which channels, in which words, how far they have come."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core import audit, jobs
from core.access import Role, only_for, require
from core.clock import timezone
from core.errors import DomainError
from core.http.requests import UserRequest
from core.models import OutgoingMessage
from surveys.fieldwork.actions import contacts, mailings
from surveys.fieldwork.actions.channels import choose_channel_of, choose_channels
from surveys.fieldwork.forms.fieldwork import BouncesForm, ChannelForm, ChannelsForm, LadderForm
from surveys.fieldwork.message_texts import examples
from surveys.fieldwork.queries.letters import to_take_out, without_street
from surveys.fieldwork.queries.outbox import messages_by_status
from surveys.fieldwork.queries.reach import reach_by_channel
from surveys.fieldwork.queries.reminders import planned_reminders
from surveys.fieldwork.recipients import recipients
from surveys.models import SampledEnterprise, Sending, SendingKind, Wave

SHOWN = 20  # enterprises without a street that are named one by one


@only_for(Role.STAFF)
def wave_sendings(request: UserRequest, pk: int) -> HttpResponse:
    """Invitations, letters and reminders: what can be written, what is under way, what was sent."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    jobs.refresh(now=timezone.now())
    sendings = list(wave.sendings.select_related("ordered_by", "reminder", "job", "wave"))
    for sending in sendings:
        sending.withdrawn = to_take_out(sending) if sending.file else []  # type: ignore[attr-defined]
    no_street = without_street(wave, SendingKind.LETTERS)
    template = "surveys/fieldwork/sendings.html"
    return render(
        request,
        f"{template}#jobs" if request.htmx else template,
        {
            "wave": wave,
            "to_invite": recipients(wave, SendingKind.INVITATIONS).count(),
            "to_print": recipients(wave, SendingKind.LETTERS).count(),
            "no_street": no_street[:SHOWN],
            "no_street_count": no_street.count(),
            "to_remind_on_paper": recipients(wave, SendingKind.PAPER_REMINDER).count(),
            "sendings": sendings,
            "is_busy": any(not sending.job.is_final for sending in sendings),
            "drafts": OutgoingMessage.objects.waiting()
            .filter(batch__startswith=f"wave:{wave.pk}:")
            .count(),
            "reminders": planned_reminders(wave),
            "ladder": LadderForm(rungs=list(wave.reminders.values_list("working_days", "way"))),
            "channels": reach_by_channel(wave),
            "bounces": BouncesForm(),
            "statuses": messages_by_status(OutgoingMessage.objects.all(), f"wave:{wave.pk}:"),
        },
    )


@only_for(Role.STAFF)
@require_POST
def order_sending(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    kind = request.POST.get("kind", "")
    if kind not in {*SendingKind} - {SendingKind.REMINDER}:
        raise Http404
    try:
        mailings.order_sending(
            wave=wave,
            kind=SendingKind(kind),
            number=request.POST.get("number", "")[:40],
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The worker writes them now; nothing is sent before release."))
    return redirect("surveys:sendings", wave.pk)


@only_for(Role.STAFF)
@require_POST
def plan_reminders(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    form = LadderForm(request.POST)
    if form.is_valid():
        mailings.plan_reminders(wave=wave, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The reminders have been planned."))
    else:
        for problems in form.errors.values():
            messages.error(request, str(problems[0]))
    return redirect("surveys:sendings", wave.pk)


@only_for(Role.STAFF)
@require_POST
def note_bounces(request: UserRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    form = BouncesForm(request.POST)
    if form.is_valid():
        found = contacts.note_bounces(
            wave=wave, now=timezone.now(), by=request.user, **form.cleaned_data
        )
        messages.info(
            request,
            ngettext(
                "%(count)s message was marked as returned.",
                "%(count)s messages were marked as returned.",
                found,
            )
            % {"count": found},
        )
    return redirect("surveys:sendings", wave.pk)


@only_for(Role.STAFF)
def letters(request: UserRequest, pk: int) -> FileResponse:
    """Fetch the PDF of letters; it holds personal links, so the fetching is logged."""
    sending = get_object_or_404(
        Sending.objects.select_related("wave"), pk=pk, file__endswith=".pdf"
    )
    require(request.user, "surveys.invite", sending.wave)
    if not default_storage.exists(sending.file):  # erased, and stopped before that was noted
        raise Http404
    audit.record(
        actor=request.user,
        action="letters.fetch",
        now=timezone.now(),
        target=sending,
        letters=sending.done,
    )
    file = default_storage.open(sending.file)
    return FileResponse(file, as_attachment=True, filename=f"thu-moi-{sending.pk}.pdf")


@only_for(Role.STAFF)
@require_POST
def erase_letters(request: UserRequest, pk: int) -> HttpResponse:
    sending = get_object_or_404(Sending.objects.select_related("wave"), pk=pk)
    require(request.user, "surveys.invite", sending.wave)
    mailings.erase_letters_of(sending=sending, now=timezone.now())
    messages.success(request, _("The file of letters has been erased."))
    return redirect("surveys:sendings", sending.wave_id)


@only_for(Role.STAFF)
def channels(request: UserRequest, pk: int) -> HttpResponse:
    """Choose by which channels a wave reaches enterprises, and read what will be written."""
    wave = get_object_or_404(Wave, pk=pk)
    require(request.user, "surveys.invite", wave)
    form = ChannelsForm(
        request.POST or None, channels=wave.channels, initial={"plain_sms": wave.plain_sms}
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose_channels(
                wave=wave,
                channels=form.channels(),
                plain_sms=form.cleaned_data["plain_sms"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The channels have been kept."))
        return redirect("surveys:channels", wave.pk)
    context = {
        "wave": wave,
        "form": form,
        "channels": reach_by_channel(wave),
        "examples": list(examples(wave, wave.channels)),
    }
    return render(request, "surveys/fieldwork/channels.html", context)


@only_for(Role.STAFF)
@require_POST
def channel_of(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SampledEnterprise.objects.select_related("wave"), pk=pk)
    require(request.user, "surveys.invite", row.wave)
    form = ChannelForm(request.POST)
    if form.is_valid():
        try:
            choose_channel_of(
                sampled=row,
                channel=form.cleaned_data["channel"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The channel has been kept."))
    return redirect("surveys:sampled", row.pk)
