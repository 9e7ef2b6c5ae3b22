"""Who runs the installation: name, letterhead and logo of the Association."""

from core.letterhead.association import change, current, hold

__all__ = ["change", "current", "hold"]
