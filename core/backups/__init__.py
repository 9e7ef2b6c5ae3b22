"""Copies of everything, database and files, in one file: taken while people answer, and tried."""
