"""Settings, addresses and the web server entry: nothing a person sees."""
