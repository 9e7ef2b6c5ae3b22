"""What answering pages load, in one style sheet and one script, without what only readers need.

    (cd scripts/bundle && npm install)
    python -m scripts.bundle

Phones on slow networks load two small files instead of five. They lie in the repository beside
what they are made of, so that no installation needs Node; a test tells when they are out of date.
"""
