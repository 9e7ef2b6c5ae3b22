"""Where the province stands, in one picture: score, what moved it, criteria, agencies, survey."""

from dashboard.overview.page import for_desk, for_everybody

__all__ = ["for_desk", "for_everybody"]
