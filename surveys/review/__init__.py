"""Answers reviewed by people, and the portal judged by the checklist."""
