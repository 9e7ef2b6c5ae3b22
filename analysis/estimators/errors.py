"""What an estimator refuses, in one sentence: what is wrong, where, and what to do about it."""


class EstimationError(ValueError):
    """The data, the design or the request does not allow an honest answer."""
