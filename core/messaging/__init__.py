"""Letters: which there are, how they are worded, released and sent.

Only this package writes into the outbox. ``kinds`` is the list of all letters, ``writing`` words
and stores them, ``outbox`` releases and takes back, ``sending`` is the worker's part.
"""
