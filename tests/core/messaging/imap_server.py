"""A mailbox over a real connection: as much of IMAP4rev1 as reading what is new takes."""

import re
import socketserver
import threading
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, messages):
        super().__init__(("127.0.0.1", 0), Session)
        self.messages, self.password = list(messages), "bi-mat"
        self.seen, self.cut_after = set(), None

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say(b"* OK ready")
        for line in self.rfile:
            tag, command = line.decode().strip().split(" ", 1)
            if not self._answer(tag, command):
                return

    def _say(self, line):
        self.wfile.write(line + b"\r\n")
        self.wfile.flush()

    def _answer(self, tag, command):
        box, word = self.server, command.split(" ", 1)[0].upper()
        said = f"{tag} OK done".encode()
        if word == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
        elif word == "LOGIN" and box.password not in command:
            said = f"{tag} NO wrong".encode()
        elif word == "SELECT":
            self._say(f"* {len(box.messages)} EXISTS".encode())
        elif word == "UID" and not self._by_uid(command):
            return False
        elif word == "LOGOUT":
            self._say(b"* BYE")
        self._say(said)
        return word != "LOGOUT"

    def _by_uid(self, command):
        box = self.server
        if "SEARCH" in command:
            new = [str(n) for n in range(1, len(box.messages) + 1) if n not in box.seen]
            self._say(f"* SEARCH {' '.join(new)}".encode())
            return True
        number = int(re.search(r"(?:FETCH|STORE) (\d+)", command).group(1))
        raw = box.messages[number - 1]
        if "STORE" in command:
            if box.cut_after == number:  # the line is cut before the message is marked
                box.cut_after = None
                return False
            box.seen.add(number)
        elif "SIZE" in command:
            self._say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(raw)})".encode())
        else:
            self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(raw)}}}".encode())
            self.wfile.write(raw)
            self._say(b")")
        return True


@contextmanager
def mailbox(*messages):
    with Mailbox(messages) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
