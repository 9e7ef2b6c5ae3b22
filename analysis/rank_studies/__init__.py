"""How firm the ranks of an edition are: what a study rests on, and its tables."""
