"""Who may see a page; the words themselves stand on the ground floor, for every app."""

from core.access import PUBLIC, only_for, public, require

__all__ = ["PUBLIC", "only_for", "public", "require"]
