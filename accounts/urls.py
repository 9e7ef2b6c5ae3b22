"""Addresses of accounts beside those of allauth, which stand under /accounts/."""

from django.urls import path

from accounts.views import account, people

app_name = "accounts"
urlpatterns = [
    path("privacy/", account.privacy, name="privacy"),
    path("me/", account.profile, name="profile"),
    path("me/data/", account.my_data, name="my_data"),
    path("me/data/file/", account.my_data_file, name="my_data_file"),
    path("sign-up/waiting/", account.waiting, name="waiting"),
    path("people/", people.users, name="users"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.user, name="user"),
    path("people/<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("people/<int:pk>/active/", people.set_active, name="set_active"),
    path("people/<int:pk>/second-factor/", people.reset_second_factor, name="reset_second_factor"),
    path("sign-ups/", people.sign_ups, name="sign_ups"),
    path("sign-ups/<int:pk>/", people.sign_up, name="sign_up"),
    path("audit/", people.audit_log, name="audit"),
    path("data-requests/", people.data_requests, name="data_requests"),
    path("data-requests/<int:pk>/", people.data_request, name="data_request"),
]
