"""The line to the mail server: opened once for many messages, and opened anew when it was cut."""

import smtplib
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp

from core.messaging.mail.answers import judge

GO_ON = 354  # the server waits for the text


class _Noted:
    """Knows whether the text of a message is on its way, unanswered: then it may have left."""

    text_is_out = False

    def getreply(self) -> tuple[int, bytes]:
        code: int
        code, words = super().getreply()  # type: ignore[misc]
        self.text_is_out = code == GO_ON
        return code, words


class NotedSMTP(_Noted, smtplib.SMTP):
    """SMTP, also with STARTTLS."""


class NotedSMTPOverTLS(_Noted, smtplib.SMTP_SSL):
    """SMTP inside TLS from the first byte."""


class Backend(smtp.EmailBackend):
    """Django's own backend over a connection that knows what is on its way."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return NotedSMTPOverTLS if self.use_ssl else NotedSMTP

    @property
    def text_is_out(self) -> bool:
        return bool(getattr(self.connection, "text_is_out", False))


class Line:
    """Sends messages one by one over one connection; to be closed when there are no more."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, mail: EmailMessage) -> None:
        """Send, or raise what core.messaging.gateways knows; anything else leaves it unknown."""
        mail.connection = self._backend = self._backend or _backend()
        try:
            if isinstance(self._backend, Backend):
                self._backend.open()
            mail.send()
        except OSError as problem:
            verdict = judge(problem, text_is_out=getattr(self._backend, "text_is_out", False))
            if not isinstance(problem, smtplib.SMTPRecipientsRefused):
                self.close()
            raise verdict from problem

    def close(self) -> None:
        """Hang up; a server that has hung up already is no matter."""
        backend, self._backend = self._backend, None
        try:
            if backend is not None:
                backend.close()
        except OSError:
            return


def _backend() -> Any:
    chosen = get_connection()
    return Backend() if type(chosen) is smtp.EmailBackend else chosen
