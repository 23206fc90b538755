"""Điểm Cầu: one training class in thousands of rooms at once."""

__version__ = "0.4.0"
