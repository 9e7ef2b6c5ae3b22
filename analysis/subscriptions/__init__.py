"""Letters about released reports, for whoever asked and confirmed, until they ask for no more."""
