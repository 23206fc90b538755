"""Measurements: each compares the product with its limit in the same run and reports ratios."""
