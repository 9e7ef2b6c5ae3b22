"""What the templates of questions may ask of a respondent's answers."""
