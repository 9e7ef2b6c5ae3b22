"""What a proxy hands on is by the letter, and it counts each request the server behind it reads.

Some bytes are one request to one reader and two to another. Who could have the proxy read one and
the server two would hide the second from every rule of the proxy. So a third party stands behind
nginx and Caddy as shipped: it keeps all bytes and reads them strictly, gunicorn reads them once
more, and the proxy's own log must name each of these requests.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from bench._site import free_port
from scripts.chaos.proxies import caddyfile, nginx_configuration
from tests.config.recorder import NotByTheLetter, Recorder, first_request

pytestmark = [pytest.mark.platform, pytest.mark.slow]

SECOND = b"GET /second HTTP/1.1\r\nHost: h\r\n\r\n"
CHUNKED = b"5\r\nhello\r\n0\r\n\r\n"
ENDS = {
    "LF": b"GET /a HTTP/1.1\nHost: h\n\n" + SECOND,
    "LF in one header": b"GET /a HTTP/1.1\r\nHost: h\nX: 1\r\n\r\n" + SECOND,
    "LF hides a header": b"GET /a HTTP/1.1\r\nHost: h\r\nX: 1\nContent-Length: 5\r\n\r\nhello"
    + SECOND,
    "LF before the second": b"GET /a HTTP/1.1\r\nHost: h\r\n\n" + SECOND,
    "CR alone": b"GET /a HTTP/1.1\r\nHost: h\r\nX: 1\rContent-Length: 5\r\n\r\n" + SECOND,
    "CR CR LF": b"GET /a HTTP/1.1\r\nHost: h\r\r\n\r\n" + SECOND,
    "empty lines first": b"\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n" + SECOND,
    "NUL": b"GET /a HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n" + SECOND,
    "folded": b"GET /a HTTP/1.1\r\nHost: h\r\nX: 1\r\n Content-Length: 5\r\n\r\n" + SECOND,
    "HTTP/0.9": b"GET /a\r\n" + SECOND,
    "HTTP/1.2": b"GET /a HTTP/1.2\r\nHost: h\r\n\r\n" + SECOND,
    "two spaces": b"GET  /a  HTTP/1.1\r\nHost: h\r\n\r\n" + SECOND,
    "a tab": b"GET\t/a\tHTTP/1.1\r\nHost: h\r\n\r\n" + SECOND,
    "line break in the address": b"GET /a%0d%0aX:1 HTTP/1.1\r\nHost: h\r\n\r\n" + SECOND,
    "line break, overlong": b"GET /a\xc0\x8d\xc0\x8a HTTP/1.1\r\nHost: h\r\n\r\n" + SECOND,
    "letter beyond": "GET /aĊX:1 HTTP/1.1\r\nHost: h\r\n\r\n".encode() + SECOND,
    "whole address": b"GET http://h/a HTTP/1.1\r\nHost: other\r\n\r\n" + SECOND,
    "no host": b"GET /a HTTP/1.1\r\n\r\n" + SECOND,
    "two hosts": b"GET /a HTTP/1.1\r\nHost: h\r\nHost: other\r\n\r\n" + SECOND,
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECOND,
}
NAMED = {  # headers of a POST, and what follows it
    "CL and TE": (b"Content-Length: 4\r\nTransfer-Encoding: chunked", CHUNKED),
    "TE and CL": (b"Transfer-Encoding: chunked\r\nContent-Length: 60", b"0\r\n\r\n"),
    "CL twice": (b"Content-Length: 5\r\nContent-Length: 0", b"hello"),
    "CL twice the same": (b"Content-Length: 5\r\nContent-Length: 5", b"hello"),
    "CL in a list": (b"Content-Length: 5, 5", b"hello"),
    "CL +5": (b"Content-Length: +5", b"hello"),
    "CL 0x5": (b"Content-Length: 0x5", b"hello"),
    "CL 5_0": (b"Content-Length: 5_0", b"hello"),
    "CL in other digits": ("Content-Length: \u0665".encode(), b"hello"),
    "CL empty": (b"Content-Length:", b"hello"),
    "CL negative": (b"Content-Length: -1", b"hello"),
    "CL beyond 64 bits": (b"Content-Length: 18446744073709551621", b"hello"),
    "CL with a space": (b"Content-Length : 5", b"hello"),
    "CL underlined": (b"Content_Length: 5", b""),
    "CL after a NUL": (b"Content-Length\0: 5", b"hello"),
    "CL taken away": (b"Connection: Content-Length\r\nContent-Length: 5", b"hello"),
    "TE taken away": (b"Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked", CHUNKED),
    "TE x": (b"Transfer-Encoding: xchunked\r\nContent-Length: 15", CHUNKED),
    "TE quoted": (b'Transfer-Encoding: "chunked"\r\nContent-Length: 15', CHUNKED),
    "TE with a space": (b"Transfer-Encoding : chunked\r\nContent-Length: 15", CHUNKED),
    "TE with a tab": (b"Transfer-Encoding:\tchunked", CHUNKED),
    "TE with VT": (b"Transfer-Encoding: \x0bchunked", CHUNKED),
    "TE folded": (b"Transfer-Encoding:\r\n chunked", CHUNKED),
    "TE in capitals": (b"TRANSFER-ENCODING: CHUNKED", CHUNKED),
    "TE identity": (b"Transfer-Encoding: identity\r\nContent-Length: 5", b"hello"),
    "TE gzip": (b"Transfer-Encoding: gzip, chunked", CHUNKED),
    "TE chunked and more": (b"Transfer-Encoding: chunked, identity", CHUNKED),
    "TE twice": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", CHUNKED),
    "TE twice, other": (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", CHUNKED),
    "TE empty": (b"Transfer-Encoding:\r\nContent-Length: 5", b"hello"),
    "TE underlined": (b"Transfer_Encoding: chunked\r\nContent-Length: 15", CHUNKED),
    "chunk with LF": (b"Transfer-Encoding: chunked", b"5\nhello\n0\n\n"),
    "chunk with CR": (b"Transfer-Encoding: chunked", b"5\rhello\r0\r\r"),
    "chunk extension": (b"Transfer-Encoding: chunked", b"5;a=b\r\nhello\r\n0\r\n\r\n"),
    "extension with LF": (b"Transfer-Encoding: chunked", b"5;a\nhello\r\n0\r\n\r\n"),
    "extension, two sizes": (b"Transfer-Encoding: chunked", b"5;\r3c\r\nhello\r\n0\r\n\r\n"),
    "chunk 0x5": (b"Transfer-Encoding: chunked", b"0x5\r\nhello\r\n0\r\n\r\n"),
    "chunk +5": (b"Transfer-Encoding: chunked", b"+5\r\nhello\r\n0\r\n\r\n"),
    "chunk 5_": (b"Transfer-Encoding: chunked", b"5_\r\nhello\r\n0\r\n\r\n"),
    "chunk with spaces": (b"Transfer-Encoding: chunked", b"5   \r\nhello\r\n0\r\n\r\n"),
    "chunk beyond 64 bits": (
        b"Transfer-Encoding: chunked",
        b"10000000000000005\r\nhello\r\n0\r\n\r\n",
    ),
    "chunk too long": (b"Transfer-Encoding: chunked", b"5\r\nhelloXY0\r\n\r\n"),
    "no last line": (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\n"),
    "last 00000": (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n00000\r\n\r\n"),
    "trailer": (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\nX-A: 1\r\n\r\n"),
    "trailer with length": (
        b"Transfer-Encoding: chunked\r\nTrailer: Content-Length",
        b"5\r\nhello\r\n0\r\nContent-Length: 60\r\n\r\n",
    ),
    "trailer with LF": (b"Transfer-Encoding: chunked", b"5\r\nhello\r\n0\r\nX: 1\n\n"),
    "expects": (b"Expect: 100-continue\r\nContent-Length: 5", b"hello"),
    "expects something else": (b"Expect: magic\r\nContent-Length: 5", b"hello"),
    "wants HTTP/2": (
        b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"
        b"\r\nContent-Length: 5",
        b"hello",
    ),
    "wants a socket": (b"Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0", b""),
    "old, chunked": (b"Transfer-Encoding: chunked\r\nConnection: keep-alive", CHUNKED),
    "proxy's own taken away": (
        b"Connection: X-Forwarded-For, X-Forwarded-Proto, Host\r\nContent-Length: 5",
        b"hello",
    ),
    "underlined claims": (
        b"X_Forwarded_For: 1.2.3.4\r\nScript_Name: /static\r\nContent-Length: 5",
        b"hello",
    ),
}
METHODS = ("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "PO ST", "GET\x0b")


def cases() -> dict[str, bytes]:
    """Each case by name; its addresses are its own."""
    made = dict(ENDS)
    for name, (headers, body) in NAMED.items():
        version = b"1.0" if name.startswith("old") else b"1.1"
        start = b"POST /a HTTP/" + version + b"\r\nHost: h\r\n"
        made[name] = start + headers + b"\r\n\r\n" + body + SECOND
    for method in METHODS:
        line = f"{method} /a HTTP/1.1\r\nHost: h\r\nContent-Length: 34\r\n\r\n"
        made[f"{method!r} with a body"] = line.encode() + SECOND
    return {
        name: raw.replace(b"/a", b"/n%d" % at, 1).replace(b"/second", b"/second%d" % at)
        for at, (name, raw) in enumerate(made.items())
    }


@dataclass(frozen=True, slots=True)
class Front:
    """A proxy that runs, and its own list: number of the answer behind, method, address."""

    port: int
    log: Path

    def counted(self) -> dict[int, tuple[str, str]]:
        if not self.log.exists():
            return {}
        with self.log.open(encoding="latin-1") as lines:  # as the third party reads addresses
            return dict(filter(None, map(_read_line, lines)))


def _read_line(line: str) -> tuple[int, tuple[str, str]] | None:
    if line.startswith("{"):
        told = json.loads(line)
        number = told.get("resp_headers", {}).get("X-Recorded", [""])[0]
        method, address = told["request"]["method"], told["request"]["uri"]
    else:
        number, method, address = line.rstrip("\n").split("|")
    return (int(number), (method, address)) if number.isdecimal() else None


def nginx_front(folder: Path, behind: int) -> tuple[list[str], Front]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        pytest.skip("nginx is not installed")
    front = Front(free_port(), folder / "counted.log")
    shipped = nginx_configuration(str(folder), front.port, behind)
    ours = re.sub(r"access_log (off|\S+ thuocdo);", f"access_log {front.log} counted;", shipped)
    ours = ours.replace("rate=20r/s", "rate=9000r/s")  # all cases come from one address
    format_ = (
        "log_format counted escape=none '$upstream_http_x_recorded|$request_method|$request_uri';"
    )
    ours = ours.replace("upstream thuocdo {", f"{format_}\nupstream thuocdo {{")
    path = folder / "nginx.conf"
    path.write_text(ours, encoding="utf-8")
    return [program, "-c", str(path), "-p", str(folder), "-g", "daemon off;"], front


def caddy_front(folder: Path, behind: int) -> tuple[list[str], Front]:
    program = shutil.which("caddy")
    if not program:
        pytest.skip("Caddy is not installed")
    front = Front(free_port(), folder / "counted.log")
    ours = caddyfile(front.port, behind).replace("\tskip_log @personal\n", "")
    ours = ours.replace(f"//127.0.0.1:{front.port} ", f"//:{front.port} ")  # under any name
    own = ours.rindex("\tlog {")
    end = ours.index("\n\t}\n", own)
    ours = f"{ours[:own]}\tlog {{\n\t\toutput file {front.log}\n\t\tformat json{ours[end:]}"
    path = folder / "Caddyfile"
    path.write_text(ours, encoding="utf-8")
    return [program, "run", "--adapter", "caddyfile", "--config", str(path)], front


@pytest.fixture(scope="module", params=[nginx_front, caddy_front], ids=["nginx", "caddy"])
def heard(request, tmp_path_factory):
    """All cases sent through a proxy: what the third party kept, and what the proxy counted."""
    folder = tmp_path_factory.mktemp("front")
    recorder = Recorder()
    server = recorder.serve()
    command, front = request.param(folder, server.server_address[1])
    process = subprocess.Popen(command, env={**os.environ, "HOME": str(folder)})  # noqa: S603 -- ours
    try:
        _wait_for(front.port)
        with ThreadPoolExecutor(8) as senders:
            answers = list(senders.map(lambda raw: send(front.port, raw), cases().values()))
        _wait_until(lambda: len(front.counted()) >= len(recorder.requests))
    finally:
        process.terminate()
        process.wait(10)
        server.shutdown()
        server.server_close()
    return recorder, front.counted(), dict(zip(cases(), answers, strict=True))


def send(port: int, raw: bytes) -> bytes:
    """Send one case and return all that comes back within a while."""
    told = b""
    with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
        try:
            connection.sendall(raw)
            while got := connection.recv(65536):
                told += got
        except OSError:
            pass
    return told


def _wait_for(port: int) -> None:
    _wait_until(lambda: _listens(port))


def _listens(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _wait_until(is_so) -> None:
    for _time in range(100):
        if is_so():
            return
        time.sleep(0.1)


def test_all_that_is_handed_on_is_by_the_letter(heard):
    recorder, _counted, _answers = heard

    assert recorder.requests
    assert recorder.unclear == []


def test_the_proxy_counts_each_request_the_server_behind_it_reads(heard):
    recorder, counted, _answers = heard
    read = {number: (each.method, each.target) for number, each in recorder.requests.items()}
    asked_as = {"HEAD": "GET"}  # nginx asks for a page that may be kept whole

    assert read.keys() == counted.keys()
    for number, (method, address) in counted.items():
        assert read[number][0] in (method, asked_as.get(method))
        assert _ascii(read[number][1]) == _ascii(address)


def _ascii(address: str) -> str:
    """The path; what Caddy cannot read as UTF-8 it logs as a sign of its own."""
    return re.sub(r"[^ -~]+", "?", unquote(address.removeprefix("http://h"), "latin-1"))


def test_gunicorn_reads_each_of_them_as_one_request_or_refuses_it(heard):
    recorder, _counted, _answers = heard
    assert b"".join(each.raw for each in recorder.requests.values())
    for request in recorder.requests.values():
        assert read_by_gunicorn(request.raw) in (
            [(request.method, request.target, request.body)],
            "refused",
        )


def read_by_gunicorn(raw: bytes) -> list[tuple[str, str, bytes]] | str:
    config = Config()
    config.set("forwarder_headers", "")
    parser = RequestParser(config, iter([raw]), ("127.0.0.1", 1))
    try:
        return [(each.method, each.uri, each.body.read()) for each in parser]
    except ParseException:
        return "refused"


def test_what_is_cut_off_was_counted_and_is_no_request(heard):
    recorder, _counted, answers = heard
    addresses = {name: b"/n%d " % at for at, name in enumerate(cases())}
    for beginning in recorder.cut_off:
        case = next(name for name, address in addresses.items() if address in beginning)
        assert answers[case].startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 502 "))
        assert first_request(beginning) is None


def test_who_visits_is_told_by_the_proxy_alone(heard):
    recorder, _counted, _answers = heard

    assert recorder.requests
    for request in recorder.requests.values():
        assert request.headers["x-forwarded-for"] == "127.0.0.1"
        assert request.headers["x-forwarded-proto"] == "https"
        assert "script-name" not in request.headers


def test_one_answer_at_most_for_each_request_that_was_counted(heard):
    _recorder, counted, answers = heard
    told = b"".join(answers.values())

    numbers = [int(each) for each in re.findall(rb"X-Recorded: (\d+)", told)]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= set(counted)


@pytest.mark.parametrize(
    "raw",
    [
        ENDS["LF"],
        ENDS["CR alone"],
        b"POST /a HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
        b"POST /a HTTP/1.1\r\nContent-Length: +5\r\n\r\nhello",
        b"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n0\r\n\r\n",
    ],
)
def test_the_third_party_takes_nothing_that_has_two_readings(raw):
    with pytest.raises(NotByTheLetter):
        first_request(raw)
