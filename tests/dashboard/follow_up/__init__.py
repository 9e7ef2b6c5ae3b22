"""Drafts of reports, and the provincial report."""
