"""Finding issues by their words, and what their words suggest."""
