"""A wire between a browser and the server of the tests that can be cut.

Chromium's own "offline" ends with a page or a service worker that is started anew; a connection
that is refused does not.
"""

import socket
import threading
from contextlib import suppress


class Wire:
    """Forward connections to a port of this machine, or refuse them."""

    def __init__(self, port):
        self.port, self.is_cut = port, False
        self.held, self.threads = [], []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self._start(self._listen)

    def cut(self):
        self.is_cut = True
        for each in self.held:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self.listener.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        self.listener.close()

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()
        return thread

    def _listen(self):
        with suppress(OSError):  # closed
            while True:
                near, _address = self.listener.accept()
                if self.is_cut:
                    near.close()
                else:
                    self._start(self._forward, near)

    def _forward(self, near):
        with near, socket.create_connection(("127.0.0.1", self.port)) as far:
            self.held += [near, far]
            back = self._start(self._carry, far, near)
            self._carry(near, far)
            back.join()

    def _carry(self, source, target):
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
