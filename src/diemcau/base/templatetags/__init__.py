"""Template tags that know no domain word."""
