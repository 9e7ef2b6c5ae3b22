"""The flows that Python and the browser go through alike."""

import json
from pathlib import Path

from surveys.instrument import loading
from tests.surveys.instrument.documents import choices, data, question, words

FLOWS = json.loads((Path(__file__).parent / "flows.json").read_text())


def document():
    return loading.load(data(sections=[_section(each) for each in FLOWS["document"]]))


def _section(told):
    questions = [_question(**each) for each in told["questions"]]
    return {**told, "title": words(told["name"]), "questions": questions}


def _question(name, kind, **more):
    if "choices" in more:
        more["choices"] = choices(*more["choices"])
    return question(name, kind, **more)
