"""Django's entry to this app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.signing_in.idle import note_sign_in  # noqa: PLC0415 -- models load first
        from accounts.signing_in.last_sign_in import note_last_sign_in  # noqa: PLC0415

        user_logged_in.connect(note_sign_in, dispatch_uid="idle desk")
        user_logged_in.disconnect(dispatch_uid="update_last_login")  # it asks another clock
        user_logged_in.connect(note_last_sign_in, dispatch_uid="last sign-in")
