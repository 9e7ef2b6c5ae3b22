"""Filled by the dialogues part."""
def create(*, rng, now):
    return None
