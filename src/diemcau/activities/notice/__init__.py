"""A kind of activity; see `rules.py`."""
