"""The HTML of answering pages, made once a wording and filled in for each respondent."""
