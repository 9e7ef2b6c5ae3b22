"""Addresses of sampling, sending, calling, paper entry and review; part of surveys.urls."""

from django.urls import path

from surveys.views import fieldwork, paper, quality, samples, sendings

urlpatterns = [
    path("waves/<int:pk>/sample/", samples.sample, name="sample"),
    path("waves/<int:pk>/sample/repeat/", samples.repeat_draw, name="repeat_draw"),
    path("waves/<int:pk>/sample/discard/", samples.discard_sample, name="discard_sample"),
    path("sampled/<int:pk>/", fieldwork.sampled, name="sampled"),
    path("sampled/<int:pk>/interview/", fieldwork.interview, name="interview"),
    path("sampled/<int:pk>/replace/", samples.replace, name="replace_enterprise"),
    path("sampled/<int:pk>/opt-out/", fieldwork.opt_out, name="opt_out"),
    path("sampled/<int:pk>/opt-in/", fieldwork.opt_in, name="opt_in"),
    path("waves/<int:pk>/monitor/", fieldwork.monitor, name="monitor"),
    path("waves/<int:pk>/monitor/turnout.csv", fieldwork.turnout_csv, name="turnout_csv"),
    path("waves/<int:pk>/monitor/late/", fieldwork.late, name="late"),
    path("waves/<int:pk>/calls/", fieldwork.calls, name="calls"),
    path("waves/<int:pk>/sendings/", sendings.wave_sendings, name="sendings"),
    path("waves/<int:pk>/channels/", sendings.channels, name="channels"),
    path("sampled/<int:pk>/channel/", sendings.channel_of, name="channel_of"),
    path("waves/<int:pk>/sendings/order/", sendings.order_sending, name="order_sending"),
    path("waves/<int:pk>/reminders/", sendings.plan_reminders, name="plan_reminders"),
    path("waves/<int:pk>/bounces/", sendings.note_bounces, name="note_bounces"),
    path("sendings/<int:pk>/letters.pdf", sendings.letters, name="letters"),
    path("sendings/<int:pk>/erase/", sendings.erase_letters, name="erase_letters"),
    path("waves/<int:pk>/paper/", paper.paper_forms, name="paper"),
    path("waves/<int:pk>/paper/sheet.pdf", paper.paper_sheet, name="paper_sheet"),
    path("paper/<int:pk>/", paper.paper_entry, name="paper_entry"),
    path("paper/<int:pk>/settle/", paper.paper_settle, name="paper_settle"),
    path("waves/<int:pk>/quality/", quality.flagged, name="flagged"),
    path("waves/<int:pk>/quality/raise/", quality.raise_flags, name="raise_flags"),
    path("responses/<int:pk>/", quality.response, name="response"),
    path("waves/<int:pk>/portal/", quality.portal, name="portal"),
    path("waves/<int:pk>/portal/review/", quality.portal_review, name="portal_review"),
]
