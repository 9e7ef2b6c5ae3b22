"""Environment variables, read once and refused loudly."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
MOVED = {"core.gateways": "core.messaging.gateways"}  # modules of ours that .env files still name
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def load_file(path: Path) -> None:
    """Take NAME=value lines of a file as defaults; what the environment already says wins."""
    if not path.exists():
        return
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.partition("=")
        if not separator:
            raise ImproperlyConfigured(f"{path.name}, line {number}: expected NAME=value.")
        os.environ.setdefault(name.strip(), value.strip().strip('"'))


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None or value == "":
        if default is None:
            raise ImproperlyConfigured(f"Set the environment variable {name}; see .env.example.")
        return default
    return value


def dotted_path(name: str, default: str) -> str:
    """A class by its module; one of ours is found where its module stands now."""
    module, _dot, member = text(name, default).rpartition(".")
    return f"{MOVED.get(module, module)}.{member}"


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither true nor false; write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def numbers(name: str, default: str, *, count: int | None = None) -> tuple[int, ...]:
    """Whole numbers from one on, parted by commas; ``count`` of them where that is fixed."""
    given = words(name, default)
    if not all(word.isascii() and word.isdecimal() and int(word) > 0 for word in given):
        raise ImproperlyConfigured(f"{name}={','.join(given)!r}: write whole numbers from 1 on.")
    if not given or count not in {None, len(given)}:
        raise ImproperlyConfigured(f"{name} holds {len(given)} numbers; {count or 'some'} needed.")
    return tuple(int(word) for word in given)
