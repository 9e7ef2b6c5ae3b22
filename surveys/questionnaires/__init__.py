"""The life of a questionnaire: written, imported, checked, published, continued."""
