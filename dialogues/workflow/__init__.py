"""Pure: the states of an issue, its transitions and its deadlines."""
