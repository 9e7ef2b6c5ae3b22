"""What proves where numbers come from: digests of values and of the code."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


def digest(value: Mapping[str, Any]) -> str:
    """The SHA-256 of a value written as JSON in one fixed way."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def code_version() -> str:
    """Name the code that computes: a digest over the sources results depend on."""
    root = Path(__file__).resolve().parent
    folders = [root, root.parent / "surveys" / "instrument"]
    seen = hashlib.sha256()
    for path in sorted(p for folder in folders for p in folder.rglob("*.py")):
        seen.update(path.relative_to(root.parent).as_posix().encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]
