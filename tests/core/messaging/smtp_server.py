"""A small mail server in a thread: takes messages, and answers or hangs up as a test says."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import Message

HANG_UP = "hang up"
Answer = Callable[[str, str, int], str]  # command, argument, how many messages were taken


class MailServer(socketserver.ThreadingTCPServer):
    """Remembers what it took; ``answer`` may replace its answer to a command."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answer, self.connections = answer, 0
        self.taken: list[Message] = []
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def recipients(self) -> list[str]:
        with self.lock:
            return [str(message["To"]) for message in self.taken]


class Talk(socketserver.StreamRequestHandler):
    """One connection, by the letters of RFC 5321."""

    server: MailServer

    def handle(self) -> None:
        with self.server.lock:
            self.server.connections += 1
        if not self._say("CONNECT", "", "220 mail.example"):
            return
        while line := self.rfile.readline():
            command, _space, rest = line.decode().strip().partition(" ")
            if not self._obey(command.upper(), rest):
                return

    def _obey(self, command: str, rest: str) -> bool:
        if command == "DATA":
            return self._take()
        if command == "QUIT":
            self._say(command, rest, "221 bye")
            return False
        known = {"EHLO": "250 mail.example", "HELO": "250 mail.example"}
        return self._say(command, rest, known.get(command, "250 ok"))

    def _take(self) -> bool:
        if not self._say("DATA", "", "354 go on"):
            return False
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        with self.server.lock:
            number = len(self.server.taken)
        answer = self.server.answer("TEXT", "", number) or "250 taken"
        if answer.startswith("250") or answer == HANG_UP:
            with self.server.lock:
                self.server.taken.append(message_from_bytes(b"".join(lines)))
        return self._write(answer)

    def _say(self, command: str, rest: str, usual: str) -> bool:
        with self.server.lock:
            number = len(self.server.taken)
        return self._write(self.server.answer(command, rest, number) or usual)

    def _write(self, answer: str) -> bool:
        if answer == HANG_UP:
            return False
        with suppress(BrokenPipeError):
            self.wfile.write(f"{answer}\r\n".encode())
        return True


@contextmanager
def mail_server(answer: Answer = lambda command, rest, number: "") -> Iterator[MailServer]:
    with MailServer(answer) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
