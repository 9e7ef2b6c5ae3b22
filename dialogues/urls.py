"""Addresses of this app. Those of questions and answers are permanent.

An issue is addressed by its number (``2026-483921``; older ones, ``2026-0001``, stay); fixed words
stand before it in the list.
"""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from dialogues.issues.views import (
    answering,
    cases,
    desk,
    files,
    following,
    grounds,
    information_requests,
    intake,
    open_data,
    questions,
    raising,
    replies,
)
from dialogues.reporting import paper_views, views
from dialogues.sessions.views import (
    feedback,
    guest_questions,
    guests,
    live,
    minutes,
    minutes_papers,
    planning,
    registration,
    sealed_minutes,
    sessions,
)


class Slot(StringConverter):
    """A session within its year: ``1``, or ``1-2`` for a further session of the quarter."""

    regex = "[1-4](?:-(?:[2-9]|[1-9][0-9]))?"


register_converter(Slot, "slot")
in_session = [
    path("", sessions.session_page, name="session"),
    path("calendar.ics", sessions.session_calendar, name="session_calendar"),
    path("edit/", sessions.edit_session, name="edit_session"),
    path("documents/", sessions.add_document, name="add_document"),
    path("step/<slug:step>/", sessions.session_step, name="session_step"),
    path("invite/", sessions.invite, name="invite"),
    path("register/", guests.sign_up, name="sign_up"),
    path("register/sent/", guests.signed_up, name="signed_up"),
    path("attendance/", sessions.attendance, name="attendance"),
    path("attendance/new/", guests.add_guest, name="add_guest"),
    path("attendance/list/", guests.add_guests, name="add_guests"),
    path("attendance/<int:pk>/enterprise/", guests.tie_guest, name="tie_guest"),
    path("attendance/<int:pk>/letter/", sessions.resend, name="resend"),
    path("questions/", raising.advance_questions, name="advance_questions"),
    path("feedback/", feedback.session_feedback, name="session_feedback"),
    path("hall/code.svg", guest_questions.hall_code, name="hall_code"),
    path("hall/<str:code>/", guest_questions.hall, name="hall"),
    path("live/", live.live, name="live"),
    path("live/save/", live.live_save, name="live_save"),
    path("projection/", live.projection, name="projection"),
    path("minutes/", minutes.minutes_page, name="minutes"),
    path("minutes/edit/", minutes.edit_minutes, name="edit_minutes"),
    path("minutes/step/<slug:step>/", minutes.minutes_step, name="minutes_step"),
    path("minutes/sealed/", sealed_minutes.sealed_minutes, name="sealed_minutes"),
    path(
        "minutes/sealed.pdf",
        sealed_minutes.sealed_minutes,
        {"form": "pdf"},
        name="sealed_minutes_pdf",
    ),
    path("minutes/redact/", sealed_minutes.redact_minutes, name="redact_minutes"),
    path("minutes/addenda/", sealed_minutes.add_addendum, name="add_addendum"),
    path("minutes/addenda/<int:pk>/", sealed_minutes.redact_addendum, name="redact_addendum"),
    path("minutes/comments/<int:pk>/", minutes.reply_comment, name="reply_comment"),
    path("minutes.docx", minutes_papers.minutes_document, name="minutes_document"),
    path("minutes.pdf", minutes_papers.minutes_pdf, name="minutes_pdf"),
    path("report/", views.quarter_report_page, name="quarter_report"),
    path("report.pdf", paper_views.report_paper, {"form": "pdf"}, name="quarter_report_pdf"),
    path("report.docx", paper_views.report_paper, {"form": "docx"}, name="report_paper"),
    path("invitation.<slug:form>", paper_views.invitation_paper, name="invitation_paper"),
]
of_issue = [
    path("", cases.issue_page, name="issue"),
    path("edit/", cases.edit, name="edit_issue"),
    path("publish/", cases.publish, name="publish_issue"),
    path("unpublish/", cases.unpublish, name="unpublish_issue"),
    path("redact/", cases.redact, name="redact_issue"),
    path("redact/<int:answer>/", cases.redact, name="redact_answer"),
    path("take-in/", intake.take_in, name="take_in"),
    path("split/", cases.split, name="split_issue"),
    path("enterprise/", cases.tie, name="tie_issue"),
    path("lead/stays/", cases.refuse_hand_over, name="refuse_hand_over"),
    path("agencies/", cases.add_agency, name="add_agency"),
    path("deadlines/<int:pk>/ground/", grounds.name_ground, name="name_ground"),
    path("dismiss/", cases.dismiss, name="dismiss"),
    path("notes/", cases.note, name="note"),
    path("verdict/", cases.judge, name="judge"),
    path("attachments/", files.attach, name="attach"),
    path("name/", following.take_name_away, name="take_name_away"),
    path("links/end/", following.end_links, name="end_links"),
    path("support/", raising.support, name="support"),
    path("answer/", answering.new_answer, name="new_answer"),
    path("letter/<int:clock>.<slug:form>", paper_views.forwarding_paper, name="forwarding_paper"),
    path("step/<slug:act>/", cases.act, name="act"),
]

