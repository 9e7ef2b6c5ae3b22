"""Answers as a table with labels and missing codes, in the files that statisticians open.

Pure: it takes a questionnaire and rows, and knows neither Django nor the database.
"""
