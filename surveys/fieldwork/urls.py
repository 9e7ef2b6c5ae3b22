"""Addresses of waves, sampling, mailings, calls and paper forms; part of surveys.urls."""

from django.urls import path

from surveys.fieldwork.views import contacts, mailings, paper, public_counts, samples, trials, waves

urlpatterns = [
    path("waves/", waves.waves, name="waves"),
    path("waves/new/", waves.new_wave, name="new_wave"),
    path("waves/<int:pk>/", waves.wave, name="wave"),
    path("waves/<int:pk>/change/", waves.change_wave, name="change_wave"),
    path("waves/<int:pk>/open/", waves.open_wave, name="open_wave"),
    path("waves/<int:pk>/trial/", trials.trial, name="trial"),
    path("waves/<int:pk>/close/", waves.close_wave, name="close_wave"),
    path("waves/<int:pk>/reopen/", waves.reopen_wave, name="reopen_wave"),
    path("waves/<int:pk>/count/", public_counts.count, name="count"),
    path("waves/<int:pk>/sample/", samples.sample, name="sample"),
    path("waves/<int:pk>/sample/repeat/", samples.repeat_draw, name="repeat_draw"),
    path("waves/<int:pk>/sample/discard/", samples.discard_sample, name="discard_sample"),
    path("sampled/<int:pk>/", contacts.sampled, name="sampled"),
    path("sampled/<int:pk>/interview/", contacts.interview, name="interview"),
    path("sampled/<int:pk>/replace/", samples.replace, name="replace_enterprise"),
    path("sampled/<int:pk>/link/", contacts.send_link, name="send_link"),
    path("sampled/<int:pk>/opt-out/", contacts.opt_out, name="opt_out"),
    path("sampled/<int:pk>/opt-in/", contacts.opt_in, name="opt_in"),
    path("waves/<int:pk>/monitor/", contacts.monitor, name="monitor"),
    path("waves/<int:pk>/monitor/turnout.csv", contacts.turnout_csv, name="turnout_csv"),
    path("waves/<int:pk>/monitor/late/", contacts.late, name="late"),
    path("waves/<int:pk>/calls/", contacts.calls, name="calls"),
    path("waves/<int:pk>/sendings/", mailings.wave_sendings, name="sendings"),
    path("waves/<int:pk>/channels/", mailings.channels, name="channels"),
    path("sampled/<int:pk>/channel/", mailings.channel_of, name="channel_of"),
    path("waves/<int:pk>/sendings/order/", mailings.order_sending, name="order_sending"),
    path("waves/<int:pk>/reminders/", mailings.plan_reminders, name="plan_reminders"),
    path("waves/<int:pk>/bounces/", mailings.note_bounces, name="note_bounces"),
    path("sendings/<int:pk>/letters.pdf", mailings.letters, name="letters"),
    path("sendings/<int:pk>/erase/", mailings.erase_letters, name="erase_letters"),
    path("waves/<int:pk>/paper/", paper.paper_forms, name="paper"),
    path("waves/<int:pk>/paper/sheet.pdf", paper.paper_sheet, name="paper_sheet"),
    path("paper/<int:pk>/", paper.paper_entry, name="paper_entry"),
    path("paper/<int:pk>/settle/", paper.paper_settle, name="paper_settle"),
]
