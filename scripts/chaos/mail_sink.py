"""A mail server that takes everything and remembers to whom it was."""

import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RECIPIENT = re.compile(rb"^RCPT TO:<([^>]*)>", re.IGNORECASE)


class MailSink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, pause: float) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.pause, self.lock = pause, threading.Lock()
        self.taken: Counter[str] = Counter()

    def note(self, recipient: str) -> None:
        with self.lock:
            self.taken[recipient] += 1

    @property
    def environment(self) -> dict[str, str]:
        """Settings that lead the platform's mail here."""
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self.server_address[1]),
        }

    @property
    def twice(self) -> int:
        return sum(times > 1 for times in self.taken.values())


class Talk(socketserver.StreamRequestHandler):
    """One connection; a message is taken with the dot that ends it."""

    server: MailSink

    def handle(self) -> None:
        with suppress(ConnectionError):  # the sender was killed
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 sink\r\n")
        recipient = ""
        while line := self.rfile.readline(4096):
            verb = line[:4].upper()
            if found := RECIPIENT.match(line):
                recipient = found[1].decode()
            if verb == b"DATA":
                self._take_text(recipient)
            else:
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")

    def _take_text(self, recipient: str) -> None:
        self.wfile.write(b"354 go on\r\n")
        while (line := self.rfile.readline(65536)) and line != b".\r\n":
            continue
        if line:
            time.sleep(self.server.pause)
            self.server.note(recipient)
            self.wfile.write(b"250 taken\r\n")


@contextmanager
def mail_sink(pause: float = 0.0) -> Iterator[MailSink]:
    sink = MailSink(pause)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    try:
        yield sink
    finally:
        sink.shutdown()
        sink.server_close()
