"""Scenarios with what they give, shared by the tests of Python and of the browser."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "golden" / "what_if.json"


def load():
    return json.loads(FILE.read_text(encoding="utf-8"))
