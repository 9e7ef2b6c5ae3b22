"""Tags and filters every page may use."""
