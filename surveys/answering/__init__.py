"""The respondent's whole visit: from the personal link to the receipt."""
