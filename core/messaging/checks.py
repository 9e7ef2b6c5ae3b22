"""What must be right about the settings before a message can leave."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string


def find_unloadable_gateways(**_kwargs: Any) -> list[CheckMessage]:
    """Name the channels whose gateway cannot be imported: better now than at the first message."""
    return [
        Error(
            f"The gateway of {channel} cannot be loaded from “{path}”: {problem}",
            hint="Name a class with a method send(message, now) in SMS_GATEWAY or ZALO_GATEWAY."
            " What core.gateways held is in core.messaging.gateways since version 0.2.0.",
            id="core.E001",
        )
        for channel, path in settings.GATEWAYS.items()
        if (problem := _find_problem(path))
    ]


def _find_problem(path: str) -> str:
    try:
        import_string(path)
    except ImportError as problem:
        return str(problem)
    return ""
