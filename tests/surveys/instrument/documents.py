"""Small documents for tests."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from surveys.instrument import loading, model

PCI_2018 = Path(__file__).resolve().parents[3] / "fixtures/questionnaires/pci_2018.json"


def pci_2018() -> dict[str, Any]:
    return json.loads(PCI_2018.read_text())


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": f"{text} (en)"}


def choices(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "text": words(code)} for code in codes]


def question(name: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    if kind in ("single", "multiple", "ranking", "matrix") and "choices" not in more:
        more["choices"] = choices("a", "b", "c")
    if kind == "scale" and "choices" not in more:
        na = {"code": "na", "text": words("na"), "missing": "na"}
        more["choices"] = [*choices("1", "2", "3", "4", "5"), na]
    if kind == "matrix" and "rows" not in more:
        more["rows"] = choices("r1", "r2")
    return {"name": name, "kind": kind, "text": words(name), **more}


def data(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    section = {"name": "page_1", "title": words("Page 1"), "questions": list(questions)}
    return deepcopy(
        {
            "name": "tried",
            "version": "1",
            "languages": ["vi", "en"],
            "title": words("Tried"),
            "sections": [section],
            **more,
        }
    )


def loaded(*questions: dict[str, Any], **more: Any) -> model.Document:
    return loading.load(data(*questions, **more))
