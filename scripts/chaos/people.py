"""People who answer, and who try again as a phone does until they are told that it is stored.

Each comes at a moment of their own, whatever became of those before: a slow server does not make
people rarer. In the middle of the rush some come at once.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench._seed import SECTION
from bench._site import Site
from bench.answering import answers_of
from scripts.chaos.size import Rush

REFUSALS = {429, 503, 507}
PATIENCE = 90.0  # seconds until somebody gives up
PAUSES = (0.2, 0.5, 1.0, 2.0)  # seconds before trying again; the last one from then on


@dataclass
class Crowd:
    """Whoever was told that the answers have been sent, and what people met on the way."""

    site: Site
    sent: list[dict[str, str]] = field(default_factory=list)
    saving: list[float] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, token: str) -> None:
        """Go the way of one respondent: answer the page, send, read the receipt."""
        answers, here = answers_of(token), f"/s/{token}/"
        form = urlencode({**answers, "language": "vi", "go": "next"})
        until = time.monotonic() + PATIENCE
        saved = self.insist("POST", f"{here}p/{SECTION}/", form, "/check/", until)
        if saved:
            self.saving.append(saved)
        if self.insist("POST", f"{here}send/", "", "/done/", until):
            with self.lock:
                self.sent.append(answers)

    def insist(self, method: str, path: str, form: str, leads: str, until: float) -> float:
        """Ask until the answer leads on; the seconds of the request that did, 0 if none did."""
        pauses = list(PAUSES)
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                status, location = self.site.ask(method, path, form)
            except OSError as problem:
                self.note(type(problem).__name__)
            else:
                if status == 302 and location.endswith((leads, "/done/")):
                    return time.perf_counter() - began
                self.note(str(status))
            pause = pauses.pop(0) if len(pauses) > 1 else pauses[0]
            time.sleep(pause * (0.5 + random.random()))  # noqa: S311 -- nobody in step
        return 0.0

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
    rush: Rush,
    *,
    meanwhile: Callable[[], None] | None = None,
) -> None:
    """Let people come and answer, while something happens."""
    coming = threading.Thread(target=_come, args=(crowd, tokens, moments(len(tokens), rush)))
    coming.start()
    try:
        if meanwhile:
            meanwhile()
    finally:
        coming.join()


def moments(number: int, rush: Rush) -> list[float]:
    """When each comes, in seconds from the beginning; the same for the same rush."""
    chance = random.Random(number)  # noqa: S311 -- the same rush each time
    apart = [chance.random() * rush.seconds for _each in range(number - rush.at_once)]
    return sorted([*apart, *[rush.seconds / 2] * min(number, rush.at_once)])


def _come(crowd: Crowd, tokens: list[str], at: list[float]) -> None:
    began, threads = time.monotonic(), list[threading.Thread]()
    for token, moment in zip(tokens, at, strict=True):
        time.sleep(max(0.0, began + moment - time.monotonic()))
        threads.append(threading.Thread(target=crowd.answer, args=(token,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