app_name = "dialogues"
urlpatterns = [
    path("hoi-dap/", questions.question_list, name="questions"),
    path("hoi-dap/dia-ban/", questions.places, name="question_places"),
    path("hoi-dap/atom.xml", questions.feed, name="feed"),
    path("hoi-dap/data.<slug:form>", open_data.download, name="open_data"),
    path("hoi-dap/codebook/", questions.codebook, name="codebook"),
    path("hoi-dap/<slug:number>/", questions.question, name="question"),
    path("dialogues/", sessions.session_list, name="sessions"),
    path("dialogues/plan/", planning.plan_year, name="plan_year"),
    path("dialogues/plan/further/", planning.plan_further, name="plan_further"),
    path("dialogues/<int:year>/q<slot:slot>/", include(in_session)),
    path("dialogues/invitation/<str:key>/", registration.participant, name="participant"),
    path(
        "dialogues/invitation/<str:key>/code.svg",
        registration.participant_code,
        name="participant_code",
    ),
    path(
        "dialogues/invitation/<str:key>/questions/",
        guest_questions.guest_questions,
        name="guest_questions",
    ),
    path(
        "dialogues/invitation/<str:key>/questions/<slug:number>/",
        guest_questions.guest_support,
        name="guest_support",
    ),
    path(
        "dialogues/invitation/<str:key>/calendar.ics",
        registration.participant_calendar,
        name="participant_calendar",
    ),
    path("dialogues/invitation/<str:key>/minutes/", minutes.guest_minutes, name="guest_minutes"),
    path("dialogues/invitation/<str:key>/feedback/", feedback.give_feedback, name="give_feedback"),
    path("dialogues/check-in/<str:key>/", registration.check_in, name="check_in"),
    path("issues/", desk.issue_list, name="issues"),
    path("issues/many/", intake.take_many, name="take_many"),
    path("issues/many/undo/", intake.undo_many, name="undo_many"),
    path("issues/mine/", desk.my_work, name="my_work"),
    path("issues/scorecard/", desk.scorecard, name="scorecard"),
    path("issues/templates/", answering.template_list, name="templates"),
    path("issues/grounds/", grounds.ground_list, name="grounds"),
    path("issues/grounds/new/", grounds.add_ground, name="add_ground"),
    path("issues/grounds/<int:pk>/", grounds.edit_ground, name="edit_ground"),
    path("issues/grounds/<int:pk>/looked-up/", grounds.confirm_ground, name="confirm_ground"),
    path("issues/provisions/<int:pk>/", grounds.edit_provision, name="edit_provision"),
    path("issues/replies/", replies.reply_list, name="replies"),
    path("issues/replies/<int:pk>/", replies.settle_reply, name="settle_reply"),
    path("issues/filters/", desk.save_filter, name="save_filter"),
    path("issues/filters/<int:pk>/forget/", desk.forget_filter, name="forget_filter"),
    path("issues/new/", raising.raise_issue, name="raise"),
    path("issues/similar/", raising.similar, name="similar"),
    path("issues/enterprises/", live.find_enterprises, name="find_enterprises"),
    path("issues/suggest/", raising.suggest, name="suggest"),
    path("issues/follow/", following.new_link, name="new_link"),
    path("issues/follow/<str:token>/", following.follow, name="follow"),
    path("issues/answers/<int:pk>/", answering.edit_answer, name="edit_answer"),
    path("issues/answers/<int:pk>/take-back/", answering.take_back, name="take_back"),
    path("issues/answers/<int:pk>/approve/", answering.approve_answer, name="approve_answer"),
    path(
        "issues/answers/<int:pk>/paper.<slug:form>", paper_views.answer_paper, name="answer_paper"
    ),
    path("issues/attachments/<slug:code>/", files.attachment, name="attachment"),
    path("issues/attachments/<slug:code>/file/", files.file_page, name="file"),
    path("issues/<slug:number>/", include(of_issue)),
    path("information-requests/", information_requests.request_list, name="information"),
    path("information-requests/new/", information_requests.log_request, name="log_request"),
    path(
        "information-requests/<int:pk>/", information_requests.decide_request, name="decide_request"
    ),
]
