"""A server that keeps each byte a proxy hands on, and reads it by the letter of RFC 9112."""

import re
import socket
import socketserver
import threading
from dataclasses import dataclass, field

TOKEN = rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)"
LINE = re.compile(TOKEN + rb" (\S+) HTTP/1\.[01]")
HEADER = re.compile(TOKEN + rb":[ \t]*([^\r\n\0]*?)[ \t]*")
NUMBER = re.compile(rb"[0-9]{1,18}")


class NotByTheLetter(Exception):
    """Bytes that two servers may read differently."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    raw: bytes


def first_request(data: bytes) -> tuple[Request, bytes] | None:
    """Take the first whole request off the bytes; ``None`` while more is to come."""
    head, end, rest = data.partition(b"\r\n\r\n")
    if not end:
        return None
    line, *lines = head.split(b"\r\n")
    if any(sign in head.replace(b"\r\n", b"") for sign in (b"\r", b"\n", b"\0")):
        raise NotByTheLetter(head)
    named = [HEADER.fullmatch(each) for each in lines]
    if not (start := LINE.fullmatch(line)) or None in named:
        raise NotByTheLetter(head)
    pairs = [(each[1].lower().decode(), each[2].decode("latin-1")) for each in named if each]
    headers = dict(pairs)
    lengths = [name for name, _value in pairs if name in ("content-length", "transfer-encoding")]
    if len(lengths) > 1 or "upgrade" in headers:
        raise NotByTheLetter(head)
    body = _body(headers, rest)
    if body is None:
        return None
    method, target = start[1].decode(), start[2].decode("latin-1")
    raw = data[: len(data) - len(body[1])]
    return Request(method, target, headers, body[0], raw), body[1]


def _body(headers: dict[str, str], rest: bytes) -> tuple[bytes, bytes] | None:
    if "transfer-encoding" in headers:
        if headers["transfer-encoding"] != "chunked":
            raise NotByTheLetter(headers["transfer-encoding"])
        return _chunks(rest)
    announced = headers.get("content-length", "0").encode()
    if not NUMBER.fullmatch(announced):
        raise NotByTheLetter(announced)
    length = int(announced)
    return (rest[:length], rest[length:]) if len(rest) >= length else None


def _chunks(rest: bytes) -> tuple[bytes, bytes] | None:
    body = b""
    while True:
        size, end, rest = rest.partition(b"\r\n")
        if not end:
            return None
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,15}", size):
            raise NotByTheLetter(size)
        length = int(size, 16)
        if len(rest) < length + 2:
            return None
        if rest[length : length + 2] != b"\r\n":
            raise NotByTheLetter(rest[:40])
        body, rest = body + rest[:length], rest[length + 2 :]
        if length == 0:
            return body, rest


@dataclass
class Recorder:
    """What came in: requests, the beginnings of some, and what was not by the letter."""

    requests: dict[int, Request] = field(default_factory=dict)
    cut_off: list[bytes] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self) -> socketserver.ThreadingTCPServer:
        recorder = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                recorder.keep(self.request)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def keep(self, connection: socket.socket) -> None:
        waiting = b""
        try:
            while got := connection.recv(65536):
                waiting = self._answer(connection, waiting + got)
        except NotByTheLetter as problem:
            self.unclear.append(repr(problem))
        except OSError:
            return
        if waiting:
            self.cut_off.append(waiting)

    def _answer(self, connection: socket.socket, waiting: bytes) -> bytes:
        while found := first_request(waiting):
            request, waiting = found
            with self.lock:
                number = len(self.requests) + 1
                self.requests[number] = request
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nX-Recorded: %d\r\nContent-Length: 2\r\n\r\nok" % number
            )
        return waiting
