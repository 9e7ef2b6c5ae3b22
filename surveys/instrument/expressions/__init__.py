"""The expression language of questionnaires: grammar, values, patterns."""
