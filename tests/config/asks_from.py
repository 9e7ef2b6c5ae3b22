"""A program that asks nginx from several IPv6 addresses, in a network of its own.

Started by a test with ``unshare --net``: the addresses are there for this program alone.
"""

import http.client
import json
import socket
import subprocess
import sys
import time

ASKED = 30


def main() -> None:
    """Print how many of thirty requests from each address were let through, as JSON."""
    program, configuration, port, *addresses = sys.argv[1:]
    _ip("link", "set", "lo", "up")
    for address in addresses:
        _ip("addr", "add", f"{address}/64", "dev", "lo", "nodad")
    server = subprocess.Popen([program, "-c", configuration, "-g", "daemon off;"])  # noqa: S603 -- the test's
    try:
        _wait_for(int(port))
        sys.stdout.write(json.dumps([_let_through(address, int(port)) for address in addresses]))
    finally:
        server.terminate()
        server.wait(10)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)  # noqa: S603, S607 -- ours


def _wait_for(port: int) -> None:
    for _time in range(100):
        with socket.socket(socket.AF_INET6) as connection:
            if connection.connect_ex(("::1", port)) == 0:
                return
        time.sleep(0.1)


def _let_through(address: str, port: int) -> int:
    connection = http.client.HTTPConnection("::1", port, source_address=(address, 0))
    statuses = []
    for _time in range(ASKED):
        connection.request("GET", "/accounts/login/")
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    connection.close()
    return ASKED - statuses.count(503)


if __name__ == "__main__":
    main()
