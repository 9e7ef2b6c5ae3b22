"""What a mail server's answer means for a message, and in plain words for a person.

smtplib's errors are OSErrors, like those of the network below it.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable

from django.utils.translation import gettext as _

from core.messaging.errors import ServerAway, TryLater, Undeliverable


def judge(problem: OSError, *, text_is_out: bool) -> Exception:
    """Turn an error into what becomes of the message; itself when nobody can know.

    A definite answer of the server decides. Without one the message did not leave, unless its text
    was on the way: the server may have taken it before the line was cut.
    """
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = {code for code, _text in problem.recipients.values()}
        if all(500 <= code < 600 for code in codes):
            return Undeliverable(f"SMTP {max(codes)}")
        return ServerAway("SMTP 421") if 421 in codes else TryLater(f"SMTP {min(codes)}")
    if isinstance(problem, smtplib.SMTPDataError):
        return _judge_text(problem)
    if isinstance(problem, smtplib.SMTPResponseException):  # greeting, sign-in, sender
        return ServerAway(f"SMTP {problem.smtp_code}")
    return problem if text_is_out else ServerAway(type(problem).__name__)


def _judge_text(problem: smtplib.SMTPDataError) -> Exception:
    if problem.smtp_code == 421:
        return ServerAway("SMTP 421")
    said = f"SMTP {problem.smtp_code}"
    return Undeliverable(said) if problem.smtp_code >= 500 else TryLater(said)


def explain(problem: BaseException, *, host: str, port: int) -> str:
    """Say what went wrong, and what to look at, to the person who sets up the mail."""
    said = {"host": host, "port": port, "answer": _answer_of(problem)}
    if _is_late(problem):
        return _sentence(TimeoutError()) % said
    if _wants_sign_in(problem):
        sentence = _(
            "The mail server %(host)s:%(port)s asks who sends (%(answer)s). Check"
            " EMAIL_HOST_USER, EMAIL_HOST_PASSWORD and EMAIL_USE_TLS."
        )
        return sentence % said
    later = _("It puts the message off for now; please try again in a quarter of an hour.")
    return _sentence(problem) % said + (f" {later}" if _is_for_now(problem) else "")


def _sentence(problem: BaseException) -> str:
    for kinds, say in _SENTENCES:
        if isinstance(problem, kinds):
            return say(problem)
    return _("The mail server %(host)s:%(port)s gave an unexpected answer: %(answer)s.")


def _is_late(problem: BaseException) -> bool:
    """smtplib tells of a line that was cut and of one that is silent by the same error."""
    return isinstance(problem, smtplib.SMTPServerDisconnected) and "timed out" in str(problem)


def _wants_sign_in(problem: BaseException) -> bool:
    is_sender = isinstance(problem, smtplib.SMTPSenderRefused)
    return is_sender and problem.smtp_code == 530  # type: ignore[attr-defined]


def _is_for_now(problem: BaseException) -> bool:
    """Whether the server only puts it off (4xx)."""
    code = getattr(problem, "smtp_code", 0)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        code = min(code for code, _text in problem.recipients.values())
    return 400 <= int(code) < 500


def _answer_of(problem: BaseException) -> str:
    """The code and the words of the server, or those of the network below."""
    said: tuple[int, bytes | str]
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        said = next(iter(problem.recipients.values()))
    elif isinstance(problem, smtplib.SMTPResponseException):
        said = problem.smtp_code, problem.smtp_error
    else:
        return str(problem)[:200] or type(problem).__name__
    code, text = said
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())[:200]}"


_SENTENCES: list[tuple[tuple[type[BaseException], ...], Callable[[BaseException], str]]] = [
    (
        (smtplib.SMTPAuthenticationError,),
        lambda _p: _(
            "The mail server %(host)s:%(port)s does not accept the user name and password"
            " (%(answer)s). Check EMAIL_HOST_USER and EMAIL_HOST_PASSWORD; some providers want a"
            " password made for programs."
        ),
    ),
    (
        (smtplib.SMTPNotSupportedError,),
        lambda _p: _(
            "The mail server %(host)s:%(port)s does not offer what the settings ask for"
            " (%(answer)s). Check EMAIL_USE_TLS, EMAIL_USE_SSL and the port."
        ),
    ),
    (
        (smtplib.SMTPSenderRefused,),
        lambda _p: _(
            "The mail server %(host)s:%(port)s does not accept the sender (%(answer)s). Check"
            " DEFAULT_FROM_EMAIL: most servers send only for addresses of their own."
        ),
    ),
    (
        (smtplib.SMTPRecipientsRefused,),
        lambda _p: _("The mail server %(host)s:%(port)s refuses this address (%(answer)s)."),
    ),
    (
        (smtplib.SMTPDataError,),
        lambda _p: _("The mail server %(host)s:%(port)s refuses the message (%(answer)s)."),
    ),
    (
        (smtplib.SMTPServerDisconnected,),
        lambda _p: _(
            "The mail server %(host)s:%(port)s hung up before it took the message. Check whether"
            " the port expects TLS from the start (EMAIL_USE_SSL, usually 465) or later"
            " (EMAIL_USE_TLS, usually 587)."
        ),
    ),
    (
        (ConnectionRefusedError,),
        lambda _p: _(
            "Nothing answers at %(host)s:%(port)s. Check EMAIL_HOST and EMAIL_PORT, and whether"
            " the mail server runs."
        ),
    ),
    (
        (socket.gaierror,),
        lambda _p: _("No server has the name %(host)s. Check EMAIL_HOST."),
    ),
    (
        (ssl.SSLError,),
        lambda _p: _(
            "No encrypted connection to %(host)s:%(port)s came about (%(answer)s). Check the port,"
            " EMAIL_USE_TLS, EMAIL_USE_SSL, and that the certificate bears this name."
        ),
    ),
    (
        (TimeoutError,),
        lambda _p: _(
            "The mail server %(host)s:%(port)s does not answer in time. A firewall may be in the"
            " way, or the port expects TLS from the start (EMAIL_USE_SSL)."
        ),
    ),
]
