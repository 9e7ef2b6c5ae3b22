"""The official index: editions, criteria, constants of the scoring, published results."""
