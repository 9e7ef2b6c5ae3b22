"""An agency that another one follows: everything open moves by one reviewed act."""
