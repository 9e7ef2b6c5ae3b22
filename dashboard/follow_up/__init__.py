"""What the platform knows of an agency's work: drafts of its reports, and the provincial report."""
