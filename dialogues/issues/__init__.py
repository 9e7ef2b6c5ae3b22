"""Issues: raised, handled, answered, published, followed."""
