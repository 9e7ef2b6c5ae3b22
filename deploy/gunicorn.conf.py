"""How the web server runs; `make run`, the demonstration and the systemd unit all read it.

Threads keep a page answering while a browser holds connections open that it may never use. A
proxy stands in front all the same (nginx.conf and Caddyfile beside this file): it takes slow
senders before they reach a thread.
"""

import os
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]


class PlainLog(Logger):  # type: ignore[misc]
    """What gunicorn itself tells, one line each, without what a stranger sent.

    A request that is refused before the platform sees it may hold a personal link.
    """

    error_fmt = "%(asctime)s %(levelname)s gunicorn %(message)s"  # our settings count no processes

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if msg.startswith("Invalid request from"):
            msg = "refused: no request as HTTP has it"
        super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Error handling request"):
            msg, args = "Error handling a request", ()
        super().exception(msg, *args, **kwargs)


bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 60
graceful_timeout = 8  # on SIGTERM: what is under way may end, then the process does
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
forwarder_headers = ""  # nobody tells us SCRIPT_NAME or PATH_INFO: a visitor could, too
control_socket_disable = True
accesslog = None  # our own log masks personal links
logger_class = PlainLog
