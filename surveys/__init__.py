"""Surveys: what is asked, who is asked, what is answered."""
