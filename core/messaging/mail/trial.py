"""“Send me one”: whether e-mail leaves, said in plain words."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends import filebased, smtp
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.messaging import headers
from core.messaging.mail.answers import explain
from core.messaging.mail.line import Line


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a trial left for its reader, and what there is to know about it."""

    left: bool
    sentence: str


def goes_to_files() -> bool:
    """Whether e-mail is written to files, and so reaches nobody."""
    return issubclass(import_string(settings.EMAIL_BACKEND), filebased.EmailBackend)


def send_trial(address: str) -> Outcome:
    """Send one message at once, past the outbox, and tell what the mail server said."""
    mail = EmailMultiAlternatives(
        subject=_("Trial message of the platform"),
        body=_(
            "This message was sent to see whether e-mail leaves the platform. It has arrived, so"
            " the settings are right. Nobody needs to answer it."
        ),
        from_email=headers.sender(),
        to=[address],
        reply_to=headers.association(),
        headers={"Auto-Submitted": "auto-generated"},
    )
    line = Line()
    try:
        line.send(mail)
    except Exception as problem:  # noqa: BLE001 -- whatever it was is told to the person who asked
        return Outcome(left=False, sentence=_explain(problem))
    finally:
        line.close()
    return _success(address)


def _explain(problem: Exception) -> str:
    cause = problem.__cause__ or problem
    return explain(cause, host=settings.EMAIL_HOST, port=settings.EMAIL_PORT)


def _success(address: str) -> Outcome:
    if goes_to_files():
        return Outcome(
            left=False,
            sentence=_(
                "E-mail is written to files in %(folder)s and reaches nobody. To send it, name a"
                " mail server: EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend,"
                " EMAIL_HOST and EMAIL_PORT."
            )
            % {"folder": settings.EMAIL_FILE_PATH},
        )
    if not issubclass(import_string(settings.EMAIL_BACKEND), smtp.EmailBackend):
        return Outcome(left=True, sentence=_("The message was handed over."))
    return Outcome(
        left=True,
        sentence=_(
            "The mail server %(host)s:%(port)s has taken the message to %(address)s. If it does"
            " not arrive, look among the spam, and ask whoever runs the server for its log."
        )
        % {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "address": address},
    )
