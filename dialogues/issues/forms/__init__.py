"""Forms of issues, answers and files."""
