"""A server that is killed under load keeps every answer it has acknowledged."""

import json
import sys
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from bench._seed import SECTION
from bench._site import postgres, postgres_programs, site
from bench.answering import CODES, answer

PEOPLE, SAVES, SENT = 6, 10, 20  # cut off when so many have saved so often and others have sent
PATIENCE = 180


@contextmanager
def database(kind):
    """Yield the address of a scratch database; an empty one stands for SQLite."""
    if kind == "SQLite":
        yield ""
        return
    programs = postgres_programs()
    if programs is None:
        pytest.skip("Debian's package postgresql is not installed")
    with postgres(programs) as (address, _process):
        yield address


@pytest.mark.crawl
@pytest.mark.slow
@pytest.mark.platform
@pytest.mark.parametrize(
    ("kind", "anonymity"), [("SQLite", "confidential"), ("PostgreSQL", "blind")]
)
def test_every_acknowledged_answer_is_there_after_sigkill(
    migrated_tables, migrated_dump, kind, anonymity
):
    given = {"invitations": 400, "anonymity": anonymity, "tables": migrated_tables}
    given["dump"] = migrated_dump
    with database(kind) as address, site(database_url=address, **given) as platform:
        platform.start()
        saved, sent = play_until_killed(platform)
        platform.start()  # it comes up again by itself, without repair
        resumed = [answer(platform, platform.tokens.pop(), [])]
        held = json.loads(platform.run(sys.executable, "-m", "bench._stored"))

    drafts = [sorted(each.items()) for each in held["drafts"]]
    for token, number in saved.items():
        kept = [dict(each) for each in drafts if dict(each).get("q1") is not None]
        assert any(newer_or_equal(each, token, number) for each in kept), (token, number)
    stored = [json.dumps(each, sort_keys=True) for each in held["responses"]]
    for each in [*sent, *resumed]:
        assert json.dumps(each, sort_keys=True) in stored
    assert len(stored) == len(set(stored))  # nothing twice


def marked(token, number):
    """Write the respondent and the number of the save into forty answers of six codes each."""
    digits = [int(d) for d in f"{abs(hash(token)) % 10**15:015d}"]
    answers = {f"q{place}": CODES[digit % 6] for place, digit in enumerate(digits, start=1)}
    for place in range(12):
        answers[f"q{16 + place}"] = CODES[number // 6**place % 6]
    return answers


def number_of(answers):
    return sum(CODES.index(answers[f"q{16 + place}"]) * 6**place for place in range(12))


def newer_or_equal(answers, token, number):
    mine = marked(token, 0)
    same = all(answers.get(f"q{place}") == mine[f"q{place}"] for place in range(1, 16))
    return same and number_of(answers) >= number


def play_until_killed(platform):
    """Let people save again and again, and others send; cut the power in the middle."""
    saved, sent, over = {}, [], threading.Event()

    def saving(token):
        number = 0
        while not over.is_set():
            number += 1
            form = urlencode({**marked(token, number), "language": "vi", "go": "save"})
            try:
                status, _ = platform.ask(
                    "POST", f"/s/{token}/p/{SECTION}/", form, "application/json"
                )
            except OSError:
                return
            if status == 200:
                saved[token] = number

    def sending():
        while not over.is_set():
            try:
                sent.append(answer(platform, platform.tokens.pop(), []))
            except Exception:  # noqa: BLE001 -- cut off in the middle: not acknowledged
                return

    people = [threading.Thread(target=saving, args=[platform.tokens.pop()]) for _ in range(PEOPLE)]
    people += [threading.Thread(target=sending) for _ in range(2)]
    for person in people:
        person.start()
    last = time.monotonic() + PATIENCE
    while not (len(saved) == PEOPLE and min(saved.values()) >= SAVES and len(sent) >= SENT):
        assert time.monotonic() < last, (saved, len(sent))
        time.sleep(0.05)
    platform.kill()
    over.set()
    for person in people:
        person.join()
    return saved, sent
