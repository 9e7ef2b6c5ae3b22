"""What is public as JSON, for programs: versioned, described by OpenAPI, never written."""
