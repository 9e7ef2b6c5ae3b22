"""Forms of questionnaires: their parts, and the steps of their life."""
