"""Pages of issues: public, desk, raiser."""
