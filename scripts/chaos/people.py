"""People who answer, and who try again as a phone does until they are told that it is stored."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench._seed import SECTION
from bench._site import Site
from bench.answering import answers_of

REFUSALS = {429, 503, 507}
PATIENCE = 60.0  # seconds until somebody gives up


@dataclass
class Crowd:
    """Whoever was told that the answers have been sent, and what people met on the way."""

    site: Site
    sent: list[dict[str, str]] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, token: str) -> None:
        """Go the way of one respondent: answer the page, send, read the receipt."""
        answers, here = answers_of(token), f"/s/{token}/"
        form = urlencode({**answers, "language": "vi", "go": "next"})
        until = time.monotonic() + PATIENCE
        self.insist("POST", f"{here}p/{SECTION}/", form, "/check/", until)
        if self.insist("POST", f"{here}send/", "", "/done/", until):
            with self.lock:
                self.sent.append(answers)

    def insist(self, method: str, path: str, form: str, leads: str, until: float) -> bool:
        """Ask until the answer leads on; whether it ever did."""
        while time.monotonic() < until:
            try:
                status, location = self.site.ask(method, path, form)
            except OSError as problem:
                self.note(type(problem).__name__)
            else:
                if status == 302 and location.endswith((leads, "/done/")):
                    return True
                self.note(str(status))
            time.sleep(0.2)
        return False

    def note(self, what: str) -> None:
        with self.lock:
            self.met[what] += 1

    @property
    def refused(self) -> int:
        return sum(n for what, n in self.met.items() if what in {str(code) for code in REFUSALS})

    @property
    def unanswered(self) -> int:
        return self.met.total() - self.refused


def let_answer(
    crowd: Crowd,
    tokens: list[str],
    *,
    side_by_side: int,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Let people answer, some at a time, while something happens."""
    waiting, lock = list(tokens), threading.Lock()

    def one_after_another() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                token = waiting.pop()
            crowd.answer(token)

    threads = [threading.Thread(target=one_after_another) for _each in range(side_by_side)]
    for thread in threads:
        thread.start()
    if meanwhile:
        meanwhile()
    for thread in threads:
        thread.join()
