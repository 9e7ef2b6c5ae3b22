"""A small server that speaks as much of S3 as the platform asks: put, get, head, delete, list."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Bucket(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept: dict[str, bytes] = {}
        self.signed: list[str] = []

    @property
    def place(self) -> str:
        return f"s3+http://key:a%2Fsecret@127.0.0.1:{self.server_address[1]}/bucket/province"


class Talk(BaseHTTPRequestHandler):
    server: Bucket
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: object) -> None:
        return

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket").lstrip("/")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = _joined(body)
        self.server.signed.append(self.headers.get("Authorization", ""))
        self.server.kept[self.key] = body
        self._answer(200, b"")

    def do_HEAD(self) -> None:
        self._show(with_body=False)

    def do_GET(self) -> None:
        if self.key:
            self._show(with_body=True)
        else:
            self._list(parse_qs(urlsplit(self.path).query))

    def do_DELETE(self) -> None:
        self.server.kept.pop(self.key, None)
        self._answer(204, b"")

    def _show(self, *, with_body: bool) -> None:
        body = self.server.kept.get(self.key)
        if body is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>" if with_body else b"")
        else:
            self._answer(200, body, with_body=with_body)

    def _list(self, query: dict[str, list[str]]) -> None:
        prefix = query.get("prefix", [""])[0]
        rests = [key[len(prefix) :] for key in sorted(self.server.kept) if key.startswith(prefix)]
        files = "".join(
            f"<Contents><Key>{escape(prefix + rest)}</Key><Size>1</Size></Contents>"
            for rest in rests
            if "/" not in rest
        )
        folders = "".join(
            f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>"
            for name in sorted({rest.partition("/")[0] for rest in rests if "/" in rest})
        )
        told = f"<ListBucketResult><IsTruncated>false</IsTruncated>{files}{folders}"
        self._answer(200, f"{told}</ListBucketResult>".encode())

    def _answer(self, status: int, body: bytes, *, with_body: bool = True) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{md5(body, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def _joined(body: bytes) -> bytes:
    """Put the pieces of a body together that was sent with its checksum behind it."""
    whole = b""
    while True:
        size, _line, body = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        if not length:
            return whole
        whole, body = whole + body[:length], body[length + 2 :]


@contextmanager
def bucket() -> Iterator[Bucket]:
    server = Bucket()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
